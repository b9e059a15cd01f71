"""CSV and TSV with a header row that names the article fields → raw items."""

from collections.abc import Iterable, Iterator

from portal.sources.errors import SourceUnreadable
from portal.sources.fields import FIELDS, LIST_FIELDS, raw_item
from portal.sources.raw import RawItem, Refusal
from portal.sources.records import Row, column_names, table_rows, too_wide


def read_table(chunks: Iterable[bytes], name: str) -> Iterator[RawItem | Refusal]:
    """Yield an item or a refusal for each row under the header.

    Shape: the delimiter is the one by which the header makes most sense;
    names are matched without regard to case; other columns become ``extra``.

    Raises:
        SourceUnreadable: the header names no article field.
        SourceCut: the file breaks off; what was yielded is good.
    """
    columns: list[str] | None = None
    for row in table_rows(chunks, name, FIELDS):
        if isinstance(row, Refusal):
            yield row
        elif columns is None:
            columns = _columns(row.cells)
        else:
            yield _item(columns, row)


def _columns(cells: list[str]) -> list[str]:
    columns = column_names(cells)
    if not FIELDS.intersection(columns):
        raise SourceUnreadable(
            f"its header row names no field of an article; expected some of {', '.join(sorted(FIELDS))}"
        )
    return columns


def _item(columns: list[str], row: Row) -> RawItem | Refusal:
    refusal = too_wide(row, columns)
    if refusal is not None:
        return refusal
    record: dict[str, object] = {}
    for column, cell in zip(columns, row.cells, strict=False):
        if column and cell and (column not in record or column in LIST_FIELDS):
            record[column] = cell
    return raw_item(record, row.where)
