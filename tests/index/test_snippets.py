"""Which part of a text is shown, and what of it is marked."""

from hypothesis import given
from hypothesis import strategies as st

from index.analysis import analyze
from index.response import Piece
from index.snippets import MAX_CHARACTERS, WINDOW, snippet, whole, window_start


def shown(text: str, matched: dict[int, int]) -> tuple[Piece, ...]:
    start = window_start(matched)
    return snippet(text, analyze(text, "")[start:], matched)


def test_the_window_holds_as_many_different_words_as_it_can() -> None:
    matched = {3: 0, 4: 0, 5: 0, 200: 0, 210: 1}

    assert 200 - WINDOW < window_start(matched) <= 200


def test_the_earliest_of_equal_windows_wins() -> None:
    assert window_start({50: 0, 500: 0}) <= 50


def test_without_matches_the_beginning_is_shown() -> None:
    assert shown("One two three.", {}) == (Piece("One two three.", match=False),)


def test_cut_ends_are_marked_with_an_ellipsis() -> None:
    text = " ".join(f"word{i}" for i in range(400))

    pieces = shown(text, {200: 0})

    assert pieces[0].text.startswith("…")
    assert pieces[-1].text.endswith("…")
    assert Piece("word200", match=True) in pieces


def test_an_empty_text_has_no_snippet() -> None:
    assert shown("", {}) == ()


@given(st.text(), st.sets(st.integers(0, 30)))
def test_a_title_is_whole_and_marks_what_matched(text: str, matched: set[int]) -> None:
    tokens = analyze(text, "")

    pieces = whole(text, tokens, matched)

    assert "".join(piece.text for piece in pieces) == text
    there = {text[t.start : t.end] for t in tokens if t.position in matched}
    assert {piece.text for piece in pieces if piece.match} <= there


@given(
    st.text(st.sampled_from("abc  \n.,é水技’-"), max_size=900), st.dictionaries(st.integers(0, 300), st.integers(0, 3))
)
def test_a_snippet_is_one_run_of_the_text(text: str, matched: dict[int, int]) -> None:
    joined = "".join(piece.text for piece in shown(text, matched)).strip("…").strip()

    assert joined in " ".join(text.split())
    assert len(joined) <= MAX_CHARACTERS + max((len(word) for word in text.split()), default=0)
