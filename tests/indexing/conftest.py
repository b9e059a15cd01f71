"""A store in a folder of its own, and both engines that need nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Engine, open_engine
from portal.articles.database import DatabaseArticles, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DatabaseArticles]:
    opened = open_store(f"sqlite:///{tmp_path / 'portal.db'}")
    yield opened
    opened.close()


@pytest.fixture(params=["memory:", "whoosh:"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    opened = open_engine(request.param if request.param == "memory:" else f"whoosh:{tmp_path / 'index'}")
    yield opened
    opened.close()
