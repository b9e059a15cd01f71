"""A story of several sources, on the page of an article, in a list and as JSON."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from index import open_engine
from portal import create_app
from portal.articles.database import DatabaseArticles, open_store
from portal.config import Settings
from portal.indexing.sync import sync
from portal.ingest.pipeline import ingest_items
from portal.search.addresses import article_href
from portal.sources.raw import RawItem
from portal.wiring import Services
from tests.stories.conftest import REPORT

ITEMS = [
    ("Harbor News", "Crews win pay", REPORT),
    ("Pacific <Wire>", "Overdue & paid", f"VALPARAISO – {REPORT}"),
    ("Union Digest", "Crews win pay", " ".join(REPORT.split()[:45]) + "…"),
    ("Harbor News", "How crews won", REPORT.replace("harsh", "too harsh")),
    (
        "Elsewhere",
        "Cranes idle",
        "The cranes of San Antonio stood idle for a third day while dockers vote on an offer.",
    ),
]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DatabaseArticles]:
    opened = open_store(f"sqlite:///{tmp_path}/portal.db")
    yield opened
    opened.close()


@pytest.fixture
def client(store: DatabaseArticles) -> FlaskClient:
    engine = open_engine("memory:")
    for number, (source, title, body) in enumerate(ITEMS):
        url = f"https://site{number}.example/"
        ingest_items([RawItem(where="here", title=title, body=body, source=source, url=url, language="en")], store)
    sync(store, engine)
    settings = Settings()
    return create_app(
        settings, Services(settings=settings, engine=engine, store=store, watched=store.watched)
    ).test_client()


def href(store: DatabaseArticles, number: int) -> str:
    article = next(one for one in store.articles() if one.url == f"https://site{number}.example/")
    return article_href(article.id, article.title)


def test_the_page_of_an_article_lists_who_else_tells_its_story(store: DatabaseArticles, client: FlaskClient) -> None:
    html = client.get(href(store, 0)).text.partition("The same story")[2].partition("</section>")[0]

    assert [html.count(href(store, number)) for number in range(5)] == [0, 1, 1, 1, 0]
    assert "Pacific &lt;Wire&gt;" in html
    assert "Overdue &amp; paid" in html
    assert html.count("excerpt") == 1
    assert "How crews won</bdi></a>" in html, "an article of the same source goes by its title"


def test_an_article_alone_has_no_such_list(store: DatabaseArticles, client: FlaskClient) -> None:
    assert "The same story" not in client.get(href(store, 4)).text


def test_a_page_changes_when_its_story_does(store: DatabaseArticles, client: FlaskClient) -> None:
    before = client.get(href(store, 0)).headers["ETag"]
    store.remove([article.id for article in store.articles() if article.url == "https://site1.example/"])
    after = client.get(href(store, 0))

    assert after.headers["ETag"] != before
    assert "Pacific" not in after.text


def test_a_list_shows_a_story_once_and_names_the_others(store: DatabaseArticles, client: FlaskClient) -> None:
    html = client.get("/search?q=seafarers&sort=oldest").text
    document = client.get("/search.json?q=seafarers").get_json()

    assert html.count("also from 3 other places") == 1
    assert (document["total"], document["stories"]) == (4, 1)
    assert len(client.get("/api/v1/search?q=seafarers&group=none").get_json()["items"]) == 4


def test_articles_of_one_story_say_so_as_json(store: DatabaseArticles, client: FlaskClient) -> None:
    stories = [
        client.get(f"/api/v1/articles/{article.id}").get_json()["story"]
        for article in sorted(store.articles(), key=lambda one: one.sequence)
    ]

    assert len(set(stories[:4])) == 1
    assert stories[4] not in stories[:4]
