"""A store of our own kind, on a disk of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.articles.database import DatabaseArticles, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DatabaseArticles]:
    """Return an empty store."""
    opened = open_store(f"sqlite:///{tmp_path}/portal.sqlite")
    yield opened
    opened.close()
