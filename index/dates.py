"""What stands after ``date:`` ↔ `Dates`."""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from index.query import Dates


def parse_dates(text: str, *, today: date) -> Dates | None:
    """Return the days that *text* means, or None when it means none.

    Shape: ``2026``, ``2026-03`` or ``2026-03-05`` is the whole of it; ``a..b``
    or ``a/b`` runs from the first day of *a* to the last of *b*, and either may
    be left out; ``P2W/`` is the two weeks up to *today* (years, months, weeks
    and days may be added up: ``P1Y6M``), ``P2W/2026-03`` those up to the end
    of March. The ends of a range may come in either order.

    Source: ISO 8601-1 §5.5, without times of day.
    """
    left, separator, right = _halves(text)
    start, end = _period(left), _period(right)
    if right and end is None:
        return None
    if duration := _DURATION.fullmatch(left):
        last = end.last if end else today
        return Dates(_before(last, duration), last)
    if (left and start is None) or text == "/":
        return None
    if not separator:
        end = start
    if start and end and end < start:
        start, end = end, start
    return Dates(start.first if start else None, end.last if end else None)


def dates_text(dates: Dates) -> str:
    """Return the shortest text that `parse_dates` reads as *dates*."""
    first, last = dates.first, dates.last
    texts = (_shortened(first, last, length) for length in (_YEAR, _MONTH))
    left, right = next((text for text in texts if text), _cut(first, last, _DAY))
    return left if left == right and left else f"{left}..{right}"


class _Period(NamedTuple):
    first: date
    last: date


_YEAR, _MONTH, _DAY = 4, 7, 10

_PERIOD = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")

_DURATION = re.compile(
    r"P(?=[0-9])(?:([0-9]{1,4})Y)?(?:([0-9]{1,4})M)?(?:([0-9]{1,4})W)?(?:([0-9]{1,4})D)?", re.ASCII | re.IGNORECASE
)


def _halves(text: str) -> tuple[str, str, str]:
    return text.partition(".." if ".." in text else "/")


def _period(text: str) -> _Period | None:
    match = _PERIOD.fullmatch(text)
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        month = month or 12
        return _Period(first, date(first.year, month, day or monthrange(first.year, month)[1]))
    except ValueError:
        return None


def _before(last: date, duration: re.Match[str]) -> date:
    years, months, weeks, days = (int(part or 0) for part in duration.groups())
    year, month = divmod(last.year * 12 + last.month - 1 - years * 12 - months, 12)
    if year < date.min.year:
        return date.min
    start = date(year, month + 1, min(last.day, monthrange(year, month + 1)[1]))
    return start - min(timedelta(weeks=weeks, days=days), start - date.min)


def _shortened(first: date | None, last: date | None, length: int) -> tuple[str, str] | None:
    """Return both ends cut to years or months, or None where that would mean other days."""
    left, right = _cut(first, last, length)
    start, end = _period(left), _period(right)
    is_exact = (start is None or start.first == first) and (end is None or end.last == last)
    return (left, right) if is_exact else None


def _cut(first: date | None, last: date | None, length: int) -> tuple[str, str]:
    return (first.isoformat()[:length] if first else "", last.isoformat()[:length] if last else "")
