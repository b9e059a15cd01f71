"""When to ask again: what hosts say, and what follows from failures."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.sources.fetching.freshness import LONGEST, back_off, not_before_of

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (200, {}, None),
        (200, {"cache-control": "max-age=600"}, 600),
        (200, {"cache-control": "public, Max-Age=600, must-revalidate"}, 600),
        (200, {"cache-control": 'max-age="600"', "age": "100"}, 500),
        (200, {"cache-control": "max-age=60", "age": "100"}, None),
        (200, {"cache-control": "no-cache, max-age=600"}, None),
        (200, {"cache-control": "no-store"}, None),
        (200, {"cache-control": "max-age=nonsense", "expires": "Thu, 05 Mar 2026 13:00:00 GMT"}, None),
        (200, {"cache-control": "max-age=0", "expires": "Thu, 05 Mar 2026 13:00:00 GMT"}, None),
        (200, {"expires": "Thu, 05 Mar 2026 13:00:00 GMT"}, 3600),
        (200, {"expires": "Thu, 05 Mar 2026 13:00:00 GMT", "date": "Thu, 05 Mar 2026 12:30:00 GMT"}, 1800),
        (200, {"expires": "0"}, None),
        (200, {"expires": "Sat, 32 Foo 99999 99:99:99 GMT"}, None),
        (200, {"cache-control": "max-age=31536000"}, LONGEST.total_seconds()),
        (200, {"cache-control": "max-age=" + "9" * 500}, LONGEST.total_seconds()),
        (304, {"cache-control": "max-age=600"}, 600),
        (429, {"retry-after": "120"}, 120),
        (503, {"retry-after": "Thu, 05 Mar 2026 12:10:00 GMT"}, 600),
        (503, {"retry-after": "Thu, 05 Mar 2020 12:10:00 GMT"}, None),
        (503, {"retry-after": "soon"}, None),
        (503, {"retry-after": "-5"}, None),
        (503, {"cache-control": "max-age=600"}, None),
        (200, {"retry-after": "120"}, None),
    ],
)
def test_headers_say_until_when_not_to_ask(status: int, headers: dict[str, str], seconds: float | None) -> None:
    expected = None if seconds is None else NOW + timedelta(seconds=seconds)
    assert not_before_of(status, headers, NOW) == expected


@given(
    st.sampled_from([200, 304, 429, 503]),
    st.dictionaries(st.sampled_from(["cache-control", "expires", "age", "date", "retry-after"]), st.text(max_size=40)),
)
def test_no_header_is_believed_beyond_a_week_nor_breaks_anything(status: int, headers: dict[str, str]) -> None:
    until = not_before_of(status, headers, NOW)
    assert until is None or NOW < until <= NOW + LONGEST


def test_a_source_that_fails_is_left_alone_longer_each_time_up_to_a_day() -> None:
    assert [back_off(failures) for failures in range(11)] == [
        0, 300, 600, 1200, 2400, 4800, 9600, 19200, 38400, 76800, 86400,
    ]  # fmt: skip
    assert back_off(10**9) == 86_400
