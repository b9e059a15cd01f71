"""A hit as the response carries it: the document, with the words that matched marked by position."""

from collections.abc import Iterator, Sequence
from itertools import dropwhile

import numpy as np

from index import snippets
from index.analysis import iterate, spans_two
from index.documents import Document
from index.engines.whoosh.columns import Array
from index.engines.whoosh.fields import GAP
from index.engines.whoosh.leaves import Leaf, prefix_end, prefix_range
from index.engines.whoosh.postings import Postings, PostingsField, unpack_tf
from index.engines.whoosh.snapshot import Snapshot
from index.engines.whoosh.view import Segment
from index.resolve import ResolvedPhrase, ResolvedTerms
from index.response import Piece


class Highlighter:
    """Marks the words of hits that the leaves of one query match."""

    def __init__(self, snapshot: Snapshot, leaves: Sequence[Leaf]) -> None:
        self._snapshot = snapshot
        self._leaves = leaves
        self._last = {
            leaf.prefix: prefix_end(snapshot, leaf.prefix)
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
        start = snippets.window_start(body)
        tokens = dropwhile(lambda token: token.position < start, iterate(document.body, ""))
        return (
            snippets.whole(document.title, iterate(document.title, ""), title),
            snippets.snippet(document.body, tokens, body),
        )

    def _positions(self, segment: Segment, doc: int, leaf: Leaf) -> Iterator[int]:
        if isinstance(leaf, ResolvedTerms):
            for form in leaf.forms:
                for position in _of_term(segment.stems, form, doc):
                    yield position
                    if spans_two(form):
                        yield position + 1
        elif isinstance(leaf, ResolvedPhrase):
            yield from _of_phrase(segment, leaf, doc)
        else:
            low, high = prefix_range(segment.words, leaf.prefix, self._last[leaf.prefix])
            if low < high:
                yield from _of_doc(segment.words.postings_between(low, high), doc)


def _of_term(field: PostingsField, term: str, doc: int) -> Sequence[int]:
    number = field.find(term.encode("utf-8", "surrogatepass"))
    return _of_doc(field.postings(number), doc) if number is not None else ()


def _of_doc(postings: Postings, doc: int) -> Sequence[int]:
    """Return the positions that *postings* have in one document."""
    places = np.flatnonzero(postings.docs == doc)
    if not len(places):
        return ()
    title, body = unpack_tf(postings.tf)
    ends = np.cumsum(title.astype(np.int64) + body)
    found: list[Array] = [
        postings.positions[int(ends[place] - title[place] - body[place]) : int(ends[place])] for place in places
    ]
    positions: list[int] = np.concatenate(found).tolist()
    return positions


def _of_phrase(segment: Segment, leaf: ResolvedPhrase, doc: int) -> Iterator[int]:
    starts: set[int] | None = None
    for offset, spellings in enumerate(leaf.slots):
        here = {p - offset for word in spellings for p in _of_term(segment.words, word, doc)}
        starts = here if starts is None else starts & here
    for start in sorted(starts or ()):
        in_title = start < int(segment.title_length[doc])
        if leaf.zone == "text" or (leaf.zone == "title") == in_title:
            yield from range(start, start + len(leaf.slots))
