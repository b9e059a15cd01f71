"""Pages of organizations and tags, old names that lead on, names that find, and why an article has an organization."""

import json
import re
from dataclasses import replace
from html import unescape

import pytest
from flask.testing import FlaskClient

from portal.articles.article import Article, Named
from portal.articles.assignments import Assignment, Mention, Part, Rule
from portal.articles.authority import Entry
from portal.articles.errors import StoreUnavailable
from portal.articles.store import NameKind
from portal.search.addresses import article_href
from tests.builders import an_article
from tests.search.authority import EMPTY, ILO, WORLD_BANK, FakeAuthority
from tests.web.library_app import library_app

MERGED = {
    NameKind.ORGANIZATION: {"labour-office": "ilo", "old-bank": "world-bank"},
    NameKind.TAG: {"kids": "child-labour"},
}


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return library_app(authority=FakeAuthority(merged=MERGED)).test_client()


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


@pytest.mark.parametrize(
    ("asked", "target"),
    [
        ("/orgs/labour-office", "/orgs/ilo"),
        ("/orgs/OIT", "/orgs/ilo"),
        ("/orgs/organisation-internationale-du-travail?utm_source=letter", "/orgs/ilo?utm_source=letter"),
        ("/orgs/baltic-and-international-maritime-council", "/orgs/bimco"),
        ("/orgs/labour-office.atom?limit=5", "/orgs/ilo.atom?limit=5"),
        ("/tags/kids", "/tags/child-labour"),
        ("/tags/children-at-work", "/tags/child-labour"),
        ("/search?org=labour-office", "/search?org=ilo"),
        ("/search?q=mining&-org=oit&tag=kids&page=2", "/search?q=mining&tag=child-labour&-org=ilo&page=2"),
        ("/search?org=oit&org=ilo&org=old-bank", "/search?org=ilo&org=world-bank"),
        ("/search/facets/tag?org=oit", "/search/facets/tag?org=ilo"),
    ],
)
def test_an_old_name_leads_to_what_it_means_now(client: FlaskClient, asked: str, target: str) -> None:
    response = client.get(asked)

    assert response.status_code == 301
    assert response.headers["Location"] == target


@pytest.mark.parametrize(
    "address", ["/api/v1/search?org=oit&-tag=kids", "/search.json?org=labour-office&-tag=children-at-work"]
)
def test_a_program_is_answered_as_for_what_an_old_name_means_now(client: FlaskClient, address: str) -> None:
    answered = client.get(address).get_json()
    asked_for = client.get("/api/v1/search?org=ilo&-tag=child-labour").get_json()

    assert answered["total"] == asked_for["total"] > 0
    assert answered["items"] == asked_for["items"]
    assert answered["facets"] == asked_for["facets"]
    assert answered["links"]["self"].endswith("?-tag=child-labour&org=ilo")


def test_an_update_has_the_address_of_what_an_old_name_means_now(client: FlaskClient) -> None:
    response = client.get("/search?org=oit", headers={"HX-Request": "true"})

    assert response.status_code == 200
    assert 'data-address="/search?org=ilo"' in response.text


def test_a_name_that_articles_still_carry_leads_nowhere() -> None:
    authority = FakeAuthority(merged={NameKind.ORGANIZATION: {"imo": "ilo"}})
    client = library_app(authority=authority).test_client()

    assert client.get("/orgs/imo").status_code == 200
    assert client.get("/search?org=imo").status_code == 200


def test_the_page_of_an_organization_says_what_it_is_and_what_it_is_called(client: FlaskClient) -> None:
    html = client.get("/orgs/ilo").text

    assert "Sets labour standards" in html
    assert '<span class="acronym"><bdi>ILO</bdi></span>' in html
    assert '<li><bdi lang="ar" dir="rtl">منظمة العمل الدولية</bdi></li>' in html
    for link in ("https://www.ilo.org/", "https://www.wikidata.org/wiki/Q54129", "https://ror.org/00b15y153"):
        assert f'href="{link}"' in html
    (said,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    said = json.loads(said)
    assert said["@type"] == "Organization"
    assert said["sameAs"] == ["https://www.wikidata.org/wiki/Q54129", "https://ror.org/00b15y153"]
    assert "OIT" in said["alternateName"]
    assert said["description"] == ILO.description
    assert "<script>alert" not in html


def test_the_page_of_a_tag_says_what_else_it_is_called(client: FlaskClient) -> None:
    html = client.get("/tags/child-labour").text

    assert "Children at work" in html
    assert '"@type": "DefinedTerm"' in html


def test_an_organization_that_no_article_names_has_a_page(client: FlaskClient) -> None:
    response = client.get("/orgs/bimco")

    assert response.status_code == 200
    assert "No article here names it yet." in response.text
    assert "Baltic and International Maritime Council" in response.text


def test_an_address_that_is_no_web_address_is_never_a_homepage() -> None:
    hostile = replace(WORLD_BANK, homepage="javascript:alert(1)")
    client = library_app(authority=FakeAuthority([hostile])).test_client()

    assert "javascript:" not in client.get("/orgs/world-bank").text


def test_a_change_of_the_authority_file_makes_its_pages_stale() -> None:
    authority = FakeAuthority()
    client = library_app(authority=authority).test_client()
    etag = client.get("/orgs/ilo").headers["ETag"]
    assert client.get("/orgs/ilo", headers={"If-None-Match": etag}).status_code == 304

    authority.held[NameKind.ORGANIZATION] = (replace(ILO, description="Anew."),)
    authority.number += 1
    response = client.get("/orgs/ilo", headers={"If-None-Match": etag})

    assert response.status_code == 200
    assert "Anew." in response.text


@pytest.mark.parametrize("find", ["OIT", "travail", "Internacional del", "منظمة"])
def test_a_value_of_a_facet_is_found_under_any_of_its_names_and_says_which(client: FlaskClient, find: str) -> None:
    response = client.get("/search/facets/org", query_string={"find": find})
    found = re.findall(r'class="found-by">– <bdi>(.*?)</bdi>', response.text)

    assert response.text.count('class="choice"') == 1
    assert "International Labour Organization" in response.text
    assert len(found) == 1
    assert find.casefold() in found[0].casefold()


def test_a_value_found_by_its_label_says_nothing_more(client: FlaskClient) -> None:
    html = client.get("/search/facets/org?find=labour").text

    assert html.count('class="choice"') == 1
    assert "found-by" not in html


@pytest.mark.parametrize("typed", ["OIT", "oit", "“ILO”", "Organisation internationale du travail"])
def test_a_text_that_is_the_name_of_an_organization_offers_its_page(client: FlaskClient, typed: str) -> None:
    html = client.get("/search", query_string={"q": typed}, follow_redirects=True).text
    total = client.get("/api/v1/search?org=ilo&limit=0").get_json()["total"]

    (line,) = re.findall(r'<p class="offer">(.*?)</p>', html)
    assert text_of(line) == f"International Labour Organization (ILO) : {total} articles"
    assert 'href="/orgs/ilo"' in line
    assert 'href="/search?org=ilo"' in line


@pytest.mark.parametrize("typed", ["OIT mining", "child labour", "oit*", "World"])
def test_other_texts_offer_nothing(client: FlaskClient, typed: str) -> None:
    assert 'class="offer"' not in client.get("/search", query_string={"q": typed}, follow_redirects=True).text


def test_an_organization_without_an_entry_is_offered_by_its_label(client: FlaskClient) -> None:
    assert 'id="offer" href="/orgs/imo"' in client.get("/search?q=imo").text


def test_while_the_store_is_away_searches_are_answered_without_names() -> None:
    authority = FakeAuthority()
    authority.error = StoreUnavailable("away")
    client = library_app(authority=authority).test_client()

    for address in ("/search?q=OIT", "/search?org=ilo", "/search/facets/org?find=bank", "/orgs/ilo", "/suggest?q=wor"):
        assert client.get(address).status_code == 200, address


BODY = "It rained. Inspectors of the ILO Child Labour Platform came. Then the ILO wrote.\n\nThe end."
AT, LAST = BODY.index("ILO"), BODY.rindex("ILO")
READ = an_article(
    "e1",
    body_text=BODY,
    organizations=("IMO",),
    recognized=(
        Assignment(
            Named("ilo", ILO.name),
            (
                Mention(Part.BODY, AT, AT + 3, Rule.ACRONYM, within="ILO Child Labour Platform"),
                Mention(Part.BODY, LAST, LAST + 3, Rule.SUPPORTED, support="the source is its own site"),
            ),
            7,
        ),
    ),
)  # fmt: skip


def page_of(article: Article) -> str:
    client = library_app(held=[article], authority=FakeAuthority()).test_client()
    return client.get(article_href(article.id, article.title)).text


def test_an_article_says_why_each_of_its_organizations_is_there() -> None:
    given, found = re.findall(r'<details class="why">(.*?)</details>', page_of(READ), re.DOTALL)

    assert text_of(given) == "Why is this here? IMO Given by the source."
    assert "Inspectors of the <mark>ILO</mark> Child Labour Platform came." in found
    assert text_of(found) == (
        "Why is this here? International Labour Organization Found in the text. "
        "Inspectors of the ILO Child Labour Platform came. "
        "“ILO” is its acronym, and that of nobody else we know. "
        "It stands there as part of “ILO Child Labour Platform”. "
        "Then the ILO wrote. “ILO” may mean something else, but here the source is its own site. "
        "Named 7 times in all."
    )


def test_an_organization_that_an_editor_chose_says_so() -> None:
    html = page_of(replace(READ, organizations=(Named("ilo", ILO.name),), chosen=frozenset({"ilo"})))

    assert html.count('class="why"') == 1
    assert "Set by an editor." in html


def test_a_text_that_changed_since_shows_no_evidence() -> None:
    html = page_of(replace(READ, body_text="Something else altogether was written here in the meantime, by others."))

    assert "The text has changed since it was read" in html
    assert "<mark>" not in html


def test_evidence_shows_no_text_that_its_source_does_not_give() -> None:
    rain = "It rained. " * 60
    hidden = replace(READ, body_text=rain + BODY, recognized=tuple(
        replace(one, mentions=tuple(m._replace(start=m.start + len(rain), end=m.end + len(rain)) for m in one.mentions))
        for one in READ.recognized
    ), is_excerpt_only=True)  # fmt: skip
    html = page_of(hidden)

    assert "The words stand in a part of the text that its source does not let us show." in html
    assert "Inspectors" not in html
    assert "Platform" not in html


def test_an_entry_of_a_hundred_names_is_drawn() -> None:
    entry = Entry(id="ilo", name=ILO.name, aliases=tuple(f"Alias {number}" for number in range(100)))
    html = library_app(authority=FakeAuthority([entry, EMPTY])).test_client().get("/orgs/ilo").text

    assert "<summary>92 more</summary>" in html
