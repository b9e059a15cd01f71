"""docs/addresses.md names every address that is answered, and its redirects happen."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.docs.conftest import Page
from tests.docs.shelf import authority, shelf
from tests.web.library_app import library_app

PAGE = Path(__file__).parents[2] / "docs" / "addresses.md"
REDIRECTS = dict(re.findall(r"^GET (\S+)\nLocation: (\S+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE))


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return library_app(held=shelf(), authority=authority()).test_client()


def test_every_address_is_named(client: FlaskClient, docs: dict[str, Page]) -> None:
    tables = docs["addresses"].section("Pages") + docs["addresses"].section("For programs")

    named = set(re.findall(r"^\| `(/[^`]*)`", tables, re.MULTILINE))

    assert named == {rule.rule for rule in client.application.url_map.iter_rules()}


@pytest.mark.parametrize("asked", REDIRECTS)
def test_another_spelling_redirects(client: FlaskClient, asked: str) -> None:
    response = client.get(asked)

    assert (response.status_code, response.headers["Location"]) == (301, REDIRECTS[asked])


@pytest.mark.parametrize("canonical", REDIRECTS.values())
def test_the_canonical_spelling_answers(client: FlaskClient, canonical: str) -> None:
    assert client.get(canonical).status_code == 200
