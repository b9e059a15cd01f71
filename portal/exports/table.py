"""Articles → CSV that a spreadsheet opens, and that cannot make it run anything.

For people; what is to be read by programs without loss is JSON Lines.
"""

import csv
import io
from collections.abc import Iterable, Iterator

from portal.articles.article import Article
from portal.exports.record import FIELDS, record_of

BETWEEN_LABELS = "|"

_BYTE_ORDER_MARK = "\ufeff"
"""Without it, spreadsheets take UTF-8 for the letters of their own country."""

# A cell that begins with one of these is a formula, in its full-width form too. A line feed or blanks before it
# do not help: some programs skip them.
_FORMULA = frozenset("=+-@\t\r＝＋－＠")


def csv_lines(articles: Iterable[Article]) -> Iterator[str]:
    """Yield the header, then a row for each article, as RFC 4180 has them: a cell may hold line ends.

    Shape: the columns are `FIELDS`, the body as plain text; every cell in
    quotes; the labels of a list parted by ``|``; a cell that a spreadsheet
    would take for a formula begins with an apostrophe.

    Source: OWASP, "CSV Injection".
    """
    yield _BYTE_ORDER_MARK + _row(FIELDS)
    for article in articles:
        record = record_of(article) | {"body": article.body_text}
        yield _row(_cell(record.get(name)) for name in FIELDS)


def _cell(value: object) -> str:
    text = BETWEEN_LABELS.join(map(str, value)) if isinstance(value, list) else str(value or "")
    return f"'{text}" if text[:1] in _FORMULA or text.lstrip()[:1] in _FORMULA else text


def _row(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(cells)
    return line.getvalue()
