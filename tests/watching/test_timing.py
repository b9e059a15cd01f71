"""A source is run again in time, not before it wants to be, and ever more rarely while it fails."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.watching.timing import LEAST, LONGEST_RETRY, LONGEST_STATED, SPREAD, USUAL, next_run

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
EVERY = st.none() | st.integers(1, 10**6)
MOMENTS = st.none() | st.timedeltas(timedelta(days=-999), timedelta(days=9_999)).map(lambda pause: NOW + pause)


@given(EVERY, MOMENTS, st.integers(0, 10**6), st.floats(0, 1))
def test_a_next_run_is_always_ahead_and_never_out_of_reach(
    every: int | None, not_before: datetime | None, failures: int, chance: float
) -> None:
    pause = max(timedelta(seconds=every) if every else USUAL, LEAST)

    due = next_run(NOW, every=every, not_before=not_before, failures=failures, chance=chance)

    assert NOW + pause <= due <= NOW + max(pause, LONGEST_RETRY) + pause * SPREAD


@given(EVERY, st.integers(0, 40))
def test_more_failures_never_make_it_sooner(every: int | None, failures: int) -> None:
    assert next_run(NOW, every=every, failures=failures) <= next_run(NOW, every=every, failures=failures + 1)


def test_chance_spreads_runs_by_a_tenth() -> None:
    assert next_run(NOW, every=3_600, chance=1) - next_run(NOW, every=3_600) == timedelta(minutes=6)


def test_a_host_is_left_alone_as_long_as_it_asks() -> None:
    asked = NOW + timedelta(hours=5)

    assert next_run(NOW, every=60, not_before=asked, failures=1) == asked
    assert next_run(NOW, every=60, not_before=asked) == asked


def test_a_feed_that_never_changes_is_asked_once_a_day_all_the_same() -> None:
    assert next_run(NOW, every=60, not_before=NOW + timedelta(days=365)) == NOW + LONGEST_STATED
