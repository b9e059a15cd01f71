"""The starter list is whole: names in four languages, ids that are slugs, nothing that two entries are called."""

import csv
import re
import unicodedata
from collections import defaultdict
from pathlib import Path

import pytest

import portal.organizations.starter as starter_module
from portal.articles.authority import Entry
from portal.articles.naming import slug
from portal.articles.store import NameKind
from portal.organizations.authority_file import read_entries
from portal.organizations.starter import starter_entries

ENTRIES = starter_entries()
LANGUAGES = ("fr", "es", "ar")


def rows() -> list[dict[str, str]]:
    path = Path(starter_module.__file__).with_name("starter.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


def test_every_row_is_an_entry_and_nothing_of_it_is_left_out() -> None:
    read = read_entries(((f"row {n}", dict(row)) for n, row in enumerate(rows())), NameKind.ORGANIZATION)

    assert read.refused == ()
    assert read.notes == ()
    assert len(ENTRIES) == len(rows())


def test_ids_are_slugs_in_order() -> None:
    ids = [entry.id for entry in ENTRIES]

    assert ids == sorted(set(ids))
    assert all(one == slug(one) for one in ids)


def test_150_bodies_have_their_names_in_four_languages() -> None:
    named = [entry for entry in ENTRIES if all(entry.names.get(language) for language in LANGUAGES)]

    assert len(named) >= 150
    assert sum(bool(entry.acronym) for entry in ENTRIES) >= 100


def test_no_two_entries_share_a_name_of_several_words() -> None:
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for entry in ENTRIES:
        for name in entry.all_names:
            if " " in name:
                owners[folded(name)].add(entry.id)

    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_an_entry_is_well_formed(entry: Entry) -> None:
    assert all(len(name) > 1 and name == " ".join(name.split()) for name in entry.all_names)
    assert all(re.search("[\u0600-\u06ff]", name) for name in entry.names.get("ar", ())[:1])
    assert not entry.homepage or re.fullmatch(r"https://[^\s/]+\.[^\s]+", entry.homepage)
    assert re.fullmatch(r"(Q[1-9][0-9]*)?", entry.wikidata)
    assert re.fullmatch(r"(0[a-z0-9]{8})?", entry.ror)
    assert re.fullmatch(r"[A-Z].*[^.]\.", entry.description)


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("ilo", {"ILO", "OIT", "International Labor Organization", "Organisation internationale du travail"}),
        ("who", {"WHO", "OMS", "World Health Organization"}),
        ("world-bank", {"World Bank", "Banque mondiale", "Banco Mundial"}),
        ("responsible-minerals-initiative", {"RMI", "Responsible Minerals Initiative"}),
        ("bimco", {"BIMCO"}),
    ],
)
def test_bodies_that_everybody_looks_for_are_there(body: str, names: set[str]) -> None:
    (entry,) = (one for one in ENTRIES if one.id == body)

    assert {folded(name) for name in names} <= {folded(name) for name in entry.all_names}
