"""The index follows the store, whatever happens in between."""

from collections.abc import Iterable, Iterator

import pytest

from index import Document, Engine, EngineUnavailable
from portal.articles.article import ArticleId, Named
from portal.articles.database import DatabaseArticles
from portal.articles.store import NameKind
from portal.indexing.checking import Drift, drift
from portal.indexing.document import document_of
from portal.indexing.rebuild import Rebuilt, rebuild
from portal.indexing.sync import Synced, sync
from tests.articles.arrivals import an_arrival


def holds_what_the_store_holds(engine: Engine, store: DatabaseArticles) -> bool:
    wanted = [document_of(article) for article in store.articles()]
    found = engine.get([article_id for article_id, _ in engine.ids()])
    return list(found) == wanted


class Meddling:
    """An engine beside which something happens: right before or right after a commit."""

    def __init__(self, engine: Engine, *, before: object = None, after: object = None) -> None:
        self._engine = engine
        self._before = before
        self._after = after

    def write(self, documents: Iterable[Document], *, remove: Iterable[str] = (), progress: object = None) -> None:
        written = list(documents)
        self._happen("_before")
        self._engine.write(written, remove=remove)
        self._happen("_after")

    def rebuild(self, documents: Iterable[Document], *, progress: object = None) -> None:
        def stream() -> Iterator[Document]:
            for document in documents:
                self._happen("_before")
                yield document

        self._engine.rebuild(stream())
        self._happen("_after")

    def _happen(self, when: str) -> None:
        happening = getattr(self, when)
        setattr(self, when, None)
        if callable(happening):
            happening()

    def __getattr__(self, name: str) -> object:
        return getattr(self._engine, name)


@pytest.fixture
def begun(store: DatabaseArticles, engine: Engine) -> None:
    """An index that is not empty, so that a sync does not begin by making it anew."""
    store.put([an_arrival("first")])
    sync(store, engine)


def crash() -> None:
    raise EngineUnavailable("killed")


@pytest.mark.usefixtures("begun")
def test_a_sync_makes_new_articles_findable(store: DatabaseArticles, engine: Engine) -> None:
    store.put([an_arrival("one", tags=("Ships",)), an_arrival("two")])

    report = sync(store, engine)

    assert report == Synced(written=2)
    assert holds_what_the_store_holds(engine, store)
    assert store.counts().pending == 0


@pytest.mark.usefixtures("begun")
def test_a_second_sync_does_nothing(store: DatabaseArticles, engine: Engine) -> None:
    store.put([an_arrival("one")])
    sync(store, engine)
    version = engine.stats().version

    assert sync(store, engine).written == 0
    assert engine.stats().version == version


@pytest.mark.usefixtures("begun")
def test_a_removed_article_leaves_the_index(store: DatabaseArticles, engine: Engine) -> None:
    (first, _) = store.put([an_arrival("one", tags=("Ships",)), an_arrival("two")])
    sync(store, engine)
    store.remove([first.article.id])

    report = sync(store, engine)

    assert report == Synced(removed=1)
    assert holds_what_the_store_holds(engine, store)


@pytest.mark.usefixtures("begun")
def test_a_renamed_tag_is_renamed_in_the_index(store: DatabaseArticles, engine: Engine) -> None:
    (stored,) = store.put([an_arrival("one", tags=("Ships",))])
    sync(store, engine)

    assert store.rename(NameKind.TAG, "ships", "Vessels") == 1
    sync(store, engine)

    (document,) = engine.get([stored.article.id])
    assert [value.label for value in document.facets["tag"]] == ["Vessels"]


@pytest.mark.usefixtures("begun")
def test_small_batches_write_everything(store: DatabaseArticles, engine: Engine) -> None:
    store.put(an_arrival(f"n{number}") for number in range(23))
    seen: list[int] = []

    report = sync(store, engine, batch=5, progress=seen.append)

    assert report.written == 23
    assert seen == [5, 10, 15, 20, 23]
    assert holds_what_the_store_holds(engine, store)


@pytest.mark.usefixtures("begun")
def test_a_crash_before_crossing_off_loses_nothing(store: DatabaseArticles, engine: Engine) -> None:
    store.put([an_arrival("one", tags=("Ships",))])

    with pytest.raises(EngineUnavailable):
        sync(store, Meddling(engine, after=crash))  # type: ignore[arg-type]  # it forwards the rest

    assert store.counts().pending == 1
    sync(store, engine)
    assert holds_what_the_store_holds(engine, store)


@pytest.mark.usefixtures("begun")
def test_a_change_made_during_a_sync_stays_on_the_list(store: DatabaseArticles, engine: Engine) -> None:
    (stored,) = store.put([an_arrival("one", tags=("Ships",))])

    def retag() -> None:
        store.retag(stored.article.id, tags=(Named("late", "Late"),))

    sync(store, Meddling(engine, before=retag))  # type: ignore[arg-type]  # it forwards the rest

    assert holds_what_the_store_holds(engine, store)
    assert store.counts().pending == 0


@pytest.mark.usefixtures("begun")
def test_two_that_sync_at_once_leave_the_newest(store: DatabaseArticles, engine: Engine) -> None:
    """The slower one read first and writes last: what it overwrites is put on the list again."""
    (stored,) = store.put([an_arrival("one", tags=("Ships",))])

    def overtake() -> None:
        store.retag(stored.article.id, tags=(Named("late", "Late"),))
        sync(store, engine)

    sync(store, Meddling(engine, before=overtake))  # type: ignore[arg-type]  # it forwards the rest

    assert holds_what_the_store_holds(engine, store)
    assert store.counts().pending == 0


@pytest.mark.usefixtures("begun")
def test_an_article_removed_while_it_is_written_is_gone_after_the_sync(store: DatabaseArticles, engine: Engine) -> None:
    (stored,) = store.put([an_arrival("one", tags=("Ships",))])

    def overtake() -> None:
        store.remove([stored.article.id])
        sync(store, engine)

    sync(store, Meddling(engine, before=overtake))  # type: ignore[arg-type]  # it forwards the rest

    assert [document.title for document in engine.get([one for one, _ in engine.ids()])] == ["On first"]


def test_a_rebuild_needs_nothing_of_the_old_index(store: DatabaseArticles, engine: Engine) -> None:
    store.put(an_arrival(f"n{number}") for number in range(7))
    engine.write([Document(id="litter", title="from another life")])

    assert rebuild(store, engine) == Rebuilt(documents=7)
    assert holds_what_the_store_holds(engine, store)
    assert store.counts().pending == 0


def test_a_change_made_during_a_rebuild_is_in_the_index_after_it(store: DatabaseArticles, engine: Engine) -> None:
    stored = store.put(an_arrival(f"n{number}") for number in range(7))

    def meddle() -> None:
        for one in stored[:3]:
            store.retag(one.article.id, tags=(Named("late", "Late"),))
        store.remove([stored[3].article.id])
        store.put([an_arrival("new")])

    rebuild(store, Meddling(engine, before=meddle))  # type: ignore[arg-type]  # it forwards the rest
    sync(store, engine)

    assert holds_what_the_store_holds(engine, store)
    assert store.counts().pending == 0


def test_a_crash_after_a_rebuild_loses_nothing(store: DatabaseArticles, engine: Engine) -> None:
    stored = store.put(an_arrival(f"n{number}") for number in range(3))

    def meddle_and_die() -> None:
        store.remove([stored[0].article.id])
        crash()

    with pytest.raises(EngineUnavailable):
        rebuild(store, Meddling(engine, after=meddle_and_die))  # type: ignore[arg-type]  # it forwards the rest
    sync(store, engine)

    assert holds_what_the_store_holds(engine, store)


def test_what_was_found_wrong_can_be_put_right(store: DatabaseArticles, engine: Engine) -> None:
    (stored,) = store.put([an_arrival("one", tags=("Ships",))])
    sync(store, engine)
    engine.write([Document(id="stranger")], remove=[stored.article.id])

    store.enqueue([stored.article.id, ArticleId("stranger")])
    sync(store, engine)

    assert holds_what_the_store_holds(engine, store)


def test_an_index_that_was_deleted_is_filled_by_the_next_sync(store: DatabaseArticles, engine: Engine) -> None:
    stored = store.put(an_arrival(f"n{number}") for number in range(5))
    sync(store, engine)
    engine.write([], remove=[one.article.id for one in stored])
    store.put([an_arrival("one more")])

    assert sync(store, engine) == Synced(written=6, is_rebuilt=True)
    assert holds_what_the_store_holds(engine, store)


def test_drift_names_what_is_missing_surplus_and_stale(store: DatabaseArticles, engine: Engine) -> None:
    missing, stale, _ = store.put(an_arrival(name) for name in ("missing", "stale", "sound"))
    sync(store, engine)
    engine.write([Document(id="stranger"), Document(id=stale.article.id)], remove=[missing.article.id])

    found = drift(store, engine)

    assert found == Drift((missing.article.id,), (ArticleId("stranger"),), (stale.article.id,))
    store.enqueue(found.all)
    sync(store, engine)
    assert drift(store, engine) == Drift()
