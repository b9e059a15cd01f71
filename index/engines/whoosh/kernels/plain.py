"""The inner loops in NumPy: always there, and what the compiled ones are measured and tested against."""

import re
from collections.abc import Sequence
from itertools import islice

import numpy as np

from index.engines.whoosh.columns import Array
from index.engines.whoosh.kernels.contract import (
    BODY_BITS,
    MOST_BODY,
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

NAME = "numpy"

_NO_DOCS = np.zeros(0, np.int32)

_OUTSIDE = "a number in a column points outside of another"
"""Said before a damaged number makes an array of its size."""


def lower_bound(term_bytes: Array, offsets: Array, term: bytes, /) -> int:
    """See `contract.Kernels.lower_bound`."""
    text = term_bytes.data
    low, high = 0, len(offsets) - 1
    while low < high:
        middle = (low + high) // 2
        if bytes(text[int(offsets[middle]) : int(offsets[middle + 1])]) < term:
            low = middle + 1
        else:
            high = middle
    return low


def count_live(docs: Docs, live: Mask, /) -> int:
    """See `contract.Kernels.count_live`."""
    return int(np.count_nonzero(live[docs]))


def mark(docs: Docs, mask: Mask, /) -> None:
    """See `contract.Kernels.mark`."""
    mask[docs] = True


def words(text: str, start: int, skip: int, most: int, /) -> list[tuple[int, int]] | None:
    """See `contract.Kernels.words`."""
    if not text.isascii():
        return None
    found = [match.span() for match in islice(_WORD.finditer(text, start), skip + most)]
    end = (found[-1][1] if found else start) + 2
    more = _MORE_THAN_WORDS.search(text, start, end + 2)
    return None if more is not None and more.start() < end else found[skip:]


_WORD = re.compile("[A-Za-z0-9]+")
_MORE_THAN_WORDS = re.compile(r"['`]|\.[A-Za-z](?![A-Za-z0-9_])")


def occurrences(packed: Array, count: int, /) -> int:
    """See `contract.Kernels.occurrences`."""
    first = packed[:count]
    return int((first >> BODY_BITS).sum(dtype=np.int64)) + int((first & MOST_BODY).sum(dtype=np.int64))


def score(part: Scored, scoring: Scoring, /) -> Scored:
    """See `contract.Kernels.score`."""
    docs, packed = part.docs, part.packed
    assert packed is not None
    if scoring.live is not None:
        kept = scoring.live[docs]
        docs, packed = docs[kept], packed[kept]
    often = _weighted(scoring.title_weight)[packed]
    return Scored(docs, part.factor * often / (often + scoring.saturation[docs]))


def _weighted(weight: int) -> Floats:
    byte = np.arange(256)
    weighted: Floats = (weight * (byte >> BODY_BITS) + (byte & MOST_BODY)).astype(np.float64)
    return weighted


def _worked_out(parts: Sequence[Scored], scoring: Scoring) -> list[Scored]:
    return [part if part.packed is None else score(part, scoring) for part in parts]


def unite(parts: Sequence[Scored], scoring: Scoring, /) -> Scored:
    """See `contract.Kernels.unite`."""
    size = len(scoring.saturation)
    there = np.zeros(size, bool)
    total: Floats | None = None
    for docs, scores, *_ in _worked_out(parts, scoring):
        there[docs] = True
        if scores is not None:
            total = np.zeros(size) if total is None else total
            total[docs] += scores
    if scoring.live is not None:
        there &= scoring.live
    docs = np.flatnonzero(there).astype(np.int32)
    return Scored(docs, None if total is None else total[docs])


def intersect(parts: Sequence[Scored], scoring: Scoring, /) -> Scored:
    """See `contract.Kernels.intersect`."""
    parts = _worked_out(parts, scoring)
    docs = _in_all([part.docs for part in parts], len(scoring.saturation))
    if scoring.live is not None:
        docs = docs[scoring.live[docs]]
    scores: Floats | None = None
    for part in parts:
        if part.scores is not None:
            mine = part.scores if len(part.docs) == len(docs) else part.scores[np.searchsorted(part.docs, docs)]
            scores = mine if scores is None else scores + mine
    return Scored(docs, scores)


def _in_all(lists: Sequence[Docs], size: int) -> Docs:
    kept, *others = sorted(lists, key=len)
    for docs in others:
        if not len(kept):
            break
        if len(docs) == size:
            continue
        if len(kept) * 16 < len(docs):
            at = np.searchsorted(docs, kept)
            at[at == len(docs)] = 0
            kept = kept[docs[at] == kept]
        else:
            mask = np.zeros(size, bool)
            mask[docs] = True
            kept = kept[mask[kept]]
    return kept


def phrase(slots: Sequence[Slot], title_length: Array, /) -> Found:
    """See `contract.Kernels.phrase`."""
    shared = np.ones(len(title_length), bool)
    for slot in slots:
        mask = np.zeros(len(title_length), bool)
        mask[slot.docs] = True
        shared &= mask
    keys = _places(slots[0], 0, shared)
    for offset, slot in enumerate(slots[1:], 1):
        keys = _both(keys, _places(slot, offset, shared))
    return by_document(keys, title_length)


def _places(slot: Slot, offset: int, shared: Mask) -> Ints:
    """Return document and starting position of the phrase as one number, for each place of a slot's word, sorted."""
    often = (slot.packed >> BODY_BITS).astype(np.int64) + (slot.packed & MOST_BODY)
    return place_keys(slot.docs, often, slot.positions, offset, shared)


def place_keys(docs: Array, often: Ints, positions: Array, offset: int, shared: Mask) -> Ints:
    """Return the same for any postings: *often* says how many of *positions* are each document's."""
    if int(often.sum()) != len(positions):
        raise IndexError(_OUTSIDE)
    kept = shared[docs]
    starts = positions[np.repeat(kept, often)].astype(np.int64) - offset
    keys: Ints = ((np.repeat(docs[kept].astype(np.int64), often[kept]) << 32) | starts)[starts >= 0]
    return keys


def _both(left: Ints, right: Ints) -> Ints:
    """Return what two sorted arrays of distinct numbers share."""
    if not len(left) or not len(right):
        return np.zeros(0, np.int64)
    if len(left) > len(right):
        left, right = right, left
    at = np.searchsorted(right, left)
    at[at == len(right)] = 0
    both: Ints = left[right[at] == left]
    return both


def shared_places(lists: Sequence[Ints]) -> Ints:
    """Return the numbers that are in every one of *lists*, which are sorted."""
    shared = lists[0]
    for other in lists[1:]:
        shared = _both(shared, other)
    return shared


def by_document(keys: Ints, title_length: Array) -> Found:
    """Return how often title and body of each document are among *keys* of document and position."""
    if not len(keys):
        return Found(_NO_DOCS, _NO_DOCS, _NO_DOCS)
    docs = keys >> 32
    in_title = (keys & 0xFFFFFFFF) < title_length[docs]
    first = np.flatnonzero(np.concatenate(([True], docs[1:] != docs[:-1])))
    total = np.diff(np.append(first, len(docs)))
    title = np.add.reduceat(in_title.astype(np.int64), first)
    return Found(docs[first].astype(np.int32), title, total - title)


def add_up(docs: Array, packed: Array, size: int, /) -> Found:
    """See `contract.Kernels.add_up`."""
    return summed(docs, packed >> BODY_BITS, packed & MOST_BODY, size)


def summed(docs: Array, title: Array, body: Array, size: int) -> Found:
    """Return the same for frequencies that are not packed."""
    if int(docs.max(initial=-1)) >= size:
        raise IndexError(_OUTSIDE)
    titles = np.bincount(docs, weights=title, minlength=size)
    bodies = np.bincount(docs, weights=body, minlength=size)
    found = np.flatnonzero(titles + bodies).astype(np.int32)
    return Found(found, titles[found], bodies[found])


def collect(
    found: Scored,
    masks: Sequence[Mask],
    always: Mask | None,
    carried: Carried,
    fields: Sequence[Counted],
    /,
) -> Scored:
    """See `contract.Kernels.collect`."""
    docs, scores = found.docs, found.scores
    if always is not None:
        docs, scores = _only(always[docs], docs, scores)
    if not masks:
        _count(docs, carried, fields)
        return Scored(docs, scores)
    passed = np.array([mask[docs] for mask in masks])
    failed = len(masks) - passed.sum(axis=0)
    kept = failed == 0
    for number in {field.own for field in fields}:
        counted = kept if number < 0 else kept | ((failed == 1) & ~passed[number])
        _count(docs[counted], carried, [field for field in fields if field.own == number])
    return Scored(*_only(kept, docs, scores))


def _only(kept: Mask, docs: Docs, scores: Floats | None) -> tuple[Docs, Floats | None]:
    return docs[kept], None if scores is None else scores[kept]


def _count(docs: Docs, carried: Carried, fields: Sequence[Counted]) -> None:
    several = sorted((field for field in fields if field.single is None), key=lambda field: field.low)
    shared = _shared_ordinals(docs, carried) if several else None
    for field in _joined(several):
        assert shared is not None
        _add(field, shared[(shared >= field.low) & (shared < field.high)])
    for field in fields:
        if field.single is not None:
            _add(field, field.single[docs])


def _joined(fields: Sequence[Counted]) -> list[Counted]:
    """Return *fields*, in the order of their ordinals, with neighbors as one."""
    joined: list[Counted] = []
    for field in fields:
        if joined and joined[-1].high == field.low and joined[-1].counts is field.counts:
            joined[-1] = joined[-1]._replace(high=field.high)
        else:
            joined.append(field)
    return joined


def _add(field: Counted, ordinals: Array) -> None:
    if field.renamed is not None:
        ordinals = field.renamed[ordinals]
    field.counts[:] += np.bincount(ordinals, minlength=len(field.counts))


def _shared_ordinals(docs: Docs, carried: Carried) -> Array:
    """Return the ordinals that *docs* carry of fields with several values, one after the other."""
    indptr, ordinals = carried
    if len(docs) == len(indptr) - 1:
        return ordinals
    starts = indptr[docs].astype(np.int64)
    lengths = indptr[docs + 1] - starts
    if int(lengths.sum()) > len(ordinals):
        raise IndexError(_OUTSIDE)
    ends = np.cumsum(lengths)
    places = np.repeat(starts - (ends - lengths), lengths)
    places += np.arange(len(places))
    mine: Array = ordinals[places]
    return mine


def first_places(keys: Floats, count: int, sign: float, /) -> Ints:
    """See `contract.Kernels.first_places`."""
    keys = sign * keys
    if len(keys) > count > 0:
        threshold = np.partition(keys, count - 1)[count - 1]
        below, level = np.flatnonzero(keys < threshold), np.flatnonzero(keys == threshold)
        places = np.concatenate((below, level[: count - len(below)]))
    else:
        places = np.arange(min(len(keys), count))
    ordered: Ints = places[np.argsort(keys[places], kind="stable")]
    return ordered


def largest(counts: Ints, ranked: Ints, count: int, /) -> tuple[Ints, int]:
    """See `contract.Kernels.largest`."""
    mine = counts[ranked]
    there = np.flatnonzero(mine)
    if not count:
        return there[:0], len(there)
    keys, places = there - (mine[there] << 32), there
    if len(there) > count:
        chosen = np.argpartition(keys, count - 1)[:count]
        places, keys = there[chosen], keys[chosen]
    return places[keys.argsort()], len(there)
