"""Whenever a merge happens, an answer is as before or as after it, never half; and old names still lead somewhere."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from index import Engine, Label, SearchRequest, SearchResponse, open_engine
from portal.articles.authority import Entry
from portal.articles.store import NameKind
from portal.search.asking import Counting
from portal.search.names import Names
from portal.search.service import Answer, SearchService
from portal.search.state import Refinement, SearchState
from tests.builders import a_document
from tests.search.authority import FakeAuthority

OLD, NEW, OTHER = Refinement("org", "old-body"), Refinement("org", "new-body"), Refinement("org", "other")
LABELS = {"old-body": "Old Body", "new-body": "New Body", "other": "Other"}
CARRIED = (("old-body",), ("old-body", "other"), ("new-body",), ("other",), ())


def documents(*, is_merged: bool) -> list:
    def carried(values: tuple[str, ...]) -> tuple[Label, ...]:
        merged = dict.fromkeys("new-body" if is_merged and value == "old-body" else value for value in values)
        return tuple(Label(value, LABELS[value]) for value in merged)

    return [
        replace(a_document(f"d{number}"), facets={"org": carried(values)} if values else {})
        for number, values in enumerate(CARRIED)
    ]


class Interrupted:
    """An engine to which something happens before one of the calls made to it."""

    def __init__(self, engine: Engine, at: int, happens: Callable[[], None]) -> None:
        self._engine, self._left, self._happens = engine, at, happens

    def _count(self) -> None:
        if self._left == 0:
            self._happens()
        self._left -= 1

    @property
    def has_happened(self) -> bool:
        return self._left < 0

    def search(self, request: SearchRequest) -> SearchResponse:
        self._count()
        return self._engine.search(request)

    def stats(self) -> object:
        self._count()
        return self._engine.stats()


def portal(at: int) -> tuple[Interrupted, SearchService]:
    """A search service under which, before its engine is called for the *at*-th time, two organizations are merged."""
    engine = open_engine("memory:")
    engine.write(documents(is_merged=False))
    authority = FakeAuthority([Entry(id=value, name=label) for value, label in LABELS.items()], ())

    def merge() -> None:
        authority.held[NameKind.ORGANIZATION] = tuple(
            one for one in authority.held[NameKind.ORGANIZATION] if one.id != OLD.value
        )
        authority.merged[NameKind.ORGANIZATION][OLD.value] = NEW.value
        authority.number += 1
        engine.write(documents(is_merged=True))

    interrupted = Interrupted(engine, at, merge)
    return interrupted, SearchService(interrupted, lambda: date(2026, 1, 1), Names(authority))  # type: ignore[arg-type]  # it has what is asked


def said(answer: Answer) -> tuple[object, ...]:
    """What a visitor is told, but for what the search is called."""
    response = answer.response
    facets = [(one.value, one.count, one.selected, one.excluded) for one in response.facet("org").values]
    return [hit.id for hit in response.hits], response.total, facets


STATES = (
    SearchState(refinements=frozenset({OLD})),
    SearchState(refinements=frozenset({NEW})),
    SearchState(refinements=frozenset({OLD, OTHER})),
    SearchState(exclusions=frozenset({OLD})),
    SearchState(refinements=frozenset({OTHER}), exclusions=frozenset({OLD})),
    SearchState(text="crews", refinements=frozenset({OLD}), page=3, limit=1),
    SearchState(text="org:old-body"),
    SearchState(text='crews -org:"Old Body"'),
    SearchState(text="(org:old-body OR org:other) crews nowhere"),
    SearchState(text="crews"),
)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.href())
def test_a_search_during_a_merge_is_answered_as_before_or_as_after_it(state: SearchState) -> None:
    counting = Counting(fields=("org",))
    _, before_it = portal(10_000)
    before = said(before_it.answer(state, counting))
    merged, after_it = portal(0)
    after_it.article_count()
    after = said(after_it.answer(state, counting))
    assert merged.has_happened

    for at in range(40):
        interrupted, service = portal(at)
        assert said(service.answer(state, counting)) in (before, after), at
        if not interrupted.has_happened:
            assert at > 0
            return
    raise AssertionError("an answer takes no forty calls")


@pytest.mark.parametrize("refinement", [OLD, NEW, OTHER])
def test_the_page_of_an_organization_during_a_merge_is_as_before_or_as_after_it(refinement: Refinement) -> None:
    def shown(service: SearchService) -> tuple[object, ...] | None:
        topic = service.topic(refinement, limit=10)
        if topic is None:
            return service.leads_to(refinement)
        hits = [hit.id for hit in topic.answer.response.hits]
        return hits, topic.label, [(one.value, one.count) for one in topic.companions["org"].values]

    _, before_it = portal(10_000)
    _, after_it = portal(0)
    after_it.article_count()
    expected = (shown(before_it), shown(after_it))
    assert expected[0] != expected[1] or refinement == OTHER

    for at in range(40):
        interrupted, service = portal(at)
        assert shown(service) in expected, at
        if not interrupted.has_happened:
            return
    raise AssertionError("a page takes no forty calls")


def test_a_merged_name_is_searched_as_what_it_was_merged_into() -> None:
    _, service = portal(0)
    service.article_count()

    answer = service.answer(SearchState(refinements=frozenset({OLD})))

    assert answer.asked == answer.state == SearchState(refinements=frozenset({NEW}))
    assert answer.response.total == 3
    assert service.leads_to(OLD) == NEW
    assert service.leads_to(NEW) is None


def test_what_is_picked_and_left_out_under_two_names_is_left_out() -> None:
    _, service = portal(0)
    service.article_count()

    state = service.resolved(SearchState(refinements=frozenset({OLD}), exclusions=frozenset({NEW})))

    assert state == SearchState(exclusions=frozenset({NEW}))


def test_a_name_that_the_index_knows_leads_nowhere_yet() -> None:
    engine = open_engine("memory:")
    engine.write(documents(is_merged=False))
    entries = [Entry(id="new-body", name="New Body")]
    authority = FakeAuthority(entries, (), {NameKind.ORGANIZATION: {"old-body": "new-body"}})
    service = SearchService(engine, lambda: date(2026, 1, 1), Names(authority))
    state = SearchState(refinements=frozenset({OLD}))

    assert service.resolved(state) == state
    assert service.leads_to(OLD) is None
    assert service.answer(state).response.total == 2


def test_a_name_that_leads_to_what_no_article_carries_stays_in_a_search() -> None:
    engine = open_engine("memory:")
    engine.write([a_document()])
    service = SearchService(engine, lambda: date(2026, 1, 1), Names(FakeAuthority()))
    state = SearchState(refinements=frozenset({Refinement("org", "oit")}))

    assert service.resolved(state) == state
    assert service.leads_to(Refinement("org", "oit")) == Refinement("org", "ilo")
