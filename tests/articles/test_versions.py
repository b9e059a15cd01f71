"""A changed article keeps what its title and body were, and only that."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from portal.articles import versions
from portal.articles.article import Article, ArticleId, Completeness
from portal.articles.backup import backup, restore
from portal.articles.database import DatabaseArticles, open_store
from portal.articles.provenance import Copy, Giver, Provenance
from portal.articles.store import Outcome
from tests.articles.arrivals import an_arrival

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def ticking(store: DatabaseArticles, url: str) -> Iterator[DatabaseArticles]:
    """A store whose clock goes on by a minute with each look."""
    moments = (NOON + timedelta(minutes=number) for number in range(1000))
    opened = open_store(url, clock=lambda: next(moments))
    yield opened
    opened.close()


def put_texts(store: DatabaseArticles, *texts: str, **given: object) -> Article:
    """Put an article that has one text after the other."""
    known_as = ""
    for text in texts:
        arrival = an_arrival("one", known_as=known_as, body_text=text, body_html=f"<p>{text}</p>", **given)
        (stored,) = store.put([arrival])
        known_as = stored.article.id
    return stored.article


def test_earlier_texts_are_kept_newest_first_with_the_time_of_their_replacement(ticking: DatabaseArticles) -> None:
    article = put_texts(ticking, "First.", "Second.", "Third.")

    kept = ticking.versions(article.id)

    assert [(version.body_text, version.body_html) for version in kept] == [
        ("Second.", "<p>Second.</p>"),
        ("First.", "<p>First.</p>"),
    ]
    assert [version.replaced_at for version in kept] == [NOON + timedelta(minutes=2), NOON + timedelta(minutes=1)]
    assert kept[0].number > kept[1].number
    assert (article.versions, article.text_changed_at) == (2, kept[0].replaced_at)
    stored = ticking.get(article.id)
    assert stored is not None
    assert (stored.versions, stored.text_changed_at) == (2, kept[0].replaced_at)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"author": "Ada Author"}, id="the author"),
        pytest.param({"body_html": "<p>It <b>begins</b>.</p>"}, id="markup"),
        pytest.param({"tags": ("Ships",)}, id="tags"),
    ],
)
def test_other_changes_make_no_version(store: DatabaseArticles, change: dict[str, object]) -> None:
    fields: dict[str, object] = {"body_text": "It begins.", "body_html": "<p>It begins.</p>"}
    (first,) = store.put([an_arrival("one", **fields)])

    (second,) = store.put([an_arrival("one", known_as=first.article.id, **(fields | change))])

    assert store.versions(second.article.id) == ()
    assert (second.article.versions, second.article.text_changed_at) == (0, None)


def test_the_whole_that_replaces_an_excerpt_is_no_other_version(store: DatabaseArticles) -> None:
    (first,) = store.put([an_arrival("one", body_text="It begins…", completeness=Completeness.EXCERPT)])

    (second,) = store.put([an_arrival("one", known_as=first.article.id, body_text="It begins and ends.")])

    assert second.outcome is Outcome.CHANGED
    assert store.versions(second.article.id) == ()


def test_another_title_alone_is_a_version(store: DatabaseArticles) -> None:
    (first,) = store.put([an_arrival("one", title="Old", body_text="", body_html="")])
    store.put([an_arrival("one", known_as=first.article.id, title="New", body_text="", body_html="")])

    assert [version.title for version in store.versions(first.article.id)] == ["Old"]


def test_the_oldest_versions_go_first_when_there_are_too_many(store: DatabaseArticles) -> None:
    article = put_texts(store, *(f"Text {number}." for number in range(versions.MOST_KEPT + 6)))

    kept = store.versions(article.id)

    assert len(kept) == article.versions == versions.MOST_KEPT
    assert (kept[0].body_text, kept[-1].body_text) == (f"Text {versions.MOST_KEPT + 4}.", "Text 5.")


def test_long_versions_are_kept_only_as_far_as_there_is_room_but_always_the_last(
    store: DatabaseArticles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "MOST_CHARACTERS", 500)

    article = put_texts(store, *("a" * 100 + str(number) for number in range(9)))
    longer = put_texts(store, "b" * 900, "c" * 900, url="https://news.example/longer")

    assert [version.body_text[-1] for version in store.versions(article.id)] == ["7", "6"]
    assert len(store.versions(longer.id)) == 1


def test_versions_are_backed_up_and_restored(store: DatabaseArticles, url: str, tmp_path: Path) -> None:
    article = put_texts(store, "First.", "Second.")
    target = tmp_path / "backup.db"
    backup(url, target)
    store.put([an_arrival("one", known_as=article.id, body_text="Third.")])

    restore(url, target)

    assert [version.body_text for version in store.versions(article.id)] == ["First."]


def test_a_removed_article_leaves_no_version(store: DatabaseArticles) -> None:
    article = put_texts(store, "First.", "Second.")
    store.remove([article.id])

    assert store.versions(article.id) == ()
    assert store.versions(ArticleId("unknown")) == ()


@pytest.mark.parametrize(
    "told",
    [
        Provenance(),
        Provenance(origin="feed"),
        Provenance(origin="extraction", fields={"title": Giver(0, "json-ld")}),
        Provenance(
            copies=(
                Copy(
                    origin="rest",
                    source="desk",
                    url="https://news.example/one",
                    source_key="1",
                    is_full=True,
                    size=9,
                    published="2026",
                    tags=("ships",),
                    organizations=("ilo",),
                    flags=("bad-date",),
                ),
                Copy(origin="card"),
            ),
            fields={"title": Giver(0, "rest"), "body": Giver(1, "card")},
        ),
    ],
)
def test_provenance_comes_back_as_it_was_put(store: DatabaseArticles, told: Provenance) -> None:
    (stored,) = store.put([an_arrival("one", provenance=told)])
    article = store.get(stored.article.id)

    assert article == stored.article
    assert article is not None
    assert article.provenance == told


def test_what_readers_do_not_see_is_a_change_but_not_of_the_article(ticking: DatabaseArticles) -> None:
    """Pages and the index follow, and nobody is told that the article changed."""
    (first,) = ticking.put([an_arrival("one")])

    (second,) = ticking.put([an_arrival("one", known_as=first.article.id, provenance=Provenance(origin="feed"))])

    assert second.outcome is Outcome.CHANGED
    assert second.article.changed_at == first.article.changed_at
    assert len(ticking.pending(10)) == 2
