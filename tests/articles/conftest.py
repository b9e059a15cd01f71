"""A store in a folder of its own."""

import itertools
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from portal.articles.database import DatabaseArticles, open_store


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a store without articles: making its tables takes longer than most tests."""
    path = tmp_path_factory.mktemp("empty") / "portal.db"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The address of a store that is not there yet."""
    return f"sqlite:///{tmp_path / 'var' / 'portal.db'}"


@pytest.fixture
def store(url: str, tmp_path: Path, empty_store: Path) -> Iterator[DatabaseArticles]:
    (tmp_path / "var").mkdir(mode=0o700)
    shutil.copy(empty_store, tmp_path / "var" / "portal.db")
    opened = open_store(url)
    yield opened
    opened.close()


@pytest.fixture
def another_store(tmp_path: Path, empty_store: Path) -> Callable[[], AbstractContextManager[DatabaseArticles]]:
    """Open an empty store, another one for each example of a property."""
    numbers = itertools.count()

    @contextmanager
    def opened() -> Iterator[DatabaseArticles]:
        path = tmp_path / f"another{next(numbers)}.db"
        shutil.copy(empty_store, path)
        store = open_store(f"sqlite:///{path}")
        try:
            yield store
        finally:
            store.close()
            for suffix in ("", "-wal", "-shm"):
                Path(f"{path}{suffix}").unlink(missing_ok=True)

    return opened
