"""Sentences are cut from what readers have; offsets that fit no more never raise, and show nothing."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.articles.article import Article, Named
from portal.articles.assignments import Assignment, Mention, Origin, Part, Rule
from portal.articles.quoting import AROUND, LONGEST_WORDS, sentence_at
from portal.articles.showing import shown
from portal.search.evidence import is_name, reasons
from tests.builders import an_article

ILO = Named("ilo", "International Labour Organization")
NAMES = {"ilo": ("ILO", "OIT", "Organisation internationale du travail")}

TEXT = (
    "Crews met in Lagos. Dr. Ada of the U.N. said that the International Labour Organization (ILO) had come. "
    "It left.\n\nLater the ILO’s office wrote back"
)


def read(text: str, *words: str, part: Part = Part.BODY, **given: object) -> Article:
    """An article whose text was read: each of *words* is taken for the ILO where it first stands."""
    mentions = tuple(Mention(part, text.find(one), text.find(one) + len(one), Rule.NAME) for one in words)
    fields = {"title": text} if part is Part.TITLE else {"body_text": text}
    return an_article(**fields, **given, recognized=(Assignment(ILO, mentions, len(mentions)),))  # type: ignore[arg-type]  # fields by name


def names(slug: str) -> tuple[str, ...]:
    return NAMES[slug]


def test_a_sentence_is_cut_at_its_ends_and_not_at_abbreviations() -> None:
    start = TEXT.index("ILO")

    sentence = sentence_at(TEXT, start, start + 3)

    assert sentence is not None
    assert sentence.text == ("Dr. Ada of the U.N. said that the International Labour Organization (ILO) had come.")
    assert sentence.words == "ILO"


@pytest.mark.parametrize(
    ("text", "words", "whole"),
    [
        ("ILO", "ILO", "ILO"),
        ("Erst. Die ILO kam! Dann nicht.", "ILO", "Die ILO kam!"),
        ("开始。国际劳工组织说了。结束。", "国际劳工组织", "国际劳工组织说了。"),
        ("قالت أمس. أعلنت منظمة العمل الدولية ذلك؟ نعم", "منظمة العمل الدولية", "أعلنت منظمة العمل الدولية ذلك؟"),
        ("One\n\nThe ILO\ncame\n\nTwo", "ILO", "The ILO came"),
        ("“We go,” the ILO said.” Then", "ILO", "“We go,” the ILO said.”"),
    ],
)
def test_sentences_of_every_language_have_ends(text: str, words: str, whole: str) -> None:
    sentence = sentence_at(text, text.index(words), text.index(words) + len(words))

    assert sentence is not None
    assert sentence.text == whole


def test_a_long_sentence_is_cut_at_words_on_both_sides() -> None:
    text = "many words here " * 60 + "ILO" + " and many more" * 60

    sentence = sentence_at(text, text.index("ILO"), text.index("ILO") + 3)

    assert sentence is not None
    assert sentence.text.startswith("…")
    assert sentence.text.endswith("…")
    assert set(sentence.text.strip("…").split()) <= set(text.split())
    assert len(sentence.text) <= 2 * AROUND + 10


@given(st.text(max_size=300), st.integers(-400, 700), st.integers(-400, 700))
def test_offsets_may_be_anything(text: str, start: int, end: int) -> None:
    sentence = sentence_at(text, start, end)

    if sentence is not None:
        assert 0 <= start < end <= len(text)
        assert end - start <= LONGEST_WORDS
        assert "".join(sentence.words.split()) == "".join(text[start:end].split())
        assert "".join(sentence.text.strip("…").split()) in "".join(text.split())


@given(st.text(max_size=200), st.text(max_size=40), st.sampled_from(Rule), st.integers(-5, 250), st.integers(-5, 250))
def test_stale_evidence_never_raises(body: str, title: str, rule: Rule, start: int, end: int) -> None:
    found = tuple(Mention(part, start, end, rule, "a", "b") for part in Part)
    article = an_article(title=title, body_text=body, recognized=(Assignment(ILO, found, 2),))

    (reason,) = reasons(article, names)

    assert reason.count == 2
    for told in reason.told:
        assert is_name(told.sentence.words, rule, (ILO.label, *names("ilo")))


@pytest.mark.parametrize("words", ["Crews met", "the", "come", "in Lagos. Dr", "had", "office wrote"])
def test_other_words_than_a_name_are_not_shown(words: str) -> None:
    (reason,) = reasons(read(TEXT, words), names)

    assert reason.told == ()
    assert reason.origin is Origin.RECOGNIZED


@pytest.mark.parametrize(
    ("words", "rule", "name"),
    [
        ("ILO’s", Rule.NAME, "ILO"),
        ("I.L.O.", Rule.ACRONYM, "ILO"),
        ("l'OIT", Rule.NAME, "OIT"),
        ("the Bank", Rule.SUPPORTED, "World Bank"),
        ("CRA", Rule.DEFINED, "Canada Revenue Agency"),
        ("Europäischen Zentralbank", Rule.INFLECTED, "Europäische Zentralbank"),
        ("UNICEF", Rule.DEFINED, "United Nations International Children's Emergency Fund"),
    ],
)
def test_names_as_texts_write_them_are_known_again(words: str, rule: Rule, name: str) -> None:
    assert is_name(words, rule, (name,))


def test_each_organization_says_who_gave_it() -> None:
    imo, oecd = Named("imo", "IMO"), Named("oecd", "OECD")
    article = replace(read(TEXT, "ILO"), organizations=(imo, oecd), chosen=frozenset({"oecd"}))

    found = reasons(article, lambda slug: NAMES.get(slug, ()))

    assert [(one.organization.slug, one.origin) for one in found] == [
        ("imo", Origin.GIVEN),
        ("oecd", Origin.EDITOR),
        ("ilo", Origin.RECOGNIZED),
    ]


HIDDEN = "The crews wrote to the port again. " * 20 + "At the end the ILO came with a zeppelin."


def test_nothing_is_shown_of_a_text_that_may_not_be_shown() -> None:
    article = read(HIDDEN, "ILO", is_excerpt_only=True)
    (reason,) = reasons(article, names)

    assert reason.told == ()
    assert reason.is_hidden
    assert reason.count == 1


@given(st.integers(0, 40), st.integers(0, 40))
def test_what_is_shown_of_an_excerpt_stands_in_it(before: int, after: int) -> None:
    text = "The crews wrote to the port again. " * before + "Then ILO and\n  others came. " + "They left. " * after
    article = read(text, "ILO", is_excerpt_only=True)
    given = shown(article).body_text

    (reason,) = reasons(article, names)

    for told in reason.told:
        assert told.sentence.text.strip("…") in given
        assert given[told.start : told.end] == "ILO"
    assert bool(reason.told) == ("Then ILO and others came." in given)


def test_a_headline_is_shown_even_where_the_text_is_not() -> None:
    article = read("ILO counts crews", "ILO", part=Part.TITLE, body_text=HIDDEN, is_excerpt_only=True)

    (reason,) = reasons(article, names)

    assert [told.sentence.text for told in reason.told] == ["ILO counts crews"]
    assert not reason.is_hidden


def test_what_decided_it_is_not_quoted_from_a_text_that_may_not_be_shown() -> None:
    found = Mention(Part.TITLE, 0, 3, Rule.DEFINED, "ILO Zeppelins", "“Zeppelin Office (ILO)” in its text")
    article = an_article(
        title="ILO counts crews",
        body_text=HIDDEN,
        recognized=(Assignment(ILO, (found,), 1),),
        is_excerpt_only=True,
    )

    ((told,),) = (reason.told for reason in reasons(article, names))

    assert (told.within, told.support) == ("", "")
