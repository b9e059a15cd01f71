"""Real data, where it is there; a store of our own kind on a disk of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from portal.articles.database import DatabaseArticles, open_store

settings.register_profile("busy", deadline=None)  # other work on the machine is no failure
settings.load_profile("busy")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real data beside the project, or skip."""
    folder = Path(__file__).parents[2].parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("../shared/data is not there")
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DatabaseArticles]:
    """Return an empty store."""
    opened = open_store(f"sqlite:///{tmp_path}/portal.sqlite")
    yield opened
    opened.close()
