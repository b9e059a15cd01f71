"""What the store answers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.articles.article import Article, ArticleId, Completeness, Named
from portal.articles.database import DatabaseArticles, open_store
from portal.articles.store import Arrival, Key, KeyKind, NameKind, Outcome, source_key
from tests.articles.arrivals import an_arrival
from tests.builders import an_article

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def ticking(url: str) -> Iterator[DatabaseArticles]:
    """A store whose clock goes on by a minute with each look."""
    moments = (NOON + timedelta(minutes=number) for number in range(1000))
    opened = open_store(url, clock=lambda: next(moments))
    yield opened
    opened.close()


def put_one(store: DatabaseArticles, name: str = "one", **given: object) -> Article:
    (stored,) = store.put([an_arrival(name, **given)])  # type: ignore[arg-type]  # a test gives what it takes
    return stored.article


FULL = an_article(
    "",
    title="Crews win pay — «nights»",
    excerpt="Ports will pay",
    url="https://news.example/full?a=1",
    source_key="key 1",
    author="Ada Author",
    language="pt-BR",
    completeness=Completeness.EXCERPT,
    published="2026-03-05T09:30:00Z",
    source=Named("desk", "The Desk"),
    tags=("Ships", "Pay", "Ab"),
    organizations=("ILO",),
    flags=("bad-url", "no-title"),
    extra={"section": {"a": [1, None, "é"]}, "n": 1.5},
)


def test_an_article_comes_back_as_it_was_put(ticking: DatabaseArticles) -> None:
    (stored,) = ticking.put([Arrival(article=FULL, keys=(Key(KeyKind.URL, "u"),), raw_body="<p>raw</p>")])

    article = ticking.get(stored.article.id)

    assert article == stored.article
    assert article == replace(
        FULL, id=stored.article.id, sequence=article.sequence, first_seen_at=NOON, changed_at=NOON
    )
    assert ticking.raw_body(article.id) == "<p>raw</p>"


@given(text=st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",))))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_any_text_comes_back_as_it_was_put(store: DatabaseArticles, text: str) -> None:
    article = put_one(store, title=text, body_text=text, author=text, extra={text: text})

    assert store.get(article.id) == article
    assert (article.title, article.extra) == (text, {text: text})


def test_an_id_is_short_and_follows_from_the_first_key(store: DatabaseArticles, tmp_path: object) -> None:
    article = put_one(store)
    other = open_store(f"sqlite:///{tmp_path}/other.db")

    assert article.id.isalnum()
    assert article.id.islower()
    assert len(article.id) <= 13
    assert put_one(other).id == article.id
    other.close()


def test_new_articles_of_one_key_get_ids_of_their_own(store: DatabaseArticles) -> None:
    together = {stored.article.id for stored in store.put(an_arrival("one") for _ in range(9))}
    apart = {put_one(store).id for _ in range(9)}

    assert len(together | apart) == 18


def test_a_sequence_rises_with_every_arrival_and_stays(store: DatabaseArticles) -> None:
    first, second = (stored.article for stored in store.put([an_arrival("one"), an_arrival("two")]))
    third = put_one(store, "three")
    again = put_one(store, "one", known_as=first.id, title="Changed")

    assert first.sequence < second.sequence < third.sequence
    assert again.sequence == first.sequence


def test_an_arrival_says_what_it_meant(ticking: DatabaseArticles) -> None:
    (added,) = ticking.put([an_arrival("one")])
    (unchanged,) = ticking.put([an_arrival("one", known_as=added.article.id)])
    (changed,) = ticking.put([an_arrival("one", known_as=added.article.id, title="Other")])

    outcomes = [stored.outcome for stored in (added, unchanged, changed)]
    assert outcomes == [Outcome.ADDED, Outcome.UNCHANGED, Outcome.CHANGED]
    assert unchanged.article == added.article
    assert changed.article.first_seen_at == added.article.first_seen_at
    assert changed.article.changed_at > added.article.changed_at  # type: ignore[operator]  # both are stored


def test_what_does_not_change_an_article_is_no_change(store: DatabaseArticles) -> None:
    article = put_one(store)
    before = store.version(), store.pending(10)

    put_one(store, known_as=article.id)

    assert (store.version(), store.pending(10)) == before


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"tags": ("Pay", "Ships")}, id="order of tags"),
        pytest.param({"organizations": ()}, id="organizations gone"),
        pytest.param({"source": Named("wire", "Wire")}, id="source"),
        pytest.param({"extra": {"a": 1}}, id="extra"),
        pytest.param({"flags": ("no-date",)}, id="flags"),
        pytest.param({"published": None}, id="date gone"),
        pytest.param({"completeness": Completeness.EXCERPT}, id="completeness"),
    ],
)
def test_every_field_can_change(store: DatabaseArticles, change: dict[str, object]) -> None:
    base = {"tags": ("Ships", "Pay"), "organizations": ("ILO",), "source": Named("desk", "Desk")}
    article = put_one(store, **base)
    before = store.version()

    changed = put_one(store, known_as=article.id, **(base | change))

    assert changed != article
    assert store.get(article.id) == changed
    assert store.version() > before


def test_a_batch_sees_what_it_put(store: DatabaseArticles) -> None:
    with store.writing() as batch:
        batch.put([an_arrival("one")])
        found = batch.find([Key(KeyKind.URL, "https://news.example/one")])

    assert len(found) == 1


def test_a_batch_that_fails_leaves_nothing(store: DatabaseArticles) -> None:
    def fail() -> None:
        with store.writing() as batch:
            batch.put([an_arrival("one")])
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        fail()

    assert list(store.articles()) == []
    assert store.pending(10) == ()
    assert store.find([Key(KeyKind.URL, "https://news.example/one")]) == {}


def test_articles_are_found_by_every_key(store: DatabaseArticles) -> None:
    keys = (Key(KeyKind.URL, "u" * 5000), source_key("desk", "k"), Key(KeyKind.TITLE, "t"), Key(KeyKind.TEXT, "x"))
    (stored,) = store.put([Arrival(article=an_article(""), keys=keys)])

    found = store.find([*keys, Key(KeyKind.URL, "u" * 4999), Key(KeyKind.TEXT, "t")])

    assert found == dict.fromkeys(keys, (stored.article,))


def test_keys_add_up(store: DatabaseArticles) -> None:
    (first,) = store.put([Arrival(article=an_article(""), keys=(Key(KeyKind.URL, "a"),))])
    store.put([Arrival(article=first.article, keys=(Key(KeyKind.URL, "b"),))])

    both = (Key(KeyKind.URL, "a"), Key(KeyKind.URL, "b"))
    assert store.find(both) == dict.fromkeys(both, (first.article,))


def test_articles_of_one_key_come_in_order_of_arrival(store: DatabaseArticles) -> None:
    key = Key(KeyKind.TEXT, "same")
    stored = store.put(Arrival(article=an_article("", title=f"{number}"), keys=(key,)) for number in range(9))

    assert store.find([key]) == {key: tuple(one.article for one in stored)}


def test_a_removed_article_is_a_tombstone(store: DatabaseArticles) -> None:
    article = put_one(store, tags=("Ships",))
    key = Key(KeyKind.URL, "https://news.example/one")

    assert store.remove([article.id, ArticleId("unknown")]) == (article.id,)

    assert store.get(article.id) is None
    assert store.raw_body(article.id) is None
    assert store.is_removed(article.id)
    assert not store.is_removed(ArticleId("unknown"))
    assert store.removed([key, Key(KeyKind.URL, "other")]) == {key}
    assert store.find([key]) == {}
    assert (store.counts().articles, store.counts().removed) == (0, 1)
    assert store.remove([article.id]) == ()


def test_the_id_of_a_removed_article_is_not_given_again(store: DatabaseArticles) -> None:
    article = put_one(store)
    store.remove([article.id])

    assert put_one(store).id != article.id


def test_tags_that_an_editor_gave_stay(store: DatabaseArticles) -> None:
    article = put_one(store, tags=("Ships",), organizations=("ILO",))

    retagged = store.retag(article.id, tags=(Named("pay", "Pay"), Named("pay", "Twice")))
    again = put_one(store, known_as=article.id, tags=("Ships", "More"), title="Changed")

    assert retagged is not None
    assert retagged.tags == again.tags == (Named("pay", "Pay"),)
    assert again.organizations == article.organizations
    assert again.title == "Changed"
    assert store.get(article.id) == again


def test_retagging_what_is_unknown_does_nothing(store: DatabaseArticles) -> None:
    before = store.version()

    assert store.retag(ArticleId("unknown"), tags=(Named("a", "A"),)) is None
    assert store.version() == before


def test_the_first_label_of_a_slug_stays_until_it_is_renamed(store: DatabaseArticles) -> None:
    put_one(store, "one", tags=("Pay",))
    second = put_one(store, "two", tags=("PAY",))
    assert second.tags == (Named("pay", "Pay"),)
    before = store.version()

    assert store.rename(NameKind.TAG, "pay", "Wages") == 2
    assert store.rename(NameKind.TAG, "pay", "Wages") == 0
    assert store.rename(NameKind.TAG, "unknown", "Wages") == 0

    assert {article.tags for article in store.articles()} == {(Named("pay", "Wages"),)}
    assert store.version() == before + 2
    assert store.labels(NameKind.TAG, ["pay", "unknown"]) == {"pay": "Wages"}


def test_a_source_can_be_renamed(store: DatabaseArticles) -> None:
    article = put_one(store, source=Named("desk", "The Desk"))

    assert store.rename(NameKind.SOURCE, "desk", "News Desk") == 1
    assert store.get(article.id).source == Named("desk", "News Desk")  # type: ignore[union-attr]  # it is there


def test_sources_are_counted_with_their_freshness(ticking: DatabaseArticles) -> None:
    put_one(ticking, "one", source=Named("b", "Beta"))
    put_one(ticking, "two", source=Named("a", "Alpha"))
    newest = put_one(ticking, "three", source=Named("b", "Beta"))
    put_one(ticking, "four", source=None)

    summaries = ticking.sources()

    assert [(summary.source.label, summary.articles) for summary in summaries] == [("Alpha", 1), ("Beta", 2)]
    assert summaries[1].newest_at == newest.changed_at


def test_articles_come_in_order_of_id_however_many_there_are(store: DatabaseArticles) -> None:
    store.put(an_arrival(f"n{number}", tags=("Ships",)) for number in range(950))

    ids = [article.id for article in store.articles()]

    assert ids == sorted(set(ids))
    assert len(ids) == 950
    assert len(store.get_many(ids)) == 950


def test_many_are_given_in_the_order_asked(store: DatabaseArticles) -> None:
    one, two = (stored.article for stored in store.put([an_arrival("one"), an_arrival("two")]))

    assert store.get_many([two.id, ArticleId("unknown"), one.id]) == (two, one)


def test_the_latest_come_newest_first(store: DatabaseArticles) -> None:
    stored = store.put(an_arrival(f"n{number}") for number in range(5))

    assert store.latest(3) == tuple(one.article for one in reversed(stored[-3:]))


def test_exactly_the_changes_read_are_crossed_off(store: DatabaseArticles) -> None:
    one, two = (stored.article for stored in store.put([an_arrival("one"), an_arrival("two")]))
    read = store.pending(1)
    (revision,) = store.revisions([read[0].article_id])

    store.cross_off(read, {revision.article.id: revision.number})

    assert [change.article_id for change in store.pending(10)] == [two.id]
    assert one.id == read[0].article_id


def test_a_change_made_after_reading_stays(store: DatabaseArticles) -> None:
    article = put_one(store)
    read, (revision,) = store.pending(10), store.revisions([article.id])
    put_one(store, known_as=article.id, title="Changed meanwhile")

    store.cross_off(read, {article.id: revision.number})

    assert [change.article_id for change in store.pending(10)] == [article.id]


def test_what_somebody_else_crossed_off_comes_back_when_it_was_overwritten(store: DatabaseArticles) -> None:
    article = put_one(store)
    read, (revision,) = store.pending(10), store.revisions([article.id])
    put_one(store, known_as=article.id, title="Changed meanwhile")
    store.cross_off_all(store.version())
    assert store.pending(10) == ()

    store.cross_off(read, {article.id: revision.number})

    assert [change.article_id for change in store.pending(10)] == [article.id]


def test_counts_say_how_far_the_index_is_behind(ticking: DatabaseArticles) -> None:
    assert ticking.counts().oldest_pending_at is None
    put_one(ticking, "one")
    put_one(ticking, "two")

    counts = ticking.counts()

    assert (counts.articles, counts.pending, counts.oldest_pending_at) == (2, 2, NOON)


def test_a_store_is_the_same_after_it_was_closed(store: DatabaseArticles, url: str) -> None:
    article = put_one(store)
    version = store.version()
    store.close()
    store.close()

    again = open_store(url)

    assert again.get(article.id) == article
    assert again.version() == version
    again.ping()
    again.close()


def test_what_changed_during_a_rebuild_comes_back_whoever_crossed_it_off(store: DatabaseArticles) -> None:
    """Somebody wrote it into the index that was then replaced."""
    changed, removed, untouched = (
        one.article for one in store.put(an_arrival(name) for name in ("one", "two", "three"))
    )
    number = store.version()
    put_one(store, "one", known_as=changed.id, title="Changed meanwhile")
    store.remove([removed.id])
    store.cross_off_all(store.version())

    store.cross_off_all(number)

    assert {change.article_id for change in store.pending(10)} == {changed.id, removed.id}
    assert untouched == store.get(untouched.id)


def test_what_was_put_on_the_list_during_a_rebuild_stays(store: DatabaseArticles) -> None:
    article = put_one(store)
    number = store.version()
    store.cross_off_all(number)
    store.enqueue([article.id])

    store.cross_off_all(number)

    assert [change.article_id for change in store.pending(10)] == [article.id]


def test_an_article_stands_on_the_list_once_however_often_it_is_put_there(store: DatabaseArticles) -> None:
    article = put_one(store)

    store.enqueue([article.id, article.id])
    store.enqueue([article.id])

    assert len(store.pending(10)) == 1
