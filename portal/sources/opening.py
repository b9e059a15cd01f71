"""A path → its raw items, whatever the format."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing

from portal.sources.archive_text import read_archive_text
from portal.sources.errors import SourceCut, SourceUnreadable
from portal.sources.jsonl import read_jsonl
from portal.sources.raw import RawItem, Refusal
from portal.sources.reading import open_bytes
from portal.sources.recognize import Format, recognize
from portal.sources.table import read_table

_Read = Callable[[Iterable[bytes], str], Iterator[RawItem | Refusal]]

_READERS: dict[Format, _Read] = {
    Format.JSONL: read_jsonl,
    Format.CSV: read_table,
    Format.TSV: read_table,
    Format.ARCHIVE_TEXT: read_archive_text,
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
        read = _READERS[chosen_format or recognize(path, chunks.peek())]
        name, last = shown(path), ""
        try:
            for entry in read(chunks, name):
                last = entry.where
                yield entry
        except SourceCut as cut:
            yield Refusal(name, f"{cut}; the last that was read is {last}" if last else str(cut))


def shown(path: str) -> str:
    """Return *path* as it can be printed: file names need not be text."""
    return path.encode("utf-8", errors="surrogateescape").decode("utf-8", errors="replace")
