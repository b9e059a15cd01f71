"""What a typed name means, and where a slug leads."""

import pytest

from portal.articles.authority import Entry
from portal.articles.errors import StoreUnavailable
from portal.search.names import Book, Names
from tests.search.authority import EMPTY, ILO, WORLD_BANK, FakeAuthority

BOOK = Book((ILO, WORLD_BANK, EMPTY))


@pytest.mark.parametrize(
    "typed",
    [
        "OIT",
        "oit",
        "I.L.O.",
        "Organisation Internationale du Travail",
        "organizacion internacional del trabajo",
        "منظمة العمل الدولية",
        "  International   Labour Organization ",
    ],
)
def test_a_typed_name_means_its_entry_whatever_its_language_case_and_marks(typed: str) -> None:
    assert [one.slug for one in BOOK.meant(typed)] == ["ilo"]


@pytest.mark.parametrize("typed", ["", "!!!", "International Labour", "Organization", "\n", "ilo wb"])
def test_what_is_no_whole_name_means_nothing(typed: str) -> None:
    assert BOOK.meant(typed) == ()


def test_names_that_begin_so_come_before_names_with_such_a_word() -> None:
    assert [one.slug for one in BOOK.beginning("int")] == ["ilo", "bimco"]
    assert [(one.slug, one.name) for one in BOOK.beginning("banque m")] == [("world-bank", "Banque mondiale")]
    assert BOOK.beginning("") == ()


def test_every_name_of_an_entry_finds_it_by_its_beginnings() -> None:
    for entry in (ILO, WORLD_BANK, EMPTY):
        for name in entry.all_names:
            for length in range(1, len(name) + 1):
                assert entry.id in {one.slug for one in BOOK.beginning(name[:length])} or not name[:length].strip()


def test_what_contains_the_words_says_under_which_name() -> None:
    assert {slug: one.name for slug, one in BOOK.containing("travail").items()} == {
        "ilo": "Organisation internationale du travail"
    }
    assert BOOK.containing("international labour")["ilo"].name == ILO.name


def test_a_name_of_several_entries_means_all_of_them() -> None:
    book = Book((Entry(id="a", name="Alpha", acronym="ABC"), Entry(id="b", name="Beta", acronym="ABC")))

    assert {one.slug for one in book.meant("abc")} == {"a", "b"}


def test_the_file_is_read_once_a_change() -> None:
    authority = FakeAuthority()
    names = Names(authority)

    for _ in range(3):
        assert names.file("org").book.meant("OIT")
    assert authority.reads == 1
    authority.number += 1
    assert names.file("org").book.meant("OIT")
    assert authority.reads == 2


def test_while_the_store_is_away_the_last_names_serve() -> None:
    authority = FakeAuthority()
    names = Names(authority)
    assert names.redirects("org")["oit"] == "ilo"

    authority.error = StoreUnavailable("away")

    assert names.redirects("org")["oit"] == "ilo"
    assert names.file("org").book.meant("OIT") == ()
    assert names.file("org").revision == "away"


@pytest.mark.parametrize("typed", ["OIT", "I.L.O.", "ilo", "Organisation internationale du travail"])
def test_a_whole_text_may_be_one_name(typed: str) -> None:
    assert Names(FakeAuthority()).file("org").meant(typed) == ILO


def test_an_entry_is_only_what_the_file_says_of_the_slug_itself() -> None:
    entries = Names(FakeAuthority()).file("org").entries

    assert entries["ilo"] == ILO
    assert "oit" not in entries
