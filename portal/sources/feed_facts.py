"""What a feed says about itself: who keeps it, how often it changes, where it goes on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from portal.sources.raw import RawItem, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFacts:
    """A feed without its entries; whatever it does not say is empty."""

    title: str = ""
    """HTML."""

    link: str = ""
    """The page that shows the same."""

    language: str = ""
    authors: tuple[str, ...] = ()
    """Who wrote the entries that name nobody."""

    generator: str = ""
    """The software that made it."""

    keep_for: timedelta | None = None
    """How long it may be kept before it is asked for again: ``ttl``, or what ``sy:updatePeriod`` comes to."""

    next_page: str = ""
    """Where older entries are: RFC 5005, or ``next_url`` of a JSON Feed."""

    hub: str = ""
    """Who tells of new entries: WebSub."""

    is_atom: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that is open: what it says about itself is read, its entries are read as they are asked for."""

    facts: FeedFacts
    entries: Iterator[RawItem | Refusal]
    """Raises `SourceCut` where the feed breaks off."""


LONGEST_KEPT = timedelta(days=31)
"""A feed that asks to be let alone for longer is asked after this all the same."""

_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}


def kept_for(ttl: str, period: str, frequency: str) -> timedelta | None:
    """Return how long a feed may be kept; None if it does not say, or nothing that can be read.

    Args:
        ttl: minutes, of RSS 2.0.
        period: of the syndication module, such as ``hourly``.
        frequency: how many times in that period.
    """
    if _is_number(ttl):
        return min(timedelta(minutes=int(ttl)), LONGEST_KEPT)
    length = _PERIODS.get(period.strip().lower())
    if length is None:
        return None
    times = int(frequency) if _is_number(frequency) else 1
    return min(length / times, LONGEST_KEPT)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and 0 < len(text) <= 6 and int(text) > 0
