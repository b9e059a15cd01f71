"""Cursors: exact places, of one search each."""

import math
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from index.cursor import Place, decode_cursor, encode_cursor, sort_key
from index.errors import InvalidCursor, InvalidRequest
from index.query import And, Dates, Phrase, Word
from index.request import DateUnit, Group, Match, SearchRequest, Sort, check_request
from index.schema import Schema

SEARCH = SearchRequest(query=Word("labour"), refinements={"tag": frozenset({"ilo", "oecd"})})

PLACES = st.builds(Place, st.floats(allow_nan=False), st.text("abcXYZ019_é漢", min_size=1))


@given(PLACES)
def test_a_place_comes_back_exactly(place: Place) -> None:
    token = encode_cursor(SEARCH, place)

    assert decode_cursor(replace(SEARCH, after=token)) == place
    assert token.replace("-", "a").replace("_", "a").isalnum()


def test_both_zeros_are_one_place() -> None:
    assert encode_cursor(SEARCH, Place(-0.0, "x")) == encode_cursor(SEARCH, Place(0.0, "x"))


@given(PLACES, st.data())
def test_a_damaged_cursor_is_refused(place: Place, data: st.DataObject) -> None:
    token = encode_cursor(SEARCH, place)
    at = data.draw(st.integers(0, len(token) - 1))
    character = data.draw(st.sampled_from("aB3-_=é \n"))
    damaged = data.draw(st.sampled_from([token[:at], token[:at] + character + token[at + 1 :], token + character]))
    assume(damaged != token)

    with pytest.raises(InvalidCursor):
        decode_cursor(replace(SEARCH, after=damaged))


@given(st.text())
def test_any_other_text_is_refused_as_a_cursor(text: str) -> None:
    with pytest.raises(InvalidCursor):
        decode_cursor(replace(SEARCH, after=text))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(replace(SEARCH, query=Word("labor")), id="query"),
        pytest.param(replace(SEARCH, query=Phrase("labour")), id="kind of query"),
        pytest.param(replace(SEARCH, query=Word("labour", "title")), id="zone"),
        pytest.param(replace(SEARCH, match=Match.ANY), id="match"),
        pytest.param(replace(SEARCH, refinements={"tag": frozenset({"ilo"})}), id="refinements"),
        pytest.param(replace(SEARCH, refinements={"org": frozenset({"ilo", "oecd"})}), id="refined field"),
        pytest.param(replace(SEARCH, refinements={}, exclusions=SEARCH.refinements), id="exclusions"),
        pytest.param(replace(SEARCH, dates=Dates(date(2026, 1, 1))), id="dates"),
        pytest.param(replace(SEARCH, sort=Sort.NEWEST), id="sort"),
        pytest.param(replace(SEARCH, group=Group.STORY), id="group"),
    ],
)
def test_a_cursor_of_another_search_is_refused(other: SearchRequest) -> None:
    token = encode_cursor(SEARCH, Place(-1.5, "x"))

    with pytest.raises(InvalidCursor):
        decode_cursor(replace(other, after=token))


@pytest.mark.parametrize(
    "same",
    [
        pytest.param(replace(SEARCH, size=3), id="size"),
        pytest.param(replace(SEARCH, facets=("tag",)), id="facets"),
        pytest.param(replace(SEARCH, facet_size=None), id="facet size"),
        pytest.param(replace(SEARCH, date_unit=DateUnit.WEEK), id="date unit"),
        pytest.param(replace(SEARCH, snippets=False), id="snippets"),
        pytest.param(replace(SEARCH, refinements={"org": frozenset(), **SEARCH.refinements}), id="an empty refinement"),
    ],
)
def test_a_cursor_may_be_read_with_another_page_size_or_other_facets(same: SearchRequest) -> None:
    token = encode_cursor(SEARCH, Place(-1.5, "x"))

    assert decode_cursor(replace(same, after=token)) == Place(-1.5, "x")


def test_places_are_ordered_as_hits_are() -> None:
    early, late = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (1950, 2026))

    def order(sort: Sort) -> list[str]:
        documents = [("a", 1.0, early), ("b", 2.0, None), ("c", 2.0, late), ("d", 0.0, late)]
        return [
            place.id
            for place in sorted(
                Place(sort_key(sort, score=score, published_at=at), identity) for identity, score, at in documents
            )
        ]

    assert order(Sort.RELEVANCE) == ["b", "c", "a", "d"]
    assert order(Sort.NEWEST) == ["c", "d", "a", "b"]
    assert order(Sort.OLDEST) == ["a", "c", "d", "b"]
    assert sort_key(Sort.OLDEST, score=1.0, published_at=None) == math.inf


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(SearchRequest(refinements={"color": frozenset({"red"})}), id="an unknown refinement"),
        pytest.param(SearchRequest(exclusions={"color": frozenset({"red"})}), id="an unknown exclusion"),
        pytest.param(SearchRequest(refinements={"date": frozenset({"2026"})}), id="dates have a field of their own"),
        pytest.param(SearchRequest(facets=("tag", "color")), id="an unknown facet"),
        pytest.param(SearchRequest(refinements={"lang": frozenset({"_none"})}), id="none of a field without it"),
        pytest.param(SearchRequest(size=-1), id="a negative size"),
        pytest.param(SearchRequest(offset=-1), id="a negative offset"),
        pytest.param(SearchRequest(facet_size=-1), id="a negative facet size"),
        pytest.param(SearchRequest(after="x", offset=10), id="a cursor with an offset"),
    ],
)
def test_what_the_schema_does_not_offer_is_refused(request_: SearchRequest) -> None:
    with pytest.raises(InvalidRequest):
        check_request(request_, Schema())


def test_what_the_schema_offers_is_accepted() -> None:
    check_request(
        SearchRequest(
            query=And((Word("a"), Word("b"))),
            refinements={"tag": frozenset({"_none"}), "lang": frozenset({"fr"})},
            facets=("date", "org"),
            size=0,
            facet_size=None,
        ),
        Schema(),
    )
