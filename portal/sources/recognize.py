"""Which format a file is in, from its first bytes, then its name."""

import re
from enum import StrEnum

from portal.sources.archive_text import READ_MORE
from portal.sources.errors import FormatUnknown, SourceUnreadable
from portal.sources.feed import ROOTS as FEED_ROOTS
from portal.sources.fields import FIELDS
from portal.sources.json_feed import is_json_feed
from portal.sources.reading import decode
from portal.sources.records import DELIMITERS, fields_named
from portal.sources.sitemap import ROOTS as SITEMAP_ROOTS
from portal.sources.wordpress import is_wordpress_answer
from portal.sources.wxr import is_wxr
from portal.sources.xml_bytes import xml_as_utf8
from portal.sources.xml_parsing import safe_head


class Format(StrEnum):
    """The formats that are read, by the names that ``--format`` takes."""

    JSONL = "jsonl"
    CSV = "csv"
    TSV = "tsv"
    ARCHIVE_TEXT = "archive-text"
    FEED = "feed"
    """RSS, RDF and Atom."""

    JSON_FEED = "json-feed"
    WXR = "wxr"
    WP_REST = "wp-rest"
    SITEMAP = "sitemap"
    HTML = "html"
    """A page that lists articles or is one; which, its content tells."""

    ARCHIVE_PAGE = "archive-page"
    ARTICLE_PAGE = "article-page"


_SUFFIXES = {
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".csv": Format.CSV,
    ".tsv": Format.TSV,
    ".tab": Format.TSV,
}
_PACKED = (".gz", ".zst", ".zstd")

_ELEMENT = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<[a-zA-Z!?]")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|article|main|div|p|h1)\b", re.IGNORECASE)
_EBCDIC = b"\x4c\x6f\xa7\x94"


def recognize(name: str, head: bytes) -> Format:
    """Return the format of the file called *name* that begins, unpacked, with *head*.

    Raises:
        SourceUnreadable: it is none that is read.
    """
    if _ELEMENT.match(head) or head.startswith(_EBCDIC):
        return _markup(head)
    text = decode(head)
    first_line = next((line for line in text.splitlines() if line.strip()), "").strip()
    if first_line.startswith(("{", "[")) and (found := _json(first_line, head)) is not None:
        return found
    named = _by_name(name)
    if named is not None:
        return named
    if _names_fields(first_line):
        return Format.TSV if "\t" in first_line else Format.CSV
    if "\0" not in text and READ_MORE.search(text):
        return Format.ARCHIVE_TEXT
    raise FormatUnknown(_why_unknown(first_line, text))


def _markup(head: bytes) -> Format:
    """Return the format of a document that begins as XML or HTML does."""
    clean = b"".join(xml_as_utf8((head,)))
    try:
        root = safe_head(clean, may_name_characters=True).root.rpartition(":")[2].lower()
    except SourceUnreadable:
        if not _HTML.search(clean):
            raise
        root = "html"
    if root in FEED_ROOTS:
        return Format.WXR if is_wxr(decode(clean)) else Format.FEED
    if root in SITEMAP_ROOTS:
        return Format.SITEMAP
    if root == "html" or _HTML.search(clean):
        return Format.HTML
    raise SourceUnreadable(f"this is XML that begins with <{root}>; the formats that are read are {_listed()}")


def _json(first_line: str, head: bytes) -> Format | None:
    if is_json_feed(decode(head)):
        return Format.JSON_FEED
    if is_wordpress_answer(head):
        return Format.WP_REST
    return Format.JSONL if first_line.startswith("{") else None


def _by_name(name: str) -> Format | None:
    name = name.lower()
    for packed in _PACKED:
        name = name.removesuffix(packed)
    return next((form for suffix, form in _SUFFIXES.items() if name.endswith(suffix)), None)


def _names_fields(header: str) -> bool:
    """Say whether *header* could be a table's: two fields, or one that no prose line would be."""
    return any(fields_named(header[:10_000], delimiter, FIELDS) >= 2 for delimiter in DELIMITERS)


def _why_unknown(first_line: str, text: str) -> str:
    if "\0" in text:
        return f"this is no text file; the formats that are read are {_listed()}"
    if first_line.startswith("["):
        return "this looks like one JSON list; write one article on a line instead (JSON Lines)"
    return f"its format is not recognized; name it with --format, one of {_listed()}"


def _listed() -> str:
    return ", ".join(Format)
