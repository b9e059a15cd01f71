"""The inner loops in C: buffers of the right size for each of them."""

from collections.abc import Sequence

import numpy as np

from index.engines.whoosh.columns import Array
from index.engines.whoosh.kernels import _kernels, plain
from index.engines.whoosh.kernels.contract import (
    Carried,
    Counted,
    Docs,
    Floats,
    Found,
    Ints,
    Mask,
    Scored,
    Scoring,
    Slot,
)

NAME = "compiled"
SOURCE = _kernels.source
"""The digest of the C that this was compiled from."""

MOST_PARTS = 64
"""Lists that are united or intersected in one step, and words of a phrase; NumPy finds longer phrases."""

MOST_FIELDS = 16
"""Fields that are counted in one pass, and masks; NumPy counts where there are more."""

lower_bound = _kernels.lower_bound
count_live = _kernels.count_live
mark = _kernels.mark
occurrences = _kernels.occurrences
words = _kernels.words


def score(part: Scored, scoring: Scoring, /) -> Scored:
    """See `contract.Kernels.score`."""
    docs, scores = np.empty(len(part.docs), np.int32), np.empty(len(part.docs))
    saturation, live, weight = scoring
    count = _kernels.score_packed(part.docs, part.packed, saturation, live, weight, part.factor, docs, scores)
    return Scored(docs[:count], scores[:count])


def unite(parts: Sequence[Scored], scoring: Scoring, /) -> Scored:
    """See `contract.Kernels.unite`."""
    while len(parts) > MOST_PARTS:
        # From the left, so that sums stay in order.
        parts = [unite(parts[:MOST_PARTS], scoring), *parts[MOST_PARTS:]]
    docs, scores = _room(min(len(scoring.saturation), sum(len(part.docs) for part in parts)), parts)
    count = _kernels.unite(list(parts), *scoring, docs, scores)
    return Scored(docs[:count], None if scores is None else scores[:count])


def intersect(parts: Sequence[Scored], scoring: Scoring, /) -> Scored:
    """See `contract.Kernels.intersect`."""
    while len(parts) > MOST_PARTS:
        parts = [intersect(parts[:MOST_PARTS], scoring), *parts[MOST_PARTS:]]
    docs, scores = _room(min(len(part.docs) for part in parts), parts)
    count = _kernels.intersect(list(parts), *scoring, docs, scores)
    return Scored(docs[:count], None if scores is None else scores[:count])


def _room(size: int, parts: Sequence[Scored]) -> tuple[Docs, Floats | None]:
    is_scored = any(part.scores is not None or part.packed is not None for part in parts)
    return np.empty(size, np.int32), np.empty(size) if is_scored else None


def phrase(slots: Sequence[Slot], title_length: Array, /) -> Found:
    """See `contract.Kernels.phrase`."""
    if len(slots) > MOST_PARTS:
        return plain.phrase(slots, title_length)
    room = min(len(slot.docs) for slot in slots)
    docs, title, body = (np.empty(room, np.int32) for _ in range(3))
    count = _kernels.phrase(list(slots), title_length, docs, title, body)
    return Found(docs[:count], title[:count], body[:count])


def add_up(docs: Array, packed: Array, size: int, /) -> Found:
    """See `contract.Kernels.add_up`."""
    room = min(size, len(docs))
    found, title, body = (np.empty(room, np.int32) for _ in range(3))
    count = _kernels.add_up(docs, packed, size, found, title, body)
    return Found(found[:count], title[:count], body[:count])


def collect(
    found: Scored,
    masks: Sequence[Mask],
    always: Mask | None,
    carried: Carried,
    fields: Sequence[Counted],
    /,
) -> Scored:
    """See `contract.Kernels.collect`."""
    if max(len(masks), len(fields)) > MOST_FIELDS:
        return plain.collect(found, masks, always, carried, fields)
    docs, scores = found.docs, found.scores
    size = len(carried.indptr) - 1
    if not masks and always is None:
        _kernels.collect(docs, size, None, [], None, *carried, list(fields), None, None)
        return found
    kept = np.empty(len(docs), np.int32)
    kept_scores = None if scores is None else np.empty(len(docs))
    count = _kernels.collect(docs, size, scores, list(masks), always, *carried, list(fields), kept, kept_scores)
    return Scored(kept[:count], None if kept_scores is None else kept_scores[:count])


def first_places(keys: Floats, count: int, sign: float, /) -> Ints:
    """See `contract.Kernels.first_places`."""
    places = np.empty(min(count, len(keys)), np.int64)
    _kernels.first_places(keys, sign, places)
    return places


def largest(counts: Ints, ranked: Ints, count: int, /) -> tuple[Ints, int]:
    """See `contract.Kernels.largest`."""
    places = np.empty(min(count, len(ranked)), np.int64)
    given, there = _kernels.largest(counts, ranked, places)
    return places[:given], there
