"""Articles → CSV that a spreadsheet opens, and that cannot make it run anything.

For people; what is to be read by programs without loss is JSON Lines.
"""

import csv
import io
from collections.abc import Iterable, Iterator

from portal.articles.article import Article
from portal.articles.spreadsheets import guarded
from portal.exports.record import FIELDS, record_of

BETWEEN_LABELS = "|"

_BYTE_ORDER_MARK = "\ufeff"
"""Without it, spreadsheets take UTF-8 for the letters of their own country."""


def csv_lines(articles: Iterable[Article]) -> Iterator[str]:
    """Yield the header, then a row for each article, as RFC 4180 has them: a cell may hold line ends.

    Shape: the columns are `FIELDS`, the body as plain text; every cell in
    quotes; the labels of a list parted by ``|``; a cell that a spreadsheet
    would take for a formula begins with an apostrophe.
    """
    yield _BYTE_ORDER_MARK + _row(FIELDS)
    for article in articles:
        record = record_of(article) | {"body": article.body_text}
        yield _row(_cell(record.get(name)) for name in FIELDS)


def _cell(value: object) -> str:
    text = BETWEEN_LABELS.join(map(str, value)) if isinstance(value, list) else str(value or "")
    return guarded(text)


def _row(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(cells)
    return line.getvalue()
