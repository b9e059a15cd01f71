"""One request against one snapshot: resolve, evaluate, count, order, show."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from index.cursor import decode_cursor, encode_cursor
from index.documents import Document
from index.engines.whoosh.columns import Array
from index.engines.whoosh.counting import date_facet, value_counts, value_facet
from index.engines.whoosh.evaluate import Deadline, Evaluator, Mask, dates_mask, value_mask
from index.engines.whoosh.leaves import Scored
from index.engines.whoosh.ordering import (
    Ranked,
    count_stories,
    first_hits,
    first_of_stories,
    others_of_story,
    with_keys,
)
from index.engines.whoosh.showing import Highlighter
from index.engines.whoosh.snapshot import Snapshot
from index.request import Group, SearchRequest, Sort
from index.resolve import leaves, resolve
from index.response import Facet, Hit, Piece, SearchResponse
from index.schema import DATE_FACET

_MOST_OTHERS = 20
"""Other documents of a story that a hit lists."""


class _Filters(NamedTuple):
    """Which documents of one view each picked field leaves, and what holds whatever is counted."""

    always: Mask | None
    by_field: Mapping[str, Mask]

    def without(self, field: str | None) -> Mask | None:
        """Return the mask of everything but *field*'s own picks; None where nothing narrows."""
        masks = [mask for name, mask in self.by_field.items() if name != field]
        if self.always is not None:
            masks.append(self.always)
        if not masks:
            return None
        return masks[0] if len(masks) == 1 else np.logical_and.reduce(masks)


def answer(snapshot: Snapshot, request: SearchRequest, budget: float) -> SearchResponse:
    """Return the response to a request that was checked against the schema; ``took`` is left to the caller."""
    deadline = Deadline(budget)
    # All languages, whatever is refined: else a count would not be the number of hits that picking its value gives.
    resolved = resolve(request.query, match=request.match, languages=snapshot.languages)
    found = Evaluator(snapshot, deadline).matches(resolved)
    filters = [_filters(snapshot, number, request) for number in range(len(snapshot.views))]
    scored = [_narrowed(part, mine.without(None)) for part, mine in zip(found, filters, strict=True)]
    deadline.check()
    facets = _facets(snapshot, request, found, filters, scored)
    deadline.check()
    matches = with_keys(snapshot, scored, request.sort)
    docs = [part.docs for part in scored]
    shown = first_of_stories(snapshot, matches) if request.group is Group.STORY else matches
    ranked = first_hits(snapshot, shown, request.size + 1, skip=request.offset, after=decode_cursor(request))
    page = ranked[: request.size]
    highlighter = Highlighter(snapshot, leaves(resolved)) if request.snippets and page else None
    grouped = request.group is Group.STORY
    return SearchResponse(
        hits=tuple(
            _hit(
                snapshot,
                hit,
                0.0 - hit.place.key if request.sort is Sort.RELEVANCE else _score(scored, hit),
                others_of_story(snapshot, matches, hit) if grouped else (),
                highlighter,
            )
            for hit in page
        ),
        total=sum(len(mine) for mine in docs),
        stories=count_stories(snapshot, docs),
        facets=facets,
        next=encode_cursor(request, page[-1].place) if page and len(ranked) > len(page) else None,
    )


def _filters(snapshot: Snapshot, number: int, request: SearchRequest) -> _Filters:
    by_field = {
        field: value_mask(snapshot, number, field, values) for field, values in request.refinements.items() if values
    }
    if request.dates is not None:
        by_field[DATE_FACET] = dates_mask(snapshot, number, request.dates)
    excluded = [~value_mask(snapshot, number, field, values) for field, values in request.exclusions.items() if values]
    return _Filters(np.logical_and.reduce(excluded) if excluded else None, by_field)


def _narrowed(part: Scored, mask: Mask | None) -> Scored:
    if mask is None:
        return part
    kept = mask[part.docs]
    return Scored(part.docs[kept], None if part.scores is None else part.scores[kept])


def _facets(
    snapshot: Snapshot,
    request: SearchRequest,
    found: Sequence[Scored],
    filters: Sequence[_Filters],
    scored: Sequence[Scored],
) -> tuple[Facet, ...]:
    names = snapshot.schema.all_facets if request.facets is None else request.facets
    picked = {name for mine in filters for name in mine.by_field}
    everything = [part.docs for part in scored]
    free = {name for name in names if name not in picked and name != DATE_FACET}
    shared = value_counts(snapshot, everything, free) if free else None
    facets: list[Facet] = []
    for name in names:
        docs = _without_own(name, found, filters) if name in picked else everything
        if name == DATE_FACET:
            facets.append(date_facet(snapshot, docs, request.date_unit))
        else:
            counts = value_counts(snapshot, docs, (name,)) if name in picked or shared is None else shared
            facets.append(value_facet(snapshot, request, name, counts))
    return tuple(facets)


def _without_own(name: str, found: Sequence[Scored], filters: Sequence[_Filters]) -> list[Array]:
    return [_narrowed(part, mine.without(name)).docs for part, mine in zip(found, filters, strict=True)]


def _hit(
    snapshot: Snapshot, ranked: Ranked, score: float, others: Sequence[Ranked], highlighter: Highlighter | None
) -> Hit:
    document = _document(snapshot, ranked)
    title: tuple[Piece, ...] = (Piece(document.title, match=False),) if document.title else ()
    snippet: tuple[Piece, ...] = ()
    if highlighter is not None:
        title, snippet = highlighter.pieces(ranked.view, ranked.doc, document)
    return Hit(
        document=document,
        score=score,
        title=title,
        snippet=snippet,
        also=tuple(_document(snapshot, other) for other in others[:_MOST_OTHERS]),
        also_total=len(others),
    )


def _document(snapshot: Snapshot, ranked: Ranked) -> Document:
    return snapshot.views[ranked.view].segment.document(ranked.doc)


def _score(scored: Sequence[Scored], ranked: Ranked) -> float:
    docs, scores = scored[ranked.view]
    return 0.0 if scores is None else float(scores[np.searchsorted(docs, ranked.doc)])
