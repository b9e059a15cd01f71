"""Schedule: runs the watched sources that are due, a few at a time, one of a host, whatever becomes of each."""

import threading
import time
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import structlog

from portal.articles.errors import StoreError
from portal.articles.watched import WatchedSource, WatchedSources
from portal.clock import Clock
from portal.watching.queue import Queue
from portal.watching.running import failed_run

AT_ONCE = 3
"""Runs, each in a process of its own."""

FORGOTTEN_AFTER = 45 * 60.0
"""Seconds after which a run that was put into the queue is put in again: no run takes that long."""

REST_SECONDS = 30.0
"""After a run, whatever the store says is due: one whose end could not be kept is not run over and over."""

log = structlog.get_logger("portal.watching")


class Runner(Protocol):
    """Runs a source to its end, and keeps what the run came to."""

    def __call__(self, source: WatchedSource) -> str:
        """Return why the run ended without having kept what it came to; empty when it has."""
        ...


class Schedule:
    """Looks once a minute for what is due, and runs it with *runner*."""

    def __init__(self, folder: Path, watched: WatchedSources, runner: Runner, *, clock: Clock) -> None:
        self._watched = watched
        self._runner = runner
        self._clock = clock
        self._lock = threading.Lock()
        self._taken: dict[str, tuple[str, float]] = {}
        self._queue = Queue(folder, look=self.look, run=self.run, threads=AT_ONCE)

    def start(self) -> None:
        """Begin: the first look is at once."""
        self._queue.start()

    def stop(self) -> None:
        """Begin no other run."""
        self._queue.stop()

    def keep_alive(self) -> None:
        """Mend what has died of it."""
        self._queue.keep_alive()

    def look(self) -> None:
        """Put every source that is due into the queue, unless it is there, or one of its host is."""
        try:
            due = self._watched.due(self._clock())
        except StoreError as error:
            log.warning("sources.not_read", reason=str(error))
            return
        for source in due:
            if self._take(source):
                self._queue.put(source.name.slug)

    def run(self, slug: str) -> None:
        """Run the source *slug* if it is still due; then look for those that waited for it."""
        try:
            source = self._watched.get(slug)
            if source is not None and is_due(source, self._clock):
                self._run(source)
        except StoreError as error:
            log.warning("source.not_run", source=slug, reason=str(error))
        finally:
            with self._lock:
                self._taken[slug] = ("", time.monotonic() + REST_SECONDS)
        self.look()

    def _run(self, source: WatchedSource) -> None:
        slug, started = source.name.slug, time.perf_counter()
        error = self._guarded(source)
        if error:
            self._watched.record(slug, failed_run(source, error, clock=self._clock))
        kept = self._watched.get(slug)
        if kept is None:
            return
        seconds = round(time.perf_counter() - started, 3)
        health = kept.health
        if health.last_error:
            log.warning("source.failed", source=slug, reason=health.last_error, failures=health.failures)
        else:
            log.info("source.run", source=slug, added=health.last.added, changed=health.last.changed, seconds=seconds)

    def _guarded(self, source: WatchedSource) -> str:
        try:
            return self._runner(source)
        except Exception as error:
            # A bug, or a machine without room for one more process: told in full, and the others go on.
            log.exception("source.not_run", source=source.name.slug)
            return f"it could not be run: {error}"

    def _take(self, source: WatchedSource) -> bool:
        host, now = host_of(source.address), time.monotonic()
        with self._lock:
            self._taken = {slug: one for slug, one in self._taken.items() if one[1] > now}
            if source.name.slug in self._taken or any(host == busy for busy, _ in self._taken.values()):
                return False
            self._taken[source.name.slug] = (host, now + FORGOTTEN_AFTER)
            return True


def is_due(source: WatchedSource, clock: Clock) -> bool:
    """Say whether *source* is to be run now."""
    return not source.is_paused and source.health.next_run_at <= clock()


def host_of(address: str) -> str:
    """Return the host that *address* names, in lower case."""
    return (urlsplit(address).hostname or "").lower()
