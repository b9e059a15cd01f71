"""What every response carries: security headers, on every address, for every kind of request."""

import pytest
from flask.testing import FlaskClient

from portal.config import Settings
from portal.serving.headers import ALWAYS
from tests.search.library import articles
from tests.web.library_app import AwayEngine, library_app, library_engine

APP = library_app()
BROKEN = library_app(AwayEngine(library_engine(articles()), ZeroDivisionError()))  # type: ignore[arg-type]  # stands in

SAMPLES = {
    "field": "tag",
    "slug": "ships",
    "key": "r001-report-1-cobalt-mining",
    "article_id": "r001",
    "asked": "portal.css",
}


def addresses() -> list[str]:
    """One address for each rule of the application."""
    found = []
    for rule in APP.url_map.iter_rules():
        found.append(rule.rule)
        for name in rule.arguments:
            found[-1] = found[-1].replace(f"<{name}>", SAMPLES[name]).replace(f"<path:{name}>", SAMPLES[name])
    return sorted(found)


@pytest.mark.parametrize("kind", ["GET", "HEAD", "POST", "htmx", "304", "broken"])
@pytest.mark.parametrize("address", addresses())
def test_every_response_has_its_security_headers(address: str, kind: str) -> None:
    client = (BROKEN if kind == "broken" else APP).test_client()
    headers = {"HX-Request": "true"} if kind == "htmx" else {}
    method = kind if kind in ("HEAD", "POST") else "GET"
    if kind == "304":
        headers["If-None-Match"] = client.get(address).headers.get("ETag", "")

    response = client.open(address, method=method, headers=headers)

    for name, value in ALWAYS.items():
        if name != "Cross-Origin-Resource-Policy":
            assert response.headers[name] == value
    assert "Set-Cookie" not in response.headers
    assert response.status_code < 500 or kind == "broken"
    if response.mimetype == "text/html" and response.status_code != 405:
        assert "HX-Request" in response.headers.get("Vary", "")


@pytest.mark.parametrize("forbidden", ["unsafe-inline", "unsafe-eval", "*", "http:", "data:", "nonce"])
def test_the_policy_allows_our_own_files_and_nothing_else(forbidden: str) -> None:
    assert forbidden not in ALWAYS["Content-Security-Policy"]


@pytest.mark.parametrize("address", ["/", "/search?q=child", "/articles/r001-report-1-cobalt-mining", "/tags/ships"])
def test_no_page_needs_what_the_policy_forbids(address: str) -> None:
    html = APP.test_client().get(address).text

    assert " style=" not in html
    assert "<style" not in html
    assert " onclick=" not in html
    assert html.count("<script") == html.count("<script src=")


def test_forwarded_headers_are_not_believed() -> None:
    response = APP.test_client().get("/", headers={"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"})

    assert "Strict-Transport-Security" not in response.headers
    assert "evil.example" not in response.text


def test_a_trusted_proxy_is_believed_and_those_before_it_are_not() -> None:
    client = library_app(settings=Settings(trusted_proxies=1)).test_client()

    assert "Strict-Transport-Security" in client.get("/", headers={"X-Forwarded-Proto": "https"}).headers
    assert "Strict-Transport-Security" in client.get("/", headers={"X-Forwarded-Proto": "http, https"}).headers
    assert "Strict-Transport-Security" not in client.get("/", headers={"X-Forwarded-Proto": "https, http"}).headers


def test_transport_stays_encrypted_once_it_is() -> None:
    response = APP.test_client().get("/", base_url="https://portal.example")

    assert "max-age" in response.headers["Strict-Transport-Security"]


def test_health_tells_whether_the_process_and_the_search_are_there(client: FlaskClient) -> None:
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").get_json()["ready"] is True


def test_readiness_fails_when_the_engine_is_closed() -> None:
    engine = library_engine(articles())
    client = library_app(engine).test_client()
    engine.close()

    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200
    assert client.get("/search").status_code == client.get("/").status_code == 503
    assert client.get("/about").status_code == client.get(f"/articles/{SAMPLES['key']}").status_code == 200


def test_metrics_count_requests_by_address_and_status() -> None:
    client = library_app().test_client()
    client.get("/search?q=child")
    client.get("/nothing")

    text = client.get("/metrics").text

    assert 'portal_requests_total{endpoint="web.results",method="GET",status="200"} 1.0' in text
    assert 'portal_requests_total{endpoint="none",method="GET",status="404"} 1.0' in text
    assert "portal_articles 60.0" in text


@pytest.mark.parametrize("path", ["/articles//evil.example", "/search//facets/tag", "/tags///x"])
def test_no_redirect_names_a_host(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers={"Host": "evil.example"})

    assert response.status_code == 404
    assert "Location" not in response.headers
