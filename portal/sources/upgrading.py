"""An excerpt, and the page that it links to → one whole item, each field from where it is said best."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from portal.sources.article_page import article_of_page
from portal.sources.errors import SourceUnreadable
from portal.sources.fetching.errors import FetchError, NotAnswering, NotYet, StatusRefused
from portal.sources.fetching.fetched import NO_VALIDATORS, PAGE, Fetch, Fetched
from portal.sources.fetching.visits import Memory, Visit
from portal.sources.page import page_of
from portal.sources.page_kind import PageKind, kind_of
from portal.sources.raw import RawItem, Refusal

MAX_FAILURES = 5
"""Pages of one host that may be out of reach, one after another, before its others are left for the next run."""

_ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
_FIELDS = ("title", "excerpt", "published", "source", "author", "language")


def joined(card: RawItem, article: RawItem) -> RawItem:
    """Return *article* with what only *card* says, and with each field that *card* says on better authority.

    Shape: the text and the address are those of *article*; tags and
    organizations are those of both; ``origins`` says where each field is from.
    """
    origins = {name: article.origin_of(name) for name in (*_FIELDS, "url", "body", "tags", "organizations")}
    chosen: dict[str, Any] = {}
    for name in _FIELDS:
        own, other = getattr(article, name), getattr(card, name)
        if other and (not own or card.origin_of(name).trust < article.origin_of(name).trust):
            chosen[name], origins[name] = other, card.origin_of(name)
    for name in ("tags", "organizations"):
        if not getattr(article, name):
            origins[name] = card.origin_of(name)
    return replace(
        article,
        where=card.where,
        id=card.id or article.id,
        url=article.url or card.url,
        tags=tuple(dict.fromkeys((*card.tags, *article.tags))),
        organizations=tuple(dict.fromkeys((*card.organizations, *article.organizations))),
        extra={**card.extra, **article.extra},
        origins=origins,
        **chosen,
    )


def mark_of(card: RawItem) -> str:
    """Return a digest of what *card* says, so that it is seen when it says something else."""
    said = (card.title, card.excerpt, card.body, card.published, str(card.extra.get("updated", "")))
    return hashlib.blake2b("\0".join(said).encode("utf-8", errors="replace"), digest_size=8).hexdigest()


class Upgrading:
    """Fetches the pages that cards link to, each as often as its card changes."""

    def __init__(self, fetch: Fetch, memory: Memory, *, most: int) -> None:
        self._fetch = fetch
        self._memory = memory
        self._left = most
        self._failures = Counter[str]()
        self._told: set[str] = set()
        self.is_whole = True
        """Nothing was left for the next run."""

    def upgraded(self, card: RawItem) -> Iterator[RawItem | Refusal]:
        """Yield *card* made whole by its page.

        Shape: nothing if its page was read when the card was the same; the
        card as it is, and a refusal that says why, where the page gives no
        article.
        """
        if card.completeness == "full" or not card.url.startswith(("http://", "https://")):
            yield card
        else:
            yield from self._asked(card.url, mark_of(card), card)

    def page(self, address: str, mark: str) -> Iterator[RawItem | Refusal]:
        """Yield the article at *address*, which a sitemap lists; *mark* is what the sitemap says about it."""
        yield from self._asked(address, mark, None)

    def _asked(self, address: str, mark: str, card: RawItem | None) -> Iterator[RawItem | Refusal]:
        visit = self._memory.recall(address)
        if visit is not None and visit.mark == mark:
            return
        is_left, refusal = self._left_for_later(address)
        if is_left:
            yield from (entry for entry in (card, refusal) if entry)
            return
        try:
            with self._fetch(
                address, validators=visit.validators if visit else NO_VALIDATORS, limits=PAGE, accept=_ACCEPT
            ) as fetched:
                found = None if fetched.is_unchanged else _article(fetched, card)
                after = _visit(fetched, mark)
        except FetchError as error:
            yield from (entry for entry in (card, self._refused(address, error)) if entry)
            if not _is_temporary(error):
                self._memory.keep(address, Visit(asked_at=datetime.now(UTC), mark=mark))
            return
        self._failures[_host(address)] = 0
        if isinstance(found, RawItem):
            yield joined(card, found) if card is not None else found
        else:
            yield from (entry for entry in (card, found) if entry)
        self._memory.keep(address, after)

    def _left_for_later(self, address: str) -> tuple[bool, Refusal | None]:
        """Say whether *address* is not asked in this run, and why, if that was not told yet."""
        host = _host(address)
        if self._failures[host] >= MAX_FAILURES:
            why, where = (
                f"{host} was out of reach {MAX_FAILURES} times; its other pages are left for the next run",
                host,
            )
        elif self._left <= 0:
            why, where = "as many pages were asked as one run may ask for; the others are left for the next run", ""
        else:
            self._left -= 1
            return False, None
        self.is_whole = False
        is_new = where not in self._told
        self._told.add(where)
        return True, Refusal(address, why) if is_new else None

    def _refused(self, address: str, error: FetchError) -> Refusal:
        if _is_temporary(error):
            self.is_whole = False
            self._failures[_host(address)] += 1
        return Refusal(address, str(error))


def _article(fetched: Fetched, card: RawItem | None) -> RawItem | Refusal | None:
    """Return the article of a page; nothing for a page that lists others, where no card said that it is one."""
    name = fetched.final_address
    try:
        page = page_of(fetched.content.chunks(), base_url=name, content_type=fetched.content_type)
    except SourceUnreadable as error:
        return Refusal(name, str(error))
    if card is None and kind_of(page) is PageKind.ARCHIVE:
        return None
    return article_of_page(page, name)


def _visit(fetched: Fetched, mark: str) -> Visit:
    return Visit(
        asked_at=fetched.fetched_at,
        validators=fetched.validators,
        not_before=fetched.not_before,
        moved_to=fetched.moved_to,
        mark=mark,
    )


def _is_temporary(error: FetchError) -> bool:
    """Say whether the next run may have more luck."""
    return isinstance(error, NotAnswering | NotYet) or (
        isinstance(error, StatusRefused) and (error.status >= 500 or error.status in (408, 425, 429))
    )


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").lower()
