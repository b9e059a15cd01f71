"""A file with a header row, or of JSON Lines → records, of whatever they are: field names with what stands in them."""

import csv
import json
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from portal.sources.raw import Refusal
from portal.sources.reading import MAX_LINE_BYTES, Line, decode, lines_of

DELIMITERS = (",", "\t", ";", "|")

_NEVER_CLOSES = "a quotation mark opens in this row and never closes; nothing after it can be told apart"


class Record(NamedTuple):
    """One row or line, unread."""

    where: str
    """The file and the line it begins on."""

    fields: dict[str, object]


class Row(NamedTuple):
    """One row of a table, and the line it begins on; the first is the header."""

    where: str
    cells: list[str]


def json_records(chunks: Iterable[bytes], name: str, *, example: str) -> Iterator[Record | Refusal]:
    """Yield a record or a refusal for each line that is not blank.

    Shape: *example* is a line as it should be, for whoever wrote another.

    Raises:
        SourceCut: the file breaks off; what was yielded is good.
    """
    for line in lines_of(chunks):
        fields = _object(line, example)
        where = f"{name}:{line.number}"
        yield Refusal(where, fields) if isinstance(fields, str) else Record(where, fields)


def table_rows(chunks: Iterable[bytes], name: str, known: Collection[str]) -> Iterator[Row | Refusal]:
    """Yield the rows of a table, its header first, blank ones left out.

    Shape: the delimiter is the one by which the header names most *known*
    fields. A row in which a quotation mark opens that never closes is refused.

    Raises:
        SourceCut: the file breaks off; what was yielded is good.
    """
    lines = _Lines(chunks)
    header = next(lines, "")
    lines.put_back(header)
    rows = csv.reader(lines, delimiter=delimiter_of(header, known))
    csv.field_size_limit(MAX_LINE_BYTES)  # the module's only setting, and it is global; its default is 128 KiB
    while True:
        started = lines.number + 1
        lines.begin_row()
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield Refusal(f"{name}:{started}", f"this row cannot be told apart into fields: {error}")
            continue
        yield from (Refusal(f"{name}:{number}", reason) for number, reason in lines.take_skipped())
        if row is None:
            return
        where = f"{name}:{lines.row_number}"
        if lines.ends_in_quotes:
            yield Refusal(where, _NEVER_CLOSES)
        elif row:
            yield Row(where, row)


def too_wide(row: Row, columns: list[str]) -> Refusal | None:
    """Return a refusal where *row* has more fields than there are *columns*."""
    if len(row.cells) <= len(columns):
        return None
    return Refusal(row.where, f"this row has {len(row.cells)} fields; the header names {len(columns)}")


def fields_named(header: str, delimiter: str, known: Collection[str]) -> int:
    """Count the *known* fields that *header* names when it is split at *delimiter*."""
    try:
        names = next(csv.reader([header], delimiter=delimiter), [])
    except csv.Error:
        return 0
    return len(set(known).intersection(column_names(names)))


def delimiter_of(header: str, known: Collection[str]) -> str:
    """Return the delimiter by which *header* names the most *known* fields; a comma if none does."""
    return max(DELIMITERS, key=lambda delimiter: fields_named(header, delimiter, known))


def column_names(cells: Iterable[str]) -> list[str]:
    """Return the names in a header row, without regard to case."""
    return [name.strip().lower() for name in cells]


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


def too_long(line: Line) -> str:
    """Return the reason for which a line over the limit is skipped."""
    return f"this line has {line.size:,} bytes; the most that is read is {MAX_LINE_BYTES:,}"


def _object(line: Line, example: str) -> dict[str, object] | str:
    """Return the object that stands on *line*, or why there is none."""
    if line.is_too_long:
        return too_long(line)
    try:
        fields = json.loads(decode(line.content), parse_constant=_nothing)
    except RecursionError:
        return "this line is nested too deeply to be read"
    except ValueError as error:
        return _not_json(line, error)
    return fields if isinstance(fields, dict) else f"this line is JSON, but no object; expected {example}"


def _not_json(line: Line, error: ValueError) -> str:
    if not isinstance(error, json.JSONDecodeError):
        return "this line holds a number that is too long to be read"
    if line.is_last and line.content.lstrip().startswith(b"{"):
        return (
            f"this line is not whole JSON ({error.msg} at character {error.pos + 1}); the file seems to be cut off here"
        )
    return f"this line is not JSON: {error.msg} at character {error.pos + 1}"


def _nothing(_constant: str) -> None:
    """Read NaN and Infinity, which are not JSON but come out of many exports, as null."""
