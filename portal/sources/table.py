"""CSV and TSV with a header row that names the article fields → raw items."""

import csv
from collections.abc import Iterable, Iterator

from portal.sources.errors import SourceUnreadable
from portal.sources.fields import FIELDS, LIST_FIELDS, raw_item
from portal.sources.jsonl import too_long
from portal.sources.raw import RawItem, Refusal
from portal.sources.reading import MAX_LINE_BYTES, decode, lines_of

DELIMITERS = (",", "\t", ";", "|")


def fields_named(header: str, delimiter: str) -> int:
    """Count the article fields that *header* names when it is split at *delimiter*."""
    try:
        names = next(csv.reader([header], delimiter=delimiter), [])
    except csv.Error:
        return 0
    return len(FIELDS.intersection(_names(names)))


def delimiter_of(header: str) -> str:
    """Return the delimiter by which *header* names the most article fields; a comma if none does."""
    return max(DELIMITERS, key=lambda delimiter: fields_named(header, delimiter))


def read_table(chunks: Iterable[bytes], name: str) -> Iterator[RawItem | Refusal]:
    """Yield an item or a refusal for each row under the header.

    Shape: the delimiter is the one by which the header makes most sense;
    names are matched without regard to case; other columns become ``extra``.

    Raises:
        SourceUnreadable: the header names no article field.
        SourceCut: the file breaks off; what was yielded is good.
    """
    lines = _Lines(chunks)
    header = next(lines, "")
    delimiter = delimiter_of(header)
    lines.put_back(header)
    rows = csv.reader(lines, delimiter=delimiter)
    csv.field_size_limit(MAX_LINE_BYTES)  # the module's only setting, and it is global; its default is 128 KiB
    columns: list[str] | None = None
    while True:
        started = lines.number + 1
        lines.begin_row()
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield Refusal(
                f"{name}:{started}",
                f"this row cannot be told apart into fields: {error}",
            )
            continue
        yield from (Refusal(f"{name}:{number}", reason) for number, reason in lines.take_skipped())
        if row is None:
            return
        if columns is None:
            columns = _columns(row)
        elif row:
            yield _item(columns, row, f"{name}:{lines.row_number}", is_open=lines.ends_in_quotes)


class _Lines:
    """Lines as `csv` wants them, remembering what a row was made of."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._lines = lines_of(chunks)
        self._put_back: str | None = None
        self._skipped: list[tuple[int, str]] = []
        self._quotes = 0
        self.number = 0
        self.row_number = 0
        self._is_ended = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        text, self._put_back = self._put_back, None
        while text is None:
            line = next(self._lines, None)
            if line is None:
                self._is_ended = True
                raise StopIteration
            self.number = line.number
            if line.is_too_long:
                self._skipped.append((line.number, too_long(line)))
            else:
                text = decode(line.content) + "\n"
        self.row_number = self.row_number or self.number
        self._quotes += text.count('"')
        return text

    def put_back(self, text: str) -> None:
        """Give *text* again as the next line."""
        self._put_back = text

    def begin_row(self) -> None:
        """Forget the row before."""
        self._quotes = self.row_number = 0

    def take_skipped(self) -> list[tuple[int, str]]:
        """Return what was skipped since the last time."""
        skipped, self._skipped = self._skipped, []
        return skipped

    @property
    def ends_in_quotes(self) -> bool:
        """Say whether the file ended inside a quoted field of this row."""
        return self._is_ended and self._quotes % 2 == 1


def _columns(row: list[str]) -> list[str]:
    columns = _names(row)
    if not FIELDS.intersection(columns):
        raise SourceUnreadable(
            f"its header row names no field of an article; expected some of {', '.join(sorted(FIELDS))}"
        )
    return columns


def _names(row: list[str]) -> list[str]:
    return [name.strip().lower() for name in row]


def _item(columns: list[str], row: list[str], where: str, *, is_open: bool) -> RawItem | Refusal:
    if is_open:
        return Refusal(
            where,
            "a quotation mark opens in this row and never closes; nothing after it can be told apart",
        )
    if len(row) > len(columns):
        return Refusal(where, f"this row has {len(row)} fields; the header names {len(columns)}")
    record: dict[str, object] = {}
    for column, cell in zip(columns, row, strict=False):
        if column and cell and (column not in record or column in LIST_FIELDS):
            record[column] = cell
    return raw_item(record, where)
