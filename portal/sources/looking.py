"""A look at an address: what it is, and what it would bring, from its first page alone."""

import html
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from portal.sources.archive_page import archive_of
from portal.sources.article_page import article_of_page
from portal.sources.errors import FormatUnknown, SourceCut, SourceUnreadable
from portal.sources.fetching.fetched import Fetch, Fetched
from portal.sources.finding import Found, Kind, feed_of, find, selectors_of
from portal.sources.following import opened_feed
from portal.sources.opening import read_bytes
from portal.sources.page import fold
from portal.sources.page_facts import site_of
from portal.sources.raw import RawItem, Refusal
from portal.sources.recognize import Format
from portal.sources.sitemap import addresses_in

NEWEST = 5
MOST_COUNTED = 100_000

_TAG = re.compile(r"<[^<>]{0,1000}>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What stands at an address."""

    kind: Kind
    address: str
    """From where it would be read, after redirects: perhaps the feed of the page that was named."""

    title: str
    """What it calls itself, as text; empty if it does not."""

    count: int
    """Articles that its first page names, or states that there are."""

    is_more: bool
    """There are more pages, which were not asked for."""

    newest: tuple[RawItem, ...]
    """The first few, as they stand there."""

    problems: tuple[Refusal, ...]
    keep_for: timedelta | None = None
    """How long it wants to be left alone between two visits; None if it does not say."""

    moved_to: str = ""
    """Where its host says that it has moved, for good."""


def look(
    address: str,
    fetch: Fetch,
    *,
    selectors: Mapping[str, str] | None = None,
    chosen_format: Format | None = None,
) -> Look:
    """Return what *address* is and would bring; stores nothing, and asks for no article.

    Raises:
        SourceUnreadable: it cannot be fetched, or nothing can be read from it.
    """
    try:
        found = find(address, fetch, selectors=selectors_of(selectors or {}), chosen_format=chosen_format)
    except FormatUnknown as unknown:
        raise SourceUnreadable("it answers with nothing that articles are read from") from unknown
    if isinstance(found, Fetched):
        raise SourceUnreadable("it answers that nothing has changed, though nothing is known of it")
    if found.kind is Kind.ARTICLE and found.page is not None:
        article = article_of_page(found.page, found.name)
        found = (feed_of(found.page, fetch) if isinstance(article, Refusal) else None) or found
    with found.fetched:
        return _looked(found, selectors or {})


def _looked(found: Found, selectors: Mapping[str, str]) -> Look:
    title = site_of(found.page) if found.page is not None else ""
    is_more, keep_for, stated = False, None, 0
    entries: Iterator[RawItem | Refusal]
    if found.kind is Kind.FEED:
        feed = opened_feed(found.fetched, found.format)
        entries, title, keep_for = feed.entries, feed.facts.title, feed.facts.keep_for
        is_more = bool(feed.facts.next_page)
    elif found.kind is Kind.SITEMAP:
        entries = _sitemap(found)
    elif found.kind is Kind.ARCHIVE and found.page is not None:
        archive = archive_of(found.page, found.name, selectors=selectors_of(selectors))
        entries, is_more = iter((*archive.items, *archive.skipped)), bool(archive.next_page)
        title = " · ".join(filter(None, (", ".join(archive.tags), title)))
    elif found.kind is Kind.ARTICLE and found.page is not None:
        entries = iter((article_of_page(found.page, found.name),))
    else:
        entries = read_bytes(found.bytes(), found.name, chosen_format=found.format, base_url=found.name)
        total = found.fetched.headers.get("x-wp-total", "")
        stated = int(total[:9]) if found.kind is Kind.WORDPRESS and total.isascii() and total.isdecimal() else 0
    counted = _counted(entries, found.name)
    return Look(
        kind=found.kind,
        address=found.name,
        title=_plain(title),
        count=max(counted.count, stated),
        is_more=is_more or stated > counted.count or counted.is_cut,
        newest=counted.newest,
        problems=counted.problems,
        keep_for=keep_for,
        moved_to=found.fetched.moved_to,
    )


@dataclass(frozen=True, slots=True)
class _Counted:
    count: int
    newest: tuple[RawItem, ...]
    problems: tuple[Refusal, ...]
    is_cut: bool


def _counted(entries: Iterator[RawItem | Refusal], name: str) -> _Counted:
    count, newest, problems = 0, list[RawItem](), list[Refusal]()
    try:
        for entry in islice(entries, MOST_COUNTED):
            if isinstance(entry, RawItem) and not _says_anything(entry):
                entry = Refusal(entry.where, "it has neither a title nor a body")  # noqa: PLW2901  # as it will be
            if isinstance(entry, Refusal):
                problems += [entry] if len(problems) < NEWEST else []
                continue
            count += 1
            newest += [entry] if len(newest) < NEWEST else []
    except SourceCut as cut:
        problems.append(Refusal(name, str(cut)))
    return _Counted(count, tuple(newest), tuple(problems), is_cut=count == MOST_COUNTED)


def _says_anything(item: RawItem) -> bool:
    """Say whether *item* has something for readers, or an address where that may be."""
    return any(said.strip() for said in (item.title, item.body, item.excerpt, item.url))


def _sitemap(found: Found) -> Iterator[RawItem | Refusal]:
    """Yield an item for each address; its title is the address where the sitemap names none."""
    for listed in addresses_in(found.bytes(), found.name, base_url=found.name, charset=found.charset):
        if isinstance(listed, Refusal):
            yield listed
        else:
            yield listed.item or RawItem(where=listed.where, url=listed.address, title=listed.address)


def _plain(title: str) -> str:
    with suppress(ValueError):
        title = html.unescape(_TAG.sub("", title))
    return fold(title)
