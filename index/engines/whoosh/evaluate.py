"""A resolved query over one snapshot: which live documents match, and what they score."""

import time
from collections.abc import Sequence
from datetime import UTC, date, datetime

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.building import UNDATED
from index.engines.whoosh.columns import Array
from index.engines.whoosh.leaves import Scored, score_leaf
from index.engines.whoosh.snapshot import Snapshot
from index.engines.whoosh.view import View
from index.errors import SearchTimeout
from index.query import Dates, Everything, FacetValue
from index.resolve import (
    All,
    AtLeastOne,
    AuthorWords,
    Except,
    Resolved,
    ResolvedPhrase,
    ResolvedPrefix,
    ResolvedTerms,
)

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

_DAY = 86_400


class Deadline:
    """A budget of time that every step of a search looks at."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def check(self) -> None:
        """Go on, or give up.

        Raises:
            SearchTimeout: the budget is spent.
        """
        if time.monotonic() > self._end:
            raise SearchTimeout(f"the search took more than {self._seconds:g} s")


class Evaluator:
    """Evaluates the nodes of one query over one snapshot, view by view."""

    def __init__(self, snapshot: Snapshot, deadline: Deadline) -> None:
        self._snapshot = snapshot
        self._deadline = deadline

    def matches(self, node: Resolved) -> Sequence[Scored]:
        """Return, per view, the live documents that match *node* with their scores."""
        return [self._scored(node, number) for number in range(len(self._snapshot.views))]

    def _scored(self, node: Resolved, number: int) -> Scored:
        self._deadline.check()
        view = self._snapshot.views[number]
        match node:
            case ResolvedTerms() | ResolvedPhrase() | ResolvedPrefix():
                return score_leaf(self._snapshot, node)[number]
            case All(children):
                return self._all([self._scored(child, number) for child in children], len(view.segment))
            case AtLeastOne(children):
                return _union([self._scored(child, number) for child in children], len(view.segment))
            case Except(child):
                excluded = np.zeros(len(view.segment), bool)
                excluded[self._scored(child, number).docs] = True
                docs = view.live_docs()
                return Scored(docs[~excluded[docs]], None)
            case Everything():
                return Scored(view.live_docs(), None)
            case FacetValue(field, text):
                return Scored(view.only_live(self._facet_docs(field, text, number)), None)
            case AuthorWords(words):
                return Scored(view.only_live(_author_docs(view, words)), None)
            case Dates():
                docs = view.live_docs()
                return Scored(docs[within(view.segment.published[docs], node)], None)

    def _all(self, parts: Sequence[Scored], size: int) -> Scored:
        docs = _intersection([part.docs for part in parts], size)
        scores: Floats | None = None
        for part in parts:
            if part.scores is not None:
                mine = part.scores if len(part.docs) == len(docs) else part.scores[np.searchsorted(part.docs, docs)]
                scores = mine if scores is None else scores + mine
        return Scored(docs, scores)

    def _facet_docs(self, field: str, text: str, number: int) -> Array:
        lists = [self._snapshot.value_docs_of(number, ordinal) for ordinal in self._snapshot.named(field, text)]
        if len(lists) == 1:
            return lists[0]
        return np.unique(np.concatenate(lists)) if lists else np.zeros(0, np.int32)


def _intersection(lists: Sequence[Array], size: int) -> Array:
    shortest, *others = sorted(lists, key=len)
    kept = shortest
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


def _union(parts: Sequence[Scored], size: int) -> Scored:
    there = np.zeros(size, bool)
    total: Floats | None = None
    for docs, scores in parts:
        there[docs] = True
        if scores is not None:
            total = np.zeros(size) if total is None else total
            total[docs] += scores
    docs = np.flatnonzero(there)
    return Scored(docs, None if total is None else total[docs])


def value_mask(snapshot: Snapshot, number: int, field: str, values: frozenset[str]) -> Mask:
    """Return which documents of a view carry any of *values* of a facet field."""

    def make() -> tuple[Mask, int]:
        mask = np.zeros(len(snapshot.views[number].segment), bool)
        for value in values:
            ordinal = snapshot.vocabulary.number(field, value)
            if ordinal is not None:
                mask[snapshot.value_docs_of(number, ordinal)] = True
        return mask, len(mask) + 200

    return snapshot.cache.get(("values", number, field, values), make)


def dates_mask(snapshot: Snapshot, number: int, dates: Dates) -> Mask:
    """Return which documents of a view were published within *dates*."""

    def make() -> tuple[Mask, int]:
        mask = within(snapshot.views[number].segment.published, dates)
        return mask, len(mask) + 200

    return snapshot.cache.get(("dates", number, dates), make)


def within(published: Array, dates: Dates) -> Mask:
    """Return which times lie in *dates*; undated never does."""
    mask: Mask = published != UNDATED
    if dates.first is not None:
        mask &= published >= _seconds(dates.first)
    if dates.last is not None:
        mask &= published < _seconds(dates.last) + _DAY
    return mask


def _seconds(day: date) -> int:
    return (datetime(day.year, day.month, day.day, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)).days * _DAY


def _author_docs(view: View, words: frozenset[str]) -> Array:
    field = view.segment.author
    lists: list[Array] = []
    for word in words:
        number = field.find(word.encode("utf-8", "surrogatepass"))
        if number is None:
            return np.zeros(0, np.int32)
        lists.append(field.postings(number).docs)
    return _intersection(lists, len(view.segment))
