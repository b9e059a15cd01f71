"""Words as numbers: folded, alike in every process, and cut where a script has no spaces."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.stories.words import words_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Élan vital", "ELAN VITAL"),
        ("1,240 ships", "1240 ships"),
        ("the “end”—of it", "the end of it"),
        ("ﬁrst", "first"),
        ("co\u00adoperation", "cooperation"),
        ("الأُمَم", "الأمم"),
    ],
)
def test_form_makes_no_difference(one: str, other: str) -> None:
    assert words_of(one).hashes.tolist() == words_of(other).hashes.tolist()


def test_other_words_are_other_numbers() -> None:
    texts = ["port", "ports", "trop", "por t", "1240", "124 0", "١", "中国", "国中", "ก", "ports ports"]

    assert len({tuple(words_of(text).hashes.tolist()) for text in texts}) == len(texts)


def test_text_without_spaces_gives_every_two_neighbors() -> None:
    alone, within = words_of("港口罢工").hashes, words_of("在港口罢工了").hashes

    assert len(alone) == 4
    assert within.tolist()[1:4] == alone.tolist()[:3]


def test_a_name_is_a_capital_within_a_sentence() -> None:
    words = words_of("The cook came from Cebu. He told ILO inspectors on Day 12.")

    assert [place for place, is_name in enumerate(words.is_name) if is_name] == [4, 7, 10]
    assert [place for place, is_figure in enumerate(words.is_figure) if is_figure] == [11]


@given(st.text())
def test_any_text_has_words(text: str) -> None:
    words = words_of(text)

    assert len(words.hashes) == len(words.is_figure) == len(words.is_name)


def test_numbers_are_the_same_in_another_process(project: Path) -> None:
    script = "from portal.stories.words import words_of; print(words_of('Seeleute in 港口 1,240').hashes.tolist())"
    told = subprocess.run([sys.executable, "-c", script], cwd=project, capture_output=True, text=True, check=True)

    assert told.stdout.strip() == str(words_of("Seeleute in 港口 1,240").hashes.tolist())
