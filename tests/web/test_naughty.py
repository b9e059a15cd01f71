"""Every naughty string as a search, a filter, a slug: each an honest page, none run, none a failure."""

import gzip
import json
import re
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from portal.search.state import MAX_TEXT, clean


@pytest.fixture
def strings(shared_data: Path) -> list[str]:
    """The big list of naughty strings."""
    return [str(each) for each in json.loads((shared_data / "naughty-strings" / "blns.json").read_text("utf-8"))]


@pytest.fixture
def payloads(shared_data: Path) -> list[str]:
    """Every tenth of a list of cross-site scripting payloads."""
    packed = (shared_data / "xss-payloads" / "xss-payloads.part-a.txt.gz").read_bytes()
    return gzip.decompress(packed).decode("utf-8", "replace").splitlines()[::10][:400]


def followed(client: FlaskClient, path: str, **query: str) -> tuple[int, str]:
    sendable = {name: value.encode("utf-8", "replace").decode() for name, value in query.items()}
    response = client.get(path, query_string=sendable)
    if response.status_code == 301:
        response = client.get(response.headers["Location"])
    return response.status_code, response.text


def test_every_string_can_be_searched_for_and_stays_in_the_box(client: FlaskClient, strings: list[str]) -> None:
    for string in strings:
        sent = string.encode("utf-8", "replace").decode()
        status, html = followed(client, "/search", q=string)
        box = re.search(r'<input[^>]*name="q"[^>]*value="([^"]*)"', html)

        assert status == 200, string
        assert box is not None, string
        assert unescape(box.group(1)) == clean(sent, MAX_TEXT), string


def test_every_string_is_answered_as_json_too(client: FlaskClient, strings: list[str]) -> None:
    for string in strings:
        sent = string.encode("utf-8", "replace").decode()
        response = client.get("/api/v1/search", query_string={"q": sent, "tag": sent, "limit": "1"})

        assert response.status_code in (200, 422), string
        assert response.get_json() is not None


def test_every_string_as_a_filter_or_a_slug_is_an_honest_page(client: FlaskClient, strings: list[str]) -> None:
    for string in strings:
        status, _ = followed(client, "/search", tag=string, find=string)
        assert status in (200, 404), string
        status, _ = followed(client, "/tags/" + quote(string.encode("utf-8", "replace"), safe=""))
        assert status in (200, 404), string


def test_no_payload_reaches_a_page_as_markup(client: FlaskClient, payloads: list[str]) -> None:
    """Tags of a page are the same whatever is searched for: nothing that was typed becomes one."""

    def tags(html: str) -> list[str]:
        return re.findall(r"<(script|img|iframe|svg|object|embed|form|input|base|meta|link)\b", html)

    _, plain = followed(client, "/search", q="zqxzqx")
    expected = tags(plain)
    for payload in payloads:
        status, html = followed(client, "/search", q=f"zqxzqx {payload}", match="all", tag=payload)

        assert status in (200, 404), payload
        assert set(tags(html)) <= {*expected, "input"}, payload
        assert "<script>" not in html
        assert html.count("<script") == plain.count("<script"), payload
