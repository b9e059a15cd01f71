"""A scrub finds what is wrong with the index, and the next draining of the list repairs it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index import Document, Engine, EngineUnavailable, SearchRequest, open_engine
from portal.articles.database import DatabaseArticles
from portal.indexing.checking import findings
from portal.indexing.mending import sync_or_rebuild
from portal.indexing.scrubbing import Scrubbed, scrub
from tests.articles.arrivals import an_arrival


def test_a_sound_index_is_left_alone(store: DatabaseArticles, engine: Engine) -> None:
    store.put([an_arrival("one"), an_arrival("two")])
    sync_or_rebuild(store, engine)
    version = engine.stats().version

    assert scrub(store, engine) == Scrubbed()

    assert store.counts().pending == 0
    assert engine.stats().version == version


def test_what_the_index_lacks_or_has_too_much_or_holds_otherwise_is_written_again(
    store: DatabaseArticles, engine: Engine
) -> None:
    stored = store.put([an_arrival("one"), an_arrival("two"), an_arrival("three")])
    sync_or_rebuild(store, engine)
    lost, changed, _ = (one.article.id for one in stored)
    engine.write([Document(id=changed, title="something else"), Document(id="nobody")], remove=[lost])

    assert scrub(store, engine) == Scrubbed(drifted=3)
    sync_or_rebuild(store, engine)

    assert list(findings(store, engine)) == []


def test_what_waits_on_the_list_is_no_drift(store: DatabaseArticles, engine: Engine) -> None:
    store.put([an_arrival("one")])
    sync_or_rebuild(store, engine)
    store.put([an_arrival("two")])

    assert scrub(store, engine) == Scrubbed()


def test_what_changes_during_the_comparison_is_no_drift(store: DatabaseArticles, engine: Engine) -> None:
    store.put([an_arrival("one")])
    sync_or_rebuild(store, engine)

    class Busy:
        """A store that gains an article, which is indexed at once, after the ids of the index were read."""

        def articles(self) -> object:
            store.put([an_arrival("two")])
            yield from store.articles()
            sync_or_rebuild(store, engine)

        def __getattr__(self, name: str) -> object:
            return getattr(store, name)

    assert scrub(Busy(), engine) == Scrubbed()  # type: ignore[arg-type]  # it forwards the rest


@contextmanager
def two_processes(folder: Path) -> Iterator[tuple[Engine, Engine]]:
    """The engines of a worker, and of a process that answers."""
    engines = tuple(open_engine(f"whoosh:{folder}") for _ in range(2))
    try:
        yield engines  # type: ignore[misc]  # two of them
    finally:
        for engine in engines:
            engine.close()


def damage(folder: Path, extension: str) -> None:
    for path in folder.rglob(f"*{extension}"):
        path.write_bytes(path.read_bytes()[:-1] + b"\xff")


@pytest.mark.parametrize("extension", [".col", ".doc", ".toc"])
def test_a_damaged_index_is_answered_from_no_more_and_made_anew(
    store: DatabaseArticles, tmp_path: Path, extension: str
) -> None:
    store.put([an_arrival("one"), an_arrival("two")])
    with two_processes(tmp_path / "index") as (worker, server):
        sync_or_rebuild(store, worker)
        assert server.search(SearchRequest()).total == 2
        damage(tmp_path / "index", extension)

        assert scrub(store, worker).damage
        with pytest.raises(EngineUnavailable):
            server.search(SearchRequest())
        assert sync_or_rebuild(store, worker).is_rebuilt

        assert server.search(SearchRequest()).total == 2
        assert list(findings(store, worker)) == []


def test_an_index_that_fell_back_to_an_earlier_commit_is_made_anew(store: DatabaseArticles, tmp_path: Path) -> None:
    """Nothing is on the list, and what serves is sound: only the pointer tells that a commit was lost."""
    store.put([an_arrival("one")])
    with two_processes(tmp_path / "index") as (worker, server):
        sync_or_rebuild(store, worker)
        store.put([an_arrival("two")])
        sync_or_rebuild(store, worker)
        newest = max((tmp_path / "index").rglob("*.col"), key=lambda path: path.stat().st_mtime_ns)
        newest.unlink()
        assert worker.check()
        assert server.search(SearchRequest()).total == 1
        assert store.pending(1) == ()

        assert sync_or_rebuild(store, worker).is_rebuilt

        assert server.search(SearchRequest()).total == 2
