"""The doors over a real store: what is removed is gone from all of them after one commit."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import create_app
from portal.articles.store import Arrival, Key, KeyKind
from portal.config import Settings
from portal.indexing.sync import sync
from portal.search.addresses import article_href
from portal.wiring import Services, open_services
from tests.builders import an_article


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    """A store on disk and an index in memory."""
    services = open_services(Settings(data_dir=tmp_path, engine_url="memory:"))
    yield services
    services.close()


def test_a_removed_article_is_gone_from_every_door_after_one_commit(services: Services) -> None:
    client = create_app(services.settings, services).test_client()
    arrival = Arrival(article=an_article("", tags=("Ports",)), keys=(Key(KeyKind.URL, "https://news.example/1"),))
    stored = services.store.put([arrival])[0].article
    sync(services.store, services.engine)
    page, document = article_href(stored.id, stored.title), f"/api/v1/articles/{stored.id}"
    etag = client.get(page).headers["ETag"]
    assert client.get(document).get_json()["title"] == stored.title
    assert client.get("/tags/ports").status_code == 200

    services.store.remove([stored.id])
    sync(services.store, services.engine)

    assert client.get(page, headers={"If-None-Match": etag}).status_code == 410
    assert client.get(document).status_code == 410
    assert client.get("/tags/ports").status_code == 404
    assert client.get("/api/v1/search?q=crews").get_json()["total"] == 0
    assert stored.title not in client.get("/").text


def test_a_store_that_is_away_is_said_to_be(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(services.settings, services)
    services.store.close()
    (services.settings.data_dir / "portal.db").write_bytes(b"not a database" * 100)

    client = app.test_client()

    assert client.get("/articles/a1-x").status_code == 503
    assert client.get("/api/v1/articles/a1").status_code == 503
    assert client.get("/readyz").get_json()["checks"] == {"index": "ok", "store": "away"}
    assert client.get("/search").status_code == 200
