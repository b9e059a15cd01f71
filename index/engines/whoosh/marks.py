"""Where in a body every 32nd position stands, so that a snippet reads its window and not the whole text.

``mark.indptr`` parts the marks of each document; ``mark.position`` and
``mark.offset`` give position and character of each, ascending.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

import numpy as np

from index.analysis import iterate, word_pattern
from index.engines.whoosh.columns import Array, smallest_unsigned

EVERY = 32
"""Positions between two marks, about; the next begins with a word of its own."""


def mark_columns(bodies: Iterable[str]) -> dict[str, Array]:
    """Return the marks of *bodies*, in their order."""
    counts, positions, offsets = [0], [], []
    for body in bodies:
        for position, offset in _marks(body):
            positions.append(position)
            offsets.append(offset)
        counts.append(len(positions))
    return {
        "mark.indptr": np.array(counts, np.uint32),
        "mark.position": _narrow(positions),
        "mark.offset": _narrow(offsets),
    }


def _marks(body: str) -> Iterator[tuple[int, int]]:
    if body.isascii():
        # Every word of such a text has one position.
        found = islice(word_pattern(body).finditer(body), EVERY, None, EVERY)
        yield from ((number * EVERY, match.start()) for number, match in enumerate(found, 1))
        return
    last, start = 0, -1
    for token in iterate(body, ""):
        if token.position - last >= EVERY and token.start > start:
            last = token.position
            yield last, token.start
        start = token.end - 1


def _narrow(values: list[int]) -> Array:
    return np.array(values, smallest_unsigned(max(values, default=0)))


def nearest(columns: Mapping[str, Array], doc: int, position: int) -> tuple[int, int]:
    """Return position and character of the last mark of a document that is not behind *position*."""
    low, high = columns["mark.indptr"][doc : doc + 2].tolist()
    at = low + int(np.searchsorted(columns["mark.position"][low:high], position, side="right"))
    if at == low:
        return 0, 0
    return int(columns["mark.position"][at - 1]), int(columns["mark.offset"][at - 1])
