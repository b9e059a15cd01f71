"""Every test of this folder that takes `engine` or `fresh_engine` runs once for every engine there is.

To add an engine, add a row to `ADDRESSES`; it then keeps the contract or it does not.
"""

import importlib.util
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from index import Engine, open_engine

FreshEngine = Callable[[], AbstractContextManager[Engine]]

ADDRESSES = {"memory": "memory:"}
if importlib.util.find_spec("index.engines.whoosh.engine"):
    ADDRESSES["whoosh"] = "whoosh:{folder}/index"


# Hundreds of small indexes, each synced to disk at every commit: where there is a disk in memory, they go there.
SHM = Path("/dev/shm")


@pytest.fixture(scope="module", params=list(ADDRESSES.values()), ids=list(ADDRESSES))
def fresh_engine(request: pytest.FixtureRequest) -> FreshEngine:
    """Return a function that opens an engine of its own, empty, and closes it at the end of the block."""

    @contextmanager
    def opened() -> Iterator[Engine]:
        with TemporaryDirectory(dir=SHM if SHM.is_dir() else None) as folder:
            engine = open_engine(request.param.format(folder=folder))
            try:
                yield engine
            finally:
                engine.close()

    return opened


@pytest.fixture
def engine(fresh_engine: FreshEngine) -> Iterator[Engine]:
    """An empty engine."""
    with fresh_engine() as engine:
        yield engine
