"""The contract of every engine: what matches."""

from datetime import date

import pytest

from index import Dates, Engine, Match
from tests.engines.builders import a_document, found

ONE_WORD = [
    pytest.param("labour", "Child labor in mines", "en", id="British finds American"),
    pytest.param("labor", "Child labour in mines", "en", id="American finds British"),
    pytest.param("organization", "The organisation said", "en", id="organisation"),
    pytest.param("centres", "A center for research", "en", id="centre"),
    pytest.param("LABOUR", "labour", "en", id="case"),
    pytest.param("end-of-life", "end\u2011of\u2011life vessels", "en", id="a non-breaking hyphen"),
    pytest.param("end-of-life", "end of life vessels", "en", id="a hyphen finds a space"),
    pytest.param("vessels", "end-of-life–vessels", "en", id="an en dash separates"),
    pytest.param("workers", "the workers’ rights", "en", id="a curly apostrophe at the end"),
    pytest.param("worker", "a worker’s right", "en", id="a possessive"),
    pytest.param("cafe", "un café", "fr", id="a word typed without its accent"),
    pytest.param("café", "un cafe", "fr", id="a word written without its accent"),
    pytest.param("OIT", "selon l’OIT", "fr", id="an elided article"),
    pytest.param("ilo", "The I.L.O. said", "en", id="an acronym with dots"),
    pytest.param("finance", "ﬁnance", "en", id="a ligature"),
    pytest.param("2026", "２０２６", "und", id="full-width digits"),
    pytest.param("mines", "a mine", "en", id="an English plural"),
    pytest.param("travailleur", "les travailleurs", "fr", id="a French plural"),
    pytest.param("trabajadores", "un trabajador", "es", id="a Spanish plural"),
    pytest.param("Arbeiterin", "die Arbeiterinnen", "de", id="a German plural"),
    pytest.param("труд", "условия труда", "ru", id="a Russian case"),
    pytest.param("işçiler", "işçi", "tr", id="a Turkish plural"),
    pytest.param("العمال", "حقوق العمال", "ar", id="an Arabic word"),
    pytest.param("劳工", "国际劳工组织", "zh", id="a Chinese word within a run"),
    pytest.param("労働", "強制労働の問題", "ja", id="a Japanese word within a run"),
    pytest.param("แรงงาน", "องค์การแรงงานระหว่างประเทศ", "th", id="a Thai word within a run"),
    pytest.param("劳", "国际劳工组织", "zh", id="one Chinese character"),
    pytest.param("mines", "mines", "xx", id="a language without a stemmer matches as it is written"),
]


@pytest.mark.parametrize(("typed", "written", "language"), ONE_WORD)
@pytest.mark.parametrize("field", ["title", "body"])
def test_a_word_finds_its_other_spellings(engine: Engine, typed: str, written: str, language: str, field: str) -> None:
    engine.write(
        [
            a_document("yes", language=language, **{field: written}),
            a_document("no", language=language, **{field: "something else altogether"}),
        ]
    )

    assert found(engine, typed) == "yes"


@pytest.mark.parametrize(
    ("typed", "written", "language"),
    [
        pytest.param("mine", "mining", "xx", id="a stem without a stemmer"),
        pytest.param("工劳", "国际劳工组织", "zh", id="characters in another order"),
        pytest.param("劳组", "国际劳工组织", "zh", id="characters that are not neighbors"),
        pytest.param('"mines"', "a mine", "en", id="a phrase takes words as they are"),
        pytest.param('"life of end"', "end of life", "en", id="a phrase in another order"),
        pytest.param('"end life"', "end of life", "en", id="a phrase with a word between"),
        pytest.param("labo", "labour", "en", id="the beginning of a word without a star"),
    ],
)
def test_a_word_finds_no_more_than_that(engine: Engine, typed: str, written: str, language: str) -> None:
    engine.write([a_document(language=language, title=written, body=written)])

    assert found(engine, typed) == ""


def test_a_stem_belongs_to_its_language(engine: Engine) -> None:
    """In French, "mine" and "mines" share a stem; the English stem of a word finds nothing in a French text."""
    engine.write([a_document("en", body="generalization"), a_document("xx", language="xx", body="generalization")])

    assert found(engine, "generalize") == "en"
    assert found(engine, "generalization").split() == ["en", "xx"]


LIBRARY = [
    a_document(
        "a", title="Child labour in cobalt mines", body="The ILO counts miners.", facets={"tag": [("ilo", "ILO")]}
    ),
    a_document(
        "b", title="Cobalt prices", body="Forced labour was found. The labour market.", on="2026-03-05T23:59:59"
    ),
    a_document(
        "c", title="Shipping", body="End-of-life vessels in the yards.", author="Zoë van der Berg", on="2025-12-31"
    ),
    a_document("d", title="The child", body="A school report.", facets={"tag": [("child-labour", "Child Labour")]}),
]


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        pytest.param("", "a b c d", id="nothing typed finds everything"),
        pytest.param("child labour", "a", id="every word"),
        pytest.param("labour child", "a", id="in any order"),
        pytest.param("cobalt labour", "a b", id="in title and body together"),
        pytest.param("child OR labour", "a b d", id="either word"),
        pytest.param("cobalt OR child labour", "a b", id="OR binds its neighbors"),
        pytest.param("(child labour) OR vessels", "a c", id="a group"),
        pytest.param("labour -child", "b", id="without a word"),
        pytest.param("-labour", "c d", id="an exclusion alone"),
        pytest.param('labour -"forced labour"', "a", id="without a phrase"),
        pytest.param("-(child OR vessels)", "b", id="without a group"),
        pytest.param('"child labour"', "a", id="a phrase"),
        pytest.param('"child labor"', "a", id="a phrase in another spelling"),
        pytest.param('"end of life vessels"', "c", id="a phrase across hyphens"),
        pytest.param('"mines the"', "", id="a phrase never spans title and body"),
        pytest.param("mines the ilo", "a", id="words may"),
        pytest.param("title:labour", "a", id="a word of the title"),
        pytest.param("body:labour", "b", id="a word of the body"),
        pytest.param("title:(child labour)", "a", id="words of the title"),
        pytest.param('body:"child labour"', "", id="a phrase of the other field"),
        pytest.param("min*", "a", id="a prefix of a surface form"),
        pytest.param("title:vess*", "", id="a prefix in the other field"),
        pytest.param("body:vess*", "c", id="a prefix in its field"),
        pytest.param("tag:ilo", "a", id="a facet value"),
        pytest.param("tag:child-labour", "d", id="a facet value of two words"),
        pytest.param('tag:"child labour"', "d", id="a facet value by its label in any case"),
        pytest.param("tag:_none", "b c", id="no value of a facet"),
        pytest.param("-tag:ilo", "b c d", id="without a facet value"),
        pytest.param("tag:nowhere", "", id="a facet value that nothing carries"),
        pytest.param("author:berg", "c", id="an author by one word"),
        pytest.param('author:"berg zoe"', "c", id="an author by words in any order"),
        pytest.param("author:ber", "", id="an author by whole words only"),
        pytest.param("berg", "", id="the author is not in the text"),
        pytest.param("date:2026", "b", id="a year"),
        pytest.param("date:2026-03-05", "b", id="a day to its last second"),
        pytest.param("date:..2025", "c", id="up to a year"),
        pytest.param("date:..", "b c", id="dated at all"),
        pytest.param("-date:..", "a d", id="undated"),
        pytest.param("the", "a b c d", id="only a stop word"),
        pytest.param("the of", "c", id="only stop words: all of them"),
        pytest.param("the school of", "d", id="stop words beside another word"),
        pytest.param('"the ilo"', "a", id="a stop word in a phrase"),
        pytest.param("title:the", "d", id="a stop word in the title"),
        pytest.param("labour tag:ilo", "a", id="a word with a property"),
        pytest.param("vessels OR tag:ilo", "a c", id="a word or a property"),
    ],
)
def test_what_is_typed_finds(engine: Engine, typed: str, ids: str) -> None:
    engine.write(LIBRARY)

    assert sorted(found(engine, typed).split()) == ids.split()


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        pytest.param("child labour vessels", "a b c d", id="any word"),
        pytest.param('"forced labour" vessels', "b c", id="any word or phrase"),
        pytest.param("child vessels -school", "a c", id="exclusions hold"),
        pytest.param("child vessels tag:ilo", "a", id="properties hold"),
        pytest.param("the vessels", "c", id="a stop word counts for nothing"),
        pytest.param("vessels nothingness", "c", id="a word that is nowhere"),
        pytest.param("-labour", "c d", id="an exclusion alone"),
        pytest.param("", "a b c d", id="nothing typed"),
    ],
)
def test_match_any_finds(engine: Engine, typed: str, ids: str) -> None:
    engine.write(LIBRARY)

    assert sorted(found(engine, typed, match=Match.ANY).split()) == ids.split()


def test_an_engine_never_relaxes_by_itself(engine: Engine) -> None:
    engine.write(LIBRARY)

    assert found(engine, "cobalt vessels") == ""


def test_a_word_is_looked_for_in_every_language_of_the_index(engine: Engine) -> None:
    engine.write(
        [
            a_document("en", language="en", body="nations"),
            a_document("fr", language="fr", body="nations"),
            a_document("gb", language="en-GB", body="nation"),
            a_document("und", language="und", body="nation"),
        ]
    )

    assert sorted(found(engine, "nation").split()) == ["en", "fr", "gb", "und"]


def test_a_prefix_stands_for_the_first_two_hundred_words_of_live_documents(engine: Engine) -> None:
    engine.write([a_document(f"d{i:03}", body=f"cobalt{i:03}") for i in range(205)])
    assert found(engine, "cobalt*", size=300).split() == [f"d{i:03}" for i in range(200)]

    engine.write([], remove=["d000", "d001", "d199"])
    assert found(engine, "cobalt*", size=300).split() == sorted(f"d{i:03}" for i in {*range(2, 203)} - {199})

    engine.write([a_document("late", title="cobalt0005"), a_document("other", body="cobal")])
    assert found(engine, "cobalt*", size=300).split()[-1] != "d202"
    assert found(engine, "title:cobalt*") == "late"


def test_refinements_widen_within_a_facet_and_narrow_across(engine: Engine) -> None:
    engine.write(
        [
            a_document("a", facets={"tag": ["x"], "org": ["p"]}),
            a_document("b", facets={"tag": ["y"], "org": ["p"]}),
            a_document("c", facets={"tag": ["x", "y"], "org": ["q"]}),
            a_document("d"),
        ]
    )

    assert found(engine, refinements={"tag": ["x", "y"]}) == "a b c"
    assert found(engine, refinements={"tag": ["x"], "org": ["p"]}) == "a"
    assert found(engine, refinements={"tag": ["x"], "org": []}) == "a c"
    assert found(engine, refinements={"tag": ["_none"]}) == "d"
    assert found(engine, refinements={"tag": ["_none", "y"]}) == "b c d"
    assert found(engine, refinements={"tag": ["nowhere"]}) == ""


def test_exclusions_remove_whatever_is_picked(engine: Engine) -> None:
    engine.write([a_document("a", facets={"tag": ["x"]}), a_document("b", facets={"tag": ["x", "y"]}), a_document("c")])

    assert found(engine, exclusions={"tag": ["y"]}) == "a c"
    assert found(engine, exclusions={"tag": ["_none"]}) == "a b"
    assert found(engine, refinements={"tag": ["x"]}, exclusions={"tag": ["y"]}) == "a"
    assert found(engine, refinements={"tag": ["x"]}, exclusions={"tag": ["x"]}) == ""


def test_both_ends_of_a_range_of_days_are_included(engine: Engine) -> None:
    days = ("2026-02-28T23:59:59", "2026-03-01T00:00:00", "2026-03-31T23:59:59.999999", "2026-04-01T00:00:00")
    engine.write([a_document(key, on=day) for key, day in zip("abcd", days, strict=True)] + [a_document("e")])

    first, last = date(2026, 3, 1), date(2026, 3, 31)
    assert found(engine, dates=Dates(first, last)) == "b c"
    assert found(engine, dates=Dates(first, None)) == "b c d"
    assert found(engine, dates=Dates(None, last)) == "a b c"
    assert found(engine, dates=Dates()) == "a b c d"
    assert found(engine, dates=Dates(last, first)) == ""
