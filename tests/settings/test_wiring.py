"""What the settings name is what is opened."""

from pathlib import Path

import pytest

from index import Document, SearchRequest, SearchTimeout
from index.query import Word
from portal.articles.article import ArticleId
from portal.articles.database import open_store
from portal.config import Settings
from portal.wiring import open_services
from tests.articles.arrivals import an_arrival


def test_the_search_timeout_reaches_the_engine(tmp_path: Path) -> None:
    services = open_services(Settings(data_dir=tmp_path, search_timeout=1e-9))
    services.engine.write([Document(id="a1", title="Cobalt")])

    with pytest.raises(SearchTimeout):
        services.engine.search(SearchRequest(query=Word("cobalt")))
    services.close()


def test_an_index_in_memory_is_filled_from_the_store(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, engine_url="memory:")
    store = open_store(settings.database)
    (stored,) = store.put([an_arrival("one")])
    store.close()

    services = open_services(settings)

    assert [one for one, _ in services.engine.ids()] == [stored.article.id]
    services.close()


def test_services_can_be_closed_twice_and_opened_again(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    services = open_services(settings)
    services.close()
    services.close()

    again = open_services(settings)

    assert again.store.get(ArticleId("nosuch")) is None
    again.close()
