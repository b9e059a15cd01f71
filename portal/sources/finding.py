"""What stands at an address, and in which of its forms it is best read."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from portal.sources.archive_page import CardSelectors
from portal.sources.errors import SourceError, SourceUnreadable
from portal.sources.fetching.fetched import ANYTHING, FEED, NO_VALIDATORS, Fetch, Fetched, Limits
from portal.sources.fetching.visits import Memory, Visits
from portal.sources.page import Page, page_of
from portal.sources.page_kind import PageKind, kind_of
from portal.sources.reading import Bytes, bytes_of
from portal.sources.recognize import Format, recognize
from portal.sources.wordpress_addresses import posts_address, rest_of_page, root_of

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_ROOT = re.compile(r"/wp-json/?\Z")
_COMMENTS = re.compile(r"comments", re.IGNORECASE)


class Kind(StrEnum):
    """What an address is, in words for people."""

    FEED = "feed"
    WORDPRESS = "WordPress site"
    ARCHIVE = "page that lists articles"
    ARTICLE = "article"
    SITEMAP = "sitemap"
    FILE = "file of articles"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An answer from which articles are read."""

    kind: Kind
    fetched: Fetched
    format: Format
    page: Page | None = None
    """What the answer, or the page that led to it, holds as HTML."""

    @property
    def name(self) -> str:
        """How it is called to people."""
        return self.fetched.final_address

    @property
    def charset(self) -> str:
        """What the host said about the encoding; empty if nothing."""
        return charset_of(self.fetched)

    def bytes(self) -> Bytes:
        """Return the bytes, unpacked, from the beginning."""
        return bytes_of(self.fetched.content.chunks())


def find(
    address: str,
    fetch: Fetch,
    *,
    memory: Memory | None = None,
    selectors: CardSelectors | None = None,
    chosen_format: Format | None = None,
) -> Found | Fetched:
    """Return what is best read at *address*; the bare answer if it has not changed since it was remembered.

    Shape: of a page that says where the same can be had as posts of its
    WordPress site, these; of a start page, its feed; else the page itself, as
    a list or as one article, or if it is neither, its feed.

    Raises:
        SourceUnreadable: it cannot be fetched, or nothing can be read from it.
    """
    asked = posts_address(root_of(address)) if is_rest_root(address) else address
    asking = _Asking(fetch, memory or Visits())
    fetched = asking.fetched(asked, ANYTHING)
    if fetched.is_unchanged:
        return fetched
    head = bytes_of(fetched.content.chunks()).peek()
    if not head:
        raise SourceUnreadable("it answers with nothing at all")
    form = chosen_format or recognize(urlsplit(fetched.final_address).path, head)
    if form in _PAGES:
        return _page(fetched, asking, selectors, _PAGES[form])
    return Found(kind=_KINDS.get(form, Kind.FILE), fetched=fetched, format=form)


def is_rest_root(address: str) -> bool:
    """Say whether *address* is the start of a WordPress site's REST interface."""
    parts = urlsplit(address)
    return bool(_ROOT.search(parts.path)) or parts.query in ("rest_route=/", "rest_route=%2F")


def selectors_of(given: Mapping[str, str]) -> CardSelectors | None:
    """Return *given*, by the names of the fields of `CardSelectors`.

    Raises:
        SourceUnreadable: there is no such field.
    """
    if not given:
        return None
    unknown = sorted(set(given) - set(CardSelectors.__slots__))
    if unknown:
        raise SourceUnreadable(f"there is no selector {unknown[0]!r}; there are {', '.join(CardSelectors.__slots__)}")
    return CardSelectors(**given)


def charset_of(fetched: Fetched) -> str:
    """Return the encoding that the header ``Content-Type`` names."""
    match = _CHARSET.search(fetched.content_type)
    return match[1] if match else ""


def feeds_of(page: Page) -> tuple[str, ...]:
    """Return the feeds that *page* advertises, those of comments left out."""
    found = []
    for link in page.root.iter("link"):
        rel, kind = (link.get("rel") or "").lower().split(), (link.get("type") or "").lower().partition(";")[0].strip()
        href = link.get("href") or ""
        if "alternate" in rel and kind in _FEED_TYPES and not _COMMENTS.search(f"{link.get('title') or ''} {href}"):
            found.append(page.link(href))
    return tuple(dict.fromkeys(address for address in found if address))


def feed_of(page: Page, fetch: Fetch) -> Found | None:
    """Return the first feed that *page* advertises and that can be read; None if there is none."""
    found = _feed(page, _Asking(fetch, Visits()))
    return found if isinstance(found, Found) else None


_KINDS = {
    Format.FEED: Kind.FEED,
    Format.JSON_FEED: Kind.FEED,
    Format.SITEMAP: Kind.SITEMAP,
    Format.WP_REST: Kind.WORDPRESS,
}
_PAGES = {Format.HTML: None, Format.ARCHIVE_PAGE: Kind.ARCHIVE, Format.ARTICLE_PAGE: Kind.ARTICLE}


@dataclass(frozen=True, slots=True)
class _Asking:
    fetch: Fetch
    memory: Memory

    def fetched(self, address: str, limits: Limits) -> Fetched:
        visit = self.memory.recall(address)
        return self.fetch(address, validators=visit.validators if visit else NO_VALIDATORS, limits=limits)


def _page(fetched: Fetched, asking: _Asking, selectors: CardSelectors | None, chosen: Kind | None) -> Found | Fetched:
    page = page_of(fetched.content.chunks(), base_url=fetched.final_address, content_type=fetched.content_type)
    kind = Kind.ARCHIVE if selectors else chosen
    if kind is None:
        parts = urlsplit(fetched.final_address)
        is_start = parts.path in ("", "/") and not parts.query
        elsewhere = _rest(page, fetched, asking, is_start=is_start) or (_feed(page, asking) if is_start else None)
        if elsewhere is not None:
            return elsewhere
        kind = Kind.ARTICLE if kind_of(page) is PageKind.ARTICLE else Kind.ARCHIVE
    return Found(kind=kind, fetched=fetched, format=Format.HTML, page=page)


def _rest(page: Page, fetched: Fetched, asking: _Asking, *, is_start: bool) -> Found | Fetched | None:
    """Return the posts that *page* shows, as its site gives them to programs."""
    rest = rest_of_page(page.html, fetched.final_address, fetched.headers.get("link", ""))
    if not rest.root or not _same_host(rest.posts, fetched.final_address):
        return None
    shows_all = rest.posts == posts_address(rest.root)
    return None if shows_all and not is_start else _tried(rest.posts, asking, page, Kind.WORDPRESS)


def _feed(page: Page, asking: _Asking) -> Found | Fetched | None:
    tried = (_tried(address, asking, page, Kind.FEED) for address in feeds_of(page)[:3])
    return next((found for found in tried if found is not None), None)


def _tried(address: str, asking: _Asking, page: Page, wanted: Kind) -> Found | Fetched | None:
    # Many sites close their interface; the page is then read as anybody sees it.
    with suppress(SourceError):
        fetched = asking.fetched(address, FEED)
        if fetched.is_unchanged:
            return fetched
        form = recognize(urlsplit(fetched.final_address).path, bytes_of(fetched.content.chunks()).peek())
        if _KINDS.get(form) is wanted:
            return Found(kind=wanted, fetched=fetched, format=form, page=page)
    return None


def _same_host(one: str, other: str) -> bool:
    return urlsplit(one).hostname == urlsplit(other).hostname
