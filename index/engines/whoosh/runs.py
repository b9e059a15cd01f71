"""Postings grouped by term, and several such groups joined to one: nothing is sorted twice."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.columns import Array, edges_of, spread
from index.engines.whoosh.postings import field_columns, pack_tf, unpack_tf

Ints = npt.NDArray[np.int64]

_BLOCK = 1_000_000
"""Positions that are moved at once, about: what bounds the memory for their new places."""


@dataclass(frozen=True, slots=True)
class Run:
    """The postings of some documents, term after term."""

    terms: Ints
    """Numbers of distinct terms, in any order."""

    counts: Ints
    """Postings of each term."""

    sizes: Ints
    """Positions of each term."""

    docs: Array
    """Numbers of documents, int32, ascending within a term."""

    tf: Array
    wide_at: Ints
    wide: Array
    """How often a term occurs in each document, as `postings.pack_tf` packs it."""

    positions: Array
    """Those of all postings, one after the other."""


def run_of(numbers: Array, docs: Array, positions: Array, in_title: Array) -> Run:
    """Return the postings of tokens.

    Shape: *numbers* of terms, *docs*, *positions* and *in_title* have one
    entry per token, in the order of documents and of positions in them.
    """
    # One sort of distinct 64-bit keys is several times faster than a stable argsort.
    keys = (numbers.astype(np.int64) << 32) | np.arange(len(numbers))
    keys.sort()
    token = keys & 0xFFFFFFFF
    term, doc = keys >> 32, docs[token].astype(np.int32)
    begins_term = np.ones(len(term), bool)
    np.not_equal(term[1:], term[:-1], out=begins_term[1:])
    begins = begins_term.copy()
    begins[1:] |= doc[1:] != doc[:-1]
    first, term_first = np.flatnonzero(begins), np.flatnonzero(begins_term)
    total = np.diff(first, append=len(term))
    title = np.add.reduceat(in_title[token], first, dtype=np.int64) if len(first) else total
    counts = np.diff(np.searchsorted(first, term_first), append=len(first))
    sizes = np.diff(term_first, append=len(term))
    return Run(
        term[term_first], counts, sizes, doc[first], *pack_tf(title, total - title), _narrow_positions(positions)[token]
    )


def _narrow_positions(positions: Array) -> Array:
    return positions.astype(np.uint16 if int(positions.max(initial=0)) <= 0xFFFF else np.uint32)


def kept_of(run: Run, live: Array) -> Run:
    """Return *run* without the documents that are not *live*."""
    kept = live[run.docs]
    if kept.all():
        return run
    title, body = unpack_tf(run.tf, run.wide_at, run.wide)
    title, body = title.astype(np.int64), body.astype(np.int64)
    size = title + body
    owner = np.repeat(np.arange(len(run.terms)), run.counts)[kept]
    return Run(
        run.terms,
        np.bincount(owner, minlength=len(run.terms)),
        np.bincount(owner, weights=size[kept], minlength=len(run.terms)).astype(np.int64),
        run.docs[kept],
        *pack_tf(title[kept], body[kept]),
        run.positions[np.repeat(kept, size)],
    )


def join(
    name: str, runs: Sequence[Run], renumbered: Sequence[Array], texts: Callable[[Sequence[int]], list[bytes]]
) -> dict[str, Array]:
    """Return the columns of field *name* of the documents of all *runs* together.

    Shape: *runs* number terms alike, and *texts* gives the terms of numbers;
    *renumbered* holds, for each run, its documents' numbers in the whole.
    """
    size = max((int(run.terms.max(initial=-1)) + 1 for run in runs), default=0)
    counts, sizes = np.zeros(size, np.int64), np.zeros(size, np.int64)
    for run in runs:
        counts[run.terms] += run.counts
        sizes[run.terms] += run.sizes
    used = np.flatnonzero(counts)
    words = texts(used.tolist())
    order = sorted(range(len(words)), key=words.__getitem__)
    used = used[order]
    indptr, starts = edges_of(counts[used]), edges_of(sizes[used])
    place = _Place(np.zeros(size, np.int64), np.zeros(size, np.int64))
    place.posting[used], place.position[used] = indptr[:-1], starts[:-1]
    moved = _moved(runs, renumbered, place, int(indptr[-1]), int(starts[-1]))
    if not _are_ordered(runs, renumbered):
        moved = _sorted(moved, counts[used])
    return field_columns(
        name,
        terms=[words[number] for number in order],
        indptr=indptr,
        position_start=starts,
        docs=moved.docs,
        tf=(moved.tf, moved.wide_at, moved.wide),
        positions=moved.positions,
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the next posting and the next position of each term go."""

    posting: Ints
    position: Ints


@dataclass(frozen=True, slots=True)
class _Moved:
    """Postings in the order of the whole."""

    docs: Array
    tf: Array
    wide_at: Ints
    wide: Array
    positions: Array


def _moved(runs: Sequence[Run], renumbered: Sequence[Array], place: _Place, postings: int, size: int) -> _Moved:
    docs, tf = np.empty(postings, np.int32), np.empty(postings, np.uint8)
    widest = np.result_type(np.uint16, *(run.positions.dtype for run in runs))
    positions = np.empty(size, widest)
    wide_at, wide = [np.zeros(0, np.int64)], [np.zeros(0, np.uint64)]
    for whole, mine in zip(runs, renumbered, strict=True):
        for run in _blocks(whole):
            at = spread(place.posting[run.terms], run.counts)
            docs[at], tf[at] = mine[run.docs], run.tf
            wide_at.append(at[run.wide_at])
            wide.append(run.wide)
            positions[spread(place.position[run.terms], run.sizes)] = run.positions
            place.posting[run.terms] += run.counts
            place.position[run.terms] += run.sizes
    every, values = np.concatenate(wide_at), np.concatenate(wide)
    ascending = np.argsort(every)
    return _Moved(docs, tf, every[ascending], values[ascending], positions)


def _blocks(run: Run) -> Iterator[Run]:
    """Yield *run* in pieces of whole terms."""
    if len(run.positions) <= _BLOCK:
        yield run
        return
    postings, positions = edges_of(run.counts), edges_of(run.sizes)
    cuts = np.searchsorted(positions, np.arange(_BLOCK, len(run.positions), _BLOCK))
    edges = np.unique(np.concatenate(([0], cuts, [len(run.terms)]))).tolist()
    for low, high in pairwise(edges):
        first, last = int(postings[low]), int(postings[high])
        wide = slice(*np.searchsorted(run.wide_at, (first, last)).tolist())
        yield Run(
            run.terms[low:high],
            run.counts[low:high],
            run.sizes[low:high],
            run.docs[first:last],
            run.tf[first:last],
            run.wide_at[wide] - first,
            run.wide[wide],
            run.positions[int(positions[low]) : int(positions[high])],
        )


def _are_ordered(runs: Sequence[Run], renumbered: Sequence[Array]) -> bool:
    """Say whether every document of a run stands behind those of the runs before it."""
    last = -1
    for run, mine in zip(runs, renumbered, strict=True):
        held = mine[run.docs]
        if len(held):
            if int(held.min()) <= last:
                return False
            last = int(held.max())
    return True


def _sorted(moved: _Moved, counts: Ints) -> _Moved:
    """Put the postings of each term in the order of their documents."""
    keys = (np.repeat(np.arange(len(counts)), counts) << 32) | moved.docs
    order = np.argsort(keys)
    del keys
    title, body = unpack_tf(moved.tf, moved.wide_at, moved.wide)
    sizes = title.astype(np.int64) + body
    starts = np.cumsum(sizes) - sizes
    positions = moved.positions[spread(starts[order], sizes[order])]
    is_wide = np.zeros(len(moved.docs), bool)
    is_wide[moved.wide_at] = True
    wide_at = np.flatnonzero(is_wide[order])
    wide = moved.wide[np.searchsorted(moved.wide_at, order[wide_at])]
    return _Moved(moved.docs[order], moved.tf[order], wide_at, wide, positions)
