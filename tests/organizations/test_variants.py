"""How else a name may be written."""

import pytest

from portal.articles.authority import Entry
from portal.organizations.variants import undotted, variants
from tests.organizations.bodies import read, slugs


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("World Health Organization", "the World Health Organisation"),
        ("International Labour Organization", "the International Labor Organisation"),
        ("UN Refugee Agency", "the U.N. Refugee Agency"),
        ("U.S. Department of Labor", "the US Department of Labor"),
        ("International Transport Workers' Federation", "the International Transport Workers Federation"),
        ("International Union of Food Workers Abroad", "the International Union of Food Workers' Abroad"),
        ("The Global Fund", "a Global Fund grant"),
        ("Marks & Spencer", "at Marks and Spencer"),
        ("Food, Drink and Air Union", "the Food Drink and Air Union"),
        ("St. Mary Society", "the St Mary Society"),
        ("Programme for Cooperation", "a Program for Co-operation"),
    ],
)
def test_a_name_is_found_as_it_is_also_written(name: str, text: str) -> None:
    assert slugs(read(f"They praised {text}.", entries=(Entry(id="x", name=name),))) == ["x"]


def test_a_variant_takes_nothing_from_a_body_that_has_it_as_its_name() -> None:
    entries = (Entry(id="za", name="Office of Labour"), Entry(id="us", name="Office of Labor"))

    assert slugs(read("They praised the Office of Labour.", entries=entries)) == ["za"]
    assert slugs(read("They praised the Office of Labor.", entries=entries)) == ["us"]
    assert slugs(read("They praised the Office of Labor.", entries=entries[::-1])) == ["us"]


def test_points_of_letters_make_no_difference() -> None:
    assert [undotted(name) for name in ("U.N.", "A.B.C", "St. X", "x.org")] == ["UN", "ABC", "St. X", "x.org"]


def test_variants_are_few() -> None:
    assert len(list(variants("Labour Organization Centre Programme Defence Labour Harbour"))) <= 8
    assert list(variants("Oxfam")) == []
