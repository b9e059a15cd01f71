"""Dates as sources write them → to the precision given, in UTC."""

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

from portal.ingest.worded_dates import worded_date

_DATE_ONLY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?\Z")
_DATE_TIME = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})[T ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?"
    r"\s*(?:(Z|UTC|GMT)|([+-])(\d{2}):?(\d{2})?)?\Z",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})\Z")
_SLASHED = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})\Z")
_IN_WORDS = re.compile(
    r"(?:[A-Za-z]+,?\s+)?(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s-]+(?P<month>[A-Za-z]{3,9})\.?,?[\s-]+(?P<year>\d{4})"
    r"|(?P<month2>[A-Za-z]{3,9})\.?\s+(?P<day2>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year2>\d{4})"
    r"|(?P<month3>[A-Za-z]{3,9})\.?,?\s+(?P<year3>\d{4}))\Z"
)
_MONTHS = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_HALF_DAYS = re.compile(r"\d\s*[ap]\.?m\b", re.IGNORECASE)
_LONGEST = 80
_ALLOWED_AHEAD = timedelta(days=366)


def published_date(given: str, *, now: datetime) -> str | None:
    """Return when *given* says that an article was published, or None where it says nothing believable.

    Shape: ``2026``, ``2026-03``, ``2026-03-05`` or ``2026-03-05T09:30:00Z``,
    whichever was given; date-times are turned into UTC, those without a zone
    taken as UTC. Read are ISO 8601 and its common relatives, RFC 2822, dates
    in English words and, much more slowly, in the words of other languages.
    ``03/04/2026`` is not: it means two days. Nor is ``yesterday``.
    None too for the year 0 and for more than a year after *now*.
    """
    given = " ".join(given[:_LONGEST].split())
    try:
        found = _iso_date(given) or _iso_time(given) or _in_words(given) or _rfc_2822(given) or worded_date(given)
    except (ValueError, OverflowError):
        return None
    if found is None or found[:10] > (now + _ALLOWED_AHEAD).date().isoformat():
        return None
    return found


def _iso_date(given: str) -> str | None:
    match = _DATE_ONLY.match(given) or _COMPACT.match(given) or _SLASHED.match(given)
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    return _to_precision(year or 0, month, day)


def _iso_time(given: str) -> str | None:
    match = _DATE_TIME.match(given)
    if match is None:
        return None
    year, month, day, hour, minute = (int(part) for part in match.groups()[:5])
    # A leap second is the last one that datetime knows; 24:00 is the next day's first.
    second = min(int(match[6] or 0), 59)
    moment = datetime(year, month, day, hour % 24, minute, second, tzinfo=UTC) + timedelta(days=hour // 24)
    if hour > 24 or (hour == 24 and minute):
        return None
    if match[8]:
        ahead = timedelta(hours=int(match[9]), minutes=int(match[10] or 0))
        moment = moment - ahead if match[8] == "+" else moment + ahead
    return _in_utc(moment)


def _in_words(given: str) -> str | None:
    match = _IN_WORDS.match(given)
    if match is None:
        return None
    word = (match["month"] or match["month2"] or match["month3"])[:3].lower()
    if word not in _MONTHS:
        return None
    day = match["day"] or match["day2"]
    year = match["year"] or match["year2"] or match["year3"]
    return _to_precision(int(year), _MONTHS.index(word) + 1, int(day) if day else None)


def _rfc_2822(given: str) -> str | None:
    if ":" not in given or not any(month in given.lower() for month in _MONTHS):
        return None
    if " -" in given.partition(":")[0]:  # PHP's year before the year 0, for no date
        return None
    if _HALF_DAYS.search(given):  # which it would overlook, and the zone behind it
        return None
    try:
        moment = parsedate_to_datetime(given)
    except (ValueError, OverflowError):
        return None
    return _in_utc(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _in_utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def _to_precision(year: int, month: int | None, day: int | None) -> str:
    whole = date(year, month or 1, day or 1).isoformat()
    return whole[: 10 if day else 7 if month else 4]
