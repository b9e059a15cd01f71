"""No door gives more than an excerpt of an article whose source gives no more; its whole text is searched."""

import json

import pytest
from flask.testing import FlaskClient

from index import open_engine
from portal.articles.article import Named
from portal.articles.showing import LONGEST_EXCERPT
from portal.exports.found import found_articles
from portal.exports.record import record_of
from portal.indexing.document import document_of
from portal.search.addresses import article_href
from portal.search.service import SearchService
from portal.search.state import SearchState
from tests.builders import an_article
from tests.web.library_app import NOW, FakeStore, library_app

BODY = "The crews wrote to the port again. " * 40 + "At the very end stands one zeppelin."
LIMITED = an_article(
    "l1",
    title="Letters to the port",
    body_html=f"<p>{BODY}</p>",
    body_text=BODY,
    source=Named("the-quay", "The Quay"),
    extra={"content": BODY},
    is_excerpt_only=True,
)


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    engine = open_engine("memory:")
    engine.write([document_of(LIMITED)])
    return library_app(engine, [LIMITED]).test_client()


@pytest.mark.parametrize("address", [article_href(LIMITED.id, LIMITED.title), "/api/v1/articles/l1"])
def test_an_article_is_given_as_an_excerpt(client: FlaskClient, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 200
    assert "The crews wrote" in response.text
    assert "zeppelin" not in response.text


def test_the_page_leads_to_the_original(client: FlaskClient) -> None:
    html = client.get(article_href(LIMITED.id, LIMITED.title)).text

    assert "This is the beginning of the article." in html
    assert 'rel="canonical" href="https://news.example/l1"' in html


@pytest.mark.parametrize("address", ["/search.json?q=zeppelin", "/api/v1/search?q=zeppelin"])
def test_a_search_finds_the_whole_text_and_shows_no_more_than_an_excerpt(client: FlaskClient, address: str) -> None:
    (item,) = client.get(address).get_json()["items"]

    assert item["completeness"] == "excerpt"
    assert 0 < sum(len(piece["text"]) for piece in item["snippet"]) <= LONGEST_EXCERPT


def test_a_page_of_results_marks_it_as_an_excerpt(client: FlaskClient) -> None:
    assert '<span class="note">Excerpt</span>' in client.get("/search?q=zeppelin").text


def test_a_file_holds_an_excerpt() -> None:
    engine = open_engine("memory:")
    engine.write([document_of(LIMITED)])
    search = SearchService(engine, NOW.date)

    (article,) = found_articles(search, FakeStore([LIMITED]), SearchState(text="zeppelin"))  # type: ignore[arg-type]  # it has what is asked

    record = json.dumps(record_of(article))
    assert "The crews wrote" in record
    assert "zeppelin" not in record
