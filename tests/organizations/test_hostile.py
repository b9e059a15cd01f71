"""Names and texts that somebody wrote to break a recognizer, and what holds for all texts."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.articles.article import Article, Named
from portal.articles.assignments import Part, Reading
from portal.articles.authority import Entry
from portal.organizations.folding import folded_name
from portal.organizations.recognizing import Recognizer
from tests.organizations.bodies import ARC_AFRICA, ARC_REFUGEES, BODIES, CARE, WHO, an_article, read, slugs

RECOGNIZER = Recognizer(BODIES)
NAMES = [name for entry in BODIES for name in entry.all_names]
PIECES = st.one_of(
    st.sampled_from(
        [*NAMES, *(name.upper() for name in NAMES), "(", ")", " (the ", "–", ".", "\n", "\n\n", " ", "’s", "@"]
    ),
    st.text(max_size=12),
)
TEXTS = st.lists(PIECES, max_size=25).map("".join)
LANGUAGES = st.sampled_from(["en", "fr", "de", "ru", "uk", "ar", "zh", "und", "", "x-strange", "pt-BR"])
SEPARATORS = st.sampled_from([" ", ", ", "\n", " “", "” ", " (", ") ", "—", "\u00a0", "; ", "’s ", "/"])
WORDS = st.sampled_from(["so", "they", "met", "again", "élan", "今日", "где", "42"])
CLEAR = [
    name
    for name in NAMES
    if name not in {"ARC", "WHO", "CARE", "Concern", "UN", "МОТ", "ONU"} and name != "Department of Labor"
]


def an_entry(*names: str, slug: str = "x") -> Entry:
    return Entry(id=slug, name=names[0], aliases=names[1:])


def seconds_for(body: str, *entries: Entry) -> float:
    recognizer = Recognizer(entries or BODIES)
    article = an_article(body)
    started = time.process_time()
    recognizer.read(article)
    return time.process_time() - started


def words_of(article: Article, reading: Reading) -> list[tuple[str, str]]:
    """Return the slug and the words of each mention."""
    texts = {Part.TITLE: article.title, Part.BODY: article.body_text}
    return [
        (one.organization.slug, texts[mention.part][mention.start : mention.end])
        for one in reading.assignments
        for mention in one.mentions
    ]


@given(TEXTS, TEXTS, LANGUAGES)
def test_any_text_is_read_and_read_alike(body: str, title: str, language: str) -> None:
    article = an_article(body, title, language=language)

    assert RECOGNIZER.read(article) == Recognizer(BODIES).read(article)


@given(TEXTS, TEXTS)
def test_mentions_are_names_between_bounds(body: str, title: str) -> None:
    article = an_article(body, title)
    names = {entry.id: {folded_name(name) for name in entry.all_names} for entry in BODIES}
    reading = RECOGNIZER.read(article)

    for slug, words in words_of(article, reading):
        plain = folded_name(words)
        assert plain in names[slug] or plain.replace(" ", "") in names[slug] or _is_defined(article, words, slug)
    for assignment in reading.assignments:
        places = [(one.part != Part.TITLE, one.start) for one in assignment.mentions]
        assert places == sorted(set(places))
        assert assignment.count >= len(places) > 0
        for mention in assignment.mentions:
            text = title if mention.part is Part.TITLE else body
            assert _is_bound(text, mention.start) or text[mention.start - 1] in "وفبكل"
            assert _is_bound(text, mention.end)


def _is_defined(article: Article, words: str, slug: str) -> bool:
    """Say whether the article gives an acronym its meaning."""
    found = next(one for one in RECOGNIZER.read(article).assignments if one.organization.slug == slug)
    return any(one.support.startswith("defined here") for one in found.mentions)


def _is_bound(text: str, place: int) -> bool:
    around = folded_name(text[place - 1 : place]), folded_name(text[place : place + 1])
    return not all(around) or any(sign > "\u2e7f" for sign in (text[place - 1], text[place]))


@given(st.sampled_from(CLEAR), st.lists(WORDS, min_size=1, max_size=4), SEPARATORS, SEPARATORS, st.booleans())
def test_a_name_is_found_in_whatever_text(name: str, words: list[str], before: str, after: str, is_first: bool) -> None:
    rest = " ".join(words)
    body = f"{name}{after}{rest}" if is_first else f"{rest}{before}{name}{after}{rest}"
    owner = next(entry.id for entry in BODIES if name in entry.all_names)

    assert owner in slugs(read(body, language="en"))


@given(st.sampled_from([WHO, CARE, ARC_AFRICA, ARC_REFUGEES]), st.lists(WORDS, max_size=4), st.booleans())
def test_an_ambiguous_acronym_alone_is_never_assigned(entry: Entry, words: list[str], in_title: bool) -> None:
    acronym = entry.acronym or "CARE"
    text = f"{' '.join(words)} {acronym} {' '.join(words)} {acronym}"

    assert slugs(read("" if in_title else text, text if in_title else "")) == []
    assert slugs(read("" if in_title else text.upper(), text.upper() if in_title else "")) == []


@pytest.mark.parametrize("acronym", ["A.*", "(A|B)+", "[A-Z]{3}", "A\\B", "C++", "^X$", "A(B"])
def test_an_acronym_may_look_like_a_pattern(acronym: str) -> None:
    assert slugs(read("The ABC met XYZ and AB.", entries=(an_entry("Some Long Body", acronym),))) == []


def test_names_of_one_letter_and_none_are_passed_over() -> None:
    entry = an_entry("A", "", " ", "é", "-", "\n", "()", "界", "\ud800", "\0")

    assert slugs(read("A é - () 界 \0 met A.", entries=(entry,))) == []


def test_names_that_are_words_of_every_language_need_support() -> None:
    entry = an_entry("IT", "DE", "Is", "Who", "La")

    assert slugs(read("IT IS WHO. Is it DE? La Who.", entries=(entry,), language="und")) == []
    assert slugs(read("It is IT.", entries=(entry,), tags=(Named("x", "IT"),))) == ["x"]


def test_a_name_of_several_bodies_is_none_of_theirs_alone() -> None:
    one, other = an_entry("Red Cross Society", slug="a"), an_entry("Red Cross Society", slug="b")

    assert slugs(read("They met the Red Cross Society.", entries=(one, other))) == []


def test_the_same_name_twice_is_no_ambiguity() -> None:
    assert slugs(read("They met Oxfam.", entries=(an_entry("Oxfam", "OXFAM", "oxfam", "Oxfam "),))) == ["x"]


def test_a_monstrous_name_harms_nothing() -> None:
    assert slugs(read("They met Oxfam.", entries=(an_entry("Oxfam", "B" * 1_000_000, "B " * 200_000),))) == ["x"]


@pytest.mark.parametrize(
    "piece",
    [
        "(", ")", "()", "(AB", "(AB) ", "Ab Bc (AB) ", "ILO ", "ILO-", "WHO ", "ILO.", "I.L.O. ", "I.", "@ILO", "a",
        " ",
        "International Labour ", "International Labour Organization (ILO) ", "World Bank World Health Organization ",
        "ARC African Risk Capacity American Refugee Committee ", "A – BC – ", "\u0301", "ß", "国", "国际劳工组织", "ال",
        "منظمة العمل الدولية ", "\n",
        "\ud800", "\0", "A’s ", "Of The ", "(the (the ",
    ],
)  # fmt: skip
def test_a_text_takes_the_time_that_its_length_says(piece: str) -> None:
    """Ten times as much text may take ten times as long, and no more than three times that: quadratic is a hundred."""
    long = piece * (200_000 // len(piece))
    short_time = min(seconds_for(long[:20_000]) for _ in range(2))

    assert seconds_for(long) < 30 * short_time + 0.2


def test_a_million_signs_are_read() -> None:
    body = "The ILO and the World Bank (WB) met Oxfam, said Concern. " * 18_000

    assert len(body) > 1_000_000
    assert {one.count for one in read(body).assignments} >= {18_000}
