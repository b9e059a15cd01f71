"""What holds for every string a visitor can type."""

import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import pairwise
from types import FrameType

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.lexing import MAX_CHARACTERS, gate
from index.parse import MAX_WORDS, parse_query
from index.query import And, Author, Dates, Everything, FacetValue, Not, Or, Phrase, Prefix, Query, Word
from index.text import to_text

TODAY = date(2026, 11, 24)

PIECES = st.sampled_from(
    [
        "(",
        ")",
        '"',
        "-",
        "*",
        " ",
        " ",
        " OR ",
        " AND ",
        " NOT ",
        ":",
        "title:",
        "tag:",
        "date:",
        "2026-03",
        "..",
        "P2W/",
    ]
    + [
        "a",
        "abc",
        "é",
        "OR",
        "NOT",
        "_none",
        "“",
        "\t",
        "\x00",
        "\ud800",
        "\u202e",
        "漢字",
        "😀",
        "title:(",
        "-(",
        "/",
        "\u0301",
    ]
)
QUERY_LIKE = st.lists(PIECES, max_size=60).map("".join)
ANY_TEXT = st.text() | st.text(st.characters(), min_size=400, max_size=700) | QUERY_LIKE

HOSTILE = {
    "one long word": "a",
    "many words": "a ",
    "many choices": "ab OR ",
    "operators alone": "OR AND NOT ",
    "exclusions": "NOT ",
    "opening brackets": "[",
    "opening parentheses": "(",
    "closing parentheses": ")",
    "excluded groups": "-(",
    "groups of a field": "title:(",
    "groups side by side": "(a)",
    "quotation marks": '"',
    "quotation marks within words": 'a"',
    "phrases": '"a" ',
    "stars": "*",
    "dashes": "-",
    "colons": ":",
    "fields": "title:",
    "dates": "date:P1Y/ ",
    "many prefixes": "*a* abc* ",
    "ranges": "[a TO z] ",
    "fuzzy words": "abc~2 ",
    "combining marks of two classes": "\u0315\u0323",
    "nul characters": "\x00",
    "lone surrogates": "\ud800*",
    "letters that grow when normalized": "\ufb2c",
}


@given(ANY_TEXT)
@example("title:(" + "aaaaaa " * 60 + ")")
@example("OR* --OR -OR title:OR tag:OR")
@example('a"b"' * 128)
@example("(x y OR " * 8 + "a b OR c" + ")" * 8)
@example("\ufb2c" * 600)
@example("title:(" + "(a b)OR" * 31 + "(a b))")
def test_every_string_parses_and_its_canonical_text_means_the_same(text: str) -> None:
    parsed = parse_query(text, today=TODAY)
    again = parse_query(parsed.text, today=date(2000, 1, 1))

    assert again.query == parsed.query
    assert again.text == parsed.text == to_text(parsed.query)


@given(ANY_TEXT)
def test_every_tree_is_in_normal_form_and_within_the_limits(text: str) -> None:
    parsed = parse_query(text, today=TODAY)

    assert_normal(parsed.query, is_top=True)
    assert len(parsed.text) <= MAX_CHARACTERS
    assert sum(len(words.split()) for words in leaf_texts(parsed.query)) <= MAX_WORDS
    assert all(listed for listed in parsed.ignored)


@given(ANY_TEXT)
def test_the_gate_lets_through_what_it_let_through_before(text: str) -> None:
    once, _ = gate(text)

    assert gate(once) == (once, False)
    once.encode()


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_twice_the_text_takes_no_more_than_twice_the_steps(piece: str) -> None:
    texts = [piece * (size // len(piece)) for size in (128, 256, 512)]
    steps = [steps_of(partial(parse_query, text, today=TODAY)) for text in texts]

    for shorter, longer in pairwise(steps):
        assert longer <= 2 * shorter + 50


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_text_over_the_limit_takes_no_steps_of_its_own(piece: str) -> None:
    at_limit = steps_of(lambda: parse_query(piece * 600, today=TODAY))
    far_over = steps_of(lambda: parse_query(piece * 60_000, today=TODAY))

    assert far_over <= at_limit + 50


def test_nine_hundred_parentheses_are_no_recursion() -> None:
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(frames_in_use() + 60)
    try:
        parse_query("(a OR " * 80 + ")" * 80, today=TODAY)
        parse_query("((((((((" + "-(" * 250, today=TODAY)
    finally:
        sys.setrecursionlimit(limit)


def assert_normal(query: Query, *, is_top: bool = False) -> None:
    match query:
        case And(children) | Or(children):
            assert len(children) >= 2
            for child in children:
                assert not isinstance(child, type(query))
                assert_normal(child)
        case Not(child):
            assert not isinstance(child, Not)
            assert_normal(child)
        case Everything():
            assert is_top
        case Word(text) | Prefix(text):
            assert any(map(str.isalnum, text))
            assert not set(' "()') & set(text)
        case Phrase(text) | FacetValue(_, text) | Author(text):
            assert any(map(str.isalnum, text))
            assert '"' not in text
        case Dates(first, last):
            assert first is None or last is None or first <= last


def leaf_texts(query: Query) -> list[str]:
    match query:
        case And(children) | Or(children):
            return [text for child in children for text in leaf_texts(child)]
        case Not(child):
            return leaf_texts(child)
        case Word(text) | Prefix(text) | Phrase(text) | FacetValue(_, text) | Author(text):
            return [text]
        case _:
            return []


def steps_of(call: Callable[[], object]) -> int:
    """Count the lines of Python that *call* runs in the parser's modules."""
    steps = 0

    def count(frame: FrameType, event: str, _argument: object) -> object:
        nonlocal steps
        if frame.f_globals.get("__name__") not in PARSER_MODULES:
            return None
        steps += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)  # type: ignore[arg-type]  # because a trace function returns itself, which no type can say
    try:
        call()
    finally:
        sys.settrace(before)
    return steps


PARSER_MODULES = {"index.parse", "index.lexing", "index.text", "index.dates"}


def frames_in_use() -> int:
    depth, frame = 0, sys._getframe()
    while frame is not None:
        depth, frame = depth + 1, frame.f_back  # type: ignore[assignment]  # because the last frame has none before it
    return depth
