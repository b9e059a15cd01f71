"""A file that a command names → what stands in it for the authority file."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace

from portal.articles.store import NameKind
from portal.organizations.authority_file import AuthorityFile, Remark, read_entries, table_cells
from portal.organizations.entry_fields import COLUMNS, NAMES_IN
from portal.sources.errors import FormatUnknown, SourceCut, SourceUnreadable
from portal.sources.opening import shown
from portal.sources.raw import Refusal
from portal.sources.reading import Bytes, open_bytes
from portal.sources.records import Record, Row, column_names, json_records, table_rows, too_wide

FORMATS = ("csv", "jsonl")
ROWS_BETWEEN = 500
"""Two tellings of how far it is."""

_LINES = (".jsonl", ".ndjson")
_PACKED = (".gz", ".zst", ".zstd")
_EXAMPLE = '{"id": "ilo", "name": …, "aliases": […]}'


def read_file(
    path: str,
    kind: NameKind,
    *,
    chosen: str | None = None,
    on_progress: Callable[[int], None] = lambda _rows: None,
) -> AuthorityFile:
    """Return what stands in the file at *path*, CSV or JSON Lines, packed or not.

    Raises:
        SourceUnreadable: nothing can be read from it.
    """
    if path.startswith(("http://", "https://")):
        raise SourceUnreadable(f"{path}: addresses are not fetched; save the file and name it")
    refused = list[Remark]()
    try:
        with closing(open_bytes(path)) as chunks:
            is_table = (chosen or _format(path, chunks.peek())) == "csv"
            read = _of_table(chunks, shown(path), kind) if is_table else _of_lines(chunks, shown(path))
            file = read_entries(_records(read, shown(path), refused, on_progress), kind)
    except SourceUnreadable as error:
        raise SourceUnreadable(f"{shown(path)}: {error}") from error
    if not file.entries and not file.refused and not refused:
        raise SourceUnreadable(f"{shown(path)}: there is no entry in it")
    return replace(file, refused=(*refused, *file.refused))


def _records(
    read: Iterator[Record | Refusal], name: str, refused: list[Remark], on_progress: Callable[[int], None]
) -> Iterator[Record]:
    """Yield the records, putting aside what could not be read as one."""
    try:
        for number, one in enumerate(read, start=1):
            if number % ROWS_BETWEEN == 0:
                on_progress(number)
            if isinstance(one, Refusal):
                refused.append(Remark(one.where, one.reason))
            else:
                yield one
    except SourceCut as cut:
        refused.append(Remark(name, str(cut)))


def _format(path: str, head: bytes) -> str:
    start = head.lstrip()[:1]
    if start == b"{":
        return "jsonl"
    if start == b"[":
        raise FormatUnknown("this looks like one JSON list; write one entry on a line instead (JSON Lines)")
    if b"\0" in head:
        raise FormatUnknown("this is no text file; expected CSV with a header row, or JSON Lines")
    name = path.lower()
    for packed in _PACKED:
        name = name.removesuffix(packed)
    return "jsonl" if name.endswith(_LINES) else "csv"


def _of_lines(chunks: Bytes, name: str) -> Iterator[Record | Refusal]:
    return json_records(chunks, name, example=_EXAMPLE)


def _of_table(chunks: Bytes, name: str, kind: NameKind) -> Iterator[Record | Refusal]:
    columns: list[str] | None = None
    for row in table_rows(chunks, name, COLUMNS[kind]):
        if isinstance(row, Refusal):
            yield row
        elif columns is None:
            columns = _columns(row, kind)
        else:
            yield too_wide(row, columns) or _record(columns, row)


def _columns(row: Row, kind: NameKind) -> list[str]:
    columns = column_names(row.cells)
    if "name" not in columns:
        raise SourceUnreadable(
            f"its header row has no column “name”; expected some of {', '.join(COLUMNS[kind])} and {NAMES_IN}<language>"
        )
    twice = sorted({column for column in columns if column and columns.count(column) > 1})
    if twice:
        raise SourceUnreadable(f"its header row names {', '.join(twice)} twice")
    return columns


def _record(columns: list[str], row: Row) -> Record:
    cells = {column: cell for column, cell in zip(columns, row.cells, strict=False) if column}
    return Record(row.where, table_cells(cells))
