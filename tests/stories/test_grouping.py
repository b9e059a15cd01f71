"""Stories are told as articles come, change and go; the order in which they do makes no difference."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.articles.article import Article, ArticleId
from portal.articles.database import DatabaseArticles, open_store
from portal.articles.store import Arrival, Key, KeyKind
from portal.articles.stories import MOST_CHARACTERS
from portal.stories import grouping
from portal.stories.grouping import Grouped, group
from tests.builders import an_article
from tests.stories.conftest import REPORT

WORDS = REPORT.split()
EXCERPT = " ".join(WORDS[:45]) + "…"
OTHER = " ".join(f"{word}{number % 7}" for number, word in enumerate(reversed(WORDS)))
BRIDGE = " ".join(WORDS[:90])
"""Near the whole report, and near what ends differently."""


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "portal.db"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def store(empty_store: Path, tmp_path: Path) -> Iterator[DatabaseArticles]:
    shutil.copy(empty_store, tmp_path / "portal.db")
    opened = open_store(f"sqlite:///{tmp_path / 'portal.db'}")
    yield opened
    opened.close()


def put(store: DatabaseArticles, name: str, body: str = REPORT, **given: object) -> ArticleId:
    """Store the article called *name*, in place of what it was."""
    key = Key(KeyKind.URL, f"https://news.example/{name}")
    met = store.find([key]).get(key, ())
    fields = {
        "title": "On " + name.rstrip("0123456789"),
        "body_text": body,
        "body_html": f"<p>{body}</p>",
        "url": key.value,
    } | given
    article = an_article(met[0].id if met else "", **fields)
    (stored,) = store.put([Arrival(article=article, keys=(key,))])
    return stored.article.id


def told(store: DatabaseArticles) -> set[frozenset[str]]:
    """Return the stories of several articles, each as the names of its articles."""
    found: dict[str, set[str]] = {}
    for article in store.articles():
        if article.story:
            found.setdefault(article.story, set()).add(_name(article))
    assert all(len(names) > 1 for names in found.values())
    return {frozenset(names) for names in found.values()}


def _name(article: Article) -> str:
    return str(article.url).rpartition("/")[2]


def index_heard(store: DatabaseArticles) -> set[str]:
    """Return which articles the index has to hear of, and cross them off."""
    waiting = store.pending(1_000)
    names = {_name(article) for article in store.get_many({change.article_id for change in waiting})}
    store.cross_off(waiting, {one.article.id: one.number for one in store.revisions(c.article_id for c in waiting)})
    assert not store.pending(1)
    return names


def test_copies_and_excerpts_join_the_story_of_the_first(store: DatabaseArticles) -> None:
    first = put(store, "first")
    put(store, "elsewhere", OTHER)
    group(store.stories)
    index_heard(store)
    put(store, "copy", f"GENEVA – {REPORT}")
    put(store, "excerpt", EXCERPT)

    assert group(store.stories) == Grouped(looked_at=2, moved=2)
    assert told(store) == {frozenset(("first", "copy", "excerpt"))}
    assert {article.story for article in store.articles()} == {first, ""}
    assert index_heard(store) == {"copy", "excerpt"}


def test_grouping_again_changes_nothing(store: DatabaseArticles) -> None:
    put(store, "first")
    put(store, "copy")
    group(store.stories)
    index_heard(store)
    version = store.version()

    assert group(store.stories) == Grouped()
    assert store.version() == version


def test_what_changes_nothing_of_the_text_moves_nothing(store: DatabaseArticles) -> None:
    put(store, "first")
    copy = put(store, "copy")
    group(store.stories)
    store.retag(copy, tags=())
    put(store, "copy", author="Somebody")

    assert group(store.stories) == Grouped(looked_at=1, moved=0)
    assert told(store) == {frozenset(("first", "copy"))}


def test_a_changed_article_leaves_its_story_and_joins_another(store: DatabaseArticles) -> None:
    put(store, "first")
    put(store, "copy")
    put(store, "elsewhere", OTHER)
    group(store.stories)
    index_heard(store)
    put(store, "copy", OTHER)
    group(store.stories)

    assert told(store) == {frozenset(("copy", "elsewhere"))}
    assert index_heard(store) == {"copy", "elsewhere"}


def test_an_article_that_joins_two_stories_makes_them_one_and_leaves_two_when_it_goes(store: DatabaseArticles) -> None:
    begins, ends = " ".join(WORDS[:55]), " ".join(WORDS[90:])
    for name, body in (("a1", begins), ("a2", begins), ("b1", ends), ("b2", f"{ends} And so on.")):
        put(store, name, body)
    group(store.stories)
    assert told(store) == {frozenset(("a1", "a2")), frozenset(("b1", "b2"))}

    index_heard(store)
    whole = put(store, "whole")
    group(store.stories)
    assert told(store) == {frozenset(("a1", "a2", "b1", "b2", "whole"))}
    assert index_heard(store) == {"b1", "b2", "whole"}

    store.remove([whole])
    group(store.stories)
    assert told(store) == {frozenset(("a1", "a2")), frozenset(("b1", "b2"))}
    assert index_heard(store) == {"b1", "b2"}


def test_a_story_outlives_its_first_article(store: DatabaseArticles) -> None:
    first = put(store, "first")
    second = put(store, "second")
    put(store, "third")
    group(store.stories)
    store.remove([first])
    group(store.stories)

    assert told(store) == {frozenset(("second", "third"))}
    assert {article.story for article in store.articles()} == {second}


def test_days_and_languages_part_stories(store: DatabaseArticles) -> None:
    put(store, "first", published="2026-03-05")
    put(store, "soon", published="2026-03-10T23:00:00Z")
    put(store, "late", published="2026-05-05")
    put(store, "spanish", language="es")
    group(store.stories)

    assert told(store) == {frozenset(("first", "soon"))}


def test_undated_articles_meet_by_their_arrival(store: DatabaseArticles) -> None:
    put(store, "one", published=None)
    put(store, "other", published=None)
    put(store, "dated", published="2026-03-05")
    group(store.stories)

    assert told(store) == {frozenset(("one", "other"))}


def test_an_article_without_a_text_is_no_copy_of_another(store: DatabaseArticles) -> None:
    put(store, "one", "", title="Situation report")
    put(store, "other", "", title="Situation report")

    assert group(store.stories).looked_at == 2
    assert told(store) == set()


def test_of_the_longest_bodies_the_beginning_is_compared(store: DatabaseArticles) -> None:
    words = " ".join(f"w{number * number % 7919}" for number in range(60_000))
    put(store, "one", f"{words} {REPORT}")
    put(store, "other", f"{words} {OTHER}")
    with store.stories.writing() as batch:
        assert {len(one.body) for one in batch.waiting(9)} == {MOST_CHARACTERS}
    group(store.stories)

    assert told(store) == {frozenset(("one", "other"))}


def test_a_store_is_grouped_anew_with_the_same_outcome(store: DatabaseArticles) -> None:
    for name, body in (("first", REPORT), ("copy", EXCERPT), ("elsewhere", OTHER)):
        put(store, name, body)
    group(store.stories)
    before = {article.id: article.story for article in store.articles()}
    store.stories.clear()
    assert told(store) == set()
    progress: list[int] = []

    assert group(store.stories, on_progress=progress.append) == Grouped(looked_at=3, moved=1)
    assert {article.id: article.story for article in store.articles()} == before
    assert progress == [3]


@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_batches_of_any_size_end_alike(store: DatabaseArticles, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr(grouping, "BATCH", count)
    for number in range(3):
        put(store, f"copy{number}", f"{REPORT} {number}")
        put(store, f"other{number}", OTHER)
    group(store.stories)
    expected = {frozenset(f"{name}{number}" for number in range(3)) for name in ("copy", "other")}
    assert told(store) == expected

    store.remove([article.id for article in store.articles() if _name(article).endswith("0")])
    group(store.stories)
    assert told(store) == {names - {"copy0", "other0"} for names in expected}


PIECES = ["", REPORT, EXCERPT, OTHER, BRIDGE, *(" ".join(WORDS[start : start + 60]) for start in range(0, 150, 30))]
DAYS = ["2026-03-01", "2026-03-10", "2026-03-20", None]
NAMES = "abcdefgh"

steps = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.sampled_from(NAMES), st.sampled_from(PIECES), st.sampled_from(DAYS)),
        st.tuples(st.just("remove"), st.sampled_from(NAMES)),
        st.tuples(st.just("group")),
    ),
    max_size=25,
)


@given(steps=steps, batch=st.integers(1, 5), chance=st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_whatever_happened_the_stories_are_those_of_what_is_left(
    empty_store: Path, steps: list[tuple[str, ...]], batch: int, chance: object
) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(grouping, "BATCH", batch)
        lived, anew = _opened(empty_store, folder, "lived"), _opened(empty_store, folder, "anew")
        left: dict[str, tuple[str, str | None]] = {}
        gone: set[str] = set()
        for step, *values in steps:
            if step == "group":
                group(lived.stories)
            elif step == "remove":
                lived.remove([article.id for article in lived.articles() if _name(article) == values[0]])
                gone |= {values[0]} & left.keys()
                left.pop(values[0], None)
            elif values[0] not in gone:
                put(lived, values[0], values[1], published=values[2])
                left[values[0]] = (values[1], values[2])
        group(lived.stories)
        names = sorted(left)
        chance.shuffle(names)  # type: ignore[attr-defined]  # Hypothesis gives a Random
        for name in names:
            put(anew, name, left[name][0], published=left[name][1])
            if chance.random() < 0.3:  # type: ignore[attr-defined]  # likewise
                group(anew.stories)
        group(anew.stories)

        assert told(lived) == told(anew)
        for store in (lived, anew):
            _is_sound(store)
            store.close()


def _opened(empty: Path, folder: str, name: str) -> DatabaseArticles:
    path = Path(folder) / f"{name}.db"
    shutil.copy(empty, path)
    return open_store(f"sqlite:///{path}")


def _is_sound(store: DatabaseArticles) -> None:
    """A story is named after its first article, and nothing is kept of what is gone."""
    articles = list(store.articles())
    for story in {article.story for article in articles if article.story}:
        first = min((article for article in articles if article.story == story), key=lambda one: one.sequence)
        assert first.id == story
    with store._engine.connect() as connection:
        signed = set(connection.exec_driver_sql("SELECT sequence FROM signatures").scalars())
        keyed = set(connection.exec_driver_sql("SELECT sequence FROM signature_keys").scalars())
    assert signed == {article.sequence for article in articles}
    assert keyed <= signed
