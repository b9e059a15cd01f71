"""The difference of two versions: nothing lost, little shown, and never for long."""

import itertools
import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.web.differences import Kind, Paragraph, Piece, line_differences, text_differences
from portal.web.matching import Budget, matches

TOKENS = st.lists(st.sampled_from("abcd"), max_size=14)


def longest_common(before: list[str], after: list[str]) -> int:
    """The length of the longest common subsequence, by the table of the textbook."""
    row = [0] * (len(after) + 1)
    for one in before:
        above = row[:]
        for place, other in enumerate(after, start=1):
            row[place] = above[place - 1] + 1 if one == other else max(above[place], row[place - 1])
    return row[-1]


@given(before=TOKENS, after=TOKENS)
def test_as_much_as_possible_is_found_to_be_the_same(before: list[str], after: list[str]) -> None:
    found = matches(before, after, Budget(10_000))

    assert found is not None
    assert all(before[one] == after[other] for one, other in found)
    assert all(one < two and other < another for (one, other), (two, another) in itertools.pairwise(found))
    assert len(found) == longest_common(before, after)


def words(paragraphs: tuple[Paragraph, ...], *kinds: Kind) -> list[str]:
    text = " ".join(piece.text for one in paragraphs for piece in one.pieces if piece.kind in kinds)
    return text.replace("¶", "").split()


TEXTS = st.lists(
    st.lists(st.sampled_from(["one", "two", "three", "<b>", "ü", "ship"]), min_size=1, max_size=6).map(" ".join),
    max_size=6,
).map("\n\n".join)


@given(before=TEXTS, after=TEXTS)
def test_no_word_is_lost_of_either_version(before: str, after: str) -> None:
    shown = text_differences(before, after)

    kept = sum(paragraph.left_out for paragraph in shown)
    if before == after:
        assert shown == ()
    elif not kept:
        assert words(shown, Kind.SAME, Kind.REMOVED) == before.split()
        assert words(shown, Kind.SAME, Kind.ADDED) == after.split()


def test_words_are_compared_within_a_paragraph() -> None:
    (paragraph,) = text_differences("Ports will pay a day's wage.", "Ports will soon pay half a day's wage.")

    assert [(piece.kind.value, piece.text.strip()) for piece in paragraph.pieces if piece.text.strip()] == [
        ("same", "Ports will"),
        ("added", "soon"),
        ("same", "pay"),
        ("added", "half"),
        ("same", "a day's wage."),
    ]


def test_paragraphs_that_stayed_are_left_out_but_for_those_beside_a_change() -> None:
    before = [f"Paragraph number {number}." for number in range(9)]
    after = [*before[:4], "Another fourth.", *before[5:]]

    shown = text_differences("\n\n".join(before), "\n\n".join(after))

    assert [one.left_out or "".join(piece.kind.value[0] for piece in one.pieces) for one in shown] == [
        3, "s", "r", "a", "s", 3,
    ]  # fmt: skip


def test_a_paragraph_that_was_split_is_marked() -> None:
    shown = text_differences("One two three. Four five six.", "One two three.\n\nFour five six.")

    assert [[piece for piece in one.pieces if piece.text.strip()] for one in shown] == [
        [Piece(Kind.SAME, "One two three."), Piece(Kind.ADDED, "¶")],
        [Piece(Kind.SAME, "Four five six.")],
    ]


def test_scripts_without_spaces_are_compared_by_letter() -> None:
    assert list(line_differences("港口将支付工资", "港口不支付工资")) == [
        Piece(Kind.SAME, "港口"),
        Piece(Kind.REMOVED, "将"),
        Piece(Kind.SAME, " "),
        Piece(Kind.ADDED, "不"),
        Piece(Kind.SAME, " "),
        Piece(Kind.SAME, "支付工资"),
    ]


def test_titles_without_a_difference_show_none() -> None:
    assert line_differences("Same", "Same") == ()


@pytest.mark.parametrize("size", [2_000, 100_000])
@pytest.mark.parametrize("paragraphs", [1, 1_000])
def test_the_worst_two_texts_are_compared_in_bounded_time(size: int, paragraphs: int) -> None:
    chance = random.Random(1)

    def text() -> str:
        each = size // paragraphs
        return "\n\n".join(" ".join(chance.choices("abcdefgh", k=max(each, 1))) for _ in range(paragraphs))

    before, after = text(), text()
    started = time.process_time()

    text_differences(before, after)

    assert time.process_time() - started < 2
