"""A hit as the response carries it: the document, with the words that matched marked by position."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np

from index import snippets
from index.analysis import some_spans, spans_two
from index.documents import Document
from index.engines.whoosh.columns import Array
from index.engines.whoosh.fields import GAP
from index.engines.whoosh.kernels.contract import NO_SLOT, Kernels
from index.engines.whoosh.leaves import Check, Leaf, prefix_end, prefix_range
from index.engines.whoosh.marks import nearest
from index.engines.whoosh.postings import PostingsField
from index.engines.whoosh.snapshot import Snapshot
from index.engines.whoosh.view import Segment
from index.resolve import ResolvedPhrase, ResolvedTerms
from index.response import Piece


class Highlighter:
    """Marks the words of hits that the leaves of one query match."""

    def __init__(self, snapshot: Snapshot, leaves: Sequence[Leaf], check: Check) -> None:
        self._snapshot = snapshot
        self._leaves = leaves
        self._known: dict[tuple[int, str, str], _Places] = {}
        self._last = {
            leaf.prefix: prefix_end(snapshot, leaf.prefix, check)
            for leaf in leaves
            if not isinstance(leaf, ResolvedTerms | ResolvedPhrase)
        }

    def pieces(self, view: int, doc: int, document: Document) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
        """Return the title and the snippet of a hit."""
        segment = self._snapshot.views[view].segment
        title_length = int(segment.title_length[doc])
        title: dict[int, int] = {}
        body: dict[int, int] = {}
        for number, leaf in enumerate(self._leaves):
            for position in self._positions(segment, doc, leaf):
                if position < title_length and leaf.zone != "body":
                    title.setdefault(position, number)
                elif position >= title_length and leaf.zone != "title":
                    body.setdefault(position - title_length - GAP, number)
        return _title(document.title, title), _snippet(self._snapshot.kernels, segment, doc, document.body, body)

    def _positions(self, segment: Segment, doc: int, leaf: Leaf) -> Iterator[int]:
        if isinstance(leaf, ResolvedTerms):
            for form in leaf.forms:
                for position in self._places(segment, segment.stems, form).of(doc):
                    yield position
                    if spans_two(form):
                        yield position + 1
        elif isinstance(leaf, ResolvedPhrase):
            yield from self._of_phrase(segment, leaf, doc)
        else:
            yield from self._under(segment, leaf.prefix).of(doc)

    def _places(self, segment: Segment, field: PostingsField, term: str) -> "_Places":
        """Return the places of one term; looked up once per search."""
        key = (id(segment), field.name, term)
        places = self._known.get(key)
        if places is None:
            number = field.find(term.encode("utf-8", "surrogatepass"))
            low, high = (0, 0) if number is None else (number, number + 1)
            places = self._known[key] = _Places(self._snapshot.kernels, field, low, high)
        return places

    def _under(self, segment: Segment, prefix: str) -> "_Places":
        """Return the places of all words that begin with *prefix*."""
        key = (id(segment), "", prefix)
        places = self._known.get(key)
        if places is None:
            low, high = prefix_range(segment.words, prefix, self._last[prefix])
            places = self._known[key] = _Places(self._snapshot.kernels, segment.words, low, high)
        return places

    def _of_phrase(self, segment: Segment, leaf: ResolvedPhrase, doc: int) -> Iterator[int]:
        starts: set[int] | None = None
        for offset, spellings in enumerate(leaf.slots):
            here = {p - offset for word in spellings for p in self._places(segment, segment.words, word).of(doc)}
            starts = here if starts is None else starts & here
        for start in sorted(starts or ()):
            in_title = start < int(segment.title_length[doc])
            if leaf.zone == "text" or (leaf.zone == "title") == in_title:
                yield from range(start, start + len(leaf.slots))


class _Places:
    """The positions of one term, or of several one after the other, document by document."""

    def __init__(self, kernels: Kernels, field: PostingsField, low: int, high: int) -> None:
        self._kernels = kernels
        self._is_one = high - low == 1
        self._slot = field.packed_between(low, high) if low < high else NO_SLOT
        self._postings = field.postings_between(low, high) if self._slot is None else None

    @cached_property
    def _ends(self) -> Array:
        """Where the positions of each posting end; only where a frequency is wide."""
        assert self._postings is not None
        ends: Array = np.cumsum(self._postings.title + self._postings.body, dtype=np.int64)
        return ends

    def of(self, doc: int) -> list[int]:
        """Return the positions in one document."""
        postings = self._slot or self._postings
        assert postings is not None
        found: list[int] = []
        for place in self._at(postings.docs, doc):
            start, end = self._bounds(place)
            found += postings.positions[start:end].tolist()
        return found

    def _at(self, docs: Array, doc: int) -> list[int]:
        """Return the postings of one document; a single term has one at most."""
        if not self._is_one:
            several: list[int] = np.flatnonzero(docs == doc).tolist()
            return several
        place = int(docs.searchsorted(np.int32(doc)))  # a wider number would copy all of them
        return [place] if place < len(docs) and docs[place] == doc else []

    def _bounds(self, place: int) -> tuple[int, int]:
        if self._slot is None:
            return int(self._ends[place - 1]) if place else 0, int(self._ends[place])
        start = self._kernels.occurrences(self._slot.packed, place)
        return start, start + self._kernels.occurrences(self._slot.packed[place:], 1)


def _title(text: str, matched: Mapping[int, int]) -> tuple[Piece, ...]:
    if not matched:
        return (Piece(text, match=False),) if text else ()
    return snippets.whole(text, some_spans(text, max(matched) + 1), matched)


def _snippet(kernels: Kernels, segment: Segment, doc: int, text: str, matched: Mapping[int, int]) -> tuple[Piece, ...]:
    first = snippets.window_start(matched)
    position, start = nearest(segment.columns, doc, first)
    if text.isascii():
        # Every word that is found so has one position.
        words = kernels.words(text, start, first - position, snippets.WINDOW)
        if words is not None:
            return snippets.snippet_of_words(text, words, first, matched)
    window = some_spans(text, snippets.WINDOW, position=position, start=start, first=first)
    return snippets.snippet(text, window, matched)
