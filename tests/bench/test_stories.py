"""The set of near duplicates is made alike each time, and what is asked of it can be missed."""

import random
from datetime import date

import pytest

from bench.stories import __main__ as stories
from bench.stories.making import boilerplate, copies, series
from bench.stories.texts import Text
from tests.stories.conftest import REPORT

DAY = date(2026, 3, 5)
TEXTS = [
    Text(f"t-{number}", f"Title {word}", REPORT.replace("pay", word), "en", DAY, f"t-{number}")
    for number, word in enumerate(("pay", "settle"))
]
OTHERS = TEXTS * 20


def test_copies_are_made_alike_from_one_seed() -> None:
    one, other = (list(copies(TEXTS[0], OTHERS, random.Random(3))) for _ in range(2))

    assert one == other
    assert {copy.story for copy in one} == {"t-0"}
    assert len({copy.kind for copy in one}) == len(one) == 3


def test_what_only_looks_alike_is_a_story_of_its_own() -> None:
    made = [*series(TEXTS[0], OTHERS, random.Random(3)), *boilerplate(*TEXTS, TEXTS[0], random.Random(3))]

    assert len({text.story for text in made} | {"t-0", "t-1"}) == len(made) + 2


@pytest.mark.parametrize(("story", "status"), [("t-0", 0), ("t-1", 1)])
def test_a_pair_that_is_missed_is_a_figure_that_is_missed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], story: str, status: int
) -> None:
    monkeypatch.setattr(stories, "LEAST_RATE", 0.0)
    copy = Text("t-0-cut", "Title", " ".join(REPORT.split()[:60]), "en", DAY, story, "cut")

    assert stories.measure([TEXTS[0], Text("t-1", "Else", "Nothing alike.", "en", DAY, "t-1"), copy], "made") == status
    assert ("| cut | 1 | 1 |" in capsys.readouterr().out) == (status == 0)
