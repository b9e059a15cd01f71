"""Acronyms that a text explains."""

import pytest

from portal.articles.assignments import Part, Rule, Sighting
from portal.articles.authority import Entry
from portal.organizations.definitions import definitions, is_spelled, long_form
from tests.organizations.bodies import ILO, WHO, only, read, slugs

RMI = Entry(id="rmi", name="Responsible Minerals Initiative")


@pytest.mark.parametrize(
    ("acronym", "before", "long"),
    [
        ("HMM", "we use a hidden Markov model", "hidden Markov model"),
        ("ILO", "at the International Labour Organization", "International Labour Organization"),
        ("Unicef", "the United Nations Children's Emergency Fund", "United Nations Children's Emergency Fund"),
        ("МОТ", "это Международная организация труда", "Международная организация труда"),
        ("CNRS", "le Centre national de la recherche scientifique", "Centre national de la recherche scientifique"),
        ("ÉNA", "l'École nationale d'administration", "École nationale d'administration"),
        ("HIV", "the hull of a ship", None),
        ("ILO", "", None),
        ("AB", "a b c d e f g h", None),
    ],
)  # fmt: skip
def test_the_long_form_holds_the_letters(acronym: str, before: str, long: str | None) -> None:
    start = long_form(acronym, before)

    assert (None if start is None else before[start:]) == long


def test_first_letters_spell_an_acronym() -> None:
    assert is_spelled("GDP", "gross domestic product")
    assert is_spelled("FAO", "Food and Agriculture Organization")
    assert not is_spelled("WHO", "World health body")


@pytest.mark.parametrize(
    "text",
    [
        "The Responsible Minerals Initiative (RMI) met. The RMI agreed.",
        "The Responsible Minerals Initiative (the RMI) met. The RMI agreed.",
        "The Responsible Minerals Initiative (“RMI”) met. The RMI agreed.",
        "The Responsible Minerals Initiative («RMI») met. The RMI agreed.",
        "The Responsible Minerals Initiative (hereafter RMI) met. The RMI agreed.",
        "The RMI (Responsible Minerals Initiative) met. The RMI agreed.",
        "The Responsible Minerals Initiative – RMI – met. The RMI agreed.",
        "The Responsible Minerals Initiative (RMI; see below) met. The RMI agreed.",
    ],
)
def test_a_definition_gives_an_acronym_its_meaning(text: str) -> None:
    assignment = read(text, entries=(RMI,)).assignments[0]

    assert assignment.count == 3
    assert [one.rule for one in assignment.mentions].count(Rule.DEFINED) == 2
    assert {one.support for one in assignment.mentions} == {"", 'defined here as "Responsible Minerals Initiative"'}


def test_a_definition_holds_against_the_famous_one() -> None:
    reading = read("The International Law Office (ILO) met. The ILO agreed.")

    assert slugs(reading) == []
    assert reading.sightings == (Sighting("International Law Office", "ILO", Part.BODY, 4, 34),)


def test_a_mention_takes_the_last_definition_before_it() -> None:
    text = "ILO one. International Labour Organization (ILO). ILO two. International Law Office (ILO). ILO three."
    assignment = read(text).assignments[0]

    assert [text[one.start - 0 : one.end + 4] for one in assignment.mentions if one.rule is Rule.DEFINED] == [
        "ILO one", "ILO). I", "ILO two",
    ]  # fmt: skip


def test_the_spelling_of_a_long_form_may_differ() -> None:
    reading = read("The Internationale Labour Organizations (ILO) met.")

    assert only(reading).support == 'defined here as "Internationale Labour Organizations"'
    assert reading.sightings == ()


def test_what_is_no_name_binds_an_acronym_and_is_no_sighting() -> None:
    gdp = Entry(id="gdp", name="Greater Dublin Parks", acronym="GDP")
    reading = read("The gross domestic product (GDP) rose. GDP rose.", entries=(gdp,))

    assert (reading.assignments, reading.sightings) == ((), ())


def test_a_loose_description_takes_nothing_from_an_acronym() -> None:
    assert slugs(read("The world's oldest labor body (ILO) met.", entries=(ILO,))) == ["ilo"]


def test_two_definitions_of_one_acronym_are_two_sightings() -> None:
    reading = read(
        "The Blue Ship Party (BSP) and the Big Sea Prize (BSP), again the Blue Ship Party (BSP).", entries=()
    )

    assert [one.name for one in reading.sightings] == ["Blue Ship Party", "Big Sea Prize"]


def test_a_sighting_says_where_all_of_it_stands() -> None:
    text = "We met the Ministry of Silly Walks (MSW) today."
    sighting = read("", text, entries=()).sightings[0]

    assert sighting.part is Part.TITLE
    assert text[sighting.start : sighting.end] == "Ministry of Silly Walks (MSW)"


@pytest.mark.parametrize(
    "text",
    [
        "It rose (up) again.",
        "In May (2024) it",
        "He (Bob) said",
        "a ship (an old one) sank",
        "x (AB",
        "()",
        "(((((",
        "(A) (B)",
        "see Foo Bar (fb)",
    ],
)
def test_other_parentheses_define_nothing(text: str) -> None:
    assert [one for one in definitions(text) if one.is_found] == []


def test_a_longer_unknown_name_is_not_the_known_one_at_its_end() -> None:
    union = Entry(id="um", name="Union of Mineworkers")
    reading = read("The National Union of Mineworkers (NUM) met. NUM agreed.", entries=(union,))

    assert slugs(reading) == []
    assert [one.name for one in reading.sightings] == ["National Union of Mineworkers"]


def test_an_ambiguous_acronym_takes_its_definition() -> None:
    reading = read("The World Health Organization (WHO) met. WHO agreed.", entries=(WHO,))

    assert [one.rule for one in reading.assignments[0].mentions] == [Rule.NAME, Rule.DEFINED, Rule.DEFINED]


def test_an_arabic_name_explains_a_latin_acronym() -> None:
    reading = read("وقالت منظمة العمل الدولية (ILO) اليوم", language="ar")

    assert [one.rule for one in reading.assignments[0].mentions] == [Rule.NAME, Rule.DEFINED]


@pytest.mark.parametrize(
    "text",
    [
        "The Internationall Labour Organization (ILO) met.",
        "The International Labour Organisations (ILO) met.",
        "The International Labour Organistion (ILO) met. The ILO agreed.",
        "The International Labor Organiztion (ILO) met.",
    ],
)
def test_a_misspelt_long_form_is_the_known_one(text: str) -> None:
    assert slugs(read(text)) == ["ilo"]


def test_words_that_only_begin_alike_are_other_words() -> None:
    austria = Entry(id="ama", name="Austrian Medical Committee", acronym="AMC")

    assert slugs(read("The Australian Medical Committee (AMC) met.", entries=(austria,))) == []
    assert slugs(read("The Austrian Medical Commission (AMC) met.", entries=(austria,))) == []


def test_a_long_form_with_a_word_of_its_own_is_another_body() -> None:
    assert slugs(read("The International Lamp Organization (ILO) met.")) == []


@pytest.mark.parametrize("inside", ["USA", "GENEVA", "الصحة", "UN"])
def test_what_is_no_short_form_of_a_known_name_is_not_made_one(inside: str) -> None:
    reading = read(f"The International Labour Organization ({inside}) met. {inside} agreed.", entries=(ILO,))

    assert reading.assignments[0].count == 1
    assert reading.sightings == ()


def test_an_unknown_name_before_commas_takes_its_acronym_and_is_no_sighting() -> None:
    itc = Entry(id="itc", name="International Tin Council", acronym="ITC")
    reading = read("The U.S. International Trade Commission, ITC, voted. ITC agreed.", entries=(itc,))

    assert (reading.assignments, reading.sightings) == ((), ())


def test_a_known_name_before_commas_gives_its_acronym() -> None:
    reading = read("The World Health Organization, WHO, met.")

    assert [one.rule for one in reading.assignments[0].mentions] == [Rule.NAME, Rule.DEFINED]


@pytest.mark.parametrize("text", ["Ivory, lead, oil, ILO, UN, tin", "In light of this, ILO, the UN and others met."])
def test_a_list_between_commas_defines_nothing(text: str) -> None:
    assert "ilo" in slugs(read(text))


@pytest.mark.parametrize("sign", ["'", "’"])
def test_a_long_form_may_be_a_possessive(sign: str) -> None:
    known = read(f"The International Labour Organization{sign}s (ILO) report is out. The ILO wrote it.")
    unknown = read(f"The Global Battery Alliance{sign}s (GBA) report is out.")

    assert slugs(known) == ["ilo"]
    assert [one.rule for one in known.assignments[0].mentions] == [Rule.NAME, Rule.DEFINED, Rule.DEFINED]
    assert known.sightings == ()
    assert [one.name for one in unknown.sightings] == ["Global Battery Alliance"]


def test_a_long_form_begins_where_its_words_spell_the_acronym() -> None:
    reading = read("Output rose, the Edison Electric Institute (EEI) said.")

    assert [one.name for one in reading.sightings] == ["Edison Electric Institute"]
