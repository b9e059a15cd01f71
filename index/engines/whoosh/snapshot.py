"""All segments at one commit, with the numbers that scoring and counting need."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from functools import cached_property
from threading import Lock
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from index.analysis import facet_key
from index.engines.whoosh.columns import Array
from index.engines.whoosh.kernels import BEST
from index.engines.whoosh.kernels.contract import Kernels, Scoring
from index.engines.whoosh.periods import Periods, periods_of
from index.engines.whoosh.view import View
from index.engines.whoosh.vocabulary import Vocabulary, keyed
from index.request import DateUnit
from index.schema import NONE_VALUE, Schema
from index.scoring import saturation

Ints = npt.NDArray[np.int64]
T = TypeVar("T")

_CACHE_BYTES = 24 * 1024 * 1024


class Snapshot:
    """An immutable picture of the index; a search works on one from beginning to end."""

    def __init__(
        self,
        views: Sequence[View],
        to_global: Sequence[Ints],
        vocabulary: Vocabulary,
        schema: Schema,
        kernels: Kernels = BEST,
    ) -> None:
        self.views = tuple(views)
        self.kernels = kernels
        self.to_global = tuple(to_global)
        """Each view's facet ordinals as global ones."""

        self.renamed = tuple(None if _is_identity(ordinals) else ordinals.astype(np.int32) for ordinals in to_global)
        """The same; None where they are equal."""

        self.vocabulary = vocabulary
        self.schema = schema
        self.values = len(vocabulary)
        self.documents = sum(view.live_count for view in self.views)
        total = sum(_total_length(view) for view in self.views)
        self.average_length = total / self.documents if self.documents else 0.0
        self.languages = self._languages()
        self.cache = ByteCache(_CACHE_BYTES)
        self._ranked: dict[str, Ints] = {}
        self._scoring: dict[int, Scoring] = {}
        self._local: dict[int, Ints] = {}
        self._periods: dict[DateUnit, Periods] = {}

    def scoring(self, view: int) -> Scoring:
        """Return what the frequencies of a view are scored with."""
        found = self._scoring.get(view)
        if found is None:
            one = self.views[view]
            saturated = saturation(one.segment.lengths, average_length=self.average_length, schema=self.schema)
            found = self._scoring[view] = Scoring(saturated, one.live, self.schema.title_weight)
        return found

    def periods(self, unit: DateUnit) -> Periods:
        """Return the periods of *unit* in which there are documents."""
        found = self._periods.get(unit)
        if found is None:
            found = self._periods[unit] = periods_of(self.views, unit)
        return found

    @cached_property
    def everything(self) -> Ints:
        """How many live documents carry each facet value, by its ordinal."""
        counts = np.zeros(self.values, np.int64)
        for view, ordinals in zip(self.views, self.to_global, strict=True):
            counts[ordinals] += view.everything
        return counts

    def _languages(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for view in self.views:
            names = view.segment.languages
            column = view.segment.columns["language"]
            live = column if view.live is None else column[view.live]
            for name, count in zip(names, np.bincount(live, minlength=len(names)).tolist(), strict=True):
                if count:
                    counts[name] = counts.get(name, 0) + count
        return counts

    @cached_property
    def labels(self) -> dict[int, str]:
        """The labels of contested values: each that of the live document met last; the value where there is none."""
        return {
            number: self._label_met_last(number) for number in sorted(self.vocabulary.contested) if number < self.values
        }

    def _label_met_last(self, number: int) -> str:
        field, value = self.vocabulary.terms[number][:2]
        last: tuple[int, bytes, View, int] | None = None
        for view, docs in zip(self.views, self.value_docs(number), strict=True):
            live = view.only_live(docs)
            if len(live):
                sequences = view.segment.columns["sequence"][live]
                doc = int(live[np.flatnonzero(sequences == sequences.max())[-1]])
                found = (int(sequences.max()), bytes(view.segment.ids[doc]), view, doc)
                last = found if last is None or found[:2] > last[:2] else last
        if last is None:
            return value
        return last[2].segment.facet_labels(last[3], field).get(value, value)

    def value_docs(self, number: int) -> list[Array]:
        """Return, per view, the documents, deleted ones among them, that carry a value given by its ordinal."""
        return [self.value_docs_of(view, number) for view in range(len(self.views))]

    def value_docs_of(self, view: int, number: int) -> Array:
        """Return the documents of one view that carry a value."""
        local = self._local_ordinal(view, number)
        if local < 0:
            return np.zeros(0, np.int32)
        columns = self.views[view].segment.columns
        indptr = columns["facet.inverse_indptr"]
        return columns["facet.inverse_docs"][int(indptr[local]) : int(indptr[local + 1])]

    def _local_ordinal(self, view: int, number: int) -> int:
        """Return what a view calls the value *number*; -1 where none of its documents carries it."""
        numbers = self._local.get(view)
        if numbers is None:
            numbers = np.full(self.values, -1, np.int64)
            numbers[self.to_global[view]] = np.arange(len(self.to_global[view]))
            self._local[view] = numbers
        return int(numbers[number]) if number < self.values else -1

    def label(self, number: int) -> str:
        """Return the label of a value given by its ordinal."""
        return self.labels.get(number, self.vocabulary.terms[number].label)

    def is_carried(self, number: int) -> bool:
        """Say whether any live document carries a value."""
        return any(len(view.only_live(docs)) for view, docs in zip(self.views, self.value_docs(number), strict=True))

    def ranked(self, field: str) -> Ints:
        """Return the ordinals of *field* but ``_none``, by label, then by value."""
        ranked = self._ranked.get(field)
        if ranked is None:
            ranked = self._ranked[field] = self._rank(field)
        return ranked

    def ordinals(self, field: str) -> Ints:
        """Return the ordinals of *field*, that of ``_none`` among them."""
        none = self.vocabulary.number(field, NONE_VALUE)
        ranked = self.ranked(field)
        return ranked if none is None or none >= self.values else np.append(ranked, none)

    def _rank(self, field: str) -> Ints:
        if self._has_contested(field):
            terms = self.vocabulary.terms
            numbers = sorted(self.vocabulary.of_field(field), key=lambda n: (self.label(n), terms[n].value))
            return np.array([number for number in numbers if number < self.values], np.int64)
        ranked = self.vocabulary.ranked(field)
        return ranked[ranked < self.values]

    def named(self, field: str, text: str) -> Sequence[int]:
        """Return the ordinals of the values of *field* that *text* names, by value or by label."""
        if field not in self.schema.facets:
            return ()
        if text == NONE_VALUE:
            number = self.vocabulary.number(field, NONE_VALUE)
            return () if number is None else (number,)
        keys = self.vocabulary.keys(field)
        if self._has_contested(field):
            terms = self.vocabulary.terms
            keys = keyed((n, terms[n].value, self.label(n)) for n in self.vocabulary.of_field(field))
        return keys.get(facet_key(text), ())

    def _has_contested(self, field: str) -> bool:
        return any(self.vocabulary.terms[number].field == field for number in self.labels)

    @cached_property
    def story_groups(self) -> tuple[Ints, ...]:
        """Per view, the number of each document's story among those that several live documents share; -1 elsewhere."""
        stories = [view.segment.columns["story"] for view in self.views]
        live = [stories[i][view.live_docs] for i, view in enumerate(self.views)]
        values, counts = (
            np.unique(np.concatenate(live), return_counts=True) if live else (np.zeros(0, np.uint64), np.zeros(0))
        )
        shared = values[counts > 1]
        return tuple(_numbers_in(shared, story) for story in stories)

    @cached_property
    def shared_stories(self) -> int:
        """How many stories have several live documents."""
        return max((int(groups.max(initial=-1)) for groups in self.story_groups), default=-1) + 1


def _is_identity(ordinals: Ints) -> bool:
    return bool((ordinals == np.arange(len(ordinals))).all())


def _total_length(view: View) -> int:
    lengths = view.segment.lengths
    return int((lengths if view.live is None else lengths[view.live]).sum())


def _numbers_in(shared: npt.NDArray[np.uint64], stories: npt.NDArray[np.uint64]) -> Ints:
    numbers = np.full(len(stories), -1, np.int64)
    if len(shared):
        at = np.searchsorted(shared, stories)
        at[at == len(shared)] = 0
        there = shared[at] == stories
        numbers[there] = at[there]
    return numbers


class ByteCache:
    """What was worked out lately, up to a number of bytes; safe from several threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._used = 0
        self._kept: OrderedDict[Hashable, tuple[int, object]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], tuple[T, int]]) -> T:
        """Return the value under *key*; where there is none, *make* returns it with its size in bytes."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found[1]  # type: ignore[return-value]  # a key always stands for one type of value
        value, size = make()
        with self._lock:
            if key not in self._kept and size <= self._limit // 4:
                self._kept[key] = (size, value)
                self._used += size
                while self._used > self._limit:
                    _, (dropped, _value) = self._kept.popitem(last=False)
                    self._used -= dropped
        return value
