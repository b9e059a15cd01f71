"""The contract of every engine: totals and facets."""

from datetime import date

import pytest

from index import Dates, Engine, FacetCount, InvalidRequest, SearchRequest
from index.request import DateUnit
from tests.engines.builders import a_document, a_search, counts_of

THREE = [
    a_document("a", facets={"tag": ["x"], "org": ["p"]}, on="2026-01-01"),
    a_document("b", facets={"tag": ["x", "y"], "org": ["q"]}, on="2026-03-05"),
    a_document("c", facets={"org": ["q"]}),
]


def test_a_facet_is_counted_without_its_own_picks(engine: Engine) -> None:
    engine.write(THREE)

    response = engine.search(a_search(refinements={"org": ["p"]}))

    assert response.total == 1
    assert counts_of(response, "org") == [("q", 2), ("p", 1)]
    assert counts_of(response, "tag") == [("x", 1)]


def test_a_facet_is_counted_with_the_picks_of_the_others(engine: Engine) -> None:
    engine.write(THREE)

    response = engine.search(a_search(refinements={"org": ["q"], "tag": ["y"]}))

    assert counts_of(response, "org") == [("q", 1)]
    assert counts_of(response, "tag") == [("x", 1), ("y", 1), ("_none", 1)]


def test_a_picked_value_is_listed_at_zero(engine: Engine) -> None:
    engine.write(THREE)

    response = engine.search(a_search(refinements={"tag": ["y", "nowhere"], "org": ["p"]}))

    assert [value for value in response.facet("tag").values if value.selected] == [
        FacetCount("nowhere", "nowhere", 0, selected=True),
        FacetCount("y", "y", 0, selected=True),
    ]


def test_an_excluded_value_is_listed_at_zero_and_the_exclusion_holds_everywhere(engine: Engine) -> None:
    engine.write(THREE)

    response = engine.search(a_search(exclusions={"tag": ["y"]}))

    assert response.facet("tag").values == (
        FacetCount("x", "x", 1),
        FacetCount("y", "y", 0, excluded=True),
        FacetCount("_none", "_none", 1),
    )
    assert counts_of(response, "org") == [("p", 1), ("q", 1)]


def test_documents_without_a_value_are_counted_last(engine: Engine) -> None:
    engine.write([a_document("a", facets={"tag": ["x"]}), a_document("b"), a_document("c")])

    response = engine.search(a_search())

    assert counts_of(response, "tag") == [("x", 1), ("_none", 2)]
    assert counts_of(response, "source") == []
    assert response.facet("tag").total_values == 1


@pytest.mark.parametrize("asked", ["refinements", "exclusions"])
def test_no_value_is_listed_when_asked_for(engine: Engine, asked: str) -> None:
    engine.write([a_document("a", facets={"tag": ["x"]})])

    response = engine.search(a_search(**{asked: {"tag": ["_none"]}}))

    assert counts_of(response, "tag") == [("x", 1), ("_none", 0)]


def test_values_go_by_count_then_label_then_value(engine: Engine) -> None:
    engine.write(
        [
            a_document("a", facets={"tag": [("v1", "B"), ("v2", "A"), ("v4", "C"), ("v3", "C")]}),
            a_document("b", facets={"tag": [("v1", "B"), ("v5", "Z")]}),
            a_document("c", facets={"tag": [("v5", "Z")]}),
        ]
    )

    response = engine.search(a_search())

    assert counts_of(response, "tag") == [("v1", 2), ("v5", 2), ("v2", 1), ("v3", 1), ("v4", 1)]


def test_a_facet_lists_as_many_as_asked_besides_picked_and_excluded_ones(engine: Engine) -> None:
    engine.write([a_document("a", facets={"tag": list("uvwxyz")}), a_document("b", facets={"tag": list("uv")})])

    response = engine.search(
        a_search(facet_size=2, refinements={"tag": ["z", "u"]}, exclusions={"tag": ["nowhere"]}, facets=("tag",))
    )

    assert counts_of(response, "tag") == [("u", 2), ("v", 2), ("w", 1), ("z", 1), ("nowhere", 0)]
    assert response.facet("tag").total_values == 7


def test_the_label_is_that_of_the_latest_document(engine: Engine) -> None:
    engine.write(
        [
            a_document("a", sequence=7, facets={"tag": [("ilo", "ILO")]}),
            a_document("b", sequence=3, facets={"tag": [("ilo", "Labour Office")]}),
        ]
    )
    assert engine.search(a_search()).facet("tag").values == (FacetCount("ilo", "ILO", 2),)

    engine.write([a_document("c", sequence=8, facets={"tag": [("ilo", "Labour Organization")]})])
    assert engine.search(a_search()).facet("tag").values[0].label == "Labour Organization"
    assert engine.search(a_search('tag:"labour organization"')).total == 3


def test_asking_for_facets_gives_those_in_that_order(engine: Engine) -> None:
    engine.write(THREE)

    def fields(facets: tuple[str, ...] | None) -> list[str]:
        return [facet.field for facet in engine.search(a_search("nothingness", facets=facets)).facets]

    assert fields(("date", "tag")) == ["date", "tag"]
    assert fields(()) == []
    assert fields(None) == ["tag", "org", "source", "lang", "date"]


DAYS = ("2025-12-28", "2025-12-29", "2026-01-04T23:59:59", "2026-01-05", "2026-03-05", "1969-12-31T23:59:59")


@pytest.mark.parametrize(
    ("unit", "counts"),
    [
        (DateUnit.YEAR, "1969:1 2025:2 2026:3 _none:1"),
        (DateUnit.MONTH, "1969-12:1 2025-12:2 2026-01:2 2026-03:1 _none:1"),
        (DateUnit.WEEK, "1970-W01:1 2025-W52:1 2026-W01:2 2026-W02:1 2026-W10:1 _none:1"),
        (DateUnit.DAY, "1969-12-31:1 2025-12-28:1 2025-12-29:1 2026-01-04:1 2026-01-05:1 2026-03-05:1 _none:1"),
    ],
)
def test_dates_are_counted_by_period_in_order_undated_last(engine: Engine, unit: DateUnit, counts: str) -> None:
    engine.write([*(a_document(f"d{i}", on=day) for i, day in enumerate(DAYS)), a_document("undated")])

    facet = engine.search(a_search(date_unit=unit, facet_size=1)).facet("date")

    assert " ".join(f"{value.value}:{value.count}" for value in facet.values) == counts
    assert facet.total_values == len(counts.split()) - 1


def test_the_date_facet_is_counted_without_the_picked_dates(engine: Engine) -> None:
    engine.write(THREE)

    response = engine.search(a_search(dates=Dates(date(2026, 1, 1), date(2026, 1, 31))))

    assert response.total == 1
    assert counts_of(response, "date") == [("2026", 2), ("_none", 1)]
    assert counts_of(response, "org") == [("p", 1)]


def test_what_the_query_says_of_a_facet_is_no_pick(engine: Engine) -> None:
    engine.write(THREE)

    response = engine.search(a_search("org:p"))

    assert counts_of(response, "org") == [("p", 1)]
    assert not response.facet("org").values[0].selected


def test_totals_count_documents_and_stories_stories(engine: Engine) -> None:
    engine.write([a_document("a", story="s"), a_document("b", story="s"), a_document("c"), a_document("d", story="c")])

    response = engine.search(a_search(size=0))

    assert (response.total, response.stories, response.hits, response.next) == (4, 2, (), None)


def test_picking_a_language_gives_what_its_count_said(engine: Engine) -> None:
    """ "die" is a stop word in German; which words are stop words must not depend on what is picked."""
    engine.write(
        [
            a_document("en1", language="en", body="die arbeit", facets={"lang": ["en"]}),
            a_document("en2", language="en", body="arbeit", facets={"lang": ["en"]}),
            a_document("en3", language="en", body="the end", facets={"lang": ["en"]}),
            a_document("de1", language="de", body="arbeit", facets={"lang": ["de"]}),
            a_document("de2", language="de", body="die arbeit", facets={"lang": ["de"]}),
        ]
    )

    counts = dict(counts_of(engine.search(a_search("die arbeit")), "lang"))
    picked = {lang: engine.search(a_search("die arbeit", refinements={"lang": [lang]})) for lang in ("en", "de")}

    assert {lang: response.total for lang, response in picked.items()} == counts
    assert {lang: dict(counts_of(response, "lang")) for lang, response in picked.items()} == {
        "en": counts,
        "de": counts,
    }


def test_picking_a_value_leaves_the_scores_as_they_were(engine: Engine) -> None:
    engine.write(
        [
            a_document("a", language="en", body="nation labour", facets={"lang": ["en"]}),
            a_document("b", language="en", body="nations of the world", facets={"lang": ["en"]}),
            a_document("c", language="fr", body="les nations", facets={"lang": ["fr"]}),
        ]
    )

    everything = {hit.id: hit.score for hit in engine.search(a_search("nations")).hits}
    english = {hit.id: hit.score for hit in engine.search(a_search("nations", refinements={"lang": ["en"]})).hits}

    assert len(everything) == 3
    assert english == {key: everything[key] for key in ("a", "b")}


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(a_search(refinements={"color": ["red"]}), id="an unknown refinement"),
        pytest.param(a_search(exclusions={"color": ["red"]}), id="an unknown exclusion"),
        pytest.param(a_search(facets=("color",)), id="an unknown facet"),
        pytest.param(a_search(refinements={"source": ["_none"]}), id="none of a field without it"),
        pytest.param(a_search(size=-1), id="a negative size"),
        pytest.param(a_search(offset=-1), id="a negative offset"),
        pytest.param(a_search(offset=1, after="x"), id="a cursor with an offset"),
    ],
)
def test_what_the_schema_does_not_offer_is_refused(engine: Engine, request_: SearchRequest) -> None:
    with pytest.raises(InvalidRequest):
        engine.search(request_)
