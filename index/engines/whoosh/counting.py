"""Facet counts: how many matching documents carry each value, with everything applied but a facet's own picks."""

from collections.abc import Sequence
from itertools import compress
from typing import NamedTuple

import numpy as np

from index.engines.whoosh.facets import SINGLE
from index.engines.whoosh.kernels.contract import Counted, Ints, Mask, Scored
from index.engines.whoosh.snapshot import Snapshot
from index.request import SearchRequest
from index.response import Facet, FacetCount
from index.schema import DATE_FACET, NONE_VALUE


class Filters(NamedTuple):
    """Which documents of one view pass."""

    masks: Sequence[Mask]
    """One for each field with picks: of the refinements in their order, then of the dates."""

    always: Mask | None
    """What is not excluded."""


class Counting:
    """The counts of one search: each part of its matches is narrowed and counted in one pass."""

    def __init__(self, snapshot: Snapshot, request: SearchRequest) -> None:
        self._snapshot = snapshot
        self._request = request
        self._names = snapshot.schema.all_facets if request.facets is None else request.facets
        # As their ordinals lie, so that neighbors are counted together.
        self._in_order = [name for name in snapshot.schema.all_facets if name in self._names]
        self._picked = [*(field for field, values in request.refinements.items() if values)]
        if request.dates is not None:
            self._picked.append(DATE_FACET)
        self._counts = np.zeros(snapshot.values, np.int64)
        periods = len(snapshot.periods(request.date_unit).texts) if DATE_FACET in self._names else 0
        self._dated = np.zeros(periods + 1, np.int64)

    def narrowed(self, found: Sequence[Scored], filters: Sequence[Filters]) -> list[Scored]:
        """Return what the filters leave of the matches per view, and count it."""
        is_everything = all(
            part.scores is None and len(part.docs) == view.live_count and mine.always is None
            for view, part, mine in zip(self._snapshot.views, found, filters, strict=True)
        )
        if is_everything and not self._picked:
            self._counts = self._snapshot.everything
            if DATE_FACET in self._names:
                self._dated = self._snapshot.periods(self._request.date_unit).everything
            return list(found)
        if is_everything and len(self._picked) == 1 and self._picked[0] != DATE_FACET:
            return self._under(self._picked[0], found, filters)
        if is_everything and DATE_FACET not in self._picked:
            # Nothing else fails less than two of the picked fields, and so is counted anywhere.
            found = [self._picked_docs(number) for number in range(len(found))]
        return [self._collected(*one) for one in zip(range(len(filters)), found, filters, strict=True)]

    def _picked_docs(self, number: int) -> Scored:
        """Return the live documents of one view with any value that is picked."""
        snapshot = self._snapshot
        values = [
            Scored(snapshot.value_docs_of(number, ordinal), None)
            for field in self._picked
            for value in self._request.refinements[field]
            if (ordinal := snapshot.vocabulary.number(field, value)) is not None
        ]
        return snapshot.kernels.unite(values, snapshot.scoring(number))

    def _under(self, field: str, found: Sequence[Scored], filters: Sequence[Filters]) -> list[Scored]:
        """Everything under picks of one *field*: its own counts are known beforehand."""
        kept = [Scored(part.docs[mine.masks[0][part.docs]], None) for part, mine in zip(found, filters, strict=True)]
        for number, part in enumerate(kept):
            self._collected(number, part, Filters((), None))
        mine = self._snapshot.ordinals(field)
        self._counts[mine] = self._snapshot.everything[mine]
        return kept

    def _collected(self, number: int, found: Scored, filters: Filters) -> Scored:
        if not self._names and not filters.masks and filters.always is None:
            return found
        segment = self._snapshot.views[number].segment
        counted: list[Counted] = []
        for name in self._in_order:
            own = self._picked.index(name) if filters.masks and name in self._picked else -1
            counted += self._counted(number, name, own)
        return self._snapshot.kernels.collect(found, filters.masks, filters.always, segment.carried, counted)

    def _counted(self, number: int, name: str, own: int) -> list[Counted]:
        segment = self._snapshot.views[number].segment
        if name == DATE_FACET:
            unit = self._request.date_unit
            used, numbers = segment.buckets(unit)
            renamed = self._snapshot.periods(unit).renamed[number]
            return [Counted(own, 0, len(used) + 1, numbers, self._dated, renamed)]
        low, high = segment.ordinals.get(name, (0, 0))
        if low == high:
            return []
        single = segment.columns.get(f"{SINGLE}{name}")
        return [Counted(own, low, high, single, self._counts, self._snapshot.renamed[number])]

    def facets(self) -> tuple[Facet, ...]:
        """Return the facets that were asked for, after all views have been counted."""
        return tuple(self._date_facet() if name == DATE_FACET else self._value_facet(name) for name in self._names)

    def _value_facet(self, field: str) -> Facet:
        """Return the largest values, then picked and excluded ones, ``_none`` last."""
        snapshot, request, counts = self._snapshot, self._request, self._counts
        picked = request.refinements.get(field, frozenset())
        excluded = request.exclusions.get(field, frozenset())
        held = {value: snapshot.vocabulary.number(field, value) for value in picked | excluded if value != NONE_VALUE}
        ranked = snapshot.ranked(field)
        size = len(ranked) if request.facet_size is None else request.facet_size
        places, there = snapshot.kernels.largest(counts, ranked, size + len(held))
        terms, labels = snapshot.vocabulary.terms, snapshot.labels
        numbers = ranked[places].tolist()
        if held:
            apart = set(held.values())
            numbers = [number for number in numbers if number not in apart]
            there -= sum(1 for number in apart if number is not None and number < snapshot.values and counts[number])
        numbers = numbers[:size]
        listed = [
            FacetCount(terms[number].value, labels.get(number) or terms[number].label, count)
            for number, count in zip(numbers, counts[numbers].tolist(), strict=True)
        ]
        if held:
            listed += [
                _held(snapshot, value, number, counts)._replace(selected=value in picked, excluded=value in excluded)
                for value, number in held.items()
            ]
            listed.sort(key=lambda value: (-value.count, value.label, value.value))
        return Facet(field, (*listed, *_none(snapshot, request, field, counts)), there + len(held))

    def _date_facet(self) -> Facet:
        """Return how many were published in each period, oldest first, undated last."""
        texts = self._snapshot.periods(self._request.date_unit).texts
        *counts, undated = self._dated.tolist()
        if 0 in counts:
            texts, counts = tuple(compress(texts, counts)), [count for count in counts if count]
        values = list(map(FacetCount, texts, texts, counts))
        if undated:
            values.append(FacetCount(NONE_VALUE, NONE_VALUE, undated))
        return Facet(DATE_FACET, tuple(values), len(texts))


def _held(snapshot: Snapshot, value: str, number: int | None, counts: Ints) -> FacetCount:
    """Return a value that is listed whatever its count; where no live document carries it, it is its own label."""
    if number is None or number >= snapshot.values or not snapshot.is_carried(number):
        return FacetCount(value, value, 0)
    return FacetCount(value, snapshot.label(number), int(counts[number]))


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
