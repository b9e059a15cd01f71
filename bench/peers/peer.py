"""What an engine has to offer to be measured: building an index, and answering in three modes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, TypeVar

from bench.peers.asking import Asked
from bench.peers.corpus import Corpus

TOP = 10
LISTED = 20
"""Hits, and values of each facet, that every engine returns."""

T = TypeVar("T")

Counts = tuple[tuple[str, int], ...]
"""Values with their counts, most frequent first."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What must agree between engines."""

    total: int
    hits: int
    """How many were returned."""

    facets: dict[str, Counts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A search ready to be timed."""

    ask: Callable[[], Any]
    """Does the search; this is timed."""

    read: Callable[[Any], Answer]
    """Makes what it returned comparable; this is not."""


class Peer(Protocol):
    """One engine, opened in a process of its own."""

    variants: dict[str, Callable[[], None]]
    """What is done, untimed, before each timed search, by the name that figures are reported under."""

    def prepare(self, asked: Asked, mode: str) -> Prepared:
        """Return the search for a query in one of `bench.peers.asking.MODES`."""
        ...

    def segments(self) -> int:
        """Return how many segments are searched."""
        ...


@dataclass(frozen=True, slots=True)
class Kind:
    """An engine as the benchmark knows it before a process of its own opens it."""

    name: str
    segments: tuple[int, ...]
    """The numbers of segments that it can be built with."""

    most_queries: int | None
    """Queries of each class it is asked; None is all of them."""

    version: Callable[[], str]
    absent: Callable[[], str | None]
    """Why it cannot run here; None where it can."""

    build: Callable[[Corpus, Path, int], None]
    open: Callable[[Corpus, Path], Peer]


def parts(items: Sequence[T], count: int) -> Iterator[list[T]]:
    """Yield *items* in *count* runs of about the same length."""
    size = -(-len(items) // count)
    stream = iter(items)
    while part := list(islice(stream, size)):
        yield part
