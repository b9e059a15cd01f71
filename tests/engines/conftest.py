"""Every test of this folder that takes `engine` or `fresh_engine` runs once for every engine there is.

To add an engine, add a row to `OPENERS`; it then keeps the contract or it does not.
"""

import importlib.util
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from index import Engine, Schema, open_engine

FreshEngine = Callable[[], AbstractContextManager[Engine]]
Opener = Callable[[str], Engine]

PATIENCE = 60.0
"""Seconds that one search may take: tests of the contract are not of how busy the machine is."""

OPENERS: dict[str, Opener] = {"memory": lambda _folder: open_engine("memory:")}
if importlib.util.find_spec("index.engines.whoosh.engine"):
    from index.engines.whoosh.engine import WhooshEngine
    from index.engines.whoosh.kernels import BEST, plain

    OPENERS["whoosh"] = lambda folder: open_engine(f"whoosh:{folder}/index", budget=PATIENCE)
    if BEST is not plain:
        OPENERS["whoosh in NumPy"] = lambda folder: WhooshEngine(
            f"{folder}/index", Schema(), budget=PATIENCE, kernels=plain
        )


# Hundreds of small indexes, each synced to disk at every commit: where there is a disk in memory, they go there.
SHM = Path("/dev/shm")


@pytest.fixture(scope="module", params=list(OPENERS.values()), ids=list(OPENERS))
def fresh_engine(request: pytest.FixtureRequest) -> FreshEngine:
    """Return a function that opens an engine of its own, empty, and closes it at the end of the block."""

    @contextmanager
    def opened() -> Iterator[Engine]:
        with TemporaryDirectory(dir=SHM if SHM.is_dir() else None) as folder:
            engine = request.param(folder)
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
