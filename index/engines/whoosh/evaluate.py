"""A resolved query over one snapshot: which live documents match, and what they score."""

import time
from collections.abc import Sequence
from datetime import UTC, date, datetime

import numpy as np

from index.engines.whoosh.building import UNDATED
from index.engines.whoosh.columns import Array
from index.engines.whoosh.kernels.contract import Docs, Mask, Scored
from index.engines.whoosh.leaves import Leaf, score_leaf
from index.engines.whoosh.snapshot import Snapshot
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
        self._leaves: dict[Leaf, Sequence[Scored]] = {}

    def matches(self, node: Resolved) -> Sequence[Scored]:
        """Return, per view, the live documents that match *node* with their scores."""
        return [self._worked_out(self._scored(node, number), number) for number in range(len(self._snapshot.views))]

    def _worked_out(self, part: Scored, number: int) -> Scored:
        if part.packed is None:
            return part
        return self._snapshot.kernels.score(part, self._snapshot.scoring(number))

    def _scored(self, node: Resolved, number: int) -> Scored:
        self._deadline.check()
        view = self._snapshot.views[number]
        match node:
            case ResolvedTerms() | ResolvedPhrase() | ResolvedPrefix():
                return self._leaf(node)[number]
            case All(children):
                return self._snapshot.kernels.intersect(self._parts(children, number), self._snapshot.scoring(number))
            case AtLeastOne(children):
                return self._snapshot.kernels.unite(self._parts(children, number), self._snapshot.scoring(number))
            case Except(child):
                excluded = np.zeros(len(view.segment), bool)
                excluded[self._scored(child, number).docs] = True  # deleted ones may be among them
                docs = view.live_docs
                return Scored(docs[~excluded[docs]], None)
            case Everything():
                return Scored(view.live_docs, None)
            case FacetValue(field, text):
                return Scored(view.only_live(self._facet_docs(field, text, number)), None)
            case AuthorWords(words):
                return Scored(view.only_live(self._author_docs(words, number)), None)
            case Dates():
                docs = view.live_docs
                return Scored(docs[within(view.segment.published[docs], node)], None)

    def _leaf(self, leaf: Leaf) -> Sequence[Scored]:
        """Return what a leaf finds in every view; looked up once per search, as its weight depends on all of them."""
        found = self._leaves.get(leaf)
        if found is None:
            found = self._leaves[leaf] = score_leaf(self._snapshot, leaf, self._deadline.check)
        return found

    def _parts(self, children: Sequence[Resolved], number: int) -> list[Scored]:
        return [self._scored(child, number) for child in children]

    def _facet_docs(self, field: str, text: str, number: int) -> Docs:
        lists = [self._snapshot.value_docs_of(number, ordinal) for ordinal in self._snapshot.named(field, text)]
        if len(lists) == 1:
            return lists[0]
        return self._snapshot.kernels.unite([Scored(docs, None) for docs in lists], self._snapshot.scoring(number)).docs

    def _author_docs(self, words: frozenset[str], number: int) -> Docs:
        field = self._snapshot.views[number].segment.author
        lists: list[Scored] = []
        for word in words:
            found = field.find(word.encode("utf-8", "surrogatepass"))
            if found is None:
                return np.zeros(0, np.int32)
            lists.append(Scored(field.postings(found).docs, None))
        return self._snapshot.kernels.intersect(lists, self._snapshot.scoring(number)).docs


def value_mask(snapshot: Snapshot, number: int, field: str, values: frozenset[str]) -> Mask:
    """Return which documents of a view carry any of *values* of a facet field."""

    def make() -> tuple[Mask, int]:
        mask = np.zeros(len(snapshot.views[number].segment), bool)
        for value in values:
            ordinal = snapshot.vocabulary.number(field, value)
            if ordinal is not None:
                snapshot.kernels.mark(snapshot.value_docs_of(number, ordinal), mask)
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
