"""WatchedSource: a place that articles are fetched from on a schedule, and the WatchedSources protocol."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from portal.articles.article import Named


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the items of one run, or of all."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    duplicate: int = 0
    refused: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Return both together."""
        return Counts(
            self.added + other.added,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.duplicate + other.duplicate,
            self.refused + other.refused,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a watched source is doing: written by its runs, never by an operator."""

    next_run_at: datetime
    """Aware, in UTC, as every moment here; in the past when it is due."""

    last_run_at: datetime | None = None
    last_success_at: datetime | None = None

    failures: int = 0
    """Runs that failed since the last success."""

    last_error: str = ""
    """Why the last run failed, in plain words; empty when it did not."""

    last: Counts = Counts()
    """What the last successful run brought."""

    total: Counts = Counts()
    """What all runs brought together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedSource:
    """A place that articles are fetched from on a schedule."""

    name: Named
    """The source that its articles carry; its slug is how commands name it."""

    address: str

    kind: str
    """What it was recognized as, such as ``RSS feed``; for people."""

    every: int | None = None
    """Seconds between two runs; None leaves that to what the source says of itself."""

    tags: tuple[str, ...] = ()
    """Labels that each of its articles is given, beside its own."""

    organizations: tuple[str, ...] = ()

    language: str = ""
    """BCP 47, instead of what its articles say or read like; empty for that."""

    is_excerpt_only: bool = False
    """True: readers and files are given at most an excerpt of its articles."""

    selectors: Mapping[str, str] = field(default_factory=dict)
    """CSS selectors that override how its cards are found, by the name of the part."""

    is_paused: bool = False
    added_at: datetime
    health: Health


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a run of a watched source came to."""

    at: datetime
    """When it ended."""

    next_run_at: datetime
    error: str = ""
    """Why it failed, in plain words; empty when it did not."""

    counts: Counts = Counts()
    """What was stored, also by a run that failed in the middle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptVisit:
    """What is remembered of an address that was asked for a watched source."""

    asked_at: datetime
    etag: str = ""
    last_modified: str = ""
    not_before: datetime | None = None
    """When its host wants to be asked again at the earliest."""

    moved_to: str = ""
    """Where its host said, for good, that it has moved."""

    mark: str = ""
    """What led there looked like, as a digest."""


class WatchedSources(Protocol):
    """Keeps the watched sources. Any method may raise `StoreUnavailable`; the caller may try again later."""

    def all(self) -> tuple[WatchedSource, ...]:
        """Return every watched source, by label."""
        ...

    def get(self, slug: str) -> WatchedSource | None:
        """Return the watched source whose articles carry *slug*."""
        ...

    def at(self, address: str) -> WatchedSource | None:
        """Return the one that watches *address*."""
        ...

    def due(self, at: datetime) -> tuple[WatchedSource, ...]:
        """Return those that are to be run by *at*, the longest waiting first; paused ones are left out."""
        ...

    def add(self, source: WatchedSource) -> None:
        """Keep a new one.

        Raises:
            AlreadyWatched: its address or its slug is taken.
        """
        ...

    def change(self, source: WatchedSource) -> int:
        """Keep other settings of one that is kept; its health stays as it is.

        Return how many articles have to be indexed anew, because their source
        is called otherwise or may show more or less of them.

        Raises:
            AlreadyWatched: another watches its address.
        """
        ...

    def schedule(self, slug: str, at: datetime) -> None:
        """Have it run at *at*."""
        ...

    def record(self, slug: str, run: Run) -> None:
        """Keep what a run came to; nothing when the source was removed meanwhile."""
        ...

    def remove(self, slug: str) -> bool:
        """Watch it no longer, and forget its visits; its articles stay. Say whether it was there."""
        ...

    def visit(self, slug: str, address: str) -> KeptVisit | None:
        """Return what is remembered of *address*, asked for *slug*."""
        ...

    def keep_visits(self, slug: str, visits: Mapping[str, KeptVisit]) -> None:
        """Remember *visits*, by address; nothing when the source was removed meanwhile."""
        ...
