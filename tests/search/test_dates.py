"""Dates to the precision given."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search import dates
from tests.search.strategies import PERIODS


@given(st.dates())
def test_a_day_a_month_and_a_year_begin_and_end_where_the_calendar_says(day: date) -> None:
    text = day.isoformat()

    assert dates.first_day(text) == dates.last_day(text) == day
    for period in (text[:7], text[:4]):
        first, last = dates.first_day(period), dates.last_day(period)
        assert first <= day <= last
        assert last == date.max or not (last + timedelta(days=1)).isoformat().startswith(period)
        assert first == date.min or not (first - timedelta(days=1)).isoformat().startswith(period)


@pytest.mark.parametrize(
    "text", ["", "26", "2026-3", "2026-13", "2026-02-30", "0000", "2026-03-05T09:30", "２０２６", "2026\n"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    assert not dates.is_period(text)


@pytest.mark.parametrize(
    ("published", "words"),
    [
        ("2026", "2026"),
        ("2026-03", "March 2026"),
        ("2026-03-05", "5 March 2026"),
        ("2026-03-05T23:30:00Z", "5 March 2026"),
        ("soon", "soon"),
    ],
)
def test_a_date_is_put_in_words_to_its_precision(published: str, words: str) -> None:
    assert dates.date_words(published) == words


@given(PERIODS.filter(lambda period: len(period) >= 7 and period > "0002"))
def test_the_month_before_is_one_month_away(period: str) -> None:
    month = dates.month_of(period)

    assert dates.months_between(dates.month_before(month), month) == 2
