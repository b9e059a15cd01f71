"""Facet counts: how many matching documents carry each value, with everything applied but a facet's own picks."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.columns import Array
from index.engines.whoosh.snapshot import Snapshot
from index.engines.whoosh.view import View
from index.request import DateUnit, SearchRequest
from index.response import Facet, FacetCount
from index.schema import DATE_FACET, NONE_VALUE

Ints = npt.NDArray[np.int64]


def value_counts(snapshot: Snapshot, docs: Sequence[Array]) -> Ints:
    """Return, by global ordinal, how many of *docs* (live, per view) carry each facet value."""
    counts = np.zeros(snapshot.values, np.int64)
    for view, renamed, mine in zip(snapshot.views, snapshot.to_global, docs, strict=True):
        if len(renamed) and len(mine):
            counts[renamed] += _local_counts(snapshot, view, mine, len(renamed))
    return counts


def _local_counts(snapshot: Snapshot, view: View, docs: Array, values: int) -> Ints:
    if len(docs) == view.live_count:
        return snapshot.cache.get(("all", view.base), lambda: (_gathered(view, docs, values), 8 * values))
    return _gathered(view, docs, values)


def _gathered(view: View, docs: Array, values: int) -> Ints:
    columns = view.segment.columns
    indptr, ordinals = columns["facet.indptr"], columns["facet.ordinals"]
    if len(docs) == len(view.segment):
        return np.bincount(ordinals, minlength=values)
    starts = indptr[docs].astype(np.int64)
    lengths = indptr[docs + 1] - starts
    ends = np.cumsum(lengths)
    places = np.repeat(starts - (ends - lengths), lengths) + np.arange(int(ends[-1]) if len(ends) else 0)
    return np.bincount(ordinals[places], minlength=values)


def value_facet(snapshot: Snapshot, request: SearchRequest, field: str, counts: Ints) -> Facet:
    """Return the facet of *field*: its largest values, then picked and excluded ones, ``_none`` last."""
    picked = request.refinements.get(field, frozenset())
    excluded = request.exclusions.get(field, frozenset())
    pinned = (picked | excluded) - {NONE_VALUE}
    ranked = snapshot.ranked(field)
    there = np.flatnonzero(counts[ranked])
    held = {value: snapshot.vocabulary.number(field, value) for value in pinned}
    free = there[~np.isin(ranked[there], [number for number in held.values() if number is not None])]
    largest = _largest(counts[ranked], free, request.facet_size)
    listed = [_counted(snapshot, int(ranked[place]), counts, picked, excluded) for place in largest]
    listed += [
        FacetCount(value, value, 0, value in picked, value in excluded)
        if number is None or number >= snapshot.values
        else _counted(snapshot, number, counts, picked, excluded)
        for value, number in held.items()
    ]
    listed.sort(key=lambda value: (-value.count, value.label, value.value))
    return Facet(field, (*listed, *_none(snapshot, request, field, counts)), len(free) + len(held))


def _counted(
    snapshot: Snapshot, number: int, counts: Ints, picked: frozenset[str], excluded: frozenset[str]
) -> FacetCount:
    value = snapshot.vocabulary.terms[number].value
    count = int(counts[number])
    label = snapshot.label(number) if count or snapshot.is_carried(number) else value
    return FacetCount(value, label, count, value in picked, value in excluded)


def _largest(counts: Ints, there: Ints, size: int | None) -> Ints:
    """Return the places, among *there*, of the largest counts; ties go to the smaller place."""
    if size is None or len(there) <= size:
        return there
    if not size:
        return there[:0]
    keys = there - (counts[there] << 32)
    return there[np.argpartition(keys, size - 1)[:size]]


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
