"""The leaves of a resolved query: which documents match each, how often, and what that scores."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.columns import Array
from index.engines.whoosh.postings import Postings, PostingsField
from index.engines.whoosh.snapshot import Snapshot
from index.engines.whoosh.view import View
from index.query import Zone
from index.resolve import PREFIX_LIMIT, ResolvedPhrase, ResolvedPrefix, ResolvedTerms
from index.scoring import term_score

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Leaf = ResolvedTerms | ResolvedPhrase | ResolvedPrefix

_NO_DOCS = np.zeros(0, np.int32)


class Scored(NamedTuple):
    """The live documents of one segment that match, ascending, and their scores."""

    docs: Array
    scores: Floats | None
    """None scores nothing: a filter."""


class _Found(NamedTuple):
    docs: Array
    title: Array
    body: Array


def score_leaf(snapshot: Snapshot, leaf: Leaf) -> Sequence[Scored]:
    """Return, per view, the live documents that match *leaf* with their scores."""
    return snapshot.cache.get(leaf, lambda: _scored(snapshot, leaf))


def _scored(snapshot: Snapshot, leaf: Leaf) -> tuple[Sequence[Scored], int]:
    found = [
        _weighted(_live(view, part), leaf.zone, snapshot.schema.title_weight) for view, part in _find(snapshot, leaf)
    ]
    df = sum(len(docs) for docs, _ in found)
    scored = [
        Scored(
            docs,
            term_score(
                tf,
                view.segment.lengths[docs],
                documents=snapshot.documents,
                df=df,
                average_length=snapshot.average_length,
                schema=snapshot.schema,
            ),
        )
        for view, (docs, tf) in zip(snapshot.views, found, strict=True)
    ]
    return scored, 12 * df + 200


def _find(snapshot: Snapshot, leaf: Leaf) -> list[tuple[View, _Found]]:
    if isinstance(leaf, ResolvedTerms):
        return [(view, _terms(view, leaf)) for view in snapshot.views]
    if isinstance(leaf, ResolvedPhrase):
        return [(view, _phrase(view, leaf)) for view in snapshot.views]
    last = prefix_end(snapshot, leaf.prefix)
    return [(view, _prefix(view, leaf.prefix, last)) for view in snapshot.views]


def _live(view: View, found: _Found) -> _Found:
    if view.live is None:
        return found
    kept = view.live[found.docs]
    return _Found(found.docs[kept], found.title[kept], found.body[kept])


def _weighted(found: _Found, zone: Zone, title_weight: int) -> tuple[Array, Floats]:
    """Return documents and weighted frequencies, of those that have any in the zone."""
    title, body = found.title.astype(np.float64), found.body.astype(np.float64)
    if zone == "text":
        return found.docs, title_weight * title + body
    tf = title_weight * title if zone == "title" else body
    there = tf > 0
    return found.docs[there], tf[there]


def _terms(view: View, leaf: ResolvedTerms) -> _Found:
    field = view.segment.stems
    numbers = (field.find(_utf8(form)) for form in leaf.forms)
    lists = [field.postings(number) for number in numbers if number is not None]
    return _union(lists)


def _union(lists: Sequence[Postings]) -> _Found:
    """Join posting lists that share no document."""
    if not lists:
        return _Found(_NO_DOCS, _NO_DOCS, _NO_DOCS)
    if len(lists) == 1:
        return _Found(lists[0].docs, lists[0].title, lists[0].body)
    docs = np.concatenate([postings.docs for postings in lists])
    title = np.concatenate([postings.title for postings in lists])
    body = np.concatenate([postings.body for postings in lists])
    order = np.argsort(docs, kind="stable")
    return _Found(docs[order], title[order], body[order])


def prefix_range(field: PostingsField, prefix: str, last: bytes | None) -> tuple[int, int]:
    """Return the numbers of the terms that begin with *prefix*, up to *last* and with it."""
    start = _utf8(prefix)
    low = field.lower_bound(start)
    high = field.lower_bound(start + b"\xff") if last is None else field.lower_bound(last + b"\x00")
    return low, high


def prefix_end(snapshot: Snapshot, prefix: str) -> bytes | None:
    """Return the last of the surface forms that *prefix* stands for, over all segments; None where all are taken."""
    words: set[bytes] = set()
    for view in snapshot.views:
        words.update(_first_live_terms(view, prefix))
    if len(words) <= PREFIX_LIMIT:
        return None
    return sorted(words)[PREFIX_LIMIT - 1]


def _first_live_terms(view: View, prefix: str) -> list[bytes]:
    field = view.segment.words
    low, high = prefix_range(field, prefix, None)
    words: list[bytes] = []
    for number in range(low, high):
        if view.live is None or view.live[field.postings(number).docs].any():
            words.append(field.term(number))
            if len(words) > PREFIX_LIMIT:
                break
    return words


def _prefix(view: View, prefix: str, last: bytes | None) -> _Found:
    field = view.segment.words
    low, high = prefix_range(field, prefix, last)
    if low >= high:
        return _Found(_NO_DOCS, _NO_DOCS, _NO_DOCS)
    postings = field.postings_between(low, high)
    size = len(view.segment)
    titles = np.bincount(postings.docs, weights=postings.title, minlength=size)
    bodies = np.bincount(postings.docs, weights=postings.body, minlength=size)
    docs = np.flatnonzero(titles + bodies).astype(np.int32)
    return _Found(docs, titles[docs], bodies[docs])


def _phrase(view: View, leaf: ResolvedPhrase) -> _Found:
    slots = [_slot(view.segment.words, slot) for slot in leaf.slots]
    if not all(slots):
        return _Found(_NO_DOCS, _NO_DOCS, _NO_DOCS)
    shared = _shared_docs([np.concatenate([p.docs for p in lists]) for lists in slots], len(view.segment))
    keys = _place_keys(slots[0], 0, shared)
    for offset, lists in enumerate(slots[1:], 1):
        keys = _both(keys, _place_keys(lists, offset, shared))
        if not len(keys):
            break
    docs = (keys >> 32).astype(np.int64)
    in_title = (keys & 0xFFFFFFFF) < view.segment.title_length[docs]
    return _by_document(docs, in_title)


def _by_document(docs: Ints, in_title: Array) -> _Found:
    first = np.flatnonzero(np.concatenate(([True], docs[1:] != docs[:-1]))) if len(docs) else np.zeros(0, np.int64)
    if not len(first):
        return _Found(_NO_DOCS, _NO_DOCS, _NO_DOCS)
    total = np.diff(np.append(first, len(docs)))
    title = np.add.reduceat(in_title.astype(np.int64), first)
    return _Found(docs[first].astype(np.int32), title, total - title)


def _slot(field: PostingsField, spellings: frozenset[str]) -> list[Postings]:
    numbers = (field.find(_utf8(word)) for word in spellings)
    return [field.postings(number) for number in numbers if number is not None]


def _shared_docs(lists: Sequence[Array], size: int) -> Array:
    """Return a mask of the documents that are in every list."""
    shared = np.zeros(size, bool)
    shared[min(lists, key=len)] = True
    for docs in lists:
        mask = np.zeros(size, bool)
        mask[docs] = True
        shared &= mask
    return shared


def _place_keys(lists: Sequence[Postings], offset: int, shared: Array) -> Ints:
    """Return document and starting position of the phrase as one number, for each place of a slot's words, sorted."""
    keys: list[Ints] = []
    for postings in lists:
        size = postings.title.astype(np.int64) + postings.body
        kept = shared[postings.docs]
        positions = postings.positions[np.repeat(kept, size)].astype(np.int64) - offset
        keys.append(((np.repeat(postings.docs[kept].astype(np.int64), size[kept]) << 32) | positions)[positions >= 0])
    if len(keys) == 1:
        return keys[0]
    return np.sort(np.concatenate(keys))


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


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
