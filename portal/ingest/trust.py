"""Which of two copies of an article is believed: by trust, then by what is full, then by which was first.

The order is total and looks at nothing but the copies, so that they make one
article in whatever order they arrive.
"""

from typing import TypeAlias

from portal.articles.provenance import Copy
from portal.sources.raw import Origin

_TRUST = {origin.value: origin.trust for origin in Origin}
_LEAST = len(_TRUST)
_NEVER = "~"
"""Later than every date."""

Rank: TypeAlias = tuple[int, bool, int, str, str, str, str]
"""Of two, the lower is believed."""


def trust(origin: str) -> int:
    """Return the place of *origin* in the order of trust, 0 for the most trusted; unknown ones come last."""
    return _TRUST.get(origin, _LEAST)


def rank(copy: Copy) -> Rank:
    """Return the place of *copy* among the copies of an article.

    Shape: how it was read; whole before excerpt; the longer text; the earlier
    date, for who was first published it; then the names, so that no two tie.
    """
    return (
        trust(copy.origin),
        not copy.is_full,
        -copy.size,
        copy.published or _NEVER,
        copy.source,
        copy.url or "",
        copy.source_key or "",
    )


def is_one_copy(one: Copy, other: Copy) -> bool:
    """Say whether *one* and *other*, of one article, are the same copy at two times.

    Shape: read in the same way, from the same source, whatever address or key
    it gives this time. A source without a name is told by the address, and
    may be the one that has a name.
    """
    if one.origin != other.origin:
        return False
    if one.source and other.source:
        return one.source == other.source
    return one.url == other.url or not (one.url and other.url)
