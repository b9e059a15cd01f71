"""Killed anywhere in a sync or a rebuild: the next sync makes the index what the store is, and nothing is lost."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index import Engine, SearchRequest, open_engine
from index.query import Word
from portal.articles.database import DatabaseArticles, open_store
from portal.indexing.checking import findings
from portal.indexing.mending import sync_or_rebuild
from portal.indexing.rebuild import rebuild
from tests.articles.arrivals import an_arrival
from tests.engines.whoosh.crashing import killed_at

Work = Callable[[DatabaseArticles, Engine], object]


@contextmanager
def opened(folder: Path) -> Iterator[tuple[DatabaseArticles, Engine]]:
    store = open_store(f"sqlite:///{folder / 'portal.db'}")
    engine = open_engine(f"whoosh:{folder / 'index'}")
    try:
        yield store, engine
    finally:
        engine.close()
        store.close()


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four articles that are indexed, and a fifth, a change and a removal on the list of changes."""
    folder = tmp_path_factory.mktemp("before")
    with opened(folder) as (store, engine):
        stored = store.put([an_arrival(name) for name in ("one", "two", "three", "four")])
        sync_or_rebuild(store, engine)
        store.put([an_arrival("five"), an_arrival("one", known_as=stored[0].article.id, title="Anew")])
        store.remove([stored[1].article.id])
    return folder


@pytest.mark.parametrize("work", [sync_or_rebuild, rebuild])
def test_after_a_kill_the_next_sync_makes_the_index_what_the_store_is(tmp_path: Path, before: Path, work: Work) -> None:
    folder = tmp_path / "data"

    def child() -> None:
        with opened(folder) as (store, engine):
            work(store, engine)

    number = 1
    seen = set()
    while True:
        shutil.copytree(before, folder)
        is_killed = killed_at(number, child, tmp_path / "ledger")
        with opened(folder) as (store, engine):
            seen.add((engine.search(SearchRequest(query=Word("anew"))).total, store.counts().pending))
            sync_or_rebuild(store, engine)
            assert list(findings(store, engine)) == [], f"killed before operation {number}"
            assert store.counts().pending == 0
            assert engine.stats().documents == store.counts().articles == 4
        shutil.rmtree(folder)
        if not is_killed:
            break
        number += 1

    assert number > 12
    assert seen == {(0, 3), (1, 3), (1, 0)}, "the list is crossed off after the commit, never before"
