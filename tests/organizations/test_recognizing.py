"""Organizations in articles: which are assigned, by which words, by which rule."""

from pathlib import Path

import pytest

from portal.articles.article import Named
from portal.articles.assignments import Mention, Part, Rule
from portal.articles.authority import Entry
from portal.organizations.recognizing import Recognizer
from portal.organizations.starter import starter_entries
from tests.organizations.bodies import BODIES, ILO, an_article, only, read, slugs


@pytest.mark.parametrize(
    "text",
    [
        "He left the International Labour Organization in May.",
        "He left the international\u00a0labour organization. INTERNATIONAL LABOUR ORGANIZATION, he said.",
        "He left the International\nLabour  Organization in May.",
        "He left the International-Labour Organization in May.",
        "He left the Ｉnternational Lábour Organizatíon in May.",
        "He left the International La\u00adbour Organization in May.",
        "Il a quitté l'Organisation internationale du travail.",
        "Il a quitté l’Organisation Internationale du Travail.",
        "the ILO's staff",
        "the ILO’s staff",
        "an ILO-led mission",
        "an ILO‑led mission",
        "«ILO»",
        "the I.L.O. said",
        "selon l'OIT",
        "в МОТ сказали",
        "وقالت منظمة العمل الدولية اليوم",
        "وقالت لمنظمة العمل الدولية اليوم",
        "وقالت منظّمةُ العمل الدوليّة",
        "他在国际劳工组织工作",
        "他在ILO工作",
    ],
)
def test_a_name_is_found_however_it_is_written(text: str) -> None:
    assert slugs(read(text)) == ["ilo"]


@pytest.mark.parametrize(
    "text",
    [
        "ilo and Ilo and iLO",
        "a silo, an ILOX, ILO2, BILO",
        "write to info@ILO.org or ILO@un.example",
        "see www.ILO.org/x, https://news.example/ILO, /docs/ILO/x",
        "as #ILO and @ILO say",
        "file ILO_report and my_ILO",
        "the international labour organization of Utopia",
        "International, Labour Organization",
        "International\n\nLabour Organization",
    ],
)
def test_what_is_only_like_a_name_is_none(text: str) -> None:
    assert slugs(read(text)) == []


def test_a_mention_says_where_and_why() -> None:
    reading = read("The ILO and Oxfam met.", "World Bank lends")

    assert slugs(reading) == ["world-bank", "ilo", "oxfam"]
    assert [one.mentions for one in reading.assignments] == [
        (Mention(Part.TITLE, 0, 10, Rule.NAME),),
        (Mention(Part.BODY, 4, 7, Rule.ACRONYM),),
        (Mention(Part.BODY, 12, 17, Rule.NAME),),
    ]


def test_all_mentions_are_counted_and_the_first_five_kept() -> None:
    assignment = read("the ILO " * 9).assignments[0]

    assert assignment.count == 9
    assert [one.start for one in assignment.mentions] == [4, 12, 20, 28, 36]


def test_a_longer_name_that_a_mention_begins_is_told() -> None:
    mention = only(read("They joined the ILO Child Labour Platform last year and are content."))

    assert mention.within == "ILO Child Labour Platform"


def test_a_title_of_a_person_makes_no_longer_name() -> None:
    assert only(read("We met ILO Director-General Gilbert Houngbo at the office today.")).within == ""


def test_what_a_longer_known_name_covers_does_not_count() -> None:
    platform = Entry(id="clp", name="ILO Child Labour Platform")

    assert slugs(read("The ILO Child Labour Platform met.", entries=(ILO, platform))) == ["clp"]
    assert slugs(read("The ILO Child Labour Platform met the ILO.", entries=(ILO, platform))) == ["clp", "ilo"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He sued the Illinois Department of Labor.", []),
        ("Illinois Department of Labor officials agreed.", []),
        ("The Department of Labor agreed.", ["dol"]),
        ("He sued the Department of Labor.", ["dol"]),
    ],
)
def test_the_end_of_the_name_of_another_body_does_not_count(text: str, found: list[str]) -> None:
    assert slugs(read(text)) == found


@pytest.mark.parametrize(
    "text", ["The WHO agreed.", "WHO agreed.", "WHO IS SHE? ASK THE WHO", "CARE agreed.", "ARC agreed."]
)
def test_what_may_mean_something_else_is_not_assigned_alone(text: str) -> None:
    assert slugs(read(text)) == []
    assert slugs(read("", text)) == []


@pytest.mark.parametrize(
    ("given", "support"),
    [
        ({"body": "The WHO agreed. The World Health Organization is in Geneva."}, "its full name is in the text"),
        ({"source": Named("who", "World Health Organization")}, "the source is its own site"),
        ({"url": "https://www.who.int/news/1"}, "the source is its own site"),
        ({"url": "https://apps.who.int/news/1"}, "the source is its own site"),
        ({"tags": (Named("who", "who"),)}, 'the article is tagged "who"'),
        ({"organizations": (Named("x", "WHO"),)}, 'the article was given "WHO"'),
    ],
)
def test_something_in_the_article_decides_what_is_ambiguous(given: dict[str, object], support: str) -> None:
    reading = read(str(given.pop("body", "The WHO agreed.")), **given)  # type: ignore[arg-type]  # a test gives what it takes

    assert slugs(reading) == ["who"]
    assert reading.assignments[0].mentions[0] == Mention(Part.BODY, 4, 7, Rule.SUPPORTED, "", support)


def test_a_site_whose_name_only_ends_alike_supports_nothing() -> None:
    assert slugs(read("The WHO agreed.", url="https://notwho.int/1")) == []


def test_the_nearer_full_name_decides_between_two() -> None:
    text = (
        "African Risk Capacity met. ARC said so. " + "They talked. " * 30 + "American Refugee Committee met. ARC too."
    )
    reading = read(text)

    assert slugs(reading) == ["arc-africa", "arc-refugees"]
    assert [one.count for one in reading.assignments] == [2, 2]


def test_a_clear_acronym_counts_in_a_headline_in_capitals() -> None:
    assert slugs(read("", "ILO SEES JOBS LOST")) == ["ilo"]
    assert slugs(read("", "UN SEES JOBS LOST", language="de")) == []
    assert slugs(read("The UN saw.", "UN SEES JOBS LOST", language="de")) == ["un"]


@pytest.mark.parametrize(("language", "found"), [("en", ["un"]), ("fr", []), ("es", []), ("it", []), ("und", [])])
def test_an_acronym_is_a_word_in_some_languages(language: str, found: list[str]) -> None:
    assert slugs(read("A la UN.", language=language)) == found


def test_a_name_that_is_a_word_needs_support() -> None:
    assert slugs(read("Concern grows.")) == []
    assert slugs(read("Concern agreed. It is Concern Worldwide.")) == ["concern"]


def test_a_name_of_one_word_is_not_a_part_of_another_name() -> None:
    ford = Entry(id="ford", name="Ford")

    assert slugs(read("He met Gerald Ford.", entries=(ford,))) == []
    assert slugs(read("He met the Ford Foundation.", entries=(ford,))) == []
    assert slugs(read("He met Ford.", entries=(ford,))) == ["ford"]


def test_long_acronyms_are_also_written_as_words() -> None:
    assert slugs(read("The head of Unicef agreed.")) == ["unicef"]


def test_the_same_article_gives_the_same_reading() -> None:
    article = an_article("The WHO and the World Health Organization (WHO), ILO, Oxfam, ARC.")

    assert Recognizer(BODIES).read(article) == Recognizer(BODIES).read(article)


def test_a_reading_says_with_which_revision() -> None:
    assert Recognizer(BODIES, 7).read(an_article("ILO")).authority == 7


def test_names_any_says_whether_an_article_is_concerned() -> None:
    recognizer = Recognizer(BODIES)

    assert recognizer.names_any(an_article("the ilo met"), frozenset({"ILO"}))
    assert recognizer.names_any(an_article("the I.L.O. met"), frozenset({"ILO"}))
    assert not recognizer.names_any(an_article("the silo met"), frozenset({"ILO"}))


def test_the_seed_text_names_its_organizations(shared_data: Path) -> None:
    seed = next((shared_data / "seed").glob("*.txt")).read_text(encoding="utf-8")
    entries = (*BODIES, Entry(id="rmi", name="Responsible Minerals Initiative"), Entry(id="bimco", name="BIMCO"))
    reading = read(seed, entries=entries)

    assert slugs(reading) == ["ilo", "rmi", "bimco", "world-bank"]
    assert "EIS" not in {one.acronym for one in reading.sightings}


def test_a_long_name_is_one_within_the_body_that_it_belongs_to() -> None:
    office = Entry(id="ocs", name="Office of Citizen Services & Innovative Technologies")

    assert slugs(read("He left GSA’s Office of Citizen Services and Innovative Technologies.", entries=(office,))) == [
        "ocs"
    ]


@pytest.mark.parametrize("text", ["Opec agreed.", "They met Opec."])
def test_short_acronyms_written_as_words_need_support(text: str) -> None:
    opec = Entry(id="opec", name="Organization of the Petroleum Exporting Countries", acronym="OPEC")

    assert slugs(read(text, entries=(opec,))) == []
    assert slugs(read(text, entries=(opec,), tags=(Named("opec", "OPEC"),))) == ["opec"]


def test_initials_and_states_are_no_acronyms() -> None:
    entries = (Entry(id="jp", name="Jozac Publishers", acronym="JP"), Entry(id="nc", name="Nice Club", acronym="NC"))

    assert slugs(read("They met J.P. Morgan in Raleigh, N.C. today.", entries=entries)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Unilever <UN.AS> rose.",
        "Imo Industries <UN> fell.",
        "It sold $UN today.",
        "UN.N rose.",
        "Unilever (NYSE: UN) rose.",
    ],
)
def test_the_symbol_of_a_share_is_no_acronym(text: str) -> None:
    assert slugs(read(text)) == []


@pytest.mark.parametrize(
    "text", ["He left the UN.The end.", "the UN: a report", "News: UN agreed.", "a <b>UN</b> report"]
)
def test_an_acronym_beside_points_and_marks_is_still_one(text: str) -> None:
    assert slugs(read(text)) == ["un"]


def test_an_acronym_counts_as_a_word_where_the_file_writes_it_so() -> None:
    opec = Entry(id="opec", name="Petroleum Exporters", acronym="OPEC", aliases=("Opec",))
    aids = Entry(id="aids", name="Association of Idaho Schools", acronym="AIDS", aliases=("Aids",))

    assert slugs(read("Opec President Lukman agreed.", entries=(opec,))) == ["opec"]
    assert slugs(read("Aids spreads.", entries=(aids,))) == []


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("The European Union of the Deaf (EUD) met.", set[str]()),
        ("AFRICAN UNION OF BROADCASTING MEETS IN CAIRO", set()),
        ("The Department of Labor of Mozambique answered.", set()),
        ("The African Union of 55 states met.", {"african-union"}),
        ("The International Labour Organization of the United Nations met.", {"ilo", "un"}),
        ("The International Labour Organization’s Child Labour Platform (ILO CLP) met.", {"ilo"}),
        ("The Federal Reserve Board of Governors met.", {"federal-reserve"}),
    ],
)
def test_a_name_that_goes_on_as_that_of_another_body_is_not_counted(text: str, bodies: set[str]) -> None:
    found = Recognizer(starter_entries()).read(an_article(text))

    assert {one.organization.slug for one in found.assignments} == bodies
