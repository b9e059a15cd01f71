"""The first hits of a search in its order, without sorting the rest."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from index.cursor import Place
from index.engines.whoosh.columns import Array
from index.engines.whoosh.kernels.contract import Docs, Floats, Ints, Mask, Scored
from index.engines.whoosh.snapshot import Snapshot
from index.engines.whoosh.view import View
from index.request import Sort


class Ranked(NamedTuple):
    """A hit and where it stands."""

    place: Place
    view: int
    doc: int


class Matches(NamedTuple):
    """The matching documents of one view, and what orders them."""

    docs: Docs
    keys: Floats
    sign: float
    """*sign* times *keys* are the sort keys of `index.cursor.sort_key`."""

    def only(self, kept: Mask) -> "Matches":
        """Return those of *kept*."""
        return Matches(self.docs[kept], self.keys[kept], self.sign)

    def key(self, place: int) -> float:
        """Return the sort key at a place; never a negative zero."""
        return self.sign * float(self.keys[place]) + 0.0


def with_keys(snapshot: Snapshot, scored: Sequence[Scored], sort: Sort) -> list[Matches]:
    """Return the matches of each view with their keys."""
    return [_keyed(view, part, sort) for view, part in zip(snapshot.views, scored, strict=True)]


def _keyed(view: View, part: Scored, sort: Sort) -> Matches:
    if sort is Sort.RELEVANCE:
        return Matches(part.docs, np.zeros(len(part.docs)) if part.scores is None else part.scores, -1.0)
    keys = view.segment.newest_first if sort is Sort.NEWEST else view.segment.oldest_first
    return Matches(part.docs, keys if len(part.docs) == len(keys) else keys[part.docs], 1.0)


def first_of_stories(snapshot: Snapshot, matches: Sequence[Matches]) -> list[Matches]:
    """Return *matches* with only the first document of each story."""
    if not snapshot.shared_stories:
        return list(matches)
    firsts = [_firsts(groups, mine) for groups, mine in zip(snapshot.story_groups, matches, strict=True)]
    if len(firsts) > 1:
        firsts = _first_of_all(snapshot, matches, firsts)
    kept: list[Matches] = []
    for groups, mine, first in zip(snapshot.story_groups, matches, firsts, strict=True):
        chosen = groups[mine.docs] < 0
        chosen[first] = True
        kept.append(mine.only(chosen))
    return kept


def _firsts(groups: Ints, matches: Matches) -> Ints:
    """Return the place of the first match of each story in one view; documents of a view lie in the order of ids."""
    stories = groups[matches.docs]
    places = np.flatnonzero(stories >= 0)
    shared = stories[places]
    places = places[np.lexsort((matches.sign * matches.keys[places], shared))]
    shared = stories[places]
    return places[np.concatenate(([True], shared[1:] != shared[:-1]))] if len(places) else places


def _first_of_all(snapshot: Snapshot, matches: Sequence[Matches], firsts: Sequence[Ints]) -> list[Ints]:
    """Return of *firsts*, one list of places per view, only those that come first in all views."""
    best: dict[int, tuple[Place, int]] = {}
    stories = [
        groups[mine.docs[first]].tolist()
        for groups, mine, first in zip(snapshot.story_groups, matches, firsts, strict=True)
    ]
    seen = Counter(story for mine in stories for story in mine)
    for number, (mine, first) in enumerate(zip(matches, firsts, strict=True)):
        for story, place in zip(stories[number], first.tolist(), strict=True):
            if seen[story] > 1:
                found = Place(mine.key(place), snapshot.views[number].segment.id(int(mine.docs[place]))), number
                best[story] = min(best.get(story, found), found)
    return [
        first[[seen[story] == 1 or best[story][1] == number for story in stories[number]]]
        for number, first in enumerate(firsts)
    ]


class Stories:
    """The matches of one search by the stories that several live documents share."""

    def __init__(self, snapshot: Snapshot, matches: Sequence[Matches]) -> None:
        self._snapshot = snapshot
        self._matches = matches

    @cached_property
    def _numbers(self) -> list[Ints]:
        return [groups[mine.docs] for groups, mine in zip(self._snapshot.story_groups, self._matches, strict=True)]

    def others(self, hit: Ranked) -> list[Ranked]:
        """Return the other matches of *hit*'s story, in order."""
        story = int(self._snapshot.story_groups[hit.view][hit.doc])
        if story < 0:
            return []
        members: list[Ranked] = []
        for number, (stories, mine) in enumerate(zip(self._numbers, self._matches, strict=True)):
            segment = self._snapshot.views[number].segment
            for place in np.flatnonzero(stories == story).tolist():
                doc = int(mine.docs[place])
                if (number, doc) != (hit.view, hit.doc):
                    members.append(Ranked(Place(mine.key(place), segment.id(doc)), number, doc))
        return sorted(members)


def count_stories(snapshot: Snapshot, docs: Sequence[Array]) -> int:
    """Return how many stories *docs* (per view) belong to."""
    total = sum(len(mine) for mine in docs)
    if not snapshot.shared_stories:
        return total
    seen = np.zeros(snapshot.shared_stories, bool)
    for groups, mine in zip(snapshot.story_groups, docs, strict=True):
        stories = groups[mine]
        shared = stories[stories >= 0]
        seen[shared] = True
        total -= len(shared)
    return total + int(seen.sum())


def first_hits(
    snapshot: Snapshot, matches: Sequence[Matches], count: int, *, skip: int = 0, after: Place | None = None
) -> list[Ranked]:
    """Return *count* hits behind *after* and behind the first *skip* there, by key, then by ascending id."""
    left = [_behind(view, mine, after) for view, mine in zip(snapshot.views, matches, strict=True)]
    # Documents of a view lie in the order of their ids, so the first of equal keys is the one with the smallest id.
    places = [snapshot.kernels.first_places(mine.keys, skip + count, mine.sign) for mine in left]
    if len(left) == 1:
        return [_ranked(snapshot, left, 0, place) for place in places[0][skip:].tolist()]
    return [_ranked(snapshot, left, *one) for one in _first_of_views(snapshot, left, places)[skip : skip + count]]


def _ranked(snapshot: Snapshot, matches: Sequence[Matches], view: int, place: int) -> Ranked:
    mine = matches[view]
    doc = int(mine.docs[place])
    return Ranked(Place(mine.key(place), snapshot.views[view].segment.id(doc)), view, doc)


def _first_of_views(snapshot: Snapshot, matches: Sequence[Matches], places: Sequence[Ints]) -> list[tuple[int, int]]:
    """Return (view, place) of the first places of each view, in the order of all."""
    numbers = np.repeat(np.arange(len(places)), [len(mine) for mine in places])
    if not len(numbers):
        return []
    keys = np.concatenate([mine.sign * mine.keys[at] for mine, at in zip(matches, places, strict=True)])
    ids = np.concatenate(
        [view.segment.ids[mine.docs[at]] for view, mine, at in zip(snapshot.views, matches, places, strict=True)]
    )
    order = np.lexsort((ids, keys))
    return list(zip(numbers[order].tolist(), np.concatenate(places)[order].tolist(), strict=True))


def _behind(view: View, matches: Matches, after: Place | None) -> Matches:
    if after is None:
        return matches
    first = int(np.searchsorted(view.segment.ids, np.bytes_(after.id.encode()), side="right"))
    keys = matches.sign * matches.keys
    return matches.only((keys > after.key) | ((keys == after.key) & (matches.docs >= first)))
