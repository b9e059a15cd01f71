"""Where in a body every 32nd position stands, so that a snippet reads its window and not the whole text.

``mark.indptr`` parts the marks of each document; ``mark.position`` and
``mark.offset`` give position and character of each, ascending.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from index.analysis import word_pattern, words_of
from index.engines.whoosh.columns import Array, Ints, edges_of, smallest_unsigned, spread

EVERY = 32
"""Positions between two marks, about; the next begins with a word of its own."""


def mark_columns(bodies: Sequence[str]) -> dict[str, Array]:
    """Return the marks of *bodies*, in their order."""
    return _columns([_marks(body) for body in bodies])


def marks_of_scanned(bodies: Sequence[str], starts: Ints, first: Ints, counts: Ints) -> dict[str, Array]:
    """Return what `mark_columns` does.

    Shape: *starts* says where words begin in their text, and a body in ASCII
    has *counts* of them, the first of which is numbered *first*.
    """
    foreign = [number for number, body in enumerate(bodies) if not body.isascii()]
    marked = np.maximum(counts - 1, 0) // EVERY
    marked[foreign] = 0
    # Every word of a text in ASCII has one position.
    nth = spread(np.ones(len(marked), np.int64), marked) * EVERY
    offsets = starts[np.repeat(first, marked) + nth]
    if not foreign:
        return _packed(marked, nth, offsets)
    edges = np.cumsum(marked)[:-1]
    found = list(zip(np.split(nth, edges), np.split(offsets, edges), strict=True))
    for number in foreign:
        found[number] = _marks(bodies[number])
    return _columns(found)


def _marks(body: str) -> tuple[Ints, Ints]:
    """Return positions and offsets of a body's marks."""
    marked: list[tuple[int, int]] = []
    forms_of = words_of("")
    words = [match.span() for match in word_pattern(body).finditer(body)]
    position, last, start, done = 0, 0, -1, 0
    # Between the words that may be more or less than they look, each has one position.
    for odd in [number for number, (at, end) in enumerate(words) if not _is_plain(body[at:end])]:
        last = _mark_plain(marked, words[done:odd], position, last)
        position += odd - done
        at, end = words[odd]
        start = words[odd - 1][1] - 1 if odd > done else start
        forms = forms_of[body[at:end]]
        for number, form in enumerate(forms, position):
            if number - last >= EVERY and at + form.start > start:
                last = number
                marked.append((last, at + form.start))
            start = at + form.end - 1
        position, done = position + len(forms), odd + 1
    _mark_plain(marked, words[done:], position, last)
    pairs = np.array(marked, np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _is_plain(word: str) -> bool:
    return word.isascii() and word.isalnum()


def _mark_plain(marked: list[tuple[int, int]], words: Sequence[tuple[int, int]], position: int, last: int) -> int:
    """Mark *words*, which have one position each, the first of them *position*; return the last mark by now."""
    for number in range(max(0, last + EVERY - position), len(words), EVERY):
        last = position + number
        marked.append((last, words[number][0]))
    return last


def _columns(found: Sequence[tuple[Ints, Ints]]) -> dict[str, Array]:
    none = (np.zeros(0, np.int64), np.zeros(0, np.int64))
    positions, offsets = (np.concatenate(values) for values in zip(none, *found, strict=True))
    return _packed(np.array([len(one) for one, _ in found], np.int64), positions, offsets)


def _packed(counts: Ints, positions: Ints, offsets: Ints) -> dict[str, Array]:
    return {
        "mark.indptr": edges_of(counts).astype(np.uint32),
        "mark.position": _narrow(positions),
        "mark.offset": _narrow(offsets),
    }


def _narrow(values: Ints) -> Array:
    return values.astype(smallest_unsigned(int(values.max(initial=0))))


def nearest(columns: Mapping[str, Array], doc: int, position: int) -> tuple[int, int]:
    """Return position and character of the last mark of a document that is not behind *position*."""
    low, high = columns["mark.indptr"][doc : doc + 2].tolist()
    at = low + int(np.searchsorted(columns["mark.position"][low:high], position, side="right"))
    if at == low:
        return 0, 0
    return int(columns["mark.position"][at - 1]), int(columns["mark.offset"][at - 1])
