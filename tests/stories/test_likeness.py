"""What is nearly the same text, and what only looks so."""

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.stories.likeness import WINDOW, are_near
from portal.stories.signature import MOST_SHINGLES, Signature, day_of
from tests.stories.conftest import DAY, REPORT, a_signature

SENTENCES = re.split(r"(?<=[.:])\s+", REPORT)

CHINESE = (
    "国际劳工组织周四在日内瓦发表报告指出，全球仍有一亿六千万儿童从事劳动，其中近一半从事危险工作。报告呼吁各国政府扩大社会保护，"
    "增加对农村学校的投入，并加强对矿山和渔业的监察。报告还说，疫情以来贫困家庭的处境更加艰难，许多孩子再也没有回到课堂。"
)


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(REPORT, id="itself"),
        pytest.param(f"VALPARAISO, March 5 – {REPORT}\n\nSign up for our newsletter.", id="wrapped"),
        pytest.param(" ".join(REPORT.split()[:45]) + " […]", id="an excerpt"),
        pytest.param(" ".join(SENTENCES[:3]), id="cut"),
        pytest.param(" ".join(SENTENCES[:1] + SENTENCES[2:]), id="a sentence fewer"),
        pytest.param(" ".join(SENTENCES[3:] + SENTENCES[:3]), id="in another order"),
        pytest.param(REPORT.upper(), id="in capitals"),
        pytest.param(REPORT.replace("harsh", "too harsh").replace("spring", "southern spring"), id="edited"),
        pytest.param(REPORT.replace("1,240", "1240").replace("'", "’"), id="in another typography"),
    ],
)
def test_a_copy_is_near(report: Signature, copy: str) -> None:
    assert are_near(report, a_signature(copy, title="Overdue crews are to be paid by the night"))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(re.sub(r"\d", lambda digit: str((int(digit[0]) + 3) % 10), REPORT), id="the next figures"),
        pytest.param(
            re.sub(r"(?<=[a-z,] )[A-Z]\w+", "Callao", REPORT).replace("Marta Ibáñez", "Luis Prado"), id="other names"
        ),
        pytest.param(" ".join(SENTENCES[-2:]), id="one item of a round-up"),
        pytest.param("", id="nothing"),
        pytest.param("The port authority of Valparaíso will pay seafarers", id="too short"),
    ],
)
def test_what_only_looks_alike_is_not_near(report: Signature, other: str) -> None:
    assert not are_near(report, a_signature(other))


def test_two_notices_with_one_boilerplate_are_not_near() -> None:
    about = " ".join(REPORT.split()[60:110])
    one = "The company has named a new head of its works in Gdańsk, who will begin in the autumn after a long search. "
    other = "A ferry built for the islands left the yard yesterday under tow, and is expected at its berth on Sunday. "

    assert not are_near(a_signature(one * 2 + about), a_signature(other * 2 + about))


def test_numbers_of_a_series_are_apart_even_where_their_text_is_the_same() -> None:
    assert not are_near(a_signature(title="Situation report 12"), a_signature(title="Situation report 13"))
    assert are_near(a_signature(title="Situation report 12"), a_signature(title="Situation Report: 12"))


def test_languages_are_never_mixed() -> None:
    assert not are_near(a_signature(language="en"), a_signature(language="es"))
    assert not are_near(a_signature(language="en"), a_signature(language="und"))
    assert are_near(a_signature(language="en"), a_signature(language="en-GB"))


@pytest.mark.parametrize(("days", "expected"), [(0, True), (WINDOW, True), (WINDOW + 1, False)])
def test_only_articles_of_the_same_days_are_near(report: Signature, days: int, expected: bool) -> None:
    assert are_near(report, a_signature(day=DAY + days)) is expected
    assert are_near(report, a_signature(day=DAY - days)) is expected


def test_text_without_spaces_is_compared_too() -> None:
    whole = a_signature(CHINESE, language="zh")

    assert are_near(whole, a_signature(CHINESE[:60] + "……", language="zh"))
    assert are_near(whole, a_signature(CHINESE.replace("周四", "本周四"), language="zh"))
    assert not are_near(whole, a_signature(CHINESE[::-1], language="zh"))


def test_a_long_text_is_met_by_its_excerpt_and_by_its_copy() -> None:
    long = " ".join(f"w{number * number % 7919} and w{number * 31 % 6007}" for number in range(9_000))
    whole = a_signature(long)

    assert whole.shift
    assert len(whole.shingles) <= MOST_SHINGLES
    assert are_near(whole, a_signature(" ".join(long.split()[:60])))
    assert are_near(whole, a_signature(" ".join(long.split()[:17_000])))
    assert not are_near(whole, a_signature(" ".join(long.split()[9_000:9_060])))


@given(
    st.lists(st.sampled_from(SENTENCES), max_size=8),
    st.lists(st.sampled_from(SENTENCES), max_size=8),
    st.integers(0, 30),
)
def test_it_makes_no_difference_which_is_first(one: list[str], other: list[str], days: int) -> None:
    first, second = a_signature(" ".join(one)), a_signature(" ".join(other), day=DAY + days)

    assert are_near(first, second) == are_near(second, first)


@pytest.mark.parametrize("body", ["", REPORT, CHINESE, " ".join(f"{number} Mines" for number in range(3_000))])
def test_a_signature_comes_back_from_its_bytes(body: str) -> None:
    signature = a_signature(body, title="Report 12")
    back = Signature.unpacked(signature.packed(), language="en", day=DAY)

    assert back.packed() == signature.packed()
    assert back.keys() == signature.keys()
    assert all(0 <= key < 2**63 for key in back.keys())  # noqa: SIM118  # not those of a dictionary


def test_near_texts_share_keys_and_languages_share_none() -> None:
    keys = set(a_signature().keys())

    assert len(keys & set(a_signature(" ".join(REPORT.split()[:45])).keys())) >= 8
    assert not keys & set(a_signature(language="es").keys())


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2026-03-05", date(2026, 3, 5)),
        ("2026-03-05T23:30:00Z", date(2026, 3, 5)),
        ("2026-03", date(2026, 3, 15)),
        ("2026", date(2026, 11, 24)),
        (None, date(2026, 11, 24)),
    ],
)
def test_an_article_is_compared_under_its_date_or_else_its_arrival(published: str | None, expected: date) -> None:
    assert day_of(published, datetime(2026, 11, 24, 22, tzinfo=UTC)) == expected.toordinal()
