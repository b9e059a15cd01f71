"""The watched sources are kept, run when due, and removed without their articles."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.articles.article import Named
from portal.articles.database import DatabaseArticles
from portal.articles.errors import AlreadyWatched
from portal.articles.watched import Counts, Health, KeptVisit, Run, WatchedSource
from tests.articles.arrivals import an_arrival

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)

COUNTS = st.builds(Counts, *[st.integers(0, 1_000)] * 5)


def watched(label: str = "The Desk", **given_fields: object) -> WatchedSource:
    slug = "-".join(label.lower().split())
    fields: dict[str, object] = {
        "name": Named(slug, label),
        "address": f"https://{slug}.example/feed",
        "kind": "RSS",
        "added_at": NOW,
        "health": Health(next_run_at=NOW),
    }
    return WatchedSource(**(fields | given_fields))  # type: ignore[arg-type]  # a test gives what it takes


def test_what_is_added_comes_back_whole(store: DatabaseArticles) -> None:
    kept = watched(
        every=1_800,
        tags=("Child labour",),
        organizations=("ILO",),
        language="pt-BR",
        is_excerpt_only=True,
        selectors={"card": "article.post"},
        is_paused=True,
        health=Health(
            next_run_at=LATER,
            last_run_at=NOW,
            last_success_at=NOW,
            failures=3,
            last_error="away",
            last=Counts(1, 2, 3, 4, 5),
            total=Counts(6, 7, 8, 9, 10),
        ),
    )

    store.watched.add(kept)

    assert store.watched.get("the-desk") == store.watched.at(kept.address) == kept
    assert store.watched.all() == (kept,)


@pytest.mark.parametrize("given_fields", [{"name": Named("other", "Other")}, {"address": "https://other.example/"}])
def test_an_address_and_a_name_are_watched_once(store: DatabaseArticles, given_fields: dict[str, object]) -> None:
    store.watched.add(watched())

    with pytest.raises(AlreadyWatched, match="the-desk"):
        store.watched.add(watched(**given_fields))

    assert len(store.watched.all()) == 1


def test_a_source_is_not_moved_to_the_address_of_another(store: DatabaseArticles) -> None:
    store.watched.add(watched())
    store.watched.add(watched("Other"))

    with pytest.raises(AlreadyWatched):
        store.watched.change(watched("Other", address="https://the-desk.example/feed"))


def test_due_are_those_whose_time_has_come_the_longest_waiting_first(store: DatabaseArticles) -> None:
    for minutes in (-1, -5, 0, 1):
        store.watched.add(watched(f"At {minutes}", health=Health(next_run_at=NOW + timedelta(minutes=minutes))))
    store.watched.add(watched("Paused", is_paused=True))

    assert [one.name.label for one in store.watched.due(NOW)] == ["At -5", "At -1", "At 0"]
    store.watched.schedule("at--5", LATER)
    assert [one.name.label for one in store.watched.due(NOW)] == ["At -1", "At 0"]


def test_a_failed_run_keeps_the_last_success_and_counts_up(store: DatabaseArticles) -> None:
    store.watched.add(watched())
    store.watched.record("the-desk", Run(at=NOW, next_run_at=LATER, counts=Counts(added=2)))
    for _ in range(2):
        store.watched.record("the-desk", Run(at=LATER, next_run_at=LATER, error="it is away", counts=Counts(added=1)))

    kept = store.watched.get("the-desk")

    assert kept is not None
    assert kept.health == Health(
        next_run_at=LATER,
        last_run_at=LATER,
        last_success_at=NOW,
        failures=2,
        last_error="it is away",
        last=Counts(added=2),
        total=Counts(added=4),
    )
    store.watched.record("the-desk", Run(at=LATER, next_run_at=LATER))
    kept = store.watched.get("the-desk")
    assert kept is not None
    assert (kept.health.failures, kept.health.last_error) == (0, "")


def test_other_settings_leave_the_health_alone(store: DatabaseArticles) -> None:
    store.watched.add(watched())
    met = watched(is_paused=True, every=60)
    store.watched.record("the-desk", Run(at=NOW, next_run_at=LATER, counts=Counts(added=2)))

    store.watched.change(met)

    kept = store.watched.get("the-desk")
    assert kept is not None
    assert (kept.is_paused, kept.every, kept.health.total) == (True, 60, Counts(added=2))


def test_what_ran_while_it_was_removed_is_recorded_nowhere(store: DatabaseArticles) -> None:
    store.watched.add(watched())

    assert store.watched.remove("the-desk")
    assert not store.watched.remove("the-desk")
    store.watched.record("the-desk", Run(at=NOW, next_run_at=LATER))
    assert store.watched.change(watched()) == 0
    assert store.watched.all() == ()


def test_an_excerpt_only_source_marks_its_articles_and_they_stay_marked_without_it(store: DatabaseArticles) -> None:
    desk = Named("the-desk", "The Desk")
    stored = store.put([an_arrival("one", source=desk), an_arrival("two", source=desk), an_arrival("three")])
    seen = store.get(stored[0].article.id)
    assert seen is not None
    before = store.version()
    store.watched.add(watched())

    assert store.version() == before
    assert store.watched.change(watched(is_excerpt_only=True)) == 2
    assert store.watched.change(watched(is_excerpt_only=True)) == 0

    assert store.version() == before + 2
    assert sorted(article.is_excerpt_only for article in store.articles()) == [False, True, True]
    limited = store.get(seen.id)
    assert limited is not None
    assert limited.changed_at == seen.changed_at
    store.watched.remove("the-desk")
    assert sum(article.is_excerpt_only for article in store.articles()) == 2


def test_an_arrival_that_changes_nothing_else_changes_nothing_of_a_marked_article(store: DatabaseArticles) -> None:
    arrival = an_arrival("one", source=Named("the-desk", "The Desk"))
    store.watched.add(watched(is_excerpt_only=True))
    (first,) = store.put([arrival])

    (again,) = store.put([replace(arrival, article=replace(arrival.article, id=first.article.id))])

    assert again.outcome == "unchanged"
    kept = store.get(first.article.id)
    assert kept is not None
    assert kept.is_excerpt_only


def test_another_label_is_that_of_its_articles(store: DatabaseArticles) -> None:
    store.put([an_arrival("one", source=Named("the-desk", "The Desk"))])
    store.watched.add(watched())

    assert store.watched.change(watched(name=Named("the-desk", "The News Desk"))) == 1

    assert [article.source for article in store.articles()] == [Named("the-desk", "The News Desk")]


def test_visits_are_remembered_until_the_source_goes(store: DatabaseArticles) -> None:
    long = "https://the-desk.example/" + "a" * 3_000
    store.watched.add(watched())
    first = KeptVisit(asked_at=NOW, etag='"a"', last_modified="yesterday", not_before=LATER, moved_to="b", mark="x")

    store.watched.keep_visits("the-desk", {long: first, "https://the-desk.example/b": first})
    store.watched.keep_visits("the-desk", {long: replace(first, asked_at=LATER)})

    assert store.watched.visit("the-desk", long) == replace(first, asked_at=LATER)
    assert store.watched.visit("the-desk", "https://the-desk.example/b") == first
    assert store.watched.visit("other", long) is None
    store.watched.remove("the-desk")
    assert store.watched.visit("the-desk", long) is None
    store.watched.keep_visits("the-desk", {long: first})
    store.watched.add(watched())
    assert store.watched.visit("the-desk", long) is None


@given(st.lists(COUNTS))
def test_counts_add_up(many: list[Counts]) -> None:
    total = sum(many, Counts())

    assert total.added == sum(one.added for one in many)
    assert total.refused == sum(one.refused for one in many)
