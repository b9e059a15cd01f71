"""A WordPress export (WXR) → its posts and pages as raw items, streamed."""

import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

from lxml import etree

from portal.sources.errors import SourceUnreadable
from portal.sources.raw import Origin, RawItem, Refusal
from portal.sources.wordpress_text import paragraphs
from portal.sources.xml_parsing import elements

logger = logging.getLogger(__name__)

_EXPORT = re.compile(r"\{?https?://wordpress\.org/export/")
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"

KINDS = frozenset(("post", "page", ""))
"""What is an article; exports before WordPress 2.1 do not say."""

_FURNITURE = frozenset(("nav_menu", "post_format", "link_category", "author", "wp_theme", "wp_pattern_category"))
_CHANNEL_FACTS = frozenset(("title", "language", "link"))

MAX_NAMES = 200_000
"""Authors and terms that are kept to name what entries only refer to; the largest newsrooms have a tenth of this."""


@dataclass
class _Site:
    """What an export says before its entries."""

    title: str = ""
    language: str = ""
    authors: dict[str, str] = field(default_factory=dict)
    """What is shown for each login."""

    terms: dict[tuple[str, str], str] = field(default_factory=dict)
    """The name of each term, by taxonomy and slug."""

    is_export: bool = False


def is_wxr(head: str) -> bool:
    """Say whether an XML document that begins with *head* is a WordPress export."""
    return _EXPORT.search(head) is not None


def read_wxr(
    chunks: Iterable[bytes], name: str, *, base_url: str = "", left_out: Counter[str] | None = None
) -> Iterator[RawItem | Refusal]:
    """Yield an item for each published post and page.

    Shape: the line it begins on is in ``where``; bodies are HTML, paragraphs
    marked as WordPress shows them; authors and terms by the names that are
    shown; times in UTC where the export says so.

    Args:
        chunks: the bytes of the file.
        name: for a person: the file, or the address.
        base_url: where it was fetched from; exports made by hand have relative addresses.
        left_out: counts what is no article, or not published, by what it is; the log says it, too.

    Raises:
        SourceCut: the XML is broken from some line on, or too deep, or breaks
            off; what came before was yielded.
        SourceUnreadable: this is no export, or one that `safe_head` refuses.
    """
    site, left = _Site(), Counter[str]() if left_out is None else left_out
    for element in elements(chunks, _is_wanted):
        tag = str(element.tag)
        if tag != "item":
            _learn(site, element)
            continue
        if not site.is_export and not _has_export_fields(element):
            raise SourceUnreadable("this is RSS, but no WordPress export")
        site.is_export = True
        entry = _entry(element, f"{name}:{element.sourceline}", site, left, base_url)
        if entry is not None:
            yield entry
    if left:
        logger.info("source.left_out where=%s %s", name, " ".join(f"{kind}={count}" for kind, count in left.items()))
    if not site.is_export:
        raise SourceUnreadable("this is no WordPress export: it neither has a WXR version nor an entry of WordPress")


def _is_wanted(tag: str, depth: int) -> bool:
    return depth in (3, 2) and (tag == "item" or tag in _CHANNEL_FACTS or _EXPORT.match(tag) is not None)


def _learn(site: _Site, element: etree._Element) -> None:
    """Take what *element*, which is no entry, says about the site."""
    field_name, tag = _export_name(element), str(element.tag)
    if tag in ("title", "language"):
        setattr(site, tag, getattr(site, tag) or _text_of(element))
    elif field_name:
        site.is_export = True
        if len(site.authors) + len(site.terms) < MAX_NAMES:
            _learn_name(site, field_name, _fields(element))


def _learn_name(site: _Site, kind: str, said: dict[str, str]) -> None:
    if kind == "author" and said.get("author_login"):
        site.authors[said["author_login"]] = said.get("author_display_name") or said["author_login"]
    elif kind == "category":
        site.terms["category", said.get("category_nicename", "")] = said.get("cat_name", "")
    elif kind == "tag":
        site.terms["post_tag", said.get("tag_slug", "")] = said.get("tag_name", "")
    elif kind == "term":
        site.terms[said.get("term_taxonomy", ""), said.get("term_slug", "")] = said.get("term_name", "")


def _entry(
    element: etree._Element, where: str, site: _Site, left: Counter[str], base_url: str
) -> RawItem | Refusal | None:
    said = _fields(element)
    kind, status = said.get("post_type", ""), said.get("status", "")
    if kind not in KINDS:
        left[kind] += 1
        return None
    if status not in ("", "publish"):
        left[status] += 1
        return None
    if said.get("post_password"):
        return Refusal(where, "this is protected by a password")
    plain = {str(child.tag): _text_of(child) for child in element}
    body = paragraphs(plain.get(_CONTENT, ""))
    excerpt = paragraphs(_excerpt(element) or plain.get("description", ""))
    author = plain.get(_CREATOR, "") or said.get("author", "")
    return RawItem(
        where=where,
        id=plain.get("guid", "") or said.get("post_id", ""),
        url=urljoin(base_url, plain.get("link", "")),
        title=plain.get("title", ""),
        body=body,
        excerpt=excerpt,
        completeness="full" if body else "excerpt",
        tags=tuple(_labels(element, site)),
        published=_published(said, plain.get("pubDate", "")),
        source=site.title,
        author=site.authors.get(author, author),
        language=site.language,
        extra=_extra(said),
        origin=Origin.REST,
    )


def _labels(element: etree._Element, site: _Site) -> list[str]:
    found: dict[str, None] = {}
    for category in element.iterchildren("category"):
        domain, slug = category.get("domain") or "", category.get("nicename") or ""
        domain = "post_tag" if domain == "tag" else domain
        label = _text_of(category) or site.terms.get((domain, slug), "")
        is_default = domain in ("category", "") and (slug or label.lower()) == "uncategorized"
        if label and domain not in _FURNITURE and not is_default:
            found[label] = None
    return list(found)


def _published(said: dict[str, str], stated: str) -> str:
    """Return when it was published: in UTC if the export says so, else with its zone, else by the site's clock."""
    universal = said.get("post_date_gmt", "")
    if universal and not universal.startswith("0000"):
        return f"{universal}Z"
    if stated and "-0001" not in stated:
        return stated
    local = said.get("post_date", "")
    return "" if local.startswith("0000") else local


def _extra(said: dict[str, str]) -> dict[str, object]:
    modified = said.get("post_modified_gmt", "")
    kept = {
        "post_id": said.get("post_id", ""),
        "post_type": said.get("post_type", ""),
        "modified": "" if not modified or modified.startswith("0000") else f"{modified}Z",
    }
    return {name: value for name, value in kept.items() if value}


def _excerpt(element: etree._Element) -> str:
    return next((_text_of(child) for child in element if str(child.tag).endswith("/excerpt/}encoded")), "")


def _fields(element: etree._Element) -> dict[str, str]:
    """Return the texts of the children of *element* that are WordPress's own, by their names."""
    return {name: _text_of(child) for child in element if (name := _export_name(child))}


def _has_export_fields(element: etree._Element) -> bool:
    return any(_export_name(child) for child in element)


def _export_name(element: etree._Element) -> str:
    namespace, _, name = str(element.tag).rpartition("}")
    return name if _EXPORT.match(namespace) and not namespace.endswith("/excerpt/") else ""


def _text_of(element: etree._Element) -> str:
    return "".join(str(piece) for piece in element.itertext()).strip()
