"""One run of a watched source: read, ingested, and what it came to kept; whatever goes wrong becomes its last error."""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from portal.articles.store import ArticleStore
from portal.articles.watched import Counts, Run, WatchedSource, WatchedSources
from portal.clock import Clock
from portal.ingest.making import Given
from portal.ingest.pipeline import ingest_items
from portal.ingest.report import IngestReport
from portal.sources.errors import SourceError
from portal.sources.fetching.errors import FetchError
from portal.sources.fetching.fetched import Fetch
from portal.sources.fetching.visits import Memory
from portal.sources.raw import RawItem, Refusal
from portal.watching.memory import RememberedVisits
from portal.watching.timing import CONTINUED, next_run

LONGEST_READING = 20 * 60.0
"""Seconds after which a run reads no more: what is left comes with the next one."""

MAX_ERROR = 500
"""Characters of an error that are kept."""

log = structlog.get_logger("portal.watching")


class Walk(Protocol):
    """Walks over what stands at an address: `portal.sources.following.read_address`, or a stand-in for tests."""

    def __call__(
        self, address: str, fetch: Fetch, *, memory: Memory, selectors: Mapping[str, str]
    ) -> Iterator[RawItem | Refusal]:
        """Yield the items; see `read_address`."""
        ...


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run did, and what was kept of it."""

    report: IngestReport
    run: Run


def run_source(
    source: WatchedSource,
    store: ArticleStore,
    watched: WatchedSources,
    walk: Walk,
    fetch: Fetch,
    *,
    clock: Clock,
    image_hosts: Iterable[str] = (),
    on_progress: Callable[[int], None] = lambda _read: None,
) -> Ran:
    """Run *source* now, store what it brings, with the images of *image_hosts*, and keep how it went.

    Raises:
        StoreUnavailable: what was stored before is kept, and the source is still due.
    """
    memory = RememberedVisits(watched, source.name.slug)
    entries = _Entries(walk(source.address, fetch, memory=memory, selectors=source.selectors))

    def stored(read: int) -> None:
        # Everything that the walk has yielded by now is in the store.
        memory.flush()
        on_progress(read)

    report = ingest_items(entries, store, given=given_by(source, image_hosts), now=clock(), on_progress=stored)
    if not entries.error:
        memory.flush()
    run = _run(source, report, entries, memory, clock)
    watched.record(source.name.slug, run)
    return Ran(report, run)


def given_by(source: WatchedSource, image_hosts: Iterable[str] = ()) -> Given:
    """Return what every article of *source* is given, and the hosts whose images it may show."""
    return Given(
        tags=source.tags,
        organizations=source.organizations,
        source=source.name,
        language=source.language,
        image_hosts=frozenset(image_hosts),
    )


def failed_run(source: WatchedSource, error: str, *, clock: Clock) -> Run:
    """Return a run of *source* that brought nothing, because of *error*."""
    now = clock()
    due = next_run(now, every=source.every, failures=source.health.failures + 1, chance=_chance())
    return Run(at=now, next_run_at=due, error=error)


def counts_of(report: IngestReport) -> Counts:
    """Return the counts of *report*."""
    return Counts(report.added, report.changed, report.unchanged, report.duplicate, report.refused_total)


def _run(source: WatchedSource, report: IngestReport, entries: "_Entries", memory: Memory, clock: Clock) -> Run:
    now, visit = clock(), memory.recall(source.address)
    due = next_run(
        now,
        every=source.every,
        not_before=entries.not_before or (visit.not_before if visit else None),
        failures=source.health.failures + 1 if entries.error else 0,
        chance=_chance(),
    )
    if entries.is_cut:
        due = now + CONTINUED
    return Run(at=now, next_run_at=due, error=entries.error, counts=counts_of(report))


def _chance() -> float:
    return random.random()  # noqa: S311  # spreads runs, guards nothing


class _Entries:
    """The items of a walk, until it ends, breaks, or has taken too long: then it says so, and what came is good."""

    def __init__(self, walk: Iterator[RawItem | Refusal]) -> None:
        self._walk = walk
        self._end = time.monotonic() + LONGEST_READING
        self.error = ""
        self.not_before: datetime | None = None
        """Until when the host that failed asks to be left alone."""

        self.is_cut = False

    def __iter__(self) -> Iterator[RawItem | Refusal]:
        try:
            for entry in self._walk:
                yield entry
                if time.monotonic() > self._end:
                    self.is_cut = True
                    return
        except SourceError as error:
            self.error = str(error)[:MAX_ERROR]
            self.not_before = error.not_before if isinstance(error, FetchError) else None
        except MemoryError:
            self.error = "it needed more memory than a run may take, and was left where it stood"
        except Exception as error:  # the source of one is not to stop the others
            log.exception("source.failed")
            self.error = f"it could not be read because of a fault of ours: {type(error).__name__}: {error}"[:MAX_ERROR]
