"""The periods of time in which the documents of all segments were published, in one numbering."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.kernels.contract import Ints
from index.engines.whoosh.view import View
from index.request import DateUnit


class Periods(NamedTuple):
    """The periods of one unit in which a snapshot has documents."""

    texts: tuple[str, ...]
    """What each is called, oldest first."""

    renamed: tuple[npt.NDArray[np.int32], ...]
    """Per view, the number of each period of its `Segment.buckets`; undated comes behind the last, in both."""

    everything: Ints
    """How many live documents lie in each, undated ones last."""


def periods_of(views: Sequence[View], unit: DateUnit) -> Periods:
    """Return the periods of *unit* that occur in *views*, deleted documents among them."""
    used = [view.segment.buckets(unit)[0] for view in views]
    periods = np.unique(np.concatenate([*used, np.zeros(0, np.int64)]))
    renamed = tuple(np.append(np.searchsorted(periods, mine), len(periods)).astype(np.int32) for mine in used)
    counts = np.zeros(len(periods) + 1, np.int64)
    for view, numbers in zip(views, renamed, strict=True):
        counts[numbers] += view.everything_dated(unit)
    return Periods(tuple(period_text(period, unit) for period in periods.tolist()), renamed, counts)


@lru_cache(maxsize=10_000)
def period_text(period: int, unit: DateUnit) -> str:
    """Return ``2026``, ``2026-03``, ``2026-W10`` or ``2026-03-05`` for a number of `view.period_numbers`."""
    if unit is DateUnit.YEAR:
        return f"{1970 + period:04d}"
    if unit is DateUnit.MONTH:
        return f"{1970 + period // 12:04d}-{period % 12 + 1:02d}"
    epoch = date(1970, 1, 1)
    if unit is DateUnit.DAY:
        return (epoch + timedelta(days=period)).isoformat()
    year, week, _ = (epoch + timedelta(days=max(period * 7 - 3, -719_162))).isocalendar()
    return f"{year:04d}-W{week:02d}"
