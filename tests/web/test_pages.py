"""What each HTML address answers: pages and updates, redirects, errors."""

import re
from dataclasses import replace
from html import unescape
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from index import IndexStats, SchemaMismatch
from portal.articles.article import Article, Named
from portal.articles.store import NameKind
from portal.search.addresses import article_href
from tests.search.authority import FakeAuthority
from tests.search.library import SIZE, articles
from tests.search.strategies import PAIRS, VALUES
from tests.web.library_app import REMOVED, AwayEngine, library_app, library_engine

HX = {"HX-Request": "true"}

PAGES = (
    "/",
    "/search",
    "/search?q=child",
    "/search?q=cobalt+harbour",
    "/search?tag=child-labour&-org=ilo&from=2025&to=2025",
    "/search?q=nowhere",
    "/search?tag=nowhere",
    "/search?date=_none",
    "/search/facets/tag",
    "/search/facets/org?q=child&find=bank&order=name",
    "/search/facets/date?from=2025-03&to=2025-03",
    "/tags/child-labour",
    "/tags/a-b",
    "/orgs/world-bank",
    "/tags/nowhere",
    "/sources",
    "/about",
    "/privacy",
    "/accessibility",
    "/nothing/here",
    f"/articles/{REMOVED}",
)

FOUND = "nothing", "nowhere", REMOVED


def links_of(html: str) -> set[str]:
    return {unescape(href) for href in re.findall(r'href="([^"]*)"', html)}


def region_of(html: str) -> str:
    """The region, from its first tag to the last that is balanced."""
    start = html.index('<div id="search-region"')
    depth = 0
    for tag in re.finditer(r"<(/?)div\b", html[start:]):
        depth += -1 if tag.group(1) else 1
        if depth == 0:
            return html[start : start + tag.end()]
    raise AssertionError("the region is never closed")


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_a_whole_document(client: FlaskClient, address: str) -> None:
    response = client.get(address)

    assert response.status_code == (
        404 if "no" in address and "q=" not in address and any(f in address for f in FOUND) else 200
    ) or (response.status_code == 410 and REMOVED in address)
    assert response.text.startswith("<!doctype html>")
    assert response.text.count("<h1") == 1
    assert response.text.rstrip().endswith("</html>")


@pytest.mark.parametrize("article", articles()[:12], ids=lambda article: article.id)
def test_every_article_has_its_page(client: FlaskClient, article: Article) -> None:
    response = client.get(article_href(article.id, article.title))

    assert response.status_code == 200
    assert article.body_html in response.text
    assert ("This is the beginning" in response.text or "excerpt" in response.text.lower()) == (
        article.completeness == "excerpt"
    )
    assert ('href="https://www.example.org/' in response.text) == (article.url is not None)


def test_an_excerpt_gives_the_credit_to_the_original(client: FlaskClient) -> None:
    for article in articles()[:12]:
        html = client.get(article_href(article.id, article.title)).text
        canonical = re.search(r'rel="canonical" href="([^"]*)"', html)
        assert canonical is not None
        is_elsewhere = article.completeness == "excerpt" and article.url is not None
        assert canonical.group(1).endswith(article.url if is_elsewhere else article_href(article.id, article.title))


def test_an_address_that_is_no_web_address_is_never_a_link() -> None:
    hostile = replace(articles()[1], url="javascript:alert(1)")
    client = library_app(held=(hostile,)).test_client()

    html = client.get(article_href(hostile.id, hostile.title)).text

    assert "javascript:" not in html


def test_every_link_of_every_page_leads_somewhere(client: FlaskClient) -> None:
    """One step from each page; a filter may lead to an empty result, which says 404, but never to nothing."""
    seen: set[str] = set()
    for address in PAGES[:-2]:
        for href in links_of(client.get(address).text):
            if href.startswith("/") and href not in seen:
                seen.add(href)
                response = client.get(href)
                assert response.status_code == 200 or (response.status_code == 404 and "/search?" in href), href

    assert len(seen) > 200


@pytest.mark.parametrize("address", [address for address in PAGES if address.startswith("/search")])
def test_page_and_update_draw_the_same_region(client: FlaskClient, address: str) -> None:
    page, update = client.get(address), client.get(address, headers=HX)

    assert update.status_code == page.status_code
    assert region_of(update.text) == region_of(page.text)
    assert update.text.startswith("<title>")
    assert "<html" not in update.text
    assert update.headers.get("ETag") != page.headers.get("ETag") or page.status_code == 404


@pytest.mark.parametrize(
    ("headers", "whole"),
    [
        pytest.param({}, True, id="plain"),
        pytest.param(HX, False, id="htmx"),
        pytest.param(HX | {"HX-Boosted": "true"}, True, id="boosted"),
        pytest.param(HX | {"HX-History-Restore-Request": "true"}, True, id="history restore"),
        pytest.param(HX | {"HX-Request-Type": "full"}, True, id="full"),
    ],
)
def test_search_answers_with_a_page_or_an_update(client: FlaskClient, headers: dict[str, str], whole: bool) -> None:
    response = client.get("/search?q=child", headers=headers)

    assert response.text.startswith("<!doctype html>") == whole
    assert "HX-Request" in response.headers["Vary"]


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("/search?lang=EN", "/search?lang=en"),
        ("/search?tag=ships&q=child", "/search?q=child&tag=ships"),
        ("/search?tag[]=ships&utm_source=mail", "/search?tag=ships"),
        ("/search?keywords=child&page=1&sort=", "/search?q=child"),
        ("/search?q=a%20b", "/search?q=a+b"),
        ("/search?limit=5000", "/search?limit=100"),
        ("/search/facets/tag?order=count&find=&q=", "/search/facets/tag"),
        ("/?utm_source=mail", "/"),
        ("/tags/Child-Labour", "/tags/child-labour"),
        ("/about?x=1", "/about"),
        ("/articles/r000", "/articles/r000-report-0-child-labour"),
        ("/articles/r000-another-title?fbclid=1", "/articles/r000-report-0-child-labour"),
    ],
)
def test_another_spelling_leads_to_the_canonical_address(client: FlaskClient, asked: str, canonical: str) -> None:
    response = client.get(asked)

    assert response.status_code == 301
    assert response.headers["Location"] == canonical
    assert client.get(canonical).status_code == 200
    assert client.get(asked, headers=HX).status_code == 200


def test_a_language_is_asked_for_in_its_usual_case(client: FlaskClient) -> None:
    assert client.get("/search?lang=PT-br").headers["Location"] == "/search?lang=pt-BR"
    assert client.get("/search?lang=ZH-hant-tw").headers["Location"] == "/search?lang=zh-Hant-TW"
    assert client.get("/search?lang=Nonsense").status_code == 404  # no language: it stays as it is, and finds nothing


@settings(max_examples=60)
@given(pairs=PAIRS)
def test_every_redirect_ends_after_one_step(pairs: list[tuple[str, str]]) -> None:
    client = CLIENT
    address = "/search?" + urlencode([(k.encode("utf-8", "replace"), v.encode("utf-8", "replace")) for k, v in pairs])

    response = client.get(address)
    if response.status_code == 301:
        response = client.get(response.headers["Location"])

    assert response.status_code in (200, 404)


MERGED = {NameKind.ORGANIZATION: {"old-bank": "world-bank"}, NameKind.TAG: {"kids": "child-labour"}}
CLIENT = library_app(authority=FakeAuthority(merged=MERGED)).test_client()

ROUTES = st.sampled_from(
    (
        "/",
        "/search",
        "/search.json",
        "/search/facets/tag",
        "/search/facets/date",
        "/tags/child-labour",
        "/orgs/ilo",
        "/articles/r001-report-1-cobalt-mining",
        "/about",
        "/robots.txt",
        "/healthz",
        "/api/v1/search",
        "/api/v1/articles/r001",
        "/api/v1/tags",
        "/api/v1/organizations",
        "/api/v1/organizations/ilo",
        "/api/v1/tags/kids",
        "/orgs/oit",
        "/api/v1/suggest",
        "/suggest",
    )
)

QUERIES = st.one_of(
    PAIRS.map(
        lambda pairs: urlencode([(k.encode("utf-8", "replace"), v.encode("utf-8", "replace")) for k, v in pairs])
    ),
    st.binary(max_size=40).map(lambda raw: raw.decode("latin-1")),
    st.text("&=%+;?#/\\\x00 aeq0", max_size=30),
)


@settings(max_examples=250)
@given(route=ROUTES, query=QUERIES, headers=st.sampled_from(({}, HX)))
def test_no_query_string_breaks_any_address(route: str, query: str, headers: dict[str, str]) -> None:
    response = CLIENT.get(route, query_string=query, headers=headers)

    assert response.status_code < 500


@settings(max_examples=150)
@given(
    route=st.sampled_from(
        (
            "/tags/",
            "/orgs/",
            "/articles/",
            "/search/facets/",
            "/static/",
            "/api/v1/articles/",
            "/api/v1/tags/",
            "/api/v1/organizations/",
            "/suggest?q=",
        )
    ),
    rest=VALUES,
)
def test_no_path_breaks_any_address(route: str, rest: str) -> None:
    response = CLIENT.get(route + rest.encode("utf-8", "replace").decode())

    assert response.status_code < 500


def test_the_index_never_indexes_searches(client: FlaskClient) -> None:
    assert client.get("/search?q=child").headers["X-Robots-Tag"] == "noindex, follow"
    assert client.get("/search/facets/tag").headers["X-Robots-Tag"] == "noindex, follow"
    assert "X-Robots-Tag" not in client.get("/tags/ships").headers


def test_a_page_says_what_it_ignored_and_answers_all_the_same(client: FlaskClient) -> None:
    response = client.get("/search?q=child&from=yesterday&color=red")

    assert response.status_code == 200
    assert "from=yesterday" in response.text
    assert "color" in response.text
    assert 'rel="canonical" href="http' in response.text or 'rel="canonical" href="/search?q=child"' in response.text


def test_hostile_text_is_shown_and_never_run(client: FlaskClient) -> None:
    response = client.get(
        "/search", query_string={"q": '"><script>alert(1)</script> labour OR child', "tag": "<img src=x>"}
    )

    assert "<script>alert" not in response.text
    assert "<img" not in response.text
    assert "A &amp; &lt;b&gt;" in client.get("/search").text


def test_a_search_by_filters_alone_that_finds_nothing_is_not_found(client: FlaskClient) -> None:
    assert client.get("/search?tag=ships&org=nobody").status_code == 404
    assert client.get("/search?from=1999&to=1999").status_code == 404
    assert client.get("/search?tag=nobody&tag=ships").status_code == 404
    assert client.get("/search?-tag=nobody").status_code == 404
    assert client.get("/search?tag=_none").status_code == 200
    assert client.get("/search?source=wire&lang=fr").status_code == 200
    assert client.get("/search?q=nowhere&org=nobody").status_code == 200
    assert "Everything" in client.get("/search?tag=ships&org=nobody").text


@pytest.mark.parametrize(
    ("method", "status"), [("POST", 405), ("PUT", 405), ("DELETE", 405), ("HEAD", 200), ("OPTIONS", 200)]
)
def test_pages_can_be_read_and_nothing_else(client: FlaskClient, method: str, status: int) -> None:
    response = client.open("/search", method=method)

    assert response.status_code == status
    if status == 405:
        assert "GET" in response.headers["Allow"]


def test_an_unchanged_page_is_not_drawn_again(client: FlaskClient) -> None:
    for address in ("/", "/search?q=child", "/tags/ships", "/about", article_href("r001", articles()[1].title)):
        etag = client.get(address).headers["ETag"]
        again = client.get(address, headers={"If-None-Match": etag})
        update = client.get(address, headers={"If-None-Match": etag} | HX)
        assert (again.status_code, again.data) == (304, b"")
        assert "HX-Request" in again.headers["Vary"]
        assert update.status_code != 304 or not address.startswith("/search")


def test_a_304_does_no_search() -> None:
    engine = library_engine(articles())
    etag = library_app(engine).test_client().get("/search?q=child").headers["ETag"]

    away = library_app(AwayEngine(engine)).test_client()  # type: ignore[arg-type]  # stands in for one that must not be asked

    assert away.get("/search?q=child", headers={"If-None-Match": etag}).status_code == 304


def test_a_commit_makes_every_etag_stale() -> None:
    held = articles()
    engine = library_engine(held)
    client = library_app(engine, held).test_client()
    etag = client.get("/search?q=child").headers["ETag"]

    engine.write((), remove=[held[0].id])

    assert client.get("/search?q=child", headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("headers", [{}, HX], ids=["page", "update"])
def test_an_engine_that_is_away_leaves_the_form_as_it_was(headers: dict[str, str]) -> None:
    engine = AwayEngine(library_engine(articles()))
    client = library_app(engine).test_client()  # type: ignore[arg-type]  # stands in for an engine

    response = client.get("/search?q=child+labour&tag=ships", headers=headers)

    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert response.headers["Cache-Control"] == "no-store"
    if headers:
        assert 'id="search-region"' in response.text
    else:
        assert 'value="child labour"' in response.text
        assert 'name="tag" value="ships"' in response.text
    assert client.get("/readyz").status_code in (200, 503)


class OutdatedEngine(AwayEngine):
    """An engine over an index that an earlier version made."""

    def stats(self) -> IndexStats:
        raise self._error


def test_an_index_of_another_version_makes_searches_wait_and_nothing_else() -> None:
    engine = OutdatedEngine(library_engine(articles()), SchemaMismatch("built for another schema"))
    client = library_app(engine).test_client()  # type: ignore[arg-type]  # stands in for an engine

    answers = {path: client.get(path).status_code for path in ("/", "/search", "/readyz", "/about", "/metrics")}

    assert answers == {"/": 503, "/search": 503, "/readyz": 503, "/about": 200, "/metrics": 200}


@pytest.mark.parametrize("headers", [{}, HX], ids=["page", "update"])
def test_a_bug_is_confessed_without_its_traceback(headers: dict[str, str], caplog: pytest.LogCaptureFixture) -> None:
    engine = AwayEngine(library_engine(articles()), ZeroDivisionError("the secret"))
    client = library_app(engine).test_client()  # type: ignore[arg-type]  # stands in for an engine

    response = client.get("/search?q=child", headers=headers)

    assert response.status_code == 500
    assert "Traceback" not in response.text
    assert "secret" not in response.text
    assert any(record.exc_info for record in caplog.records)


def test_an_empty_portal_says_so() -> None:
    client = library_app(held=()).test_client()

    assert client.get("/").status_code == 200
    assert client.get("/search").status_code == 200
    assert client.get("/search/facets/tag").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_an_address_that_begins_with_two_slashes_stays_here() -> None:
    engine = AwayEngine(library_engine(articles()), ZeroDivisionError())
    client = library_app(engine).test_client()  # type: ignore[arg-type]  # stands in for an engine

    html = client.get("//evil.example/search").text

    assert 'href="//' not in html


def test_the_home_page_counts_what_is_there(client: FlaskClient) -> None:
    html = client.get("/").text

    assert f"{SIZE} articles from 2 sources, newest 31 March 2026" in html


def test_facets_can_be_found_within_and_walked(client: FlaskClient) -> None:
    assert "World Bank" in client.get("/search/facets/org?find=BANK").text
    assert "Labour Organization" not in client.get("/search/facets/org?find=BANK").text
    assert client.get("/search/facets/color").status_code == 404
    assert client.get("/search/facets/tag?page=99").status_code == 200


def test_a_long_facet_is_walked_page_by_page() -> None:
    first = articles()[0]
    many = replace(first, tags=tuple(Named(f"tag-{number:03}", f"Tag {number:03}") for number in range(150)))
    client = library_app(held=(many,)).test_client()

    seen: set[str] = set()
    for page in (1, 2, 3):
        html = client.get(f"/search/facets/tag?page={page}" if page > 1 else "/search/facets/tag").text
        seen |= set(re.findall(r"Tag (\d{3})", html))

    assert len(seen) == 150
