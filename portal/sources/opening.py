"""A path, or what was fetched from an address → its raw items, whatever the format."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Protocol

from portal.sources.archive_page import read_archive_page
from portal.sources.archive_text import read_archive_text
from portal.sources.article_page import read_article_page
from portal.sources.errors import SourceCut, SourceUnreadable
from portal.sources.feed import read_feed
from portal.sources.html_page import read_html_page
from portal.sources.json_feed import read_json_feed
from portal.sources.jsonl import read_jsonl
from portal.sources.raw import RawItem, Refusal
from portal.sources.reading import Bytes, open_bytes
from portal.sources.recognize import Format, recognize
from portal.sources.sitemap import read_sitemap
from portal.sources.table import read_table
from portal.sources.wordpress import read_wordpress
from portal.sources.wxr import read_wxr


class _Read(Protocol):
    def __call__(self, chunks: Iterable[bytes], name: str, *, base_url: str = "") -> Iterator[RawItem | Refusal]: ...


class _WithoutLinks:
    """A reader of a format that has no relative links, or none that it reads."""

    def __init__(self, read: "_ReadPlain") -> None:
        self._read = read

    def __call__(self, chunks: Iterable[bytes], name: str, *, base_url: str = "") -> Iterator[RawItem | Refusal]:
        return self._read(chunks, name)


class _ReadPlain(Protocol):
    def __call__(self, chunks: Iterable[bytes], name: str, /) -> Iterator[RawItem | Refusal]: ...


# A format more is a member of `Format`, a line here, and whatever `recognize` knows it by.
_READERS: dict[Format, _Read] = {
    Format.JSONL: _WithoutLinks(read_jsonl),
    Format.CSV: _WithoutLinks(read_table),
    Format.TSV: _WithoutLinks(read_table),
    Format.ARCHIVE_TEXT: _WithoutLinks(read_archive_text),
    Format.FEED: read_feed,
    Format.JSON_FEED: read_json_feed,
    Format.WXR: read_wxr,
    Format.WP_REST: _WithoutLinks(read_wordpress),
    Format.SITEMAP: read_sitemap,
    Format.HTML: read_html_page,
    Format.ARCHIVE_PAGE: read_archive_page,
    Format.ARTICLE_PAGE: read_article_page,
}


def read_source(path: str, *, chosen_format: Format | None = None) -> Iterator[RawItem | Refusal]:
    """Yield everything that stands in the file at *path*, streaming.

    Shape: one item or refusal for each entry, in order; where the file breaks
    off, a last refusal says so.

    Raises:
        SourceUnreadable: nothing can be read from it; raised before the first item.
    """
    if path.startswith(("http://", "https://")):
        raise SourceUnreadable("addresses are not fetched; save the page and name the file")
    with closing(open_bytes(path)) as chunks:
        yield from read_bytes(chunks, shown(path), chosen_format=chosen_format or recognize(path, chunks.peek()))


def read_bytes(
    chunks: Bytes, name: str, *, chosen_format: Format | None = None, base_url: str = ""
) -> Iterator[RawItem | Refusal]:
    """Yield everything that stands in *chunks*, which `bytes_of` unpacked.

    Shape: as `read_source`.

    Args:
        chunks: the bytes.
        name: for a person, and for what the bytes alone do not tell: the file, or the address.
        chosen_format: instead of recognizing it.
        base_url: where it was fetched from; relative links are read by it.

    Raises:
        SourceUnreadable: nothing can be read from it; raised before the first item.
    """
    read = _READERS[chosen_format or recognize(name, chunks.peek())]
    last = ""
    try:
        for entry in read(chunks, name, base_url=base_url):
            last = entry.where
            yield entry
    except SourceCut as cut:
        yield Refusal(name, f"{cut}; the last that was read is {last}" if last else str(cut))


def shown(path: str) -> str:
    """Return *path* as it can be printed: file names need not be text."""
    return path.encode("utf-8", errors="surrogateescape").decode("utf-8", errors="replace")
