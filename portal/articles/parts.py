"""Many values, a statement's worth at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

AT_ONCE = 400
"""Values in one statement, and articles held at once."""

_Item = TypeVar("_Item")


def parts_of(items: Iterable[_Item], size: int = AT_ONCE) -> Iterator[list[_Item]]:
    """Yield *items* in lists of at most *size*, in order."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part
