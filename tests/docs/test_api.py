"""Every example of docs/api.md is a request that is made, and its answer is what the page shows."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.docs.conftest import Page
from tests.docs.shelf import authority, shelf
from tests.web.library_app import library_app

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
EXAMPLE = re.compile(
    r"^```http\nGET (?P<address>\S+)\n```\n+(?:[^`\n][^\n]*\n+)*?```json\n(?P<answer>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
EXAMPLES = {match["address"]: match["answer"] for match in EXAMPLE.finditer(PAGE.read_text(encoding="utf-8"))}

CHANGING = ("took_ms", "score", "next", "detail")
"""Keys whose values differ from run to run, or are words for people: only their kind is compared."""


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return library_app(held=shelf(), authority=authority()).test_client()


def differences(shown: object, given: object, path: str = "$") -> Iterator[str]:
    """Yield where what the page shows is not what is answered; a list may be shown by its beginning."""
    if isinstance(shown, dict) and isinstance(given, dict):
        if list(shown) != list(given):
            yield f"{path}: shown {list(shown)}, answered {list(given)}"
        for key in shown.keys() & given.keys():
            yield from differences(shown[key], given[key], f"{path}.{key}")
    elif isinstance(shown, list) and isinstance(given, list):
        if len(shown) > len(given) or (given and not shown):
            yield f"{path}: {len(shown)} shown, {len(given)} answered"
        for place, (left, right) in enumerate(zip(shown, given, strict=False)):
            yield from differences(left, right, f"{path}[{place}]")
    elif path.rpartition(".")[2] in CHANGING:
        if type(shown) is not type(given):
            yield f"{path}: shown {shown!r}, answered {given!r}"
    elif shown != given:
        yield f"{path}: shown {shown!r}, answered {given!r}"


def test_the_page_has_examples() -> None:
    assert len(EXAMPLES) >= 6


@pytest.mark.parametrize("address", EXAMPLES)
def test_an_example_is_answered_as_shown(client: FlaskClient, address: str) -> None:
    response = client.get(address)

    assert list(differences(json.loads(EXAMPLES[address]), response.get_json())) == []


def test_every_address_that_answers_json_is_described(client: FlaskClient, docs: dict[str, Page]) -> None:
    rules = {rule.rule for rule in client.application.url_map.iter_rules() if rule.endpoint.startswith("api.")}

    described = {heading.strip("`") for heading in docs["api"].headings if heading.startswith("`/")}

    assert described == rules


def test_every_parameter_of_a_search_is_described(docs: dict[str, Page]) -> None:
    from portal.search.reading import _FIELD_KEYS, _SINGLE

    table = docs["api"].section("Parameters")
    described = {
        name for row in re.findall(r"^\| (`[^|]+) \|", table, re.MULTILINE) for name in re.findall(r"`([\w-]+)`", row)
    }

    assert described == {*_FIELD_KEYS, *_SINGLE, "facets"}
