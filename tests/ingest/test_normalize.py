"""Dates, labels, slugs, languages and extra fields have one canonical form."""

import json
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.articles import naming
from portal.articles.naming import MAX_SLUG, clean_label, language_tag, named, slug
from portal.ingest.dates import published_date
from portal.ingest.language import detected_language
from portal.ingest.normalize import clean_extra

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PUBLISHED = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?)?)?\Z")


@pytest.mark.parametrize(
    ("given_date", "expected"),
    [
        ("2026", "2026"),
        ("2026-3", "2026-03"),
        ("2026-03-05", "2026-03-05"),
        ("2026/03/05", "2026-03-05"),
        ("20260305", "2026-03-05"),
        ("2026-03-05T09:30:00Z", "2026-03-05T09:30:00Z"),
        ("2026-03-05T09:30", "2026-03-05T09:30:00Z"),
        ("2026-03-05T09:30:00.123456+05:30", "2026-03-05T04:00:00Z"),
        ("2026-03-05T24:00:00Z", "2026-03-06T00:00:00Z"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
        ("2010-10-22 11:33:15 -0400", "2010-10-22T15:33:15Z"),
        ("Fri, 22 Oct 2010 11:33:15 -0400", "2010-10-22T15:33:15Z"),
        ("Fri, 22 Oct 2010 11:33:15 GMT", "2010-10-22T11:33:15Z"),
        ("5 March 2026", "2026-03-05"),
        ("March 5th, 2026", "2026-03-05"),
        ("Thursday, March 5, 2026", "2026-03-05"),
        ("Mar 2026", "2026-03"),
        ("0987-01-01", "0987-01-01"),
        ("5. März 2026", "2026-03-05"),
        ("jeudi 5 mars 2026 à 09:30", "2026-03-05T09:30:00Z"),
        ("5 de marzo de 2026", "2026-03-05"),
        ("5 марта 2026 г.", "2026-03-05"),
        ("2026年3月5日", "2026-03-05"),
        ("5 مارس 2026", "2026-03-05"),
        ("March 5, 2026 9:30 am EST", "2026-03-05T14:30:00Z"),
        ("Thu Mar 5 09:30:00 +0200 2026", "2026-03-05T07:30:00Z"),
        ("2027-11", "2027-11"),
    ],
)
def test_dates_are_read_to_the_precision_given(given_date: str, expected: str) -> None:
    assert published_date(given_date, now=NOW) == expected


@pytest.mark.parametrize(
    "given_date",
    [
        "",
        "yesterday",
        "0000-00-00",
        "0000",
        "2026-02-30",
        "2026-13",
        "2031-01-01",
        "2028",
        "03/04/2026",
        "1" * 5_000,
        "0001-01-01T00:00:00+05:00",
        "9999-12-31T23:59:59-01:00",
        "2026-03-05T25:00",
        "2026-03-05T24:30",
        "Fri, 22 Oct",
        "Fri, 22 Oct 2010 99:99:99 GMT",
        "Sun, 30 Nov -0001 00:00:00 +0000",
        "0 mars 0000",
        "5 mars 3026",
        "5 mars",
        "yesterday 2026",
        "il y a 3 jours, 2026",
        "a 2026 b 3 c",
    ],
)
def test_what_is_no_believable_date_is_none(given_date: str) -> None:
    assert published_date(given_date, now=NOW) is None


@given(st.text(max_size=40) | st.from_regex(r"[0-9]{4}[-/ ][0-9]{1,2}[-/ T][0-9]{1,2}[T :][0-9:.+-]{0,12}"))
def test_no_string_breaks_a_date_and_reading_it_again_changes_nothing(
    given_date: str,
) -> None:
    found = published_date(given_date, now=NOW)

    if found is not None:
        assert PUBLISHED.match(found)
        assert published_date(found, now=NOW) == found


@given(
    st.datetimes(
        timezones=st.timezones(),
        max_value=datetime(2026, 1, 1),  # noqa: DTZ001  # hypothesis adds the zone
        min_value=datetime(1000, 1, 2),  # noqa: DTZ001  # hypothesis adds the zone
    )
)
def test_a_moment_is_the_same_moment_in_utc(moment: datetime) -> None:
    assume_whole_minutes = moment.utcoffset() and moment.utcoffset().total_seconds() % 60 == 0  # type: ignore[union-attr]  # it is aware
    if assume_whole_minutes:
        found = published_date(moment.isoformat(), now=NOW)

        assert found == moment.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Child labour", "child-labour"),
        ("ILO–World Bank", "ilo-world-bank"),
        ("workers' rights", "workers-rights"),
        ("Straße Œuvre Łódź İstanbul", "strasse-oeuvre-lodz-istanbul"),
        ("المنظمة الدولية", "المنظمة-الدولية"),
        ("日本語 ニュース", "日本語-ニュース"),
        ("हिन्दी", "हिन्दी"),
        ("_none", "none"),
        ("!?", "u21-3f"),
    ],
)
def test_a_slug_is_what_a_reader_would_type(label: str, expected: str) -> None:
    assert slug(label) == expected


@given(st.text())
def test_a_slug_is_never_empty_never_reserved_and_stays(label: str) -> None:
    made = slug(label)

    assert made
    assert not made.startswith(("_", "-"))
    assert len(made) <= MAX_SLUG
    assert made == made.lower()
    assert not set(made) & set(" /?#&%\"'<>\\")
    assert slug(made) == made


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_the_quick_way_to_a_slug_is_the_same_way(label: str) -> None:
    assert naming._ascii_words(label) == naming._words(label)


def test_labels_are_cleaned_and_each_slug_comes_once() -> None:
    labels = [
        "  Child\n labour ",
        "child Labour",
        "",
        "\u202e",
        "AT&amp;T",
        "tag\0",
        "x" * 500,
    ]

    found = named(labels)

    assert [label.label for label in found] == [
        "Child labour",
        "AT&T",
        "tag",
        "x" * 299 + "…",
    ]
    assert found[0].slug == "child-labour"


@given(st.text())
def test_a_label_is_one_line_that_everything_can_carry(label: str) -> None:
    cleaned = clean_label(label)

    cleaned.encode()
    assert cleaned == " ".join(cleaned.split())
    assert not re.search("[\0-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", cleaned)


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("EN", "en"),
        ("pt_br", "pt-BR"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("en_US.UTF-8", "en-US"),
        ("english", None),
        ("und", None),
        ("", None),
        ("<b>", None),
    ],
)
def test_languages_are_written_as_bcp_47(tag: str, expected: str | None) -> None:
    assert language_tag(tag) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The committee has published a new report about the working conditions in the mines.",
            "en",
        ),
        (
            "Le comité a publié un nouveau rapport sur les conditions de travail dans les mines.",
            "fr",
        ),
        (
            "El comité ha publicado un nuevo informe sobre las condiciones de trabajo en las minas.",
            "es",
        ),
        (
            "نشرت اللجنة تقريرا جديدا عن ظروف العمل في المناجم في جميع أنحاء العالم هذا الأسبوع",
            "ar",
        ),
        ("Too short", "und"),
        ("1 2 3 4 5 6 7 8 9 " * 10, "und"),
    ],
)
def test_a_language_is_told_where_it_can_be(text: str, expected: str) -> None:
    assert detected_language(text) == expected


def test_extra_fields_can_be_kept_as_json() -> None:
    deep: object = "bottom"
    for _ in range(500):
        deep = [deep]

    cleaned = clean_extra({"a\ud800": ["b\0", 1e999, {"c": None}], "deep": deep, "n": 3})

    assert cleaned["a\ufffd"] == ["b", None, {"c": None}]
    json.dumps(cleaned, allow_nan=False).encode()
