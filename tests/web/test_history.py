"""The page that shows what changed in an article, and what the article page says of it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from portal import create_app
from portal.articles.database import DatabaseArticles, open_store
from portal.articles.watched import Health, WatchedSource
from portal.config import Settings
from portal.ingest.pipeline import ingest_items
from portal.search.addresses import article_href
from portal.sources.raw import Origin, RawItem
from portal.wiring import Services
from tests.web.library_app import library_engine

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DatabaseArticles]:
    """A store whose clock goes on by a day with each look."""
    moments = (NOON + timedelta(days=number) for number in range(1000))
    opened = open_store(f"sqlite:///{tmp_path}/portal.db", clock=lambda: next(moments))
    yield opened
    opened.close()


@pytest.fixture
def client(store: DatabaseArticles) -> FlaskClient:
    settings = Settings()
    services = Services(settings=settings, engine=library_engine(()), store=store, watched=store.watched)
    return create_app(settings, services).test_client()


def put(store: DatabaseArticles, body: str, title: str = "Crews win pay", **given: object) -> str:
    """Ingest an article, and return the address of its page."""
    fields: dict[str, object] = {"source": "The Desk", "url": "https://desk.example/1", "origin": Origin.FEED} | given
    ingest_items([RawItem(where="here", title=title, body=body, **fields)], store, now=NOON)  # type: ignore[arg-type]
    (article,) = store.articles()
    return article_href(article.id, article.title)


def test_a_changed_article_says_so_and_shows_the_difference(store: DatabaseArticles, client: FlaskClient) -> None:
    put(store, "Ports will pay a day's wage for every night.")
    page = put(store, "Ports will pay half a day's wage for every night.", "Crews win some pay")

    assert "Changed on 25 November 2026" in client.get(page).text
    assert f'href="{page}/history"' in client.get(page).text
    html = client.get(f"{page}/history").text
    assert re.search(r"Crews win\s+<ins>some</ins>\s+pay", html)
    assert re.search(r"Ports will pay\s+<ins>half</ins>\s+a day", html)
    assert "<title>What changed: Crews win some pay" in html


def test_an_article_that_has_not_changed_says_nothing_and_has_a_page_all_the_same(
    store: DatabaseArticles, client: FlaskClient
) -> None:
    page = put(store, "Ports will pay.")

    assert "/history" not in client.get(page).text
    response = client.get(f"{page}/history")
    assert response.status_code == 200
    assert "It has not changed since it came" in response.text


def test_every_change_can_be_shown(store: DatabaseArticles, client: FlaskClient) -> None:
    for text in ("One ship sails.", "Two ship sails.", "Three ship sails."):
        page = put(store, text)
    newest = client.get(f"{page}/history").text

    (older,) = re.findall(rf'href="({page}/history\?change=\d+)"', newest)

    assert "<del>Two</del>" in newest
    assert "<ins>Two</ins>" in client.get(older).text
    assert newest.count("aria-current") == client.get(older).text.count("aria-current") == 1


def test_a_wrong_slug_and_the_newest_change_lead_to_the_one_address(
    store: DatabaseArticles, client: FlaskClient
) -> None:
    put(store, "One ship.")
    page = put(store, "Two ships.")
    (article,) = store.articles()
    (version,) = store.versions(article.id)

    for asked in (f"/articles/{article.id}-old/history", f"{page}/history?change={version.number}&x=1"):
        response = client.get(asked)
        assert (response.status_code, response.headers["Location"]) == (301, f"{page}/history")


@pytest.mark.parametrize("change", ["999", "-1", "x", "", "%00", "1" * 5_000])
def test_a_change_that_there_never_was_is_not_found(store: DatabaseArticles, client: FlaskClient, change: str) -> None:
    put(store, "One ship.")
    page = put(store, "Two ships.")

    assert client.get(f"{page}/history?change={change}").status_code == 404


def test_unknown_and_removed_articles_have_none(store: DatabaseArticles, client: FlaskClient) -> None:
    put(store, "One ship.")
    page = put(store, "Two ships.")
    (article,) = store.articles()

    store.remove([article.id])

    assert client.get(f"{page}/history").status_code == 410
    assert client.get("/articles/unknown-x/history").status_code == 404


def test_it_is_kept_until_something_changes(store: DatabaseArticles, client: FlaskClient) -> None:
    put(store, "One ship.")
    page = f"{put(store, 'Two ships.')}/history"
    etag = client.get(page).headers["ETag"]

    assert client.get(page, headers={"If-None-Match": etag}).status_code == 304
    put(store, "Three ships.")
    response = client.get(page, headers={"If-None-Match": etag})
    assert response.status_code == 200
    assert "<ins>Three</ins>" in response.text
    assert response.headers["X-Robots-Tag"] == "noindex, follow"


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&lt;b&gt;"


def test_what_stands_in_texts_is_shown_and_does_nothing(store: DatabaseArticles, client: FlaskClient) -> None:
    put(store, f"x {HOSTILE}".replace("<", "&lt;"), "Old &lt;img src=x onerror=alert(1)>")
    page = put(store, f"y {HOSTILE} z".replace("<", "&lt;"), "New &lt;svg onload=alert(1)> ones")

    html = client.get(f"{page}/history").text

    assert "&lt;script&gt;alert(1)" in html
    for harm in ("<script>alert", "<img src=x", "<svg onload"):
        assert harm not in html


def test_of_an_excerpt_only_source_no_earlier_text_is_shown(store: DatabaseArticles, client: FlaskClient) -> None:
    put(store, "Ports will pay. " * 80 + "A zeppelin.")
    page = put(store, "Ports will pay. " * 80 + "An albatross.", "Crews win some pay")
    health = Health(next_run_at=NOON)
    source = next(article.source for article in store.articles())
    assert source is not None
    store.watched.add(
        WatchedSource(
            name=source, address="https://desk.example/", kind="", added_at=NOON, health=health, is_excerpt_only=True
        )
    )

    html = client.get(f"{page}/history").text

    assert "<ins>some</ins>" in html
    assert "zeppelin" not in html
    assert "albatross" not in html


def test_the_api_counts_the_versions(store: DatabaseArticles, client: FlaskClient) -> None:
    put(store, "One ship.")
    put(store, "Two ships.")
    (article,) = store.articles()

    document = client.get(f"/api/v1/articles/{article.id}").get_json()

    assert (document["versions"], document["text_changed_at"]) == (1, "2026-11-25T12:00:00+00:00")


def test_other_sources_that_published_it_are_named_and_linked(store: DatabaseArticles, client: FlaskClient) -> None:
    put(store, "Ports will pay.", published="2026-03-05")
    page = put(store, "Ports will pay.", published="2026-03-06", source="The <Board>", url="https://board.example/2")

    html = client.get(page).text

    assert "Also published by" in html
    assert '<a href="https://board.example/2" rel="nofollow noopener"><bdi>The &lt;Board&gt;</bdi></a>' in html
    assert "Changed on" not in html
