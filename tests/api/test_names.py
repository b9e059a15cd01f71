"""What programs are told of organizations and tags, of why an article has them, and of what letters may become."""

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.articles.article import Named
from portal.articles.assignments import Assignment, Mention, Part, Rule
from portal.articles.store import NameKind
from tests.builders import an_article
from tests.search.authority import ILO, FakeAuthority
from tests.search.library import articles
from tests.web.library_app import library_app

BODY = "Nobody came. Then the ILO wrote."
AT = BODY.index("ILO")
READ = an_article(
    "e1",
    title="Letters",
    body_text=BODY,
    recognized=(Assignment(Named("ilo", ILO.name), (Mention(Part.BODY, AT, AT + 3, Rule.ACRONYM),), 4),),
)
MERGED = {NameKind.ORGANIZATION: {"labour-office": "ilo"}, NameKind.TAG: {"kids": "child-labour"}}
CLIENT = library_app(held=(*articles(), READ), authority=FakeAuthority(merged=MERGED)).test_client()


@pytest.fixture
def client() -> FlaskClient:
    return CLIENT


def test_an_article_says_why_its_organizations_are_there_where_that_is_asked_for(client: FlaskClient) -> None:
    plain = client.get("/api/v1/articles/e1").get_json()
    asked = client.get("/api/v1/articles/e1?evidence=1").get_json()

    assert "evidence" not in plain
    assert plain == {key: value for key, value in asked.items() if key != "evidence"}
    ((mention,),) = (one["mentions"] for one in asked["evidence"])
    assert asked["body_text"][mention["start"] : mention["end"]] == "ILO"
    assert "".join(piece["text"] for piece in mention["sentence"]) == "Then the ILO wrote."
    assert [one["count"] for one in asked["evidence"]] == [4]


def test_every_organization_of_an_article_has_its_evidence(client: FlaskClient) -> None:
    for article in articles()[:20]:
        document = client.get(f"/api/v1/articles/{article.id}?evidence=1").get_json()

        assert [one["organization"] for one in document["evidence"]] == document["organizations"]
        assert all(one["origin"] == "given" for one in document["evidence"])


@pytest.mark.parametrize(
    ("query", "param"),
    [
        ("evidence=yes", "evidence"),
        ("evidence=0&evidence=1", "evidence"),
        ("evidence=", "evidence"),
        ("color=red", "color"),
    ],
)
def test_what_an_article_cannot_be_asked_is_refused(client: FlaskClient, query: str, param: str) -> None:
    response = client.get(f"/api/v1/articles/e1?{query}")

    assert response.status_code == 422
    assert [one["param"] for one in response.get_json()["errors"]] == [param]


def test_what_others_add_to_links_is_dropped(client: FlaskClient) -> None:
    assert client.get("/api/v1/articles/e1?evidence=1&utm_source=letter&fbclid=x").status_code == 200


def test_an_organization_is_told_with_all_its_names(client: FlaskClient) -> None:
    document = client.get("/api/v1/organizations/ilo").get_json()
    listed = client.get("/api/v1/organizations?find=international+labour").get_json()["items"][0]

    assert (document["label"], document["acronym"]) == ("International Labour Organization", "ILO")
    assert document["names"]["fr"] == ["Organisation internationale du travail", "OIT"]
    assert document["wikidata"] == "https://www.wikidata.org/wiki/Q54129"
    assert document["count"] == listed["count"]
    assert document["is_listed"]


def test_what_only_articles_carry_is_told_by_its_label(client: FlaskClient) -> None:
    document = client.get("/api/v1/organizations/imo").get_json()

    assert (document["label"], document["is_listed"], document["aliases"]) == ("IMO", False, [])


def test_what_no_article_names_is_told_all_the_same(client: FlaskClient) -> None:
    document = client.get("/api/v1/organizations/bimco").get_json()

    assert (document["count"], document["is_listed"]) == (0, True)


@pytest.mark.parametrize(
    ("asked", "target"),
    [
        ("/api/v1/organizations/labour-office", "/api/v1/organizations/ilo"),
        ("/api/v1/organizations/OIT", "/api/v1/organizations/ilo"),
        ("/api/v1/tags/kids", "/api/v1/tags/child-labour"),
    ],
)
def test_an_old_slug_leads_to_what_it_means_now(client: FlaskClient, asked: str, target: str) -> None:
    response = client.get(asked)

    assert (response.status_code, response.headers["Location"]) == (301, target)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get(target).status_code == 200


@pytest.mark.parametrize(("address", "status"), [("/api/v1/tags/nowhere", 404), ("/api/v1/organizations/ilo?x=1", 422)])
def test_what_there_is_not_is_said(client: FlaskClient, address: str, status: int) -> None:
    assert client.get(address).status_code == status


def test_a_list_is_found_under_every_name(client: FlaskClient) -> None:
    items = client.get("/api/v1/organizations?find=travail").get_json()["items"]

    assert [one["value"] for one in items] == ["ilo"]


@pytest.mark.parametrize("path", ["/suggest", "/api/v1/suggest"])
def test_letters_become_organizations_tags_and_titles(client: FlaskClient, path: str) -> None:
    document = client.get(f"{path}?q=oit").get_json()
    assert [(one["value"], one["found_by"]) for one in document["items"]] == [("ilo", "OIT")]

    kinds = [one["kind"] for one in client.get(f"{path}?q=mineral").get_json()["items"]]
    assert kinds == ["tag"]
    kinds = [one["kind"] for one in client.get(f"{path}?q=child+lab").get_json()["items"]]
    assert kinds[0] == "tag"
    assert set(kinds[1:]) == {"title"}


@pytest.mark.parametrize("query", ["", "?q=", "?q=+", "?q=%21%21"])
def test_nothing_typed_suggests_nothing(client: FlaskClient, query: str) -> None:
    response = client.get(f"/api/v1/suggest{query}")

    assert response.status_code == 200
    assert response.get_json()["items"] == []


def test_what_is_called_exactly_so_comes_first_even_without_articles(client: FlaskClient) -> None:
    assert [one["value"] for one in client.get("/suggest?q=bimco").get_json()["items"]] == ["bimco"]
    assert client.get("/suggest?q=bimc").get_json()["items"] == []


def test_an_unknown_parameter_of_suggestions_is_refused(client: FlaskClient) -> None:
    assert client.get("/api/v1/suggest?query=x").status_code == 422


@settings(max_examples=150)
@given(st.one_of(st.text(max_size=30), st.sampled_from(["child lab", "in", "i", "report 1", "و", "منظمة"])))
def test_suggestions_are_few_lead_somewhere_and_are_met_once(typed: str) -> None:
    response = CLIENT.get("/suggest", query_string={"q": typed.encode("utf-8", "replace")})

    items = response.get_json()["items"]
    assert response.status_code == 200
    assert len(items) <= 10
    assert len({one["href"] for one in items}) == len(items)
    for one in items[:3]:
        assert CLIENT.get(one["href"]).status_code == 200
