"""What feedparser made of an entry, or of a feed → ours."""

import html
import re
from typing import Any
from urllib.parse import urljoin

from portal.sources.feed_dates import published
from portal.sources.feed_facts import FeedFacts, kept_for
from portal.sources.feed_text import absolute_links, as_html, is_cut_short, without_farewell
from portal.sources.raw import Origin, RawItem

Parsed = dict[str, Any]
"""A FeedParserDict; read with `said` alone, because its own look-ups guess."""

MAX_ENCLOSURES = 50

LONG_DESCRIPTION = 2_000
"""Characters from which a description without a content beside it is the whole article."""

_HTML = frozenset(("text/html", "application/xhtml+xml", "text/plain", ""))
# Blogger and YouTube say with these what kind of thing an entry is.
_NO_LABELS = re.compile(r"https?://(?:schemas\.google\.com/|www\.w3\.org/ns/|gdata\.youtube\.com/)")
_ENDS_TAG = re.compile(r"</\w+\s*>")


def facts_of(feed: Parsed, *, version: str, base_url: str) -> FeedFacts:
    """Return what the feed says about itself."""
    link = text(feed, "link")
    return FeedFacts(
        title=_title(feed, is_atom=version.startswith("atom")),
        link=urljoin(base_url, link) if link else "",
        language=text(feed, "language"),
        authors=tuple(_names(feed)),
        generator=text(feed, "generator"),
        keep_for=kept_for(text(feed, "ttl"), text(feed, "sy_updateperiod"), text(feed, "sy_updatefrequency")),
        next_page=_linked(feed, "next", base_url),
        hub=_linked(feed, "hub", base_url),
        is_atom=version.startswith("atom"),
    )


def item_of(entry: Parsed, facts: FeedFacts, where: str, *, base_url: str) -> RawItem:
    """Return *entry* as a raw item: title, body and excerpt as HTML, addresses absolute where that can be."""
    address = _address(entry, base_url or facts.link)
    body, excerpt, language = _body_and_excerpt(entry, address, is_atom=facts.is_atom)
    return RawItem(
        where=where,
        id=text(entry, "id"),
        url=address,
        title=_title(entry, is_atom=facts.is_atom),
        body=body,
        excerpt=excerpt,
        completeness="excerpt" if not body or is_cut_short(body) else "full",
        tags=_labels(entry),
        published=published(entry),
        source=facts.title,
        author=", ".join(_names(entry) or (facts.authors if facts.is_atom else ())),
        language=language or facts.language,
        extra=_extra(entry),
        origin=Origin.FEED,
    )


def said(parsed: Parsed, name: str) -> Any:
    """Return what stands under *name* itself, and nothing that feedparser would give instead."""
    return dict.get(parsed, name)


def text(parsed: Parsed, name: str) -> str:
    """Return the text that stands under *name*; empty if there is none."""
    value = said(parsed, name)
    return value.strip() if isinstance(value, str) else ""


def _title(parsed: Parsed, *, is_atom: bool) -> str:
    """Return the title as HTML.

    What Atom calls text is text. RSS does not say: what has no end tag in it
    is taken for text, so that a title may speak of ``<script>``.
    """
    title, kind = text(parsed, "title"), text(said(parsed, "title_detail") or {}, "type")
    is_text = kind == "text/plain" and (is_atom or not _ENDS_TAG.search(title))
    return html.escape(title, quote=False) if is_text else title


def _address(entry: Parsed, base_url: str) -> str:
    link = text(entry, "feedburner_origlink") or text(entry, "link")
    try:
        return urljoin(base_url, link) if link else ""
    except ValueError:  # an address that no address can be relative to
        return link


def _body_and_excerpt(entry: Parsed, address: str, *, is_atom: bool) -> tuple[str, str, str]:
    contents = [part for part in said(entry, "content") or () if text(part, "type") in _HTML and text(part, "value")]
    # What is marked up goes before what is not, and then what is longer.
    contents.sort(key=lambda part: (text(part, "type") == "text/plain", -len(text(part, "value"))))
    detail = said(entry, "summary_detail") or {}
    body = _markup(contents[0], address, is_atom=is_atom) if contents else ""
    summary = _markup(detail, address, is_atom=is_atom) if text(detail, "value") else text(entry, "summary")
    language = text(contents[0], "language") if contents else text(detail, "language")
    language = language or text(said(entry, "title_detail") or {}, "language")
    if not body and len(summary) > LONG_DESCRIPTION and not is_cut_short(summary):
        return summary, "", language
    if contents and summary in (body, text(contents[0], "value")):
        summary = ""
    return body, summary, language


def _markup(part: Parsed, address: str, *, is_atom: bool) -> str:
    value = text(part, "value")
    if text(part, "type") == "text/plain" and (is_atom or not _ENDS_TAG.search(value)):
        return as_html(value)
    base = text(part, "base")
    return without_farewell(absolute_links(value, base) if base and base != address else value)


def _names(parsed: Parsed) -> list[str]:
    """Return the names of who wrote it; never a mail address."""
    found = [text(author, "name") for author in said(parsed, "authors") or ()]
    found = [name for name in found if name] or [text(said(parsed, "author_detail") or {}, "name")]
    return [name for name in dict.fromkeys(found) if name and "@" not in name]


def _labels(entry: Parsed) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for tag in said(entry, "tags") or ():
        label = text(tag, "label") or text(tag, "term")
        if label and label.lower() != "uncategorized" and not _NO_LABELS.match(text(tag, "scheme")):
            found[label] = None
    return tuple(found)


def _extra(entry: Parsed) -> dict[str, object]:
    enclosures = [
        {name: text(link, key) for name, key in (("url", "href"), ("type", "type"), ("length", "length"))}
        for link in said(entry, "links") or ()
        if text(link, "rel") == "enclosure" and text(link, "href")
    ][:MAX_ENCLOSURES]
    came_from = said(entry, "source") or {}
    found: dict[str, object] = {
        "enclosures": enclosures,
        "updated": text(entry, "updated"),
        "comments": text(entry, "comments"),
        "rights": text(entry, "rights"),
        "license": text(entry, "license"),
        "origin": {"title": text(came_from, "title"), "url": text(came_from, "href") or text(came_from, "link")},
    }
    if not any(found["origin"].values() if isinstance(found["origin"], dict) else ()):
        del found["origin"]
    return {name: value for name, value in found.items() if value}


def _linked(parsed: Parsed, rel: str, base_url: str) -> str:
    for link in said(parsed, "links") or ():
        if rel in text(link, "rel").split() and text(link, "href"):
            return urljoin(base_url, text(link, "href"))
    return ""
