"""What the headers of an answer say about when to ask again: pure functions."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(days=7)
"""No host is believed that nothing changes for longer: many feeds are served as if they were pictures."""

BACK_OFF_FIRST = 5 * 60
BACK_OFF_MOST = 24 * 60 * 60


def not_before_of(status: int, headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Return until when the host asks not to be asked again; None if it does not say.

    Shape: ``Retry-After`` of a refusal; else ``Cache-Control: max-age`` less
    ``Age``, else ``Expires`` against ``Date``; at most `LONGEST` after *now*.
    *headers* are by names in lower case.

    Source: RFC 9110 §10.2.3, RFC 9111 §4.2.1.
    """
    seconds = _retry_after(headers, now) if status in (429, 503) or 300 <= status < 400 else None
    if seconds is None and status < 400:
        seconds = _fresh(headers, now)
    if seconds is None or seconds <= 0:
        return None
    return now + min(timedelta(seconds=seconds), LONGEST)


def back_off(failures: int) -> int:
    """Return how many seconds to leave a source alone after *failures* in a row.

    Shape: 0, then five minutes, doubled each time, at most a day.
    """
    if failures <= 0:
        return 0
    return int(min(BACK_OFF_FIRST * 2 ** min(failures - 1, 30), BACK_OFF_MOST))


def _retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    stated = headers.get("retry-after", "").strip()
    seconds = _number(stated)
    if seconds is not None:
        return seconds
    when = _date(stated)
    return (when - now).total_seconds() if when else None


def _fresh(headers: Mapping[str, str], now: datetime) -> float | None:
    directives = _directives(headers.get("cache-control", ""))
    if "no-store" in directives or "no-cache" in directives:
        return None
    if "max-age" in directives:
        seconds = _number(directives["max-age"])
        return None if seconds is None else seconds - (_number(headers.get("age", "").strip()) or 0)
    expires = _date(headers.get("expires", ""))
    return (expires - (_date(headers.get("date", "")) or now)).total_seconds() if expires else None


def _directives(header: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in header.split(","):
        name, _, value = part.partition("=")
        found.setdefault(name.strip().lower(), value.strip().strip('"'))
    return found


def _number(text: str) -> float | None:
    return float(text[:12]) if text.isascii() and text.isdigit() else None


def _date(text: str) -> datetime | None:
    try:
        when = parsedate_to_datetime(text.strip())
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
