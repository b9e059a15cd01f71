"""A search and its address are the same thing."""

import random
from collections.abc import Callable
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Group, Match, Sort
from portal.search.reading import DATA, PAGES, Reading, read
from portal.search.state import MAX_LIMIT, MAX_PAGE, Refinement, SearchState
from tests.search.strategies import PAIRS, REFINEMENTS, states

ILO = Refinement("org", "ilo")
TAG = Refinement("tag", "child-labour")


def reading_of(query: str) -> Reading:
    return read(parse_qsl(query, keep_blank_values=True))


@given(states())
def test_an_address_reads_back_as_the_search_it_was_written_for(state: SearchState) -> None:
    reading = reading_of(state.to_query_string())

    assert reading.state == state
    assert reading.problems == ()


@given(states())
def test_a_programs_address_reads_back_too(state: SearchState) -> None:
    query = state.to_query_string(group_default=Group.NONE)

    reading = read(parse_qsl(query, keep_blank_values=True), DATA)

    assert reading.state == state
    assert reading.problems == ()


@given(PAIRS)
def test_the_canonical_address_of_anything_is_its_own(pairs: list[tuple[str, str]]) -> None:
    once = read(pairs).state.to_query_string()

    assert reading_of(once).state.to_query_string() == once
    assert reading_of(once).problems == ()


@given(PAIRS, st.randoms(use_true_random=False))
def test_the_order_of_parameters_does_not_matter(pairs: list[tuple[str, str]], shuffler: random.Random) -> None:
    shuffled = list(pairs)
    shuffler.shuffle(shuffled)

    assert read(shuffled) == read(pairs)


@given(states(), REFINEMENTS)
def test_what_is_added_and_removed_leaves_the_same_address(state: SearchState, refinement: Refinement) -> None:
    start = state.without(refinement).at_page(1)

    assert start.refined_by(refinement).without(refinement).href() == start.href()
    assert start.excluding(refinement).without(refinement).href() == start.href()


@pytest.mark.parametrize(
    "changed",
    [
        lambda state: state.with_text("other"),
        lambda state: state.refined_by(ILO),
        lambda state: state.without(TAG),
        lambda state: state.excluding(ILO),
        lambda state: state.without_field("tag"),
        lambda state: state.between("2025", None),
        lambda state: state.only_undated(),
        lambda state: state.cleared(),
        lambda state: state.sorted_by(Sort.OLDEST),
        lambda state: state.matching(Match.ANY),
        lambda state: state.grouped(Group.NONE),
    ],
)
@given(state=states())
def test_changing_anything_starts_again_from_the_first_hit(
    changed: Callable[[SearchState], SearchState], state: SearchState
) -> None:
    assert changed(state.at_page(7)).page == 1
    assert changed(state.continued("abc")).after is None


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        pytest.param("tag=b&q=x&tag=a", "q=x&tag=a&tag=b", id="keys and values have an order"),
        pytest.param("tag=a&tag=a", "tag=a", id="twice is once"),
        pytest.param("tag[]=ilo", "tag=ilo", id="brackets"),
        pytest.param("keywords=sea", "q=sea", id="keywords"),
        pytest.param("TAG=ILO", "tag=ilo", id="capitals"),
        pytest.param("q=x&utm_source=mail&fbclid=1", "q=x", id="tracking"),
        pytest.param("q=&tag=&from=", "", id="empty fields of a form"),
        pytest.param("q=x&sort=relevance&match=&page=1&limit=10&group=story", "q=x", id="defaults"),
        pytest.param("sort=newest", "", id="newest first is the default without words"),
        pytest.param("q=x&sort=newest", "q=x&sort=newest", id="but not with words"),
        pytest.param("limit=9999", f"limit={MAX_LIMIT}", id="a limit is cut back"),
        pytest.param(f"page={10**18}", f"page={MAX_PAGE}", id="a page is cut back"),
        pytest.param("page=" + "9" * 5000, f"page={MAX_PAGE}", id="a page of five thousand digits"),
        pytest.param("page=-1&limit=0", "limit=1", id="sizes below one"),
        pytest.param("q=++a+%00+b%0A", "q=a+b", id="control characters and blanks"),
        pytest.param("from=2026-05&to=2026-03", "from=2026-03&to=2026-05", id="ends that changed places"),
        pytest.param("from=2026-02-30", "", id="a day the calendar lacks"),
        pytest.param("tag=a&-tag=a", "-tag=a", id="picked and left out"),
        pytest.param("-tag=_none", "", id="none cannot be left out"),
        pytest.param("source=_none", "", id="every article has a source or none is offered"),
        pytest.param("date=_none", "date=_none", id="undated"),
        pytest.param("q=x&match=all", "q=x&match=all", id="a strict search stays strict"),
        pytest.param("match=any", "", id="no words to match"),
    ],
)
def test_reading_an_address_forgives(asked: str, canonical: str) -> None:
    assert reading_of(asked).state.to_query_string() == canonical


@pytest.mark.parametrize(
    ("asked", "params"),
    [
        ("q=x&tag=ilo&from=2026", []),
        ("utm_campaign=x", []),
        ("limit=0", []),
        ("nonsense=1", ["nonsense"]),
        ("page=null", ["page"]),
        ("page=0", ["page"]),
        ("limit=101", ["limit"]),
        ("from=yesterday&to=2026-13", ["from", "to"]),
        ("from=2026&to=2025", ["from"]),
        ("sort=best", ["sort"]),
        ("match=some&group=one", ["group", "match"]),
        ("q=a&q=b", ["q"]),
        ("facets=color", ["facets"]),
        ("facets=_none&facets=tag", ["facets"]),
        ("cursor=abc&page=2", ["page"]),
        ("date=2026", ["date"]),
        ("ui=xx", ["ui"]),
        ("tag=" + "x" * 300, ["tag"]),
    ],
)
def test_a_strict_reading_names_each_parameter(asked: str, params: list[str]) -> None:
    reading = read(parse_qsl(asked, keep_blank_values=True), DATA)

    assert sorted({problem.param for problem in reading.problems}) == params


def test_a_page_speaks_of_what_it_ignored_but_not_of_what_it_mended() -> None:
    assert reading_of("from=yesterday").notices != ()
    assert reading_of("limit=5000").notices == ()
    assert reading_of("utm_source=x&q=").notices == ()


def test_ten_thousand_parameters_are_read_in_a_moment_and_few_are_kept() -> None:
    pairs = [("tag", f"t{number}") for number in range(10_000)] + [(f"x{number}", "1") for number in range(10_000)]

    reading = read(pairs)

    assert len(reading.state.refinements) <= 50
    assert len(reading.problems) < 50


def test_facets_are_asked_for_in_the_order_of_the_page() -> None:
    assert read([("facets", "date"), ("facets", "tag")], DATA).facets == ("tag", "date")
    assert read([("facets", "_none")], DATA).facets == ()
    assert read([], PAGES).facets is None
