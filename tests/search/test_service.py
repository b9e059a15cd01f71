"""What a search means between the address and the engine."""

from datetime import date
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Document, Engine, Group, InvalidCursor, Label, Match, SearchRequest, Sort, open_engine
from portal.search.facet_lists import counting, facet_page
from portal.search.page import Choice, ResultsPage
from portal.search.present import COUNTING, results_page
from portal.search.reading import read
from portal.search.service import SearchService
from portal.search.state import Refinement, SearchState
from portal.search.topics import companions, topic_page
from tests.search.library import ORGANIZATIONS, SIZE, SOURCES, TAGS

TEXTS = st.sampled_from(
    ("", "child", "labour", "report mining", '"safe harbour"', "nowhere", "tag:ships", "-child", "***")
)
DATES = st.sampled_from((None, "2024", "2025", "2025-03", "2026-03-31", "1999"))
VALUES = st.sampled_from(
    [Refinement("tag", one.slug) for one in TAGS]
    + [Refinement("org", one.slug) for one in ORGANIZATIONS]
    + [Refinement("source", one.slug) for one in SOURCES]
    + [Refinement("lang", "fr"), Refinement("tag", "_none"), Refinement("org", "nobody")]
)


@st.composite
def searches(draw: st.DrawFn) -> SearchState:
    """Searches of which some find something."""
    state = SearchState(text=draw(TEXTS), match=draw(st.none() | st.sampled_from(Match)))
    for refinement in draw(st.sets(VALUES, max_size=3)):
        if refinement.value == "_none" or draw(st.booleans()):
            state = state.refined_by(refinement)
        else:
            state = state.excluding(refinement)
    if draw(st.booleans()):
        state = state.between(draw(DATES), draw(DATES))
    elif draw(st.booleans()):
        state = state.only_undated()
    return state.grouped(draw(st.sampled_from(Group)))


def page_of(service: SearchService, state: SearchState) -> ResultsPage:
    return results_page(service.answer(state, COUNTING), ways_out=service.ways_out(state))


def state_at(href: str) -> SearchState:
    reading = read(parse_qsl(href.partition("?")[2]))
    assert reading.problems == ()
    assert reading.state.href() == href
    return reading.state


def every_choice(page: ResultsPage) -> list[Choice]:
    return [one for facet in page.facets for choice in facet.choices for one in (choice, *choice.children)]


@given(state=searches())
def test_every_count_shown_is_the_total_behind_its_link(service: SearchService, state: SearchState) -> None:
    """Where another value of the facet is picked the two widen, so the promise is made for the value alone."""
    page = page_of(service, state)

    for facet in page.facets:
        for choice in (one for top in facet.choices for one in (top, *top.children)):
            alone = state_at(choice.href) if not facet.has_picks else None
            if alone is not None:
                assert service.total(alone) == choice.count, choice
    for bar in page.bars:
        if bar.href and not bar.selected:
            assert service.total(state_at(bar.href)) == bar.count
    for suggestion in page.suggestions:
        total = service.total(state_at(suggestion.href))
        assert f"({total} article" in suggestion.label


@given(state=searches())
def test_every_link_leads_back(service: SearchService, state: SearchState) -> None:
    page = page_of(service, state)
    here = state_at(page.canonical_href)
    if page.strict_href:
        here = here.matching(Match.ANY)  # what a relaxed page leads to says outright how it matches

    for facet in page.facets:
        if facet.field == "date":
            continue  # a range is replaced by a period, not widened
        for choice in facet.choices:
            there = page_of(service, state_at(choice.href))
            again = (
                next(one for one in every_choice(there) if one.dom_id == choice.dom_id)
                if _listed(there, choice)
                else None
            )
            if again is not None and not choice.excluded:
                assert state_at(again.href) == here.at_page(1)
    for chip in page.chips:
        assert state_at(chip.href).filter_count == here.filter_count - 1


def _listed(page: ResultsPage, choice: Choice) -> bool:
    return any(one.dom_id == choice.dom_id for one in every_choice(page))


@given(state=searches())
def test_a_picked_or_left_out_value_never_vanishes(service: SearchService, state: SearchState) -> None:
    page = page_of(service, state)

    shown = {(facet.field, one.value) for facet in page.facets for one in facet.choices if one.selected or one.excluded}

    assert {tuple(one) for one in state.refinements | state.exclusions} <= shown
    assert len(page.chips) == page.filter_count


@given(state=searches())
def test_element_ids_are_never_given_twice(service: SearchService, state: SearchState) -> None:
    page = page_of(service, state)

    ids = [one.dom_id for one in every_choice(page)] + [chip.dom_id for chip in page.chips]

    assert len(ids) == len(set(ids))


@given(state=searches())
def test_undated_articles_are_those_that_no_date_finds(service: SearchService, state: SearchState) -> None:
    anything = state.without_field("date").matching(Match.ALL)
    dated = anything.between("0001", "9999")

    assert service.total(anything.only_undated()) + service.total(dated) == service.total(anything)


def test_a_search_by_words_alone_is_relaxed_rather_than_empty(service: SearchService) -> None:
    state = SearchState(text="cobalt harbour")

    page = page_of(service, state)

    assert service.total(state) == 0
    assert page.total == service.total(state.matching(Match.ANY)) > 0
    assert any("at least one" in notice for notice in page.notices)
    assert page.strict_href == "/search?q=cobalt+harbour&match=all"
    assert page.canonical_href == "/search?q=cobalt+harbour"
    assert all("match=any" in choice.href for choice in every_choice(page))


@pytest.mark.parametrize(
    "state",
    [
        SearchState(text="cobalt harbour", match=Match.ALL),
        SearchState(text="cobalt harbour").refined_by(Refinement("source", "wire")),
        SearchState(text="cobalt harbour").excluding(Refinement("source", "nobody")),
        SearchState(text="cobalt harbour").between("1990", None),
        SearchState(text="cobalt harbour").only_undated(),
        SearchState(text="nowhere"),
        SearchState(text='"cobalt harbour"'),
    ],
    ids=["strict", "refined", "excluding", "dated", "undated", "one word", "phrase"],
)
def test_nothing_else_is_relaxed(service: SearchService, state: SearchState) -> None:
    assert not service.answer(state).is_relaxed
    assert service.answer(state).response.total == 0


def test_an_empty_result_leads_out(service: SearchService) -> None:
    state = SearchState(text="cobalt").refined_by(Refinement("org", "nobody")).between("2025", None)

    page = page_of(service, state)

    labels = [suggestion.label for suggestion in page.suggestions]
    assert page.total == 0
    assert labels[-1] == f"Everything ({SIZE} articles)"
    assert any(label.startswith("Without any filter") for label in labels)


def test_a_page_past_the_end_is_the_last_one_and_says_so(service: SearchService) -> None:
    page = page_of(service, SearchState(page=10_000, limit=7, group=Group.NONE))

    assert len(page.hits) == SIZE - 7 * (SIZE // 7)
    assert page.canonical_href == f"/search?group=none&page={SIZE // 7 + 1}&limit=7"
    assert any("this is the last" in notice for notice in page.notices)


def test_stories_are_paged_as_stories(service: SearchService) -> None:
    state = SearchState(limit=10)
    answer = service.answer(state, COUNTING)
    pages = range(1, answer.page_count + 1)

    ids = [hit.id for page in pages for hit in service.answer(state.at_page(page)).response.hits]

    assert len(ids) == len(set(ids)) == answer.response.stories < answer.response.total


def test_walking_by_cursor_finds_everything_once(service: SearchService) -> None:
    state = SearchState(text="report", group=Group.NONE, limit=7)
    answer = service.answer(state)
    ids = [hit.id for hit in answer.response.hits]
    while answer.response.next:
        answer = service.answer(state.continued(answer.response.next))
        ids += [hit.id for hit in answer.response.hits]

    assert len(ids) == len(set(ids)) == service.total(state)


def test_the_cursor_of_another_search_is_refused(service: SearchService) -> None:
    cursor = service.answer(SearchState(text="report", limit=3)).response.next
    assert cursor is not None

    with pytest.raises(InvalidCursor):
        service.answer(SearchState(text="child", limit=3).continued(cursor))


def test_words_sort_by_relevance_and_filters_by_date(service: SearchService) -> None:
    assert service.answer(SearchState(text="child")).sort is Sort.RELEVANCE
    assert service.answer(SearchState()).sort is Sort.NEWEST
    assert service.answer(SearchState(text="tag:ships")).sort is Sort.NEWEST


def test_a_topic_names_what_goes_with_it_and_the_count_is_a_promise(service: SearchService) -> None:
    topic = service.topic(Refinement("tag", "child-labour"), limit=5)
    assert topic is not None

    page = topic_page(topic)

    assert page.total == service.total(SearchState().refined_by(topic.refinement))
    assert len(page.newest) == 5
    for field in ("tag", "org"):
        found = companions(topic, field)
        assert found
        for one in found:
            assert one.count >= 2
            assert service.total(state_at(one.href)) == one.count
            assert one.label != "Child labour"


def test_what_goes_together_is_ranked_by_more_than_its_number() -> None:
    """ "Everywhere" meets "strikes" as often as "ports" does, but it meets everything; "once" meets it only once."""

    def tagged(number: int) -> tuple[Label, ...]:
        names = ["everywhere"] if number >= 4 or number < 3 else []
        names += ["strikes"] * (number < 5) + ["ports"] * (number in (0, 1, 2)) + ["once"] * (number == 3)
        return tuple(Label(name, name.title()) for name in names)

    own = open_engine("memory:")
    own.write([Document(id=f"d{number}", facets={"tag": tagged(number)}) for number in range(40)])

    topic = SearchService(own, lambda: date(2026, 1, 1)).topic(Refinement("tag", "strikes"), limit=1)

    assert topic is not None
    assert [(one.label, one.count) for one in companions(topic, "tag")] == [("Ports", 3), ("Everywhere", 4)]


def test_new_words_are_not_matched_the_way_the_old_ones_were(service: SearchService) -> None:
    state = SearchState(text="cobalt harbour", match=Match.ANY, sort=Sort.OLDEST).refined_by(Refinement("tag", "ships"))

    assert page_of(service, state).hidden_fields == (("tag", "ships"), ("sort", "oldest"))


def test_picked_values_stand_on_the_first_page_of_a_long_facet(service: SearchService) -> None:
    state = SearchState().refined_by(Refinement("org", "imo")).excluding(Refinement("org", "ilo"))
    answer = service.answer(state, counting("org"))

    for order in ("", "name"):
        choices = facet_page(answer, "org", find="", order=order, page=1).facet.choices
        assert [one.value for one in choices[:2]] == ["imo", "ilo"]


def test_an_unknown_topic_is_none(service: SearchService) -> None:
    assert service.topic(Refinement("tag", "nobody"), limit=5) is None


def test_the_vocabulary_follows_the_index(engine: Engine) -> None:
    own = open_engine("memory:")
    service = SearchService(own, lambda: date(2026, 1, 1))
    assert service.vocabulary().articles == 0

    own.write([Document(id="x", title="New", facets={"tag": (Label("new", "New"),)})])

    assert service.vocabulary().label("tag", "new") == "New"
    assert service.topic(Refinement("tag", "new"), limit=1) is not None
    assert engine.search(SearchRequest(size=0)).total == SIZE
