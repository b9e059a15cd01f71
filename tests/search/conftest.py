"""A search service over the library, in the reference engine."""

from datetime import date

import pytest

from index import Engine, open_engine
from portal.search.service import SearchService
from tests.search.library import documents


@pytest.fixture(scope="session")
def engine() -> Engine:
    """The library, in memory; nobody writes to it."""
    engine = open_engine("memory:")
    engine.write(documents())
    return engine


@pytest.fixture(scope="session")
def service(engine: Engine) -> SearchService:
    """Searches the library on 24 November 2026."""
    return SearchService(engine, lambda: date(2026, 11, 24))
