"""A store in a folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.articles.database import DatabaseArticles, open_store


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'var' / 'portal.db'}"


@pytest.fixture
def store(url: str) -> Iterator[DatabaseArticles]:
    opened = open_store(url)
    yield opened
    opened.close()
