"""Every query class that `index.resolve` emits, as one that stock Whoosh evaluates on the same segments.

The slow path: it shares no evaluation with the vector evaluator, only the
segments, so tests hold the one against the other.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from whoosh import query
from whoosh.filedb.filestore import FileStorage
from whoosh.matching import ListMatcher, NullMatcher
from whoosh.query.spans import SpanNear2, SpanOr
from whoosh.reading import SegmentReader
from whoosh.searching import Searcher
from whoosh.util import make_binary_tree

from index.engines.whoosh.disk import Place
from index.engines.whoosh.evaluate import within
from index.engines.whoosh.fields import AUTHOR, STEMS, WORDS, whoosh_schema
from index.engines.whoosh.leaves import prefix_end, prefix_range
from index.engines.whoosh.snapshot import Snapshot
from index.engines.whoosh.view import View
from index.engines.whoosh.writing import read_segments
from index.query import Dates, Everything, FacetValue, Zone
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


def matching_ids(snapshot: Snapshot, place: Place, resolved: Resolved) -> set[str]:
    """Return the ids that stock Whoosh finds for *resolved*, segment by segment, on fresh readers."""
    found: set[str] = set()
    storage = FileStorage(str(place.folder))
    for view, segment in zip(snapshot.views, read_segments(place), strict=True):
        reader = SegmentReader(storage, whoosh_schema(snapshot.schema), segment)
        searcher = Searcher(reader)
        matcher = compiled(snapshot, view, resolved).matcher(searcher, searcher.boolean_context())
        found.update(view.segment.id(number) for number in matcher.all_ids())
    return found


def compiled(snapshot: Snapshot, view: View, resolved: Resolved) -> Any:
    """Return *resolved* as a Whoosh query for the segment of *view*."""
    match resolved:
        case Everything():
            return query.Every()
        case ResolvedTerms(forms, zone):
            terms = [query.Term(STEMS, form) for form in sorted(forms)]
            return query.Or(terms) if zone == "text" else _in_zone(AnyOf(terms), zone, view)
        case ResolvedPhrase(slots, zone):
            return _in_zone(_phrase([sorted(slot) for slot in slots]), zone, view)
        case ResolvedPrefix(prefix, zone):
            return _prefix(snapshot, prefix) if zone == "text" else _in_zone(_words(snapshot, view, prefix), zone, view)
        case FacetValue(field, text):
            terms = snapshot.vocabulary.terms
            return query.Or([query.Term(f"facet_{field}", terms[n].value) for n in snapshot.named(field, text)])
        case AuthorWords(words):
            return query.And([query.Term(AUTHOR, word) for word in sorted(words)])
        case Dates():
            published = view.segment.published
            return Chosen(query.Every(), lambda number, _: bool(within(published[number : number + 1], resolved)[0]))
        case All(children):
            return query.And([compiled(snapshot, view, child) for child in children])
        case AtLeastOne(children):
            return query.Or([compiled(snapshot, view, child) for child in children])
        case Except(child):
            return Without(compiled(snapshot, view, child))


def _phrase(slots: list[list[str]]) -> Any:
    words = [
        query.Term(WORDS, slot[0]) if len(slot) == 1 else AnyOf([query.Term(WORDS, word) for word in slot])
        for slot in slots
    ]
    return words[0] if len(words) == 1 else SpanNear2(words, slop=1, ordered=True)


def _prefix(snapshot: Snapshot, prefix: str) -> Any:
    last = prefix_end(snapshot, prefix)
    if last is None:
        return query.Prefix(WORDS, prefix)
    return query.TermRange(WORDS, prefix, last.decode("utf-8", "surrogatepass"))


def _words(snapshot: Snapshot, view: View, prefix: str) -> "AnyOf":
    """The words under a prefix one by one: Whoosh's own multi-term queries keep no spans."""
    field = view.segment.words
    low, high = prefix_range(field, prefix, prefix_end(snapshot, prefix))
    return AnyOf([query.Term(WORDS, field.term(number)) for number in range(low, high)])


class AnyOf(SpanOr):  # type: ignore[misc]  # Whoosh ships no types
    """A union that keeps the spans of its parts.

    Whoosh's own joins spans that touch, so that ``labor labour`` is one word
    to it, and cannot tell its size, which some of its queries ask.
    """

    def __init__(self, terms: list[Any]) -> None:
        super().__init__(terms or [query.NullQuery])

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Return a matcher over the documents of any part."""
        return make_binary_tree(_Either, [part.matcher(searcher, context) for part in self.subqs])

    def estimate_size(self, reader: Any) -> int:
        """Return at most how many documents match."""
        return sum(int(part.estimate_size(reader)) for part in self.subqs)


class _Either(SpanOr.SpanOrMatcher):  # type: ignore[misc]  # Whoosh ships no types
    """The spans of two matchers, each as it is."""

    def _get_spans(self) -> list[Any]:
        here = [part for part in (self.a, self.b) if part.is_active() and part.id() == self.id()]
        return sorted({span for part in here for span in part.spans()})


def _in_zone(inner: Any, zone: Zone, view: View) -> Any:
    """Keep matches with a span that begins in the title, or in the body."""
    if zone == "text":
        return inner
    lengths = view.segment.title_length
    in_title = zone == "title"
    return Chosen(inner, lambda number, spans: any((span < int(lengths[number])) == in_title for span in spans()))


class Without(query.Not):  # type: ignore[misc]  # Whoosh ships no types
    """What another query does not match; Whoosh's own matcher for it loses its way where a deleted document follows."""

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Return a matcher over the live documents that the other query leaves."""
        reader = searcher.reader()
        matched = set(self.query.matcher(searcher, searcher.boolean_context()).all_ids())
        return _listed([n for n in range(reader.doc_count_all()) if n not in matched and not reader.is_deleted(n)])


class Chosen(query.Query):  # type: ignore[misc]  # Whoosh ships no types
    """The matches of another query that pass a test of document number and starts of spans."""

    def __init__(self, inner: Any, is_chosen: Callable[[int, Callable[[], Iterator[int]]], bool]) -> None:
        self._inner = inner
        self._is_chosen = is_chosen

    def estimate_size(self, reader: Any) -> int:
        """Return at most how many documents match."""
        return int(self._inner.estimate_size(reader))

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Return a matcher over the documents that pass."""
        matcher = self._inner.matcher(searcher, context)
        chosen: list[int] = []
        while matcher.is_active():
            if self._is_chosen(matcher.id(), lambda: (span.start for span in matcher.spans())):
                chosen.append(matcher.id())
            matcher.next()
        return _listed(chosen)


def _listed(numbers: list[int]) -> Any:
    return ListMatcher(numbers, np.ones(len(numbers)).tolist()) if numbers else NullMatcher()
