"""Folding: what makes no difference, and the way back to where each sign stood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.organizations.folding import folded, folded_name, folded_names, joints


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Médecins Sans Frontières", "MEDECINS sans frontieres"),
        ("Me\u0301decins", "Médecins"),
        ("Ελλάδα", "ελλαδα"),
        ("Йёлка", "иелка"),
        ("Straße", "STRASSE"),
        ("ﬁnance", "finance"),
        ("co\u00adoperation", "cooperation"),
        ("ＩＬＯ", "ilo"),
        ("İstanbul", "istanbul"),
        ("منظّمةُ", "منظمه"),
        ("الأمم", "الامم"),
        ("١٩", "19"),
        ("Côte d’Ivoire", "cote d'ivoire"),
        ("AFL‑CIO", "AFL–CIO"),
    ],
)
def test_form_makes_no_difference(one: str, other: str) -> None:
    assert folded_name(one) == folded_name(other)


@pytest.mark.parametrize(("one", "other"), [("が", "か"), ("ป่า", "ปา"), ("日本", "本日")])
def test_signs_of_other_scripts_stay_apart(one: str, other: str) -> None:
    assert folded_name(one) != folded_name(other)


@given(st.text())
def test_every_word_has_its_place(text: str) -> None:
    made = folded(text)
    start = 0

    for word in made.text.split():
        start = made.text.index(word, start)
        first, last = made.span(start, start + len(word))
        assert 0 <= first < last <= len(text)
        assert folded_name(text[first:last]) in {word, folded_name(word)}
        start += len(word)


@given(st.text())
def test_folding_twice_changes_no_word(text: str) -> None:
    once = folded_name(text)

    assert folded_name(once).split() == once.split()


@given(st.lists(st.text()))
def test_names_fold_together_as_they_do_alone(names: list[str]) -> None:
    assert folded_names(names) == [folded_name(name) for name in names]


@given(st.text(alphabet=" \n\t\r\u00a0a"))
def test_white_space_is_one_space_but_for_blank_lines(text: str) -> None:
    made = folded(f"a{text}b").text.strip()
    between = text.split("a")

    for run, found in zip(between, made[1:-1].split("a"), strict=True):
        assert len(found) == (0 if not run else max(1, run.count("\n")))


def test_what_stands_between_words_is_told() -> None:
    assert joints("AFL–CIO, Foo  of\nBar’s") == ("-", ", ", " ", " ", "'")
