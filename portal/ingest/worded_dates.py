"""Dates in the words of any language, such as ``5. März 2026`` → to the precision given; the last resort."""

import re
from datetime import UTC, datetime
from functools import lru_cache

REMEMBERED = 4_096
"""Dates; reading one takes milliseconds, and feeds repeat the same days."""

_YEAR = re.compile(r"(?<![0-9])[12][0-9]{3}(?![0-9])")
_WORD = re.compile(r"[^\W\d_]{2,}|[年月日년월일]")
_TIME = re.compile(r"[0-9]\s*[:h時时시][0-9 ]")
_DIGITS = re.compile(r"[0-9]+")


@lru_cache(maxsize=REMEMBERED)
def worded_date(given: str) -> str | None:
    """Return the day or the moment that *given* names, or None.

    Shape: ``2026-03-05``, or ``2026-03-05T09:30:00Z`` when it names a time;
    without a zone it is taken as UTC. Only what has a year in four digits, a
    day and a word is looked at: numbers alone mean different days to different
    people, and words alone another day each time.
    """
    if not _YEAR.search(given) or not _WORD.search(given) or len(_DIGITS.findall(given)) < 2:
        return None
    # It takes half a second to import, and hardly any run needs it.
    import dateparser  # type: ignore[import-untyped]  # it ships no types

    try:
        found = dateparser.parse(
            given,
            settings={
                "PARSERS": ["absolute-time"],
                "STRICT_PARSING": True,
                "TIMEZONE": "UTC",
                "RETURN_AS_TIMEZONE_AWARE": True,
            },
        )
    except (ValueError, OverflowError, TypeError, RecursionError):
        return None
    return None if found is None or str(found.year) not in given else _written(found, given)


def _written(found: datetime, given: str) -> str:
    if not _TIME.search(given):
        return found.date().isoformat()
    return found.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")
