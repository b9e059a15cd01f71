"""An HTML page that is one article → a raw item, each field from where it is said best."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from portal.sources.article_text import Extracted, extract, paragraphs
from portal.sources.article_title import title_of_page
from portal.sources.errors import SourceUnreadable
from portal.sources.json_ld import (
    Thing,
    article_among,
    labels_in,
    names_in,
    organizations_in,
    text_in,
    things_of,
)
from portal.sources.page import Page, page_of, text_of
from portal.sources.page_facts import heading_of, language_of, meta_of, metas_of, site_of
from portal.sources.raw import Origin, RawItem, Refusal

SHORTEST = 80
"""Characters; what has fewer is a page that says that it is away, or wants cookies."""

SHORTEST_PAID = 1_500
"""Characters of a page that says that it is not free to read: less is its opening."""

MAX_TAGS = 30

_DATES = (
    "article:published_time og:article:published_time og:published_time datepublished article:published published_time"
    " dcterms.created dcterms.issued dcterms.date dc.date.issued dc.date.created dc.date citation_publication_date"
    " citation_date parsely-pub-date sailthru.date pubdate publishdate publish-date publish_date publication_date"
    " originalpublicationdate date-published date_published date"
).split()
_AUTHORS = (
    "author article:author dc.creator dcterms.creator parsely-author sailthru.author citation_author twitter:data1"
).split()
_LABELS = "article:tag og:article:tag news_keywords parsely-tags sailthru.tags dc.subject dcterms.subject".split()
_DATE_LIKE = re.compile(r"\d{4}")
_OWN_NAMES = re.compile(r"\A(?:(?:www\d?|m|mobile|amp)\.)+(?=[^.]+\.)")
_ADDRESS = re.compile(r"https?://|^@")


@dataclass(frozen=True, slots=True)
class _Said:
    """A field as it was found, and where."""

    value: str = ""
    origin: Origin = Origin.EXTRACTION


def read_article_page(
    chunks: Iterable[bytes], name: str, *, base_url: str = "", content_type: str = ""
) -> Iterator[RawItem | Refusal]:
    """Yield the article of the page, or a refusal that says why there is none.

    Args:
        chunks: the bytes of the page.
        name: for a person: the file, or the address.
        base_url: the address of the page.
        content_type: the header ``Content-Type`` it came with.
    """
    try:
        page = page_of(chunks, base_url=base_url, content_type=content_type)
    except SourceUnreadable as error:
        yield Refusal(name, str(error))
        return
    yield article_of_page(page, name)


def article_of_page(page: Page, name: str) -> RawItem | Refusal:
    """Return the article of *page*.

    Shape: JSON-LD before `meta`, `meta` before what stands in the page, that
    before what its shape suggests; ``origins`` says which it was for each
    field. The body is HTML. A page without a text, or with no more than the
    opening of one that must be paid for, is refused.
    """
    things, heading = things_of(page), heading_of(page)
    canonical = _canonical(page)
    thing = article_among(things, canonical or page.address, text_of(heading) if heading is not None else "")
    publishers = names_in(thing.get("publisher"), things)
    title = title_of_page(page, text_in(thing.get("headline") or thing.get("name")), publishers)
    found = extract(page, title)
    text, is_stated = found.text, False
    stated_body = thing.get("articleBody")
    if isinstance(stated_body, str) and len(text) < 200 < len(stated_body):
        text, is_stated = stated_body, True
    if (reason := _why_not(page, things, thing, text)) is not None:
        return Refusal(name, reason)
    published, author, labels = (
        _published(page, thing, found),
        _author(page, thing, things, found),
        _labels(page, thing),
    )
    said = {
        "title": _Said(title, _title_origin(page, thing)),
        "body": _Said(found.body, Origin.JSON_LD if is_stated else Origin.EXTRACTION),
        "excerpt": _excerpt(page, thing),
        "published": published,
        "author": author,
        "tags": labels[0],
        "organizations": _Said("", Origin.JSON_LD),
        "url": _Said(canonical or page.address, Origin.OPENGRAPH),
        "source": _Said(
            site_of(page) or next(iter(publishers), ""), Origin.OPENGRAPH if site_of(page) else Origin.JSON_LD
        ),
        "language": _language(page, thing),
    }
    return RawItem(
        where=name,
        url=said["url"].value,
        title=title,
        body=paragraphs(text) if is_stated else found.body,
        excerpt=said["excerpt"].value,
        completeness="full",
        tags=labels[1],
        organizations=_organizations(thing, things),
        published=published.value,
        source=said["source"].value,
        author=author.value,
        language=said["language"].value,
        extra={"publisher": publishers[0]} if publishers else {},
        origin=Origin.EXTRACTION,
        origins={field: each.origin for field, each in said.items()},
    )


def _canonical(page: Page) -> str:
    """Return the address that the page wants to be known by; empty where it names none, or the start of the site.

    Shape: of the host that the page came from, by any of its usual names: of
    another host anybody could claim the articles.
    """
    link = next(
        (link for link in page.root.iter("link") if "canonical" in (link.get("rel") or "").lower().split()), None
    )
    for stated in ((link.get("href") or "") if link is not None else "", meta_of(page, "og:url")):
        address = page.link(stated)
        if page.address and _site(address) != _site(page.address):
            continue
        path = address.partition("://")[2].partition("/")[2]
        if path or (address and not page.address.partition("://")[2].partition("/")[2]):
            return address
    return ""


def _site(address: str) -> tuple[str, int | None]:
    """Return host and port of *address*, without what only tells a host's own names apart."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return "", None
    return _OWN_NAMES.sub("", (parts.hostname or "").removesuffix(".")), None if port in (80, 443) else port


def _why_not(page: Page, things: list[Thing], thing: Thing, text: str) -> str | None:
    if len(text) < SHORTEST:
        return "no text of an article is found on this page"
    states = [each.get("isAccessibleForFree") for each in (thing, *things)]
    is_paid = any(state is False or (isinstance(state, str) and state.lower() == "false") for state in states)
    is_paid = is_paid or meta_of(page, "article:content_tier").lower() == "locked"
    if is_paid and len(text) < SHORTEST_PAID:
        return "this article must be paid for, and the page holds only its opening"
    return None


def _title_origin(page: Page, thing: Thing) -> Origin:
    if text_in(thing.get("headline") or thing.get("name")):
        return Origin.JSON_LD
    return Origin.OPENGRAPH if meta_of(page, "og:title") else Origin.EXTRACTION


def _published(page: Page, thing: Thing, found: Extracted) -> _Said:
    for field in ("datePublished", "dateCreated", "uploadDate"):
        if _DATE_LIKE.search(stated := text_in(thing.get(field))):
            return _Said(stated, Origin.JSON_LD)
    for name in _DATES:
        if _DATE_LIKE.search(stated := meta_of(page, name)):
            return _Said(stated, Origin.OPENGRAPH)
    for time in page.root.iter("time"):
        stated = time.get("datetime") or ""
        is_published = time.get("pubdate") is not None or "datepublished" in (time.get("itemprop") or "").lower()
        if is_published and _DATE_LIKE.search(stated):
            return _Said(stated.strip(), Origin.EXTRACTION)
    return _Said(found.published, Origin.EXTRACTION)


def _author(page: Page, thing: Thing, things: list[Thing], found: Extracted) -> _Said:
    names = names_in(thing.get("author") or thing.get("creator"), things)
    if names:
        return _Said(", ".join(names), Origin.JSON_LD)
    for name in _AUTHORS:
        stated = tuple(
            dict.fromkeys(each for each in metas_of(page, name) if not _ADDRESS.search(each) and len(each) <= 100)
        )
        if stated and (name != "twitter:data1" or meta_of(page, "twitter:label1").lower() in ("written by", "author")):
            return _Said(", ".join(stated), Origin.OPENGRAPH)
    return _Said(found.author.replace("; ", ", "), Origin.EXTRACTION)


def _labels(page: Page, thing: Thing) -> tuple[_Said, tuple[str, ...]]:
    """Return where the tags were found, and the tags."""
    linked = [
        text_of(link)
        for link in page.root.iter("a")
        if "tag" in (link.get("rel") or "").lower().split() and len(text_of(link)) <= 80
    ]
    stated = [*labels_in(thing.get("keywords")), *labels_in(thing.get("articleSection"))]
    meta = [label for name in _LABELS for content in metas_of(page, name) for label in labels_in(content)]
    meta += metas_of(page, "article:section")
    last = [label for content in metas_of(page, "keywords") for label in labels_in(content)]
    for labels, origin in (
        ([*stated, *linked], Origin.JSON_LD if stated else Origin.EXTRACTION),
        (meta, Origin.OPENGRAPH),
        (last, Origin.OPENGRAPH),
    ):
        if kept := tuple({label.casefold(): label for label in reversed(labels) if 1 < len(label) <= 100}.values()):
            return _Said("", origin), tuple(reversed(kept))[:MAX_TAGS]
    return _Said("", Origin.EXTRACTION), ()


def _organizations(thing: Thing, things: list[Thing]) -> tuple[str, ...]:
    """Return the organizations that the article is said to be about, or by."""
    found = (
        name
        for field in ("about", "mentions", "sourceOrganization")
        for name in organizations_in(thing.get(field), things)
    )
    return tuple(dict.fromkeys(found))


def _excerpt(page: Page, thing: Thing) -> _Said:
    if stated := text_in(thing.get("description")):
        return _Said(stated, Origin.JSON_LD)
    return _Said(meta_of(page, "og:description") or meta_of(page, "description"), Origin.OPENGRAPH)


def _language(page: Page, thing: Thing) -> _Said:
    stated = thing.get("inLanguage")
    if isinstance(stated, dict):
        stated = stated.get("alternateName") or stated.get("name")
    if isinstance(stated, str) and re.fullmatch(r"[A-Za-z]{2,3}(?:[-_]\w{2,8})*", stated.strip()):
        return _Said(stated.strip(), Origin.JSON_LD)
    return _Said(language_of(page), Origin.OPENGRAPH)
