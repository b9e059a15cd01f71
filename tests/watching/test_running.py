"""A run stores what a source brings, and keeps how it went, whatever goes wrong."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from portal.articles.database import DatabaseArticles
from portal.articles.errors import StoreUnavailable
from portal.articles.showing import LONGEST_EXCERPT, shown
from portal.articles.watched import Counts, WatchedSource
from portal.sources.errors import SourceCut, SourceUnreadable
from portal.sources.fetching.errors import StatusRefused
from portal.sources.fetching.fetched import Fetch, Fetched, Validators
from portal.sources.fetching.visits import Memory, Visit
from portal.sources.raw import Origin, Refusal
from portal.watching import running
from portal.watching.running import Ran, run_source
from tests.watching.conftest import NOW, Time, Walking, item, no_fetch

Watch = Callable[..., WatchedSource]


def ran(source: WatchedSource, store: DatabaseArticles, clock: Time, walk: Walking, fetch: Fetch = no_fetch) -> Ran:
    return run_source(source, store, store.watched, walk, fetch, clock=clock)


def test_what_a_source_brings_carries_what_the_source_is_given(
    store: DatabaseArticles, clock: Time, watch: Watch
) -> None:
    source = watch("The Desk", tags=("Cobalt",), organizations=("ILO",), language="pt")

    ran(source, store, clock, Walking(item(1, source="Somebody"), item(2), Refusal("feed:3", "it is empty")))

    assert {article.source for article in store.articles()} == {source.name}
    for article in store.articles():
        assert ([tag.label for tag in article.tags], article.language) == (["Cobalt"], "pt")
        assert [one.label for one in article.organizations] == ["ILO"]
    kept = store.watched.get("the-desk")
    assert kept is not None
    assert (kept.health.last, kept.health.failures) == (Counts(added=2, refused=1), 0)
    assert kept.health.last_success_at == NOW
    assert NOW + timedelta(hours=1) <= kept.health.next_run_at <= NOW + timedelta(hours=1.1)


def test_a_text_that_an_excerpt_only_source_gave_stays_an_excerpt_under_another_source(
    store: DatabaseArticles, clock: Time, watch: Watch
) -> None:
    """A list card first, then the whole text of it from a feed that gives no more than excerpts away."""
    text = f"<p>{'The crews wrote to the port again. ' * 60}</p>"
    card = replace(item(1, body="<p>The crews wrote to the port …</p>"), origin=Origin.REST, completeness="excerpt")
    whole = replace(item(1, body=text), origin=Origin.FEED)
    ran(watch("The Archive"), store, clock, Walking(card))
    ran(watch("The Desk", is_excerpt_only=True), store, clock, Walking(whole))

    (article,) = store.articles()

    assert article.source is not None
    assert article.source.slug == "the-archive"
    assert len(article.body_text) > 2_000
    assert len(shown(article).body_text) <= LONGEST_EXCERPT


def test_a_second_run_changes_nothing(store: DatabaseArticles, clock: Time, watch: Watch) -> None:
    source = watch()
    ran(source, store, clock, Walking(item(1), item(2)))
    version = store.version()

    again = ran(source, store, clock, Walking(item(1), item(2)))

    assert again.run.counts == Counts(unchanged=2)
    assert store.version() == version


def test_a_renamed_source_keeps_its_slug_in_its_next_run(store: DatabaseArticles, clock: Time, watch: Watch) -> None:
    source = watch()
    renamed = replace(source, name=source.name._replace(label="The News Desk"))
    store.watched.change(renamed)

    ran(renamed, store, clock, Walking(item(1)))

    assert [article.source for article in store.articles()] == [renamed.name]


@pytest.mark.parametrize(
    "error", [SourceUnreadable("it is no feed"), SourceCut("it broke off"), KeyError("x"), MemoryError("memory")]
)
def test_an_error_in_the_middle_keeps_what_came_before_and_is_told(
    store: DatabaseArticles, clock: Time, watch: Watch, error: Exception
) -> None:
    ran(watch(), store, clock, Walking(item(1), error, item(2)))

    assert store.counts().articles == 1
    kept = store.watched.get("the-desk")
    assert kept is not None
    assert kept.health.last_success_at is None
    assert (kept.health.failures, kept.health.total.added) == (1, 1)
    assert str(error) in kept.health.last_error


def test_a_store_that_is_away_ends_the_run_and_leaves_the_source_due(
    store: DatabaseArticles, clock: Time, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = watch()

    def away(*_: object) -> None:
        raise StoreUnavailable("away")

    monkeypatch.setattr(store, "writing", away)
    with pytest.raises(StoreUnavailable):
        ran(source, store, clock, Walking(item(1)))

    assert store.watched.due(NOW) == (source,)


def test_a_host_that_asks_for_patience_gets_it(store: DatabaseArticles, clock: Time, watch: Watch) -> None:
    later = NOW + timedelta(hours=7)

    def refused(address: str, **_: object) -> Fetched:
        raise StatusRefused("it answers 429", status=429, not_before=later)

    source = watch()
    ran(source, store, clock, Walking(lambda fetch, _memory: fetch(source.address)), refused)

    kept = store.watched.get("the-desk")
    assert kept is not None
    assert kept.health.last_error == "it answers 429"
    assert later <= kept.health.next_run_at <= later + timedelta(minutes=6)


def test_a_source_that_says_how_long_it_stays_the_same_is_believed(
    store: DatabaseArticles, clock: Time, watch: Watch
) -> None:
    source = watch()
    stays = Visit(asked_at=NOW, not_before=NOW + timedelta(hours=3))

    ran(source, store, clock, Walking(item(1), lambda _fetch, memory: memory.keep(source.address, stays)))

    kept = store.watched.get("the-desk")
    assert kept is not None
    assert NOW + timedelta(hours=3) <= kept.health.next_run_at < NOW + timedelta(hours=4)


def test_a_run_that_takes_too_long_ends_in_order_and_goes_on_soon(
    store: DatabaseArticles, clock: Time, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "LONGEST_READING", -1)

    ran(watch(), store, clock, Walking(item(1), item(2)))

    kept = store.watched.get("the-desk")
    assert kept is not None
    assert (kept.health.last.added, kept.health.failures) == (1, 0)
    assert kept.health.next_run_at == NOW + timedelta(minutes=1)


def visited(memory: Memory) -> None:
    memory.keep("https://the-desk.example/1", Visit(asked_at=NOW, validators=Validators(etag='"a"'), mark="m"))


def test_visits_are_remembered_by_the_next_run(store: DatabaseArticles, clock: Time, watch: Watch) -> None:
    source, recalled = watch(), []

    ran(source, store, clock, Walking(item(1), lambda _fetch, memory: visited(memory)))
    ran(
        source,
        store,
        clock,
        Walking(lambda _fetch, memory: recalled.append(memory.recall("https://the-desk.example/1"))),
    )

    assert recalled == [Visit(asked_at=NOW, validators=Validators(etag='"a"'), mark="m")]


def test_what_was_visited_in_a_run_that_broke_is_visited_again(
    store: DatabaseArticles, clock: Time, watch: Watch
) -> None:
    ran(watch(), store, clock, Walking(lambda _fetch, memory: visited(memory), SourceUnreadable("away")))

    assert store.watched.visit("the-desk", "https://the-desk.example/1") is None


def test_what_is_removed_while_it_runs_leaves_its_articles(store: DatabaseArticles, clock: Time, watch: Watch) -> None:
    ran(watch(), store, clock, Walking(item(1), lambda _fetch, _memory: store.watched.remove("the-desk"), item(2)))

    assert store.counts().articles == 2
    assert store.watched.all() == ()
