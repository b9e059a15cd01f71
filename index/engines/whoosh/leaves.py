"""The leaves of a resolved query: which documents match each, how often, and what that scores."""

from collections.abc import Callable, Sequence

import numpy as np

from index.engines.whoosh.columns import Array
from index.engines.whoosh.kernels.contract import Found, Ints, Scored, Slot
from index.engines.whoosh.kernels.plain import by_document, place_keys, shared_places, summed
from index.engines.whoosh.postings import Postings, PostingsField
from index.engines.whoosh.snapshot import Snapshot
from index.engines.whoosh.view import View
from index.query import Zone
from index.resolve import PREFIX_LIMIT, ResolvedPhrase, ResolvedPrefix, ResolvedTerms
from index.scoring import factor

Leaf = ResolvedTerms | ResolvedPhrase | ResolvedPrefix

Check = Callable[[], None]
"""Raises when the time of a search is up."""

_NO_DOCS = np.zeros(0, np.int32)
_NOTHING = Found(_NO_DOCS, _NO_DOCS, _NO_DOCS)
_TERMS_AT_ONCE = 64
"""Terms looked at between two looks at the clock."""


def score_leaf(snapshot: Snapshot, leaf: Leaf, check: Check) -> Sequence[Scored]:
    """Return, per view, the documents that match *leaf* with their scores, which may be packed yet."""
    if isinstance(leaf, ResolvedTerms) and leaf.zone == "text":
        slots = [_slots(view.segment.stems, leaf.forms) for view in snapshot.views]
        packed = [[slot for slot in mine if slot is not None] for mine in slots]
        if sum(map(len, packed)) == sum(map(len, slots)):
            return _packed(snapshot, leaf, packed)
    return snapshot.cache.get(leaf, lambda: _measured(_scored(snapshot, leaf, check)))


def _measured(scored: Sequence[Scored]) -> tuple[Sequence[Scored], int]:
    return scored, 12 * sum(len(part.docs) for part in scored) + 200


def _packed(snapshot: Snapshot, leaf: Leaf, packed: Sequence[Sequence[Slot]]) -> Sequence[Scored]:
    """Return postings as they are kept, to be scored by whoever knows which of them are needed."""
    df = snapshot.cache.get(("df", leaf), lambda: (_live_count(snapshot, packed), 300))
    weight = factor(snapshot.documents, df, snapshot.schema)
    parts = [[Scored(slot.docs, None, slot.packed, weight) for slot in slots] for slots in packed]
    # Lists of one view share no document: each is of the words of one language.
    return [
        mine[0] if len(mine) == 1 else snapshot.kernels.unite(mine, snapshot.scoring(number)) if mine else _nothing()
        for number, mine in enumerate(parts)
    ]


def _live_count(snapshot: Snapshot, packed: Sequence[Sequence[Slot]]) -> int:
    return sum(
        len(slot.docs) if view.live is None else snapshot.kernels.count_live(slot.docs, view.live)
        for view, slots in zip(snapshot.views, packed, strict=True)
        for slot in slots
    )


def _nothing() -> Scored:
    return Scored(_NO_DOCS, np.zeros(0))


def _scored(snapshot: Snapshot, leaf: Leaf, check: Check) -> Sequence[Scored]:
    found: list[tuple[View, Array, Array]] = []
    for view, part in _find(snapshot, leaf, check):
        found.append((view, *_weighted(_live(view, part), leaf.zone, snapshot.schema.title_weight)))
        check()
    weight = factor(snapshot.documents, sum(len(docs) for _, docs, _ in found), snapshot.schema)
    return [
        Scored(docs, weight * tf / (tf + snapshot.scoring(number).saturation[docs]))
        for number, (_, docs, tf) in enumerate(found)
    ]


def _slots(field: PostingsField, forms: frozenset[str]) -> list[Slot | None]:
    numbers = (field.find(_utf8(form)) for form in forms)
    return [field.packed_between(number, number + 1) for number in numbers if number is not None]


def _find(snapshot: Snapshot, leaf: Leaf, check: Check) -> list[tuple[View, Found]]:
    if isinstance(leaf, ResolvedTerms):
        return [(view, _terms(view, leaf)) for view in snapshot.views]
    if isinstance(leaf, ResolvedPhrase):
        return [(view, _phrase(snapshot, view, leaf, check)) for view in snapshot.views]
    last = prefix_end(snapshot, leaf.prefix, check)
    return [(view, _prefix(snapshot, view, leaf.prefix, last)) for view in snapshot.views]


def _live(view: View, found: Found) -> Found:
    if view.live is None:
        return found
    kept = view.live[found.docs]
    return Found(found.docs[kept], found.title[kept], found.body[kept])


def _weighted(found: Found, zone: Zone, title_weight: int) -> tuple[Array, Array]:
    """Return documents and weighted frequencies, of those that have any in the zone."""
    title, body = found.title.astype(np.float64), found.body.astype(np.float64)
    if zone == "text":
        return found.docs, title_weight * title + body
    tf = title_weight * title if zone == "title" else body
    there = tf > 0
    return found.docs[there], tf[there]


def _terms(view: View, leaf: ResolvedTerms) -> Found:
    field = view.segment.stems
    numbers = (field.find(_utf8(form)) for form in leaf.forms)
    return _union([field.postings(number) for number in numbers if number is not None])


def _union(lists: Sequence[Postings]) -> Found:
    """Join posting lists that share no document."""
    if not lists:
        return _NOTHING
    if len(lists) == 1:
        return Found(lists[0].docs, lists[0].title, lists[0].body)
    docs = np.concatenate([postings.docs for postings in lists])
    title = np.concatenate([postings.title for postings in lists])
    body = np.concatenate([postings.body for postings in lists])
    order = np.argsort(docs, kind="stable")
    return Found(docs[order], title[order], body[order])


def _unlimited() -> None:
    """Let a search go on for as long as it takes."""


def prefix_range(field: PostingsField, prefix: str, last: bytes | None) -> tuple[int, int]:
    """Return the numbers of the terms that begin with *prefix*, up to *last* and with it."""
    start = _utf8(prefix)
    low = field.lower_bound(start)
    high = field.lower_bound(start + b"\xff") if last is None else field.lower_bound(last + b"\x00")
    return low, high


def prefix_end(snapshot: Snapshot, prefix: str, check: Check = _unlimited) -> bytes | None:
    """Return the last of the surface forms that *prefix* stands for, over all segments; None where all are taken."""
    ranges = [prefix_range(view.segment.words, prefix, None) for view in snapshot.views]
    if sum(high - low for low, high in ranges) <= PREFIX_LIMIT:
        return None
    words: set[bytes] = set()
    for view, (low, high) in zip(snapshot.views, ranges, strict=True):
        words.update(_first_live_terms(view, low, high, check))
    if len(words) <= PREFIX_LIMIT:
        return None
    return sorted(words)[PREFIX_LIMIT - 1]


def _first_live_terms(view: View, low: int, high: int, check: Check) -> list[bytes]:
    """Return the first terms that a live document has, one more than a prefix stands for."""
    field = view.segment.words
    if view.live is None:
        return field.terms_between(low, min(high, low + PREFIX_LIMIT + 1))
    words: list[bytes] = []
    for number in range(low, high):
        if number % _TERMS_AT_ONCE == 0:
            check()
        if view.live[field.postings(number).docs].any():
            words.append(field.term(number))
            if len(words) > PREFIX_LIMIT:
                break
    return words


def _prefix(snapshot: Snapshot, view: View, prefix: str, last: bytes | None) -> Found:
    field = view.segment.words
    low, high = prefix_range(field, prefix, last)
    if low >= high:
        return _NOTHING
    slot = field.packed_between(low, high)
    if slot is not None:
        return snapshot.kernels.add_up(slot.docs, slot.packed, len(view.segment))
    postings = field.postings_between(low, high)
    return summed(postings.docs, postings.title, postings.body, len(view.segment))


def _phrase(snapshot: Snapshot, view: View, leaf: ResolvedPhrase, check: Check) -> Found:
    field = view.segment.words
    if all(len(spellings) == 1 for spellings in leaf.slots):
        slots = [_slots(field, spellings) for spellings in leaf.slots]
        if not all(slots):
            return _NOTHING
        packed = [slot for (slot,) in slots if slot is not None]
        if len(packed) == len(slots):
            return snapshot.kernels.phrase(packed, view.segment.title_length)
    return _phrase_of_spellings(view, leaf, check)


def _phrase_of_spellings(view: View, leaf: ResolvedPhrase, check: Check) -> Found:
    """The same where a word has several spellings, or one occurs more often in a document than a byte holds."""
    lists = [_postings(view.segment.words, spellings) for spellings in leaf.slots]
    if not all(lists):
        return _NOTHING
    shared = np.ones(len(view.segment), bool)
    for slot in lists:
        mask = np.zeros(len(view.segment), bool)
        for postings in slot:
            mask[postings.docs] = True
        shared &= mask
    keys: list[Ints] = []
    for offset, slot in enumerate(lists):
        check()
        found = [place_keys(p.docs, p.title.astype(np.int64) + p.body, p.positions, offset, shared) for p in slot]
        keys.append(found[0] if len(found) == 1 else np.sort(np.concatenate(found)))
    return by_document(shared_places(keys), view.segment.title_length)


def _postings(field: PostingsField, spellings: frozenset[str]) -> list[Postings]:
    numbers = (field.find(_utf8(word)) for word in spellings)
    return [field.postings(number) for number in numbers if number is not None]


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
