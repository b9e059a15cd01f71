"""An index that cannot be synced is made anew, and one that is only busy is left alone."""

import pytest

from index import Engine, EngineUnavailable, SchemaMismatch
from portal.articles.database import DatabaseArticles
from portal.indexing.mending import sync_or_rebuild
from tests.articles.arrivals import an_arrival


class Faulty:
    """An engine whose every write fails with *error*, until it is rebuilt."""

    def __init__(self, engine: Engine, error: Exception, findings: list[str]) -> None:
        self._engine = engine
        self._error = error
        self._findings = findings

    def write(self, *_given: object, **_named: object) -> None:
        raise self._error

    def check(self) -> list[str]:
        return self._findings

    def __getattr__(self, name: str) -> object:
        return getattr(self._engine, name)


@pytest.mark.parametrize(
    ("error", "findings"),
    [
        pytest.param(SchemaMismatch("another schema"), [], id="another schema"),
        pytest.param(EngineUnavailable("damaged"), ["x.col: not what was written"], id="damaged"),
    ],
)
def test_an_index_that_is_not_sound_is_made_anew(
    store: DatabaseArticles, engine: Engine, error: Exception, findings: list[str]
) -> None:
    store.put([an_arrival("one")])
    sync_or_rebuild(store, engine)
    store.put([an_arrival("two")])

    done = sync_or_rebuild(store, Faulty(engine, error, findings))  # type: ignore[arg-type]  # it forwards the rest

    assert (done.written, done.is_rebuilt) == (2, True)
    assert engine.stats().documents == 2
    assert store.counts().pending == 0


def test_an_index_that_is_busy_is_left_alone(store: DatabaseArticles, engine: Engine) -> None:
    store.put([an_arrival("one")])
    sync_or_rebuild(store, engine)
    store.put([an_arrival("two")])

    with pytest.raises(EngineUnavailable):
        sync_or_rebuild(store, Faulty(engine, EngineUnavailable("busy"), []))  # type: ignore[arg-type]  # likewise

    assert store.counts().pending == 1
