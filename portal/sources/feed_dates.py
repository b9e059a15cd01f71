"""When an entry of a feed says that it was published."""

import re
import time
from typing import Any

_NAMES = ("published", "created", "updated")

# What ingest reads itself, to the precision and with the zone that were given.
_ISO = re.compile(
    r"\d{4}(?:-\d{2}(?:-\d{2}(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?\s?(?:[Zz]|UTC|GMT|[+-]\d{2}:?\d{2})?)?)?)?\Z"
)
_RFC_2822 = re.compile(
    r"(?:[A-Za-z]{3},?\s+)?\d{1,2}\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\s+\d{4}\s+\d{1,2}:\d{2}"
    r"(?::\d{2})?\s+(?:[+-]\d{4}|GMT|UT|UTC|Z|[ECMP][SD]T)\Z",
    re.IGNORECASE,
)


def published(entry: dict[str, Any]) -> str:
    """Return when *entry*, as feedparser read it, was published, failing that made, failing that changed.

    Shape: as it is written, with its zone, where that is ISO 8601 or RFC
    2822; what only feedparser reads, in ISO 8601 and UTC; what nobody reads, as
    it is written. Empty if it does not say.
    """
    for name in _NAMES:
        written, read = dict.get(entry, name), dict.get(entry, f"{name}_parsed")
        if isinstance(written, str) and written.strip():
            return _readable(" ".join(written.split()), read)
    return ""


def _readable(written: str, read: object) -> str:
    if _ISO.match(written) or _RFC_2822.match(written) or not isinstance(read, time.struct_time):
        return written
    if not 1 <= read.tm_year <= 9999:
        return written
    return time.strftime(f"{read.tm_year:04}-%m-%dT%H:%M:%SZ", read)
