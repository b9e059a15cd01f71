"""Dates to the precision given: ``2026``, ``2026-03``, ``2026-03-05``, as days and as words."""

import calendar
import re
from datetime import date
from functools import lru_cache

_PERIOD = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")

MONTHS = tuple(calendar.month_name)
"""Index 1 is January."""


def is_period(text: str) -> bool:
    """Say whether *text* is a year, a month or a day that the calendar has."""
    try:
        first_day(text)
    except ValueError:
        return False
    return True


def first_day(text: str) -> date:
    """Return the first day of the year, month or day *text*.

    Raises:
        ValueError: it is none of these, or not in the calendar.
    """
    year, month, day = _parts(text)
    return date(year, month or 1, day or 1)


def last_day(text: str) -> date:
    """Return the last day of the year, month or day *text*.

    Raises:
        ValueError: it is none of these, or not in the calendar.
    """
    year, month, day = _parts(text)
    last_month = month or 12
    return date(year, last_month, day or calendar.monthrange(year, last_month)[1])


def month_of(value: str) -> str:
    """Return the month of a month or a day: ``2026-03``."""
    return value[:7]


def year_of(value: str) -> str:
    """Return the year of any period: ``2026``."""
    return value[:4]


def month_before(month: str) -> str:
    """Return the month before ``2026-01``: ``2025-12``."""
    year, number = int(month[:4]), int(month[5:7])
    return f"{year - 1:04}-12" if number == 1 else f"{year:04}-{number - 1:02}"


def months_between(first: str, last: str) -> int:
    """Return how many months lie from *first* to *last*, both included; both as ``2026-03``."""
    return (int(last[:4]) - int(first[:4])) * 12 + int(last[5:7]) - int(first[5:7]) + 1


@lru_cache(maxsize=2_048)
@lru_cache(maxsize=8_192)
def date_words(published: str) -> str:
    """Return *published* as a reader sees it: ``5 March 2026``, ``March 2026`` or ``2026``.

    A time of day is left out. What is not a date is given back as it is.
    """
    text = published[:10] if "T" in published else published
    try:
        year, month, day = _parts(text)
    except ValueError:
        return published
    return " ".join(word for word in (str(day or ""), MONTHS[month or 0], str(year)) if word)


def _parts(text: str) -> tuple[int, int | None, int | None]:
    found = _PERIOD.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r}: expected a date such as 2026, 2026-03 or 2026-03-05")
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    date(year, 1 if month is None else month, 1 if day is None else day)  # ValueError for a 31 June, or the year 0
    return year, month, day
