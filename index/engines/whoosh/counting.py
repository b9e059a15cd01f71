"""Facet counts: how many matching documents carry each value, with everything applied but a facet's own picks."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.columns import Array
from index.engines.whoosh.facets import SINGLE
from index.engines.whoosh.snapshot import Snapshot
from index.engines.whoosh.view import View
from index.request import DateUnit, SearchRequest
from index.response import Facet, FacetCount
from index.schema import DATE_FACET, NONE_VALUE

Ints = npt.NDArray[np.int64]


def value_counts(snapshot: Snapshot, docs: Sequence[Array], fields: Collection[str]) -> Ints:
    """Return, by global ordinal, how many of *docs* (live, per view) carry each value of *fields*, at least."""
    counts = np.zeros(snapshot.values, np.int64)
    for number, (view, renamed, mine) in enumerate(zip(snapshot.views, snapshot.to_global, docs, strict=True)):
        if len(renamed) and len(mine):
            counts[renamed] += _local_counts(snapshot, number, view, mine, fields)
    return counts


def _local_counts(snapshot: Snapshot, number: int, view: View, docs: Array, fields: Collection[str]) -> Ints:
    if len(docs) < view.live_count:
        return _counted_values(view, docs, fields, len(snapshot.to_global[number]))
    every = frozenset(snapshot.schema.facets)
    values = len(snapshot.to_global[number])
    return snapshot.cache.get(("all", number), lambda: (_counted_values(view, docs, every, values), 8 * values))


def _counted_values(view: View, docs: Array, fields: Collection[str], values: int) -> Ints:
    columns = view.segment.columns
    counts = np.bincount(_shared_ordinals(view, docs), minlength=values)
    for field in fields:
        single = columns.get(f"{SINGLE}{field}")
        if single is not None:
            counts += np.bincount(single[docs], minlength=values)
    return counts


def _shared_ordinals(view: View, docs: Array) -> Array:
    """Return the ordinals that *docs* carry of fields with several values, one after the other."""
    indptr, ordinals = view.segment.columns["facet.indptr"], view.segment.columns["facet.ordinals"]
    if len(docs) == len(view.segment):
        return ordinals
    starts = indptr[docs].astype(np.int64)
    lengths = indptr[docs + 1] - starts
    ends = np.cumsum(lengths)
    places = np.repeat(starts - (ends - lengths), lengths)
    places += np.arange(len(places))
    carried: Array = ordinals[places]
    return carried


def value_facet(snapshot: Snapshot, request: SearchRequest, field: str, counts: Ints) -> Facet:
    """Return the facet of *field*: its largest values, then picked and excluded ones, ``_none`` last."""
    picked = request.refinements.get(field, frozenset())
    excluded = request.exclusions.get(field, frozenset())
    pinned = (picked | excluded) - {NONE_VALUE}
    ranked = snapshot.ranked(field)
    mine = counts[ranked]
    there = np.flatnonzero(mine)
    held = {value: snapshot.vocabulary.number(field, value) for value in pinned}
    if held:
        there = there[~np.isin(ranked[there], [number for number in held.values() if number is not None])]
    places = _largest(mine, there, request.facet_size)
    terms, labels = snapshot.vocabulary.terms, snapshot.labels
    listed = [
        FacetCount(terms[number].value, labels.get(number) or terms[number].label, count)
        for number, count in zip(ranked[places].tolist(), mine[places].tolist(), strict=True)
    ]
    if held:
        listed += [
            replace(_held(snapshot, value, number, counts), selected=value in picked, excluded=value in excluded)
            for value, number in held.items()
        ]
        listed.sort(key=lambda value: (-value.count, value.label, value.value))
    return Facet(field, (*listed, *_none(snapshot, request, field, counts)), len(there) + len(held))


def _held(snapshot: Snapshot, value: str, number: int | None, counts: Ints) -> FacetCount:
    """Return a value that is listed whatever its count; where no live document carries it, it is its own label."""
    if number is None or number >= snapshot.values or not snapshot.is_carried(number):
        return FacetCount(value, value, 0)
    return FacetCount(value, snapshot.label(number), int(counts[number]))


def _largest(counts: Ints, there: Ints, size: int | None) -> Ints:
    """Return the places, among *there*, of the largest counts, largest first; ties go to the smaller place."""
    if size is not None and not size:
        return there[:0]
    keys = there - (counts[there] << 32)
    if size is not None and len(there) > size:
        chosen = np.argpartition(keys, size - 1)[:size]
        there, keys = there[chosen], keys[chosen]
    return there[keys.argsort()]


def _none(snapshot: Snapshot, request: SearchRequest, field: str, counts: Ints) -> list[FacetCount]:
    if field not in snapshot.schema.missing:
        return []
    number = snapshot.vocabulary.number(field, NONE_VALUE)
    count = int(counts[number]) if number is not None and number < snapshot.values else 0
    is_picked = NONE_VALUE in request.refinements.get(field, frozenset())
    is_excluded = NONE_VALUE in request.exclusions.get(field, frozenset())
    if not (count or is_picked or is_excluded):
        return []
    return [FacetCount(NONE_VALUE, NONE_VALUE, count, is_picked, is_excluded)]


def date_facet(snapshot: Snapshot, docs: Sequence[Array], unit: DateUnit) -> Facet:
    """Return how many of *docs* were published in each period, oldest first, undated last."""
    counts: dict[int, int] = {}
    undated = 0
    for view, mine in zip(snapshot.views, docs, strict=True):
        used, numbers = view.segment.buckets(unit)
        found = np.bincount(numbers[mine], minlength=len(used) + 1)
        undated += int(found[len(used)])
        for place in np.flatnonzero(found[: len(used)]).tolist():
            period = int(used[place])
            counts[period] = counts.get(period, 0) + int(found[place])
    values = [
        FacetCount(text, text, counts[period]) for period in sorted(counts) for text in [period_text(period, unit)]
    ]
    total = len(values)
    if undated:
        values.append(FacetCount(NONE_VALUE, NONE_VALUE, undated))
    return Facet(DATE_FACET, tuple(values), total)


@lru_cache(maxsize=10_000)
def period_text(period: int, unit: DateUnit) -> str:
    """Return ``2026``, ``2026-03``, ``2026-W10`` or ``2026-03-05`` for a number of `view.period_numbers`."""
    if unit is DateUnit.YEAR:
        return f"{1970 + period:04d}"
    if unit is DateUnit.MONTH:
        return f"{1970 + period // 12:04d}-{period % 12 + 1:02d}"
    epoch = date(1970, 1, 1)
    if unit is DateUnit.DAY:
        return (epoch + timedelta(days=period)).isoformat()
    year, week, _ = (epoch + timedelta(days=max(period * 7 - 3, -719_162))).isocalendar()
    return f"{year:04d}-W{week:02d}"
