"""When a watched source is run the next time: pure functions of what it said and how it went."""

from datetime import datetime, timedelta

from portal.sources.fetching.freshness import back_off

USUAL = timedelta(hours=1)
"""Between two runs, where neither the operator nor the source says how often."""

LEAST = timedelta(minutes=5)
"""Between two runs, whatever anybody says."""

LONGEST_STATED = timedelta(days=1)
"""A source that says it stays the same for longer is asked once a day all the same."""

LONGEST_RETRY = timedelta(days=7)
"""A host that asks to be left alone for longer is asked once a week."""

SPREAD = 0.1
"""Of the pause, at most: so many sources that were added together drift apart."""

CONTINUED = timedelta(minutes=1)
"""After a run that ended before it had read everything."""


def next_run(
    now: datetime,
    *,
    every: int | None,
    not_before: datetime | None = None,
    failures: int = 0,
    chance: float = 0.0,
) -> datetime:
    """Return when a source is run next.

    Shape: after *every* seconds, or the usual pause; ever later the more
    *failures* there were in a row; never before the source said that
    anything would be new, within reason; later by up to a tenth of the
    pause, by *chance*.

    Args:
        now: when the last run ended.
        every: seconds, as the operator chose; None where they did not.
        not_before: until when the source said it stays as it is, or will not answer.
        failures: in a row, the last run included.
        chance: from 0 to 1.
    """
    pause = max(timedelta(seconds=every) if every else USUAL, LEAST)
    due = now + max(pause, timedelta(seconds=back_off(failures)))
    if not_before is not None:
        due = max(due, min(not_before, now + (LONGEST_RETRY if failures else LONGEST_STATED)))
    return due + pause * SPREAD * chance
