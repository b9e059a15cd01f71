"""One request against one snapshot: resolve, evaluate, count, order, show."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from index.cursor import decode_cursor, encode_cursor
from index.documents import Document
from index.engines.whoosh.counting import Counting, Filters
from index.engines.whoosh.evaluate import Deadline, Evaluator, dates_mask, value_mask
from index.engines.whoosh.kernels.contract import Scored
from index.engines.whoosh.ordering import Ranked, Stories, count_stories, first_hits, first_of_stories, with_keys
from index.engines.whoosh.showing import Highlighter
from index.engines.whoosh.snapshot import Snapshot
from index.engines.whoosh.view import Segment
from index.request import Group, SearchRequest, Sort
from index.resolve import leaves, resolve
from index.response import Hit, Piece, SearchResponse

_MOST_OTHERS = 20
"""Other documents of a story that a hit lists."""


_DOCUMENT_BYTES = 4_000
"""What a document takes besides its body, about."""

Reading = Callable[[Segment, int], Document]
"""Reads a document of a segment, whenever it is asked for."""


def answer(snapshot: Snapshot, request: SearchRequest, budget: float, read: Reading) -> SearchResponse:
    """Return the response to a request that was checked against the schema; ``took`` is left to the caller."""
    deadline = Deadline(budget)
    # All languages, whatever is refined: else a count would not be the number of hits that picking its value gives.
    resolved = resolve(request.query, match=request.match, languages=snapshot.languages)
    found = Evaluator(snapshot, deadline).matches(resolved)
    deadline.check()
    counting = Counting(snapshot, request)
    scored = counting.narrowed(found, [_filters(snapshot, number, request) for number in range(len(found))])
    deadline.check()
    facets = counting.facets()
    matches = with_keys(snapshot, scored, request.sort)
    shown = first_of_stories(snapshot, matches) if request.group is Group.STORY else matches
    deadline.check()
    ranked = first_hits(snapshot, shown, request.size + 1, skip=request.offset, after=decode_cursor(request))
    page = ranked[: request.size]
    highlighter = Highlighter(snapshot, leaves(resolved), deadline.check) if request.snippets and page else None
    hits = _Hits(snapshot, request, scored, Stories(snapshot, matches), highlighter, read, deadline)
    return SearchResponse(
        hits=tuple(map(hits.hit, page)),
        total=sum(len(part.docs) for part in scored),
        stories=count_stories(snapshot, [part.docs for part in scored]),
        facets=facets,
        next=encode_cursor(request, page[-1].place) if page and len(ranked) > len(page) else None,
    )


def _filters(snapshot: Snapshot, number: int, request: SearchRequest) -> Filters:
    masks = [value_mask(snapshot, number, field, values) for field, values in request.refinements.items() if values]
    if request.dates is not None:
        masks.append(dates_mask(snapshot, number, request.dates))
    excluded = [~value_mask(snapshot, number, field, values) for field, values in request.exclusions.items() if values]
    return Filters(masks, np.logical_and.reduce(excluded) if excluded else None)


@dataclass(frozen=True, slots=True)
class _Hits:
    """Makes the hits of one response."""

    snapshot: Snapshot
    request: SearchRequest
    scored: Sequence[Scored]
    stories: Stories
    highlighter: Highlighter | None
    read: Reading
    deadline: Deadline

    def hit(self, ranked: Ranked) -> Hit:
        self.deadline.check()
        document = partial(self._document, ranked)
        title: tuple[Piece, ...] | None = None
        snippet: tuple[Piece, ...] = ()
        if self.highlighter is not None:
            title, snippet = self.highlighter.pieces(ranked.view, ranked.doc, document())
        others = self.stories.others(ranked) if self.request.group is Group.STORY else ()
        return Hit(
            ranked.place.id,
            document,
            score=self._score(ranked),
            title=title,
            snippet=snippet,
            also=tuple(map(self._document, others[:_MOST_OTHERS])),
            also_total=len(others),
        )

    def _document(self, ranked: Ranked) -> Document:
        """Return a document; the same few are found again and again."""

        def read() -> tuple[Document, int]:
            document = self.read(self.snapshot.views[ranked.view].segment, ranked.doc)
            return document, 4 * len(document.body) + _DOCUMENT_BYTES

        return self.snapshot.cache.get(("document", ranked.view, ranked.doc), read)

    def _score(self, ranked: Ranked) -> float:
        if self.request.sort is Sort.RELEVANCE:
            return 0.0 - ranked.place.key
        docs, scores, *_ = self.scored[ranked.view]
        return 0.0 if scores is None else float(scores[docs.searchsorted(np.int32(ranked.doc))])
