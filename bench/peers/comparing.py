"""Whether engines found the same: totals, how many hits, and the largest counts of both facets."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bench.peers.asking import MODES, Asked
from bench.peers.peer import LISTED

Answers = Mapping[str, Any]
"""By number of query and mode, as `bench.peers.worker.ask` gives them."""


def differences(asked: Sequence[Asked], ours: Answers, other: Answers, name: str) -> Iterator[str]:
    """Yield a sentence for every search that *other*, called *name*, answered otherwise than ours did."""
    for each in asked:
        for mode in MODES:
            key = f"{each.number}{mode}"
            if key in other:
                for what, left, right in _compared(ours[key], other[key]):
                    if left != right:
                        yield f"query {each.number} ({each.text}), mode {mode}, {what}: ours {left}, {name} {right}"


def _compared(ours: Answers, other: Answers) -> Iterator[tuple[str, object, object]]:
    yield "total", ours["total"], other["total"]
    yield "hits", ours["hits"], other["hits"]
    for name in sorted({*ours["facets"], *other["facets"]}):
        yield (name, *_without_ties(ours["facets"].get(name, ()), other["facets"].get(name, ())))


def _without_ties(
    ours: Sequence[Sequence[Any]], other: Sequence[Sequence[Any]]
) -> tuple[tuple[object, object], tuple[object, object]]:
    """Return counts, and values above the last of a full list: which of equal values comes last is up to an engine."""
    return _of(ours), _of(other)


def _of(listed: Sequence[Sequence[Any]]) -> tuple[object, object]:
    counts = [count for _, count in listed]
    last = counts[-1] if len(counts) == LISTED else 0
    return counts, sorted((value, count) for value, count in listed if count > last)
