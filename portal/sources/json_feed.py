"""JSON Feed 1.0 and 1.1 → raw items, and what the feed says about itself."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

from portal.sources.errors import SourceUnreadable
from portal.sources.feed_facts import Feed, FeedFacts
from portal.sources.feed_text import absolute_links, as_html, is_cut_short
from portal.sources.raw import Origin, RawItem, Refusal
from portal.sources.reading import decode, whole

MAX_BYTES = 20 * 1024 * 1024

_VERSION = re.compile(r'"version"\s*:\s*"https?:(?:\\?/){2}(?:www\.)?jsonfeed\.org(?:\\?/)version')


def is_json_feed(head: str) -> bool:
    """Say whether a JSON document that begins with *head* is a JSON Feed."""
    return _VERSION.search(head) is not None


def read_json_feed(chunks: Iterable[bytes], name: str, *, base_url: str = "") -> Iterator[RawItem | Refusal]:
    """Yield an item for each entry, and a refusal for each that is none.

    Shape: in the order of the feed; ``where`` counts the entries from 1.

    Args:
        chunks: the bytes.
        name: for a person: the file, or the address.
        base_url: where it was fetched from; relative links are read by it.

    Raises:
        SourceUnreadable: it is no whole JSON, no JSON Feed, or too long.
    """
    yield from open_json_feed(chunks, name, base_url=base_url).entries


def open_json_feed(chunks: Iterable[bytes], name: str, *, base_url: str = "") -> Feed:
    """Return a feed with what it says about itself, its entries still to be read; see `read_json_feed`."""
    feed = _parsed(chunks)
    base_url = base_url or _text(feed, "feed_url") or _text(feed, "home_page_url")
    facts = FeedFacts(
        title=as_html(_text(feed, "title")),
        link=_absolute(base_url, _text(feed, "home_page_url")),
        language=_text(feed, "language"),
        authors=_authors(feed),
        next_page=_absolute(base_url, _text(feed, "next_url")),
        hub=next((_text(hub, "url") for hub in _objects(feed, "hubs")), ""),
    )
    return Feed(facts, _entries(feed["items"], facts, name, base_url))


def _entries(entries: list[object], facts: FeedFacts, name: str, base_url: str) -> Iterator[RawItem | Refusal]:
    for number, entry in enumerate(entries, start=1):
        where = f"{name}:{number}"
        if isinstance(entry, dict):
            yield _item(entry, facts, where, base_url)
        else:
            yield Refusal(where, "this is no object, as an entry is")


def _item(entry: Mapping[str, Any], facts: FeedFacts, where: str, base_url: str) -> RawItem:
    # A permanent address is often given as the id alone.
    address = _text(entry, "url") or _text(entry, "external_url")
    if not address and _text(entry, "id").startswith(("http://", "https://")):
        address = _text(entry, "id")
    address = _absolute(base_url, address)
    body = absolute_links(_text(entry, "content_html"), address or base_url) or as_html(_text(entry, "content_text"))
    return RawItem(
        where=where,
        id=_text(entry, "id"),
        url=address,
        title=as_html(_text(entry, "title")),
        body=body,
        excerpt=as_html(_text(entry, "summary")),
        completeness="excerpt" if not body or is_cut_short(body) else "full",
        tags=tuple(dict.fromkeys(tag for tag in _list(entry, "tags") if isinstance(tag, str) and tag.strip())),
        published=_text(entry, "date_published") or _text(entry, "date_modified"),
        source=facts.title,
        author=", ".join(_authors(entry) or facts.authors),
        language=_text(entry, "language") or facts.language,
        extra=_extra(entry),
        origin=Origin.FEED,
    )


def _extra(entry: Mapping[str, Any]) -> dict[str, object]:
    enclosures = [
        {"url": _text(one, "url"), "type": _text(one, "mime_type"), "length": _text(one, "size_in_bytes")}
        for one in _objects(entry, "attachments")[:50]
    ]
    found = {
        "enclosures": enclosures,
        "updated": _text(entry, "date_modified"),
        "image": _text(entry, "image"),
        "external_url": _text(entry, "external_url"),
    }
    return {name: value for name, value in found.items() if value}


def _parsed(chunks: Iterable[bytes]) -> dict[str, Any]:
    raw = whole(chunks, MAX_BYTES, too_much=f"the feed has more than {MAX_BYTES:,} bytes")
    try:
        feed = json.loads(decode(raw).lstrip("\ufeff \t\r\n"))
    except RecursionError:
        raise SourceUnreadable("the feed is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise SourceUnreadable(f"the JSON is broken in line {error.lineno:,}: {error.msg}") from error
    except ValueError as error:
        raise SourceUnreadable("the feed holds a number that is too long to be read") from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise SourceUnreadable("this is JSON, but no JSON Feed: it has no list of items")
    return feed


def _authors(value: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of who wrote it: ``authors`` of version 1.1, ``author`` of 1.0."""
    one = value.get("author")
    stated = [*_objects(value, "authors"), *([one] if isinstance(one, dict) else [])]
    return tuple(dict.fromkeys(name for author in stated if (name := _text(author, "name")) and "@" not in name))


def _absolute(base_url: str, address: str) -> str:
    try:
        return urljoin(base_url, address) if address else ""
    except ValueError:  # an address that none can be made of
        return address


def _text(value: Mapping[str, Any], name: str) -> str:
    found = value.get(name)
    if isinstance(found, int | float) and not isinstance(found, bool):  # ids are numbers in many feeds
        return str(found)
    return found.strip() if isinstance(found, str) else ""


def _list(value: Mapping[str, Any], name: str) -> list[Any]:
    found = value.get(name)
    return found if isinstance(found, list) else []


def _objects(value: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    return [one for one in _list(value, name) if isinstance(one, dict)]
