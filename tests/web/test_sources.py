"""The page of sources says what is collected, from where, and how fresh it is; its JSON says the same."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from portal.articles.article import Named
from portal.articles.watched import Health, WatchedSource
from tests.search.library import articles
from tests.web.library_app import NOW, AwayEngine, library_app, library_engine

SOURCE = next(article.source for article in articles() if article.source)


def watched(name: Named = SOURCE, **given: object) -> WatchedSource:
    fields: dict[str, object] = {
        "name": name,
        "address": f"https://www.{name.slug}.example/feed",
        "kind": "RSS",
        "added_at": NOW,
        "health": Health(
            next_run_at=NOW + timedelta(minutes=30), last_run_at=NOW, last_success_at=NOW - timedelta(hours=1)
        ),
    }
    return WatchedSource(**(fields | given))  # type: ignore[arg-type]  # a test gives what it takes


def client_of(*sources: WatchedSource) -> FlaskClient:
    return library_app(watched=sources).test_client()


def item_of(html: str, name: str) -> str:
    return next(item for item in html.split('<li class="source">')[1:] if name in item).partition("</li>")[0]


def test_a_source_leads_to_its_articles_and_says_how_fresh_it_is() -> None:
    client = client_of(watched())
    count = sum(article.source == SOURCE for article in articles())

    item = item_of(client.get("/sources").text, SOURCE.label)

    assert f'href="/search?source={SOURCE.slug}"' in item
    assert f"{count} article" in item
    assert client.get(f"/search.json?source={SOURCE.slug}").get_json()["total"] == count
    assert ">24 November 2026, 11:00</time>" in item
    assert ">24 November 2026, 12:30</time>" in item
    assert f'href="https://www.{SOURCE.slug}.example/feed"' in item


def test_every_source_that_articles_came_from_is_there_once() -> None:
    html = client_of(watched()).get("/sources").text

    assert html.count('<li class="source">') == len({article.source for article in articles() if article.source})
    assert html.count(f"<bdi>{SOURCE.label}</bdi></a></h2>") == 1
    assert "Not on a schedule" not in item_of(html, SOURCE.label)
    assert html.count("Not on a schedule") == html.count('<li class="source">') - 1


def test_a_broken_source_is_told_of_kindly_and_without_what_only_the_operator_wants() -> None:
    broken = watched(
        health=Health(next_run_at=NOW, last_run_at=NOW, failures=3, last_error="it answers 500 at 10.0.0.7")
    )

    client = client_of(broken, watched(Named("other", "Other")))

    assert "It could not be read the last 3 times. We keep trying" in client.get("/sources").text
    assert "collected from 2 places; one of them cannot be read" in client.get("/sources").text
    for address in ("/sources", "/api/v1/sources"):
        assert "10.0.0.7" not in client.get(address).text


def test_only_a_source_that_brought_something_is_said_to_keep_it() -> None:
    broken = Health(next_run_at=NOW, failures=1, last_error="it answers 404 (Not Found)")
    html = client_of(watched(health=broken), watched(Named("new", "New"), is_paused=True)).get("/sources").text

    assert "when we last asked. We keep trying; what it brought stays." in item_of(html, SOURCE.label)
    assert "at the moment." in item_of(html, ">New<")


def test_a_paused_source_has_no_next_time() -> None:
    item = item_of(client_of(watched(is_paused=True)).get("/sources").text, SOURCE.label)

    assert ">Paused</span>" in item
    assert "Next" not in item


def test_a_new_source_says_so() -> None:
    new = watched(Named("new", "New <b>one</b>"), health=Health(next_run_at=NOW))

    item = item_of(client_of(new).get("/sources").text, "New &lt;b&gt;one")

    assert "has not been read yet" in item
    assert "No articles yet" in item
    assert ">soon</dd>" in item


def test_a_local_address_is_no_link() -> None:
    item = item_of(client_of(watched(address="/srv/feeds/one.xml")).get("/sources").text, SOURCE.label)

    assert "/srv/feeds" not in item


def test_nothing_changed_is_answered_in_304_and_a_run_changes_it() -> None:
    source, engine = watched(), library_engine(articles())
    etag = library_app(engine, watched=[source]).test_client().get("/sources").headers["ETag"]
    later = replace(source, health=replace(source.health, last_success_at=NOW))

    answers = [
        library_app(engine, watched=[one]).test_client().get("/sources", headers={"If-None-Match": etag})
        for one in (source, later)
    ]

    assert [answer.status_code for answer in answers] == [304, 200]


def test_the_page_is_drawn_while_the_index_is_away() -> None:
    engine = AwayEngine(library_engine(articles()))

    response = library_app(engine=engine, watched=[watched()]).test_client().get("/sources")  # type: ignore[arg-type]  # it forwards

    assert response.status_code == 200
    assert SOURCE.label in response.text


def test_json_says_the_same() -> None:
    document = client_of(watched(is_excerpt_only=True)).get("/api/v1/sources").get_json()

    assert document["total"] == len(document["items"])
    assert document["items"][0] | {"articles": 0} == {
        "value": SOURCE.slug,
        "label": SOURCE.label,
        "articles": 0,
        "url": f"/search?source={SOURCE.slug}",
        "address": f"https://www.{SOURCE.slug}.example/feed",
        "kind": "RSS",
        "is_watched": True,
        "is_paused": False,
        "is_excerpt_only": True,
        "is_working": True,
        "last_success_at": "2026-11-24T11:00:00+00:00",
        "next_run_at": "2026-11-24T12:30:00+00:00",
    }
    assert not any(item["is_watched"] for item in document["items"][1:])


@pytest.mark.parametrize("address", ["/sources?x=1", "/sources/"])
def test_another_spelling_is_no_second_page(address: str) -> None:
    assert client_of().get(address).status_code in (301, 404)


def test_every_page_leads_to_it() -> None:
    assert '<a href="/sources">Sources</a>' in client_of().get("/about").text
