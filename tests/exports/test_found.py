"""As many are exported as were found."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from index import open_engine
from portal.articles.article import Article
from portal.articles.database import open_store
from portal.exports.found import found_articles
from portal.indexing.sync import sync
from portal.search.service import SearchService
from portal.search.state import Refinement, SearchState
from tests.articles.arrivals import an_arrival

TAGS = ("Ships", "Pay", "Ports")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[tuple[SearchService, object]]:
    store = open_store(f"sqlite:///{tmp_path / 'portal.db'}")
    store.put(
        an_arrival(f"n{number}", title=f"Report {number} on cobalt", tags=(TAGS[number % 3],)) for number in range(25)
    )
    engine = open_engine("memory:")
    sync(store, engine)
    yield SearchService(engine, lambda: date(2026, 11, 24)), store
    store.close()


def export(library: tuple[SearchService, object], state: SearchState) -> list[Article]:
    search, store = library
    return list(found_articles(search, store, state, at_once=4))  # type: ignore[arg-type]  # the fixture's store


@pytest.mark.parametrize(
    ("state", "count"),
    [
        pytest.param(SearchState(), 25, id="everything"),
        pytest.param(SearchState(text="cobalt", page=3, limit=10), 25, id="from another page"),
        pytest.param(SearchState(refinements=frozenset({Refinement("tag", "ships")})), 9, id="picked"),
        pytest.param(SearchState(text="cobalt zinc"), 25, id="relaxed"),
        pytest.param(SearchState(text="zinc"), 0, id="nothing"),
    ],
)
def test_as_many_are_exported_as_were_found(
    library: tuple[SearchService, object], state: SearchState, count: int
) -> None:
    articles = export(library, state)

    assert len({article.id for article in articles}) == len(articles) == count
    assert count == library[0].total(state) or library[0].answer(state).is_relaxed


def test_an_export_is_in_the_order_of_the_search(library: tuple[SearchService, object]) -> None:
    search, _ = library
    hits = search.answer(SearchState(text="report", limit=100)).response.hits

    assert [article.id for article in export(library, SearchState(text="report"))] == [hit.id for hit in hits]
