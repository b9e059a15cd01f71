"""The first hits of a search in its order, without sorting the rest."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.cursor import Place
from index.engines.whoosh.building import UNDATED
from index.engines.whoosh.columns import Array
from index.engines.whoosh.leaves import Scored
from index.engines.whoosh.snapshot import Snapshot
from index.engines.whoosh.view import View
from index.request import Sort

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Ranked(NamedTuple):
    """A hit and where it stands."""

    place: Place
    view: int
    doc: int


class Matches(NamedTuple):
    """The matching documents of one view with their sort keys, as in `index.cursor.sort_key`."""

    docs: Array
    keys: Floats


def with_keys(snapshot: Snapshot, scored: Sequence[Scored], sort: Sort) -> list[Matches]:
    """Return the matches of each view with their keys."""
    return [Matches(part.docs, _keys(view, part, sort)) for view, part in zip(snapshot.views, scored, strict=True)]


def _keys(view: View, part: Scored, sort: Sort) -> Floats:
    if sort is Sort.RELEVANCE:
        return -part.scores if part.scores is not None else np.zeros(len(part.docs))
    published = view.segment.published[part.docs]
    keys = published.astype(np.float64) * (-1.0 if sort is Sort.NEWEST else 1.0)
    keys[published == UNDATED] = np.inf
    return keys


def first_of_stories(snapshot: Snapshot, matches: Sequence[Matches]) -> list[Matches]:
    """Return *matches* with only the first document of each story."""
    if not snapshot.shared_stories:
        return list(matches)
    ranked = _members(snapshot, matches)
    first: set[tuple[int, int]] = set()
    seen: set[int] = set()
    for story, hit in ranked:
        if story not in seen:
            seen.add(story)
            first.add((hit.view, hit.doc))
    kept: list[Matches] = []
    for number, (groups, (docs, keys)) in enumerate(zip(snapshot.story_groups, matches, strict=True)):
        alone = groups[docs] < 0
        chosen = np.array([doc for view, doc in first if view == number], np.int64)
        mask = alone | np.isin(docs, chosen)
        kept.append(Matches(docs[mask], keys[mask]))
    return kept


def _members(snapshot: Snapshot, matches: Sequence[Matches]) -> list[tuple[int, Ranked]]:
    """Return the matches that share a story with another live document, in order, each with its story's number."""
    members: list[tuple[int, Ranked]] = []
    for number, (groups, (docs, keys)) in enumerate(zip(snapshot.story_groups, matches, strict=True)):
        stories = groups[docs]
        segment = snapshot.views[number].segment
        for place in np.flatnonzero(stories >= 0).tolist():
            doc = int(docs[place])
            members.append((int(stories[place]), Ranked(Place(float(keys[place]), segment.id(doc)), number, doc)))
    members.sort(key=lambda member: member[1].place)
    return members


def others_of_story(snapshot: Snapshot, matches: Sequence[Matches], hit: Ranked) -> list[Ranked]:
    """Return the other matches of *hit*'s story, in order."""
    story = int(snapshot.story_groups[hit.view][hit.doc])
    if story < 0:
        return []
    members: list[Ranked] = []
    for number, (groups, (docs, keys)) in enumerate(zip(snapshot.story_groups, matches, strict=True)):
        segment = snapshot.views[number].segment
        for place in np.flatnonzero(groups[docs] == story).tolist():
            doc = int(docs[place])
            if (number, doc) != (hit.view, hit.doc):
                members.append(Ranked(Place(float(keys[place]), segment.id(doc)), number, doc))
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
    threshold = _threshold([keys for _, keys in left], skip + count)
    # Documents of a view lie in the order of their ids, so its first ties are those with the smallest ids.
    chosen = [
        np.concatenate((np.flatnonzero(keys < threshold), np.flatnonzero(keys == threshold)[: skip + count]))
        for _, keys in left
    ]
    if not sum(map(len, chosen)):
        return []
    docs = np.concatenate([mine.docs[places] for mine, places in zip(left, chosen, strict=True)])
    keys = np.concatenate([mine.keys[places] for mine, places in zip(left, chosen, strict=True)])
    numbers = np.repeat(np.arange(len(chosen)), [len(places) for places in chosen])
    ids = np.concatenate(
        [view.segment.ids[mine.docs[places]] for view, mine, places in zip(snapshot.views, left, chosen, strict=True)]
    )
    order = np.lexsort((ids, keys))[skip : skip + count].tolist()
    return [Ranked(Place(float(keys[at]), bytes(ids[at]).decode()), int(numbers[at]), int(docs[at])) for at in order]


def _behind(view: View, matches: Matches, after: Place | None) -> Matches:
    if after is None:
        return matches
    docs, keys = matches
    first = int(np.searchsorted(view.segment.ids, np.bytes_(after.id.encode()), side="right"))
    mask = (keys > after.key) | ((keys == after.key) & (docs >= first))
    return Matches(docs[mask], keys[mask])


def _threshold(keys: Sequence[Floats], count: int) -> float:
    """Return the key of the last hit wanted."""
    everything = keys[0] if len(keys) == 1 else np.concatenate(keys) if keys else np.zeros(0)
    if len(everything) <= count:
        return np.inf
    return float(np.partition(everything, count - 1)[count - 1])
