"""The JSON of a search: its shape, its walk, and that it says what the page says."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Group, Match, SchemaMismatch
from portal.search.state import SearchState
from tests.search.library import ORGANIZATIONS, SIZE, TAGS
from tests.search.test_service import searches
from tests.web.library_app import AwayEngine, library_app, library_engine

CLIENT = library_app().test_client()

DOORS = ("/api/v1/search", "/search.json")


def walk(client: FlaskClient, address: str | None) -> Iterator[dict[str, object]]:
    """Every page of a result, as a program reads it."""
    for _ in range(100):
        if address is None:
            return
        document = client.get(address).get_json()
        yield document
        address = document["links"]["next"]
    raise AssertionError("the walk never ends")


@pytest.mark.parametrize("path", DOORS)
def test_a_search_answers_in_the_promised_shape(client: FlaskClient, path: str) -> None:
    document = client.get(f"{path}?q=child+labour&limit=3").get_json()

    assert list(document) == ["query", "interpretation", "total", "stories", "took_ms", "items", "facets", "links"]
    assert document["query"] == "child labour"
    assert document["interpretation"] == {
        "text": "child labour",
        "match": "all",
        "relaxed": False,
        "ignored": [],
        "did_you_mean": None,
    }
    item = document["items"][0]
    assert list(item) == [
        "id",
        "href",
        "url",
        "title",
        "title_highlighted",
        "snippet",
        "tags",
        "organizations",
        "published",
        "author",
        "source",
        "language",
        "completeness",
        "score",
    ]
    assert {"text": "child", "match": True} in item["title_highlighted"]
    assert "".join(piece["text"] for piece in item["title_highlighted"]) == item["title"]
    assert [facet["field"] for facet in document["facets"]] == ["tag", "org", "source", "lang", "date"]
    value = document["facets"][0]["values"][0]
    assert list(value) == ["value", "label", "count", "selected", "excluded", "url"]
    assert document["links"]["self"] == f"{path}?q=child+labour&limit=3"
    assert document["links"]["html"] == "/search?q=child+labour&limit=3"
    assert document["links"]["prev"] is None


def test_every_url_of_a_facet_value_leads_to_as_many_as_it_counts(client: FlaskClient) -> None:
    document = client.get("/api/v1/search?q=report&limit=0").get_json()

    assert document["items"] == []
    for facet in document["facets"]:
        for value in facet["values"]:
            page = client.get(value["url"].replace("/search?", "/api/v1/search?") + "&limit=0").get_json()
            assert page["total"] == value["count"], value


@settings(max_examples=60)
@given(state=searches())
def test_page_api_and_walk_find_as_many(state: SearchState) -> None:
    strict = state if state.match else state.matching(Match.ALL)
    html = CLIENT.get(strict.href()).text
    document = CLIENT.get(strict.href("/api/v1/search", group_default=Group.NONE)).get_json()
    whole = list(walk(CLIENT, strict.grouped(Group.NONE).href("/api/v1/search", group_default=Group.NONE)))

    ids = [item["id"] for page in whole for item in page["items"]]  # type: ignore[attr-defined]  # JSON
    shown = re.search(r"<h1[^>]*>.*?(?:–|All) ?([0-9,]*) ?article", html, re.DOTALL)
    assert len(ids) == len(set(ids)) == document["total"]
    assert shown is not None
    assert int(shown.group(1).replace(",", "") or SIZE) == document["total"]


def test_the_page_and_its_json_show_the_same_articles_in_the_same_order(client: FlaskClient) -> None:
    for query in ("", "?q=report&page=2", "?q=child+labour", "?tag=ships&sort=oldest"):
        html = client.get(f"/search{query}").text
        href = re.search(r'type="application/json" href="([^"]*)"', html)
        assert href is not None
        document = client.get(href.group(1).replace("&amp;", "&")).get_json()
        region = html[html.index('id="search-region"') :]
        shown = list(dict.fromkeys(re.findall(r'href="/articles/(r\d+)', region)))
        assert [item["id"] for item in document["items"]] == [
            one for one in shown if one in {i["id"] for i in document["items"]}
        ]
        assert document["total"] > 0


def test_the_link_header_says_what_links_say(client: FlaskClient) -> None:
    response = client.get("/api/v1/search?q=report&limit=2&page=2")
    links = response.get_json()["links"]

    for name, relation in (("self", "self"), ("next", "next"), ("prev", "prev"), ("html", "alternate")):
        assert f'<{links[name]}>; rel="{relation}"' in response.headers["Link"]


def test_nothing_is_counted_or_listed_that_was_not_asked_for(client: FlaskClient) -> None:
    document = client.get("/api/v1/search?limit=0&facets=_none").get_json()

    assert (document["total"], document["items"], document["facets"]) == (SIZE, [], [])
    assert document["links"]["next"] is None
    assert [one["field"] for one in client.get("/api/v1/search?facets=date&facets=org").get_json()["facets"]] == [
        "org",
        "date",
    ]


def test_a_page_past_the_end_is_empty_for_a_program(client: FlaskClient) -> None:
    document = client.get("/api/v1/search?page=9999").get_json()

    assert document["items"] == []
    assert document["total"] == SIZE


def test_a_relaxed_search_says_so_and_goes_on_as_such(client: FlaskClient) -> None:
    first, *rest = walk(client, "/api/v1/search?q=cobalt+harbour&limit=4")

    assert first["interpretation"]["relaxed"] is True  # type: ignore[index]  # JSON
    assert first["interpretation"]["match"] == "any"  # type: ignore[index]  # JSON
    assert sum(len(page["items"]) for page in (first, *rest)) == first["total"]  # type: ignore[arg-type]  # JSON


@pytest.mark.parametrize(
    ("query", "params"),
    [
        ("color=red", ["color"]),
        ("limit=101&page=x", ["limit", "page"]),
        ("from=2026-13", ["from"]),
        ("facets=color", ["facets"]),
        ("cursor=nonsense", ["cursor"]),
        ("q=a&q=b", ["q"]),
    ],
)
@pytest.mark.parametrize("path", DOORS)
def test_a_wrong_parameter_is_named_in_a_problem_document(
    client: FlaskClient, path: str, query: str, params: list[str]
) -> None:
    response = client.get(f"{path}?{query}")
    problem = response.get_json()

    assert response.status_code == problem["status"] == 422
    assert response.content_type == "application/problem+json"
    assert sorted({error["param"] for error in problem["errors"]}) == params
    assert all(error["detail"] for error in problem["errors"])


def test_the_cursor_of_another_search_is_named(client: FlaskClient) -> None:
    following = client.get("/api/v1/search?q=report&limit=2").get_json()["links"]["next"]

    response = client.get(following.replace("q=report", "q=child"))

    assert response.status_code == 422
    assert response.get_json()["errors"][0]["param"] == "cursor"


@pytest.mark.parametrize(
    ("path", "status", "detail"),
    [
        ("/api/v1/articles/zzz", 404, "no such article"),
        ("/api/v1/articles/gone1", 410, "was removed"),
        ("/api/v1/nothing", 404, "not found"),
    ],
)
def test_what_is_not_there_is_a_problem_document_too(client: FlaskClient, path: str, status: int, detail: str) -> None:
    response = client.get(path)

    assert detail in response.get_json()["detail"]

    assert response.status_code == response.get_json()["status"] == status
    assert response.content_type == "application/problem+json"


def test_a_method_that_is_not_offered_is_refused(client: FlaskClient) -> None:
    response = client.post("/api/v1/search", json={"q": "x"})

    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert response.content_type == "application/problem+json"


@pytest.mark.parametrize(
    ("error", "status"), [(None, 503), (SchemaMismatch("secret"), 503), (ZeroDivisionError("secret"), 500)]
)
def test_trouble_is_told_without_details(error: Exception | None, status: int) -> None:
    engine = AwayEngine(library_engine(()), error)
    response = library_app(engine).test_client().get("/api/v1/search")  # type: ignore[arg-type]  # stands in

    assert response.status_code == response.get_json()["status"] == status
    assert "secret" not in response.text
    assert ("Retry-After" in response.headers) == (status == 503)


def test_an_article_is_given_whole(client: FlaskClient) -> None:
    document = client.get("/api/v1/articles/r001").get_json()

    assert document["title"] == "Report 1: cobalt mining"
    assert document["body_html"].startswith("<p>")
    assert document["completeness"] == "excerpt"
    assert document["organizations"] == [{"value": one.slug, "label": one.label} for one in ORGANIZATIONS]
    assert client.get(document["href"]).status_code == 200


def test_tags_are_listed_with_their_counts_and_walked(client: FlaskClient) -> None:
    first = client.get("/api/v1/tags?limit=1").get_json()
    everything = [item for page in walk(client, "/api/v1/tags?limit=1") for item in page["items"]]  # type: ignore[attr-defined]  # JSON

    assert first["total"] == len(TAGS) == len(everything)
    for item in everything:
        assert client.get(f"/api/v1/search?tag={item['value']}&limit=0").get_json()["total"] == item["count"]
        assert client.get(item["href"]).status_code == 200
    assert [one["value"] for one in client.get("/api/v1/organizations?find=BANK").get_json()["items"]] == ["world-bank"]
    assert client.get("/api/v1/tags?color=red&page=0").status_code == 422


def test_any_site_may_read_it_and_ask_whether_it_changed(client: FlaskClient) -> None:
    for address in ("/api/v1/search?q=child", "/search.json", "/api/v1/articles/r001", "/api/v1/tags"):
        response = client.get(address)
        again = client.get(address, headers={"If-None-Match": response.headers["ETag"]})

        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert again.status_code == 304


@settings(max_examples=100)
@given(path=st.sampled_from(DOORS), query=st.text("qtagfromlimit=&0123456789-_%", max_size=40))
def test_a_program_gets_json_whatever_it_sends(path: str, query: str) -> None:
    response = CLIENT.get(path, query_string=query)

    assert response.status_code in (200, 422)
    assert response.get_json() is not None


@pytest.mark.parametrize(("asked", "fields"), [("facets=tag&facets=org", ["tag", "org"]), ("facets=_none", [])])
def test_links_ask_for_the_same_facets(client: FlaskClient, asked: str, fields: list[str]) -> None:
    pages = list(walk(client, f"/api/v1/search?q=report&limit=20&{asked}"))

    assert len(pages) > 1
    for page in pages:
        assert [facet["field"] for facet in page["facets"]] == fields
        assert page["links"]["self"].endswith(f"&{asked}")
        assert "facets" not in page["links"]["html"]
