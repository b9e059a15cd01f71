"""Every engine answers as the reference does, to the last bit; and what is true of any answer at all."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings

from index import Document, Engine, Group, Hit, SearchRequest, SearchResponse, open_engine
from index.request import DateUnit
from tests.engines.conftest import FreshEngine
from tests.engines.strategies import Batch, histories, searches

SLOW_ENGINE = settings(max_examples=settings().max_examples // 4)
"""A quarter of what the profile says: an engine on disk makes a folder for every example."""


def live_after(history: Iterable[Batch]) -> dict[str, Document]:
    live: dict[str, Document] = {}
    for batch in history:
        live = batch.expect(live)
    return live


def told(engine: Engine, history: Iterable[Batch]) -> Engine:
    for batch in history:
        batch.apply(engine)
    return engine


def reference_of(history: Iterable[Batch]) -> Engine:
    """Return a reference engine that met only what is live at the end, in one batch."""
    reference = open_engine("memory:")
    reference.write(live_after(history).values())
    return reference


def answer(engine: Engine, request: SearchRequest) -> SearchResponse:
    return replace(engine.search(request), took=0.0)


@SLOW_ENGINE
@given(history=histories, request=searches())
def test_every_engine_answers_as_the_reference_does(
    fresh_engine: FreshEngine, history: list[Batch], request: SearchRequest
) -> None:
    """Whatever the documents went through: batches, replacements, removals and rebuilds leave no trace in an answer."""
    expected = answer(reference_of(history), request)

    with fresh_engine() as engine:
        actual = answer(told(engine, history), request)

    assert (actual.total, actual.stories) == (expected.total, expected.stories)
    assert [(hit.id, hit.score) for hit in actual.hits] == [(hit.id, hit.score) for hit in expected.hits]
    for mine, theirs in zip(actual.facets, expected.facets, strict=True):
        assert mine == theirs
    for hit, other in zip(actual.hits, expected.hits, strict=True):
        assert hit == other
    assert actual == expected


@SLOW_ENGINE
@given(history=histories, request=searches())
def test_a_count_is_a_promise(fresh_engine: FreshEngine, history: list[Batch], request: SearchRequest) -> None:
    """Picking a value, as the only one of its facet, leaves exactly as many documents as its count said."""
    request = replace(request, facets=("tag", "org", "source", "lang"), facet_size=None, size=0, offset=0)

    with fresh_engine() as engine:
        told(engine, history)
        for facet in engine.search(request).facets:
            for value in facet.values:
                picked = replace(request, refinements={**request.refinements, facet.field: frozenset({value.value})})
                assert engine.search(picked).total == value.count, (facet.field, value)


@SLOW_ENGINE
@given(history=histories, request=searches())
def test_the_periods_of_the_date_facet_add_up(
    fresh_engine: FreshEngine, history: list[Batch], request: SearchRequest
) -> None:
    request = replace(request, facets=("date",), size=0, offset=0)
    without_dates = replace(request, dates=None)

    with fresh_engine() as engine:
        told(engine, history)
        total = engine.search(without_dates).total
        for unit in DateUnit:
            values = engine.search(replace(request, date_unit=unit)).facet("date").values
            assert sum(value.count for value in values) == total
            dated = [value.value for value in values if value.value != "_none"]
            assert dated == sorted(set(dated))


@SLOW_ENGINE
@given(history=histories, request=searches())
def test_walking_is_reading(fresh_engine: FreshEngine, history: list[Batch], request: SearchRequest) -> None:
    """Following cursors one hit at a time gives the hits that asking for all of them at once gives."""
    request = replace(request, size=100, offset=0)

    with fresh_engine() as engine:
        told(engine, history)
        at_once = engine.search(request)
        walked: list[Hit] = []
        step = engine.search(replace(request, size=1))
        while step.hits:
            walked += step.hits
            assert step.total == at_once.total
            if step.next is None:
                break
            step = engine.search(replace(request, size=1, after=step.next, snippets=request.snippets))

    assert at_once.next is None
    assert tuple(walked) == at_once.hits
    assert len(walked) == (at_once.stories if request.group is Group.STORY else at_once.total)


@SLOW_ENGINE
@given(history=histories, request=searches())
def test_an_offset_skips_what_a_page_from_the_front_shows(
    fresh_engine: FreshEngine, history: list[Batch], request: SearchRequest
) -> None:
    assume(request.offset < 100)

    with fresh_engine() as engine:
        told(engine, history)
        everything = engine.search(replace(request, size=100, offset=0)).hits
        page = engine.search(request)

    end = request.offset + request.size
    assert page.hits == everything[request.offset : end]
    assert (page.next is not None) == bool(page.hits and everything[end:])


@SLOW_ENGINE
@given(history=histories)
def test_a_life_story_leaves_what_was_written_last(fresh_engine: FreshEngine, history: list[Batch]) -> None:
    live: dict[str, Document] = {}
    with fresh_engine() as engine:
        for batch in history:
            batch.apply(engine)
            live = batch.expect(live)

            assert list(engine.ids()) == [(key, live[key].sequence) for key in sorted(live)]
            assert engine.get(sorted(live)) == tuple(live[key] for key in sorted(live))
            assert engine.search(SearchRequest()).total == len(live)
            assert engine.stats().documents == sum(engine.stats().languages.values()) == len(live)
            assert engine.check() == []


@SLOW_ENGINE
@given(history=histories, request=searches())
def test_pieces_join_to_the_text_they_were_cut_from(
    fresh_engine: FreshEngine, history: list[Batch], request: SearchRequest
) -> None:
    request = replace(request, size=100, offset=0, snippets=True)

    with fresh_engine() as engine:
        for hit in told(engine, history).search(request).hits:
            assert "".join(piece.text for piece in hit.title) == hit.document.title
            snippet = "".join(piece.text for piece in hit.snippet).strip("…").strip()
            assert snippet in " ".join(hit.document.body.split()) or "…" in hit.document.body


@pytest.mark.parametrize("size", [0, 1, 3])
def test_an_empty_index_answers_emptily(fresh_engine: FreshEngine, size: int) -> None:
    with fresh_engine() as engine:
        response = engine.search(SearchRequest(size=size))

    assert (response.hits, response.total, response.stories, response.next) == ((), 0, 0, None)
    assert [facet.field for facet in response.facets] == ["tag", "org", "source", "lang", "date"]
    assert all(facet.values == () and facet.total_values == 0 for facet in response.facets)
