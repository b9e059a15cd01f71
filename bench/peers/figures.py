"""Durations to figures: medians over rounds, then over queries, then means over classes."""

import math
import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from bench.peers.asking import CLASSES, Asked

WALL, CPU = 0, 1

Times = Mapping[str, Sequence[Sequence[int]]]
"""Nanoseconds (clock, processor) of each round, by number of query and mode."""


def of_query(times: Times, asked: Asked, mode: str, which: int) -> float | None:
    """Return the median over rounds in milliseconds; None where the engine was not asked."""
    rounds = times.get(f"{asked.number}{mode}")
    return statistics.median(each[which] for each in rounds) / 1e6 if rounds else None


def by_class(times: Times, asked: Sequence[Asked], mode: str, which: int = CPU) -> dict[str, float]:
    """Return the median over the queries of each class, in milliseconds."""
    return {
        kind: statistics.median(values)
        for kind in CLASSES
        if (values := _values(times, [each for each in asked if each.kind == kind], mode, which))
    }


def mean(times: Times, asked: Sequence[Asked], mode: str, which: int = CPU) -> float:
    """Return the geometric mean over the classes, in milliseconds."""
    return statistics.geometric_mean(by_class(times, asked, mode, which).values())


def p95(times: Times, asked: Sequence[Asked], mode: str, which: int) -> float:
    """Return the duration that 95 of 100 queries stay below, in milliseconds."""
    values = sorted(_values(times, asked, mode, which))
    return values[min(len(values) - 1, math.ceil(0.95 * len(values)) - 1)]


def answered(times: Times, asked: Sequence[Asked], mode: str) -> list[Asked]:
    """Return the queries that an engine was asked."""
    return [each for each in asked if f"{each.number}{mode}" in times]


def _values(times: Times, asked: Sequence[Asked], mode: str, which: int) -> list[float]:
    values = (of_query(times, each, mode, which) for each in asked)
    return [value for value in values if value is not None]


Run = Mapping[str, Any]
"""One corpus and number of segments: ``times`` by variant, ``segments`` by engine."""
