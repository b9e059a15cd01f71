"""An address of the web → every raw item behind it: its pages, the articles that they link to, its sitemaps."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from portal.sources.archive_page import CardSelectors, archive_of
from portal.sources.article_page import article_of_page
from portal.sources.errors import SourceCut, SourceError
from portal.sources.feed import open_feed
from portal.sources.feed_facts import Feed
from portal.sources.fetching.fetched import ANYTHING, FEED, NO_VALIDATORS, PAGE, Fetch, Fetched
from portal.sources.fetching.visits import Memory, Visit, Visits
from portal.sources.finding import Found, Kind, charset_of, feed_of, find, selectors_of
from portal.sources.json_feed import open_json_feed
from portal.sources.opening import read_bytes
from portal.sources.page import Page, page_of
from portal.sources.page_facts import site_of
from portal.sources.raw import RawItem, Refusal
from portal.sources.reading import bytes_of
from portal.sources.recognize import Format
from portal.sources.sitemap import Listed, addresses_in
from portal.sources.upgrading import Upgrading
from portal.sources.wordpress import posts_in, read_names, read_wordpress
from portal.sources.wordpress_addresses import name_addresses, next_address, root_of

_MARKED = 200
"""Entries of a first page that are remembered, to know where the last run began."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The most that one run asks for."""

    pages: int = 100
    """Of one list: "next page" of an archive, of a feed, of an interface."""

    articles: int = 1_000
    sitemaps: int = 200


def read_address(
    address: str,
    fetch: Fetch,
    *,
    memory: Memory | None = None,
    selectors: Mapping[str, str] | None = None,
    chosen_format: Format | None = None,
    bounds: Bounds = Bounds(),
) -> Iterator[RawItem | Refusal]:
    """Yield everything that stands behind *address*, streaming.

    Shape: what it is is seen from what comes; lists are followed to their
    end, or to where the last run began; an excerpt is made whole by the page
    that it links to. A later page that cannot be had is a refusal; what was
    left is asked for again in the next run. With the *memory* of an earlier
    run, what has not changed is not yielded again where its site can tell.

    Args:
        address: the address.
        fetch: asks the web.
        memory: what earlier runs remembered; see `Memory` for when it may become durable.
        selectors: where things are on a page that lists articles, by the fields of `CardSelectors`.
        chosen_format: instead of recognizing it.
        bounds: the most that is asked for.

    Raises:
        SourceUnreadable: the address cannot be fetched, or nothing can be read from it; before the first item.
    """
    yield from _Walk(address, fetch, memory or Visits(), selectors_of(selectors or {}), bounds).entries(chosen_format)


class _Walk:
    def __init__(
        self, address: str, fetch: Fetch, memory: Memory, selectors: CardSelectors | None, bounds: Bounds
    ) -> None:
        self._address = address
        self._fetch = fetch
        self._memory = memory
        self._selectors = selectors
        self._bounds = bounds
        self._visit = memory.recall(address)
        self._known = frozenset(self._visit.mark.split()) if self._visit else frozenset()
        self._mark = self._visit.mark if self._visit else ""
        self._upgrading = Upgrading(fetch, memory, most=bounds.articles)
        self._is_whole = True
        self._keep_for: timedelta | None = None

    def entries(self, chosen_format: Format | None) -> Iterator[RawItem | Refusal]:
        found = find(
            self._address, self._fetch, memory=self._memory, selectors=self._selectors, chosen_format=chosen_format
        )
        if isinstance(found, Fetched):
            self._remember(found)
            return
        try:
            yield from self._read(found)
        finally:
            found.fetched.content.close()
        self._remember(found.fetched)

    def _read(self, found: Found) -> Iterator[RawItem | Refusal]:
        if found.kind is Kind.FEED:
            yield from self._feed(found)
        elif found.kind is Kind.WORDPRESS:
            yield from self._wordpress(found)
        elif found.kind is Kind.SITEMAP:
            yield from self._sitemaps(found)
        elif found.kind is Kind.ARCHIVE and found.page is not None:
            yield from self._archive(found.page, found.name)
        elif found.kind is Kind.ARTICLE and found.page is not None:
            yield from self._article(found.page, found.name)
        else:
            yield from read_bytes(found.bytes(), found.name, chosen_format=found.format, base_url=found.name)

    def _remember(self, fetched: Fetched) -> None:
        """Keep what the next run needs to know; nothing if something was left, so that it begins again."""
        if not (self._is_whole and self._upgrading.is_whole):
            return
        until = fetched.not_before
        if self._keep_for is not None:
            until = max(filter(None, (until, fetched.fetched_at + self._keep_for)))
        # What was read may be another form of what the address shows: each is remembered by itself.
        is_same = fetched.address.rstrip("/") == self._address.rstrip("/")
        earlier = self._memory.recall(fetched.address)
        known = earlier.validators if earlier and fetched.is_unchanged else NO_VALIDATORS
        read = Visit(
            asked_at=fetched.fetched_at,
            validators=fetched.validators or known,
            not_before=until,
            moved_to=fetched.moved_to,
            mark=self._mark,
        )
        self._memory.keep(self._address, read if is_same else replace(read, validators=NO_VALIDATORS, moved_to=""))
        if not is_same:
            self._memory.keep(fetched.address, read)

    # ---- pages that go on

    def _feed(self, found: Found) -> Iterator[RawItem | Refusal]:
        feed = opened_feed(found.fetched, found.format)
        self._keep_for = feed.facts.keep_for
        pages = _Pages(found.name, self._bounds.pages)
        for number in range(1, self._bounds.pages + 1):
            keys = list[str]()
            try:
                for entry in feed.entries:
                    if isinstance(entry, RawItem):
                        keys.append(_key(entry))
                        yield from self._upgrading.upgraded(entry)
                    else:
                        yield entry
            except SourceCut as cut:
                yield Refusal(found.name, str(cut))
            following = pages.after(feed.facts.next_page)
            if self._is_enough(keys, number) or not following:
                break
            try:
                with self._fetch(following, limits=FEED) as fetched:
                    feed = opened_feed(fetched, found.format)
            except SourceError as error:
                yield self._missed(following, error)
                break
        yield from self._told(pages)

    def _archive(self, page: Page, name: str) -> Iterator[RawItem | Refusal]:
        pages, seen = _Pages(name, self._bounds.pages), set[str]()
        for number in range(1, self._bounds.pages + 1):
            archive = archive_of(page, name, selectors=self._selectors)
            fresh = [item for item in archive.items if _key(item) not in seen]
            if number == 1 and not fresh:
                yield Refusal(name, "no list of articles is found on this page; selectors can say where it is")
            seen.update(map(_key, fresh))
            for item in fresh:
                yield from self._upgrading.upgraded(item)
            yield from archive.skipped
            following = pages.after(archive.next_page)
            # A site that has no more pages often shows the last again.
            if self._is_enough([_key(item) for item in archive.items], number) or not fresh or not following:
                break
            try:
                with self._fetch(following, limits=PAGE) as fetched:
                    name = fetched.final_address
                    page = page_of(fetched.content.chunks(), base_url=name, content_type=fetched.content_type)
            except SourceError as error:
                yield self._missed(following, error)
                break
        yield from self._told(pages)

    def _wordpress(self, found: Found) -> Iterator[RawItem | Refusal]:
        site = site_of(found.page) if found.page is not None else ""
        pages, name, headers = _Pages(found.name, self._bounds.pages), found.name, found.fetched.headers
        raw = b"".join(found.bytes())
        for number in range(1, self._bounds.pages + 1):
            keys = list[str]()
            names = self._names(root_of(name), posts_in([raw]))
            for entry in read_wordpress([raw], name, names=names, site=site):
                keys += [_key(entry)] if isinstance(entry, RawItem) else []
                yield entry
            following = pages.after(next_address(name, headers))
            if self._is_enough(keys, number) or not following:
                break
            try:
                with self._fetch(following, limits=FEED) as fetched:
                    name, headers, raw = (
                        fetched.final_address,
                        fetched.headers,
                        b"".join(bytes_of(fetched.content.chunks())),
                    )
                    posts_in([raw])
            except SourceError as error:
                yield self._missed(following, error)
                break
        yield from self._told(pages)

    def _names(self, root: str, posts: list[object]) -> dict[str, dict[int, str]]:
        """Return what the terms and authors are called that *posts* only number, as far as the site tells."""
        names: dict[str, dict[int, str]] = {}
        for base, address in name_addresses(root, posts) if root else ():
            try:
                with self._fetch(address, limits=FEED) as fetched:
                    names.setdefault(base, {}).update(read_names(bytes_of(fetched.content.chunks())))
            except SourceError:  # many sites do not list their users: posts without an author are whole posts
                continue
        return names

    def _article(self, page: Page, name: str) -> Iterator[RawItem | Refusal]:
        article = article_of_page(page, name)
        feed = feed_of(page, self._fetch) if isinstance(article, Refusal) else None
        if feed is None:
            yield article
        else:
            with feed.fetched:
                yield from self._feed(feed)

    # ---- sitemaps

    def _sitemaps(self, found: Found) -> Iterator[RawItem | Refusal]:
        waiting, seen, left = list[Listed](), {found.name}, self._bounds.sitemaps
        yield from self._sitemap(found.fetched, waiting)
        while waiting:
            listed = waiting.pop(0)
            if listed.address in seen:
                continue
            seen.add(listed.address)
            if left <= 0:
                self._is_whole = False
                yield Refusal(listed.address, f"more than {self._bounds.sitemaps} sitemaps; the others are not read")
                return
            left -= 1
            yield from self._nested(listed, waiting)

    def _nested(self, listed: Listed, waiting: list[Listed]) -> Iterator[RawItem | Refusal]:
        visit = self._memory.recall(listed.address)
        mark = _digest(listed.changed) if listed.changed else ""
        if visit is not None and mark and visit.mark == mark:
            return
        was_whole, self._upgrading.is_whole = self._upgrading.is_whole, True
        try:
            validators = visit.validators if visit else NO_VALIDATORS
            with self._fetch(listed.address, validators=validators, limits=ANYTHING) as fetched:
                if not fetched.is_unchanged:
                    yield from self._sitemap(fetched, waiting)
                kept = Visit(asked_at=fetched.fetched_at, validators=fetched.validators or validators, mark=mark)
            if self._upgrading.is_whole:
                self._memory.keep(listed.address, kept)
        except SourceError as error:
            yield self._missed(listed.address, error)
        self._upgrading.is_whole = was_whole and self._upgrading.is_whole

    def _sitemap(self, fetched: Fetched, waiting: list[Listed]) -> Iterator[RawItem | Refusal]:
        name = fetched.final_address
        try:
            entries = addresses_in(bytes_of(fetched.content.chunks()), name, base_url=name, charset=charset_of(fetched))
            for listed in entries:
                if isinstance(listed, Refusal):
                    yield listed
                elif not _is_same_site(listed.address, name):
                    yield Refusal(listed.where, f"it lies outside of the site: {listed.address}")
                elif listed.is_sitemap:
                    waiting.append(listed)
                else:
                    yield from self._listed(listed)
        except SourceCut as cut:
            yield Refusal(name, str(cut))

    def _listed(self, listed: Listed) -> Iterator[RawItem | Refusal]:
        if listed.item is not None:
            yield from self._upgrading.upgraded(listed.item)
            return
        # Pages of which nothing says when they changed are asked again, with their validators, once a week.
        week = datetime.now(UTC).strftime("%G-%V")
        yield from self._upgrading.page(listed.address, _digest(listed.changed or week))

    # ---- where to stop

    def _is_enough(self, keys: list[str], number: int) -> bool:
        """Say whether this page reaches back to where the last run began; the first is remembered for the next."""
        if number == 1 and keys:
            self._mark = " ".join(keys[:_MARKED])
        return any(key in self._known for key in keys[-3:])

    def _missed(self, address: str, error: SourceError) -> Refusal:
        self._is_whole = False
        return Refusal(address, str(error))

    def _told(self, pages: "_Pages") -> Iterator[Refusal]:
        if pages.is_cut:
            yield Refusal(
                pages.last, f"only {self._bounds.pages} pages of a list are followed; older articles are left"
            )
        elif pages.strayed:
            yield Refusal(pages.strayed, "the next page lies on another host, and is not followed")


class _Pages:
    """The pages of one list: each once, on one host, and not too many."""

    def __init__(self, first: str, most: int) -> None:
        self._seen = {first}
        self._most = most
        self._host = urlsplit(first).hostname
        self.last = first
        self.is_cut = False
        self.strayed = ""

    def after(self, address: str) -> str:
        """Return *address*, where the list goes on; empty where it does not, or leads back or away."""
        address = address.partition("#")[0]
        if not address or address in self._seen:
            return ""
        if urlsplit(address).hostname != self._host:
            self.strayed = address
            return ""
        if len(self._seen) >= self._most:
            self.is_cut = True
            return ""
        self._seen.add(address)
        self.last = address
        return address


def opened_feed(fetched: Fetched, form: Format) -> Feed:
    """Return the feed that was fetched, open."""
    chunks, name = bytes_of(fetched.content.chunks()), fetched.final_address
    if form is Format.JSON_FEED:
        return open_json_feed(chunks, name, base_url=name)
    return open_feed(chunks, name, base_url=name, charset=charset_of(fetched))


def _key(item: RawItem) -> str:
    return _digest(item.id or item.url or f"{item.title}\0{item.published}")


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", errors="replace"), digest_size=6).hexdigest()


def _is_same_site(one: str, other: str) -> bool:
    """Say whether two addresses lie on one host, or on hosts one of which is below the other."""
    first, second = (f".{(urlsplit(each).hostname or '').removeprefix('www.')}" for each in (one, other))
    return first.endswith(second) or second.endswith(first)
