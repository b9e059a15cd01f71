"""Text to terms: what one spelling shares with another."""

import importlib
import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import analyze, any_word, facet_key, some_spans, spans, spans_two, stem_key, surfaces, word_pattern
from index.folding import fold

SAMPLES = Path(__file__).parents[2] / "portal" / "data" / "samples.jsonl"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("end‑of‑life", "end-of-life"),
        ("end–of–life", "end of life"),
        ("workers’", "workers"),
        ("worker's", "worker"),
        ("l’OIT", "OIT"),
        ("dell'UE", "UE"),
        ("I.L.O.", "ilo"),
        ("U.S.", "us"),
        ("ＩＬＯ", "ilo"),
        ("Économie", "economie"),
        ("ﬁnance", "finance"),
        ("co\u00adoperate", "cooperate"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("İstanbul", "istanbul"),
        ("أكثر", "اكثر"),
        ("مُنَظَّمَة", "منظمة"),
        ("Ελλάδα", "ελλαδα"),
        ("ещё", "еще"),
        ("١٢٣", "123"),
        ("snake_case", "snake case"),
    ],
)
def test_spellings_of_one_word_have_one_surface(one: str, other: str) -> None:
    assert surfaces(one) == surfaces(other)


def test_marks_that_are_letters_stay() -> None:
    assert surfaces("हिन्दी") == ("हिन्दी",)


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("labour", "labor", "en"),
        ("labourers", "laborer", "en"),
        ("organisations", "organization", "en"),
        ("centres", "center", "en"),
        ("programmes", "program", "en"),
        ("travelling", "traveling", "en"),
        ("trabajadores", "trabajador", "es"),
        ("travailleurs", "travailleur", "fr"),
        ("российские", "российский", "ru"),
        ("المنظمات", "منظمة", "ar"),
        ("Arbeiter", "Arbeitern", "de"),
    ],
)
def test_forms_of_one_word_have_one_stem(one: str, other: str, language: str) -> None:
    assert stem_key(one, language) == stem_key(other, language)


def test_stems_belong_to_a_language_and_surfaces_do_not() -> None:
    assert stem_key("formation", "en") != stem_key("formation", "fr")
    assert [t.surface for t in analyze("formation", "en")] == [t.surface for t in analyze("formation", "fr")]


def test_a_regional_language_uses_the_stemmer_of_its_language() -> None:
    assert analyze("workers", "en-GB") == analyze("workers", "en")


def test_text_without_spaces_is_cut_into_overlapping_bigrams() -> None:
    tokens = analyze("AI技术人", "zh")

    assert [token.surface for token in tokens] == ["ai", "技", "术", "人"]
    assert [token.stem.rstrip("\x1f") for token in tokens] == ["ai", "技术", "术人", ""]
    assert [spans_two(token.stem) for token in tokens] == [False, True, True, False]


@given(st.text())
def test_tokens_stand_in_order_where_they_say(text: str) -> None:
    tokens = analyze(text, "en")

    assert [token.position for token in tokens] == list(range(len(tokens)))
    for token in tokens:
        assert token.surface
        assert 0 <= token.start < token.end <= len(text)
        assert token.end <= token.stem_end <= len(text)
    assert all(one.start <= other.start for one, other in pairwise(tokens))


@given(st.text(st.sampled_from("abIL1_ .'`-,\n")))
def test_the_cheaper_expression_finds_the_same_words(text: str) -> None:
    assert word_pattern(text).findall(text) == any_word().findall(text)


@pytest.mark.parametrize("name", ["english", "french", "spanish", "arabic", "russian", "turkish", "german"])
def test_stemmers_in_c_and_in_python_agree(name: str) -> None:
    """An index made where PyStemmer is absent means the same where it is there."""
    compiled = pytest.importorskip("Stemmer", reason="PyStemmer is not installed").Stemmer(name)
    module = importlib.import_module(f"snowballstemmer.{name}_stemmer")
    interpreted = getattr(module, f"{name.title()}Stemmer")()
    words = {
        word
        for text in SAMPLES.read_text().splitlines()
        for word in re.findall(r"\w+", json.loads(text)["body"].lower())
    }

    assert [compiled.stemWord(word) for word in words] == [interpreted.stemWord(word) for word in words]


@given(st.text(), st.integers(0, 9), st.data())
def test_spans_from_anywhere_are_the_tokens_from_there(text: str, first: int, data: st.DataObject) -> None:
    tokens = analyze(text, "")
    starts = [0, *(n for n in range(1, len(tokens)) if tokens[n].start >= tokens[n - 1].end)]
    begin = data.draw(st.sampled_from(starts))

    found = list(spans(text, position=begin, start=tokens[begin].start if begin else 0, first=first))

    assert found == [(token.position, token.start, token.end) for token in tokens[max(begin, first) :]]


ODD_WORDS = st.sampled_from("U.S. l'avion dogs' a.b 'tis x_y é".split())


@given(
    st.text() | st.text(alphabet="abU.'`-_ \n") | st.lists(ODD_WORDS).map(" ".join),
    st.integers(0, 9),
    st.integers(0, 9),
    st.data(),
)
def test_some_spans_are_the_first_of_all(text: str, first: int, most: int, data: st.DataObject) -> None:
    tokens = analyze(text, "")
    starts = [0, *(n for n in range(1, len(tokens)) if tokens[n].start >= tokens[n - 1].end)]
    # A mark stands where a word begins, before what is elided there.
    begin = data.draw(st.sampled_from(starts))
    at = {"position": begin, "start": tokens[begin].start if begin else 0, "first": first}

    assert some_spans(text, most, **at) == list(spans(text, **at))[:most]


@given(st.text())
def test_every_language_cuts_a_text_at_the_same_places(text: str) -> None:
    """Resolving a query pairs the forms of its words over languages by position."""
    cuts = {tuple((t.surface, t.start, t.end) for t in analyze(text, language)) for language in ("", "en", "ru", "tr")}

    assert len(cuts) == 1


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_a_surface_is_its_own_surface(text: str) -> None:
    """A term taken from an index finds itself, which suggestions and prefixes rely on."""
    for surface in surfaces(text):
        assert "".join(surfaces(surface)) == surface


def test_facet_keys_of_a_value_and_its_label_are_one() -> None:
    assert facet_key("Child Labour") == facet_key("child-labour") == "child-labour"
