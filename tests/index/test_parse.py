"""What a query means, example by example."""

from datetime import date

import pytest

from index.parse import TOO_DEEP, TOO_LONG, TOO_MANY, parse_query
from index.query import And, Author, Dates, Everything, FacetValue, Not, Or, Phrase, Prefix, Query, Word
from index.text import to_text

TODAY = date(2026, 11, 24)


def parsed(text: str) -> Query:
    return parse_query(text, today=TODAY).query


def ignored(text: str) -> tuple[str, ...]:
    return parse_query(text, today=TODAY).ignored


a, b, c, d = (Word(letter) for letter in "abcd")

MEANINGS = [
    pytest.param("", Everything(), id="nothing asks for everything"),
    pytest.param("a", a, id="a word"),
    pytest.param("a b", And((a, b)), id="words must all be there"),
    pytest.param("a AND b", And((a, b)), id="AND says what a space says"),
    pytest.param("a OR b", Or((a, b)), id="OR"),
    pytest.param("a or b", And((a, Word("or"), b)), id="operators are upper case"),
    pytest.param("a OR b c", And((Or((a, b)), c)), id="OR binds its neighbors"),
    pytest.param("(a b) OR c", Or((And((a, b)), c)), id="parentheses bind more"),
    pytest.param("(a b) (c (d))", And((a, b, c, d)), id="parentheses that change nothing are gone"),
    pytest.param("a OR (b OR c)", Or((a, b, c)), id="an OR of an OR is one"),
    pytest.param('"a  b"', Phrase("a b"), id="a phrase"),
    pytest.param("“a b”", Phrase("a b"), id="curly quotation marks"),
    pytest.param("«a b»", Phrase("a b"), id="French quotation marks"),
    pytest.param('a"b c"', And((a, Word("b"), Word("c"))), id="a phrase begins a word"),
    pytest.param('5" pipe', And((Word("5"), Word("pipe"))), id="inches"),
    pytest.param("-a", Not(a), id="an exclusion alone"),
    pytest.param("-a -b", And((Not(a), Not(b))), id="exclusions alone"),
    pytest.param("NOT a", Not(a), id="NOT says what a dash says"),
    pytest.param("NOT NOT a", a, id="two exclusions undo each other"),
    pytest.param("-(-a)", a, id="an excluded exclusion"),
    pytest.param("--a", a, id="two dashes are decoration"),
    pytest.param('-"a b"', Not(Phrase("a b")), id="an excluded phrase"),
    pytest.param("-(a OR b)", Not(Or((a, b))), id="an excluded group"),
    pytest.param("a OR -b", Or((a, Not(b))), id="an exclusion as a choice"),
    pytest.param("end-of-life", Word("end-of-life"), id="an inner dash excludes nothing"),
    pytest.param("lab*", Prefix("lab"), id="a prefix"),
    pytest.param("title:a", Word("a", "title"), id="a word in the title"),
    pytest.param("Title:a", Word("a", "title"), id="field names in any case"),
    pytest.param('body:"a b"', Phrase("a b", "body"), id="a phrase in the body"),
    pytest.param("title:lab*", Prefix("lab", "title"), id="a prefix in the title"),
    pytest.param("title:(a b)", And((Word("a", "title"), Word("b", "title"))), id="a field reaches into its group"),
    pytest.param(
        "title:(a body:b (c))",
        And((Word("a", "title"), Word("b", "body"), Word("c", "title"))),
        id="the inner field wins",
    ),
    pytest.param("tag:child-labour", FacetValue("tag", "child-labour"), id="a facet value"),
    pytest.param('tag:"Child labour"', FacetValue("tag", "Child labour"), id="a facet value by its label"),
    pytest.param("-tag:x", Not(FacetValue("tag", "x")), id="an excluded facet value"),
    pytest.param("tag:_none", FacetValue("tag", "_none"), id="no value"),
    pytest.param("org:(a OR b)", Or((FacetValue("org", "a"), FacetValue("org", "b"))), id="choices of one facet"),
    pytest.param('author:"Ada L"', Author("Ada L"), id="an author"),
    pytest.param("date:2026", Dates(date(2026, 1, 1), date(2026, 12, 31)), id="a year"),
    pytest.param("date:2024-02", Dates(date(2024, 2, 1), date(2024, 2, 29)), id="a month"),
    pytest.param("date:2026-03-05", Dates(date(2026, 3, 5), date(2026, 3, 5)), id="a day"),
    pytest.param("date:2026-01..2026-03", Dates(date(2026, 1, 1), date(2026, 3, 31)), id="a range includes both ends"),
    pytest.param("date:2026-03..2026-01", Dates(date(2026, 1, 1), date(2026, 3, 31)), id="a range backwards"),
    pytest.param("date:2026-01/2026-03", Dates(date(2026, 1, 1), date(2026, 3, 31)), id="a range in ISO 8601"),
    pytest.param("date:..2026", Dates(None, date(2026, 12, 31)), id="up to"),
    pytest.param("date:2026..", Dates(date(2026, 1, 1), None), id="from"),
    pytest.param("date:..", Dates(), id="dated at all"),
    pytest.param("date:P2W/", Dates(date(2026, 11, 10), TODAY), id="the last two weeks"),
    pytest.param("date:P2W", Dates(date(2026, 11, 10), TODAY), id="the last two weeks without a slash"),
    pytest.param("date:P1Y1M/2024-03", Dates(date(2023, 2, 28), date(2024, 3, 31)), id="a duration before a month"),
    pytest.param("date:P9999Y/", Dates(date(1, 1, 1), TODAY), id="longer ago than there are years"),
]


@pytest.mark.parametrize(("text", "query"), MEANINGS)
def test_what_is_typed_means_this_query(text: str, query: Query) -> None:
    assert parsed(text) == query


@pytest.mark.parametrize(("text", "query"), MEANINGS)
def test_the_canonical_text_means_the_same_query(text: str, query: Query) -> None:
    assert parsed(to_text(query)) == query


@pytest.mark.parametrize(("text", "_query"), MEANINGS)
def test_what_is_understood_is_not_listed_as_ignored(text: str, _query: Query) -> None:
    assert ignored(text) in ((), ('"',))


ODD = [
    pytest.param("OR", Everything(), ("OR",), id="a lone operator"),
    pytest.param("OR a AND", a, ("OR",), id="an operator without a left side"),
    pytest.param("a OR", a, ("OR",), id="an operator without a right side"),
    pytest.param("a OR OR b", Or((a, b)), ("OR",), id="an operator twice"),
    pytest.param("a NOT", a, ("NOT",), id="a NOT of nothing"),
    pytest.param('"a b', And((a, b)), ('"',), id="an unbalanced quotation mark"),
    pytest.param("(a b", And((a, b)), ("(",), id="an unbalanced parenthesis"),
    pytest.param("a) b", And((a, b)), (")",), id="a parenthesis that nothing opened"),
    pytest.param("a () b", And((a, b)), ("()",), id="an empty group"),
    pytest.param("site:ilo.org", Word("site:ilo.org"), ("site:",), id="an unknown field"),
    pytest.param("tag: ilo", And((Word("tag:"), Word("ilo"))), ("tag:",), id="a field without a value"),
    pytest.param("a https://ilo.org", And((a, Word("https://ilo.org"))), (), id="an address is no field"),
    pytest.param("ILO: news", And((Word("ILO:"), Word("news"))), (), id="a colon in a title"),
    pytest.param("a - b", And((a, b)), (), id="a dash between words"),
    pytest.param("NOT & a", a, (), id="a NOT of punctuation"),
    pytest.param("a OR - b", And((a, b)), (), id="a choice of punctuation"),
    pytest.param("a 😀", a, ("😀",), id="a picture"),
    pytest.param("date:soon", Everything(), ("date:soon",), id="a date that is none"),
    pytest.param("date:2026-13", Everything(), ("date:2026-13",), id="a month that is none"),
    pytest.param("date:0000", Everything(), ("date:0000",), id="a year that is none"),
    pytest.param("ab*", Word("ab"), ("ab*",), id="a star after two letters"),
    pytest.param("*ab", Word("ab"), ("*ab",), id="a star in front"),
    pytest.param("w*rd", Word("w*rd"), ("w*rd",), id="a star in the middle"),
    pytest.param("*", Everything(), ("*",), id="a lone star"),
    pytest.param("OR*", Word("or"), ("OR*",), id="an operator with a star"),
]


@pytest.mark.parametrize(("text", "query", "left_out"), ODD)
def test_what_is_odd_is_taken_literally_or_left_out_and_listed(
    text: str, query: Query, left_out: tuple[str, ...]
) -> None:
    assert parsed(text) == query
    assert ignored(text) == left_out


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("a OR b c", "(a OR b) c"),
        ("title:(a b*)", "title:a title:b"),
        ('tag:"ilo"', "tag:ilo"),
        ("NOT (a b)", "-(a b)"),
        ("date:P2W/", "date:2026-11-10..2026-11-24"),
        ("date:2026-01-01..2026-12-31", "date:2026"),
        ("date:2026-01..2026-03", "date:2026-01..2026-03"),
        ("date:2025-01-01..2026-12-31", "date:2025..2026"),
    ],
)
def test_the_canonical_text_shows_what_was_understood(text: str, canonical: str) -> None:
    assert parse_query(text, today=TODAY).text == canonical


def test_words_over_the_limit_are_left_out_and_listed() -> None:
    assert parsed("x " * 65) == And((Word("x"),) * 64)
    assert ignored("x " * 65) == (TOO_MANY,)
    assert ignored("x " * 64) == ()


def test_a_phrase_over_the_limit_is_cut() -> None:
    assert parsed('"' + "x " * 70 + '"') == Phrase(" ".join(["x"] * 64))


def test_characters_over_the_limit_are_left_out_at_a_word() -> None:
    text = "abcdefg " * 60 + "a" * 40 + " b"

    assert parsed(text) == And((Word("abcdefg"),) * 60)
    assert ignored(text) == (TOO_LONG,)


def test_a_group_whose_text_grows_over_the_limit_is_cut() -> None:
    text = "title:(" + "abcdefg " * 60 + ")"

    assert len(parse_query(text, today=TODAY).text) <= 512
    assert ignored(text) == (TOO_LONG,)


def test_eight_levels_of_parentheses_are_read_and_a_ninth_is_left_out() -> None:
    def nested(levels: int) -> str:
        text = "x"
        for _ in range(levels):
            text = f"b (a OR {text})" if levels % 2 else f"(b {text})"
        return text

    assert ignored("(" * 8 + "a" + ")" * 8) == ()
    assert parsed("c " + "(" * 9 + "a" + ")" * 9) == c
    assert TOO_DEEP in ignored("c " + "(" * 9 + "a" + ")" * 9)
    assert TOO_DEEP not in ignored(nested(7))
