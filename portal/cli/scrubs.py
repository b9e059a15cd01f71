"""Scrubs of the index, an hour apart, beside the work of ``portal worker``."""

import threading
import time

import structlog

from index import SearchError
from portal.articles.errors import StoreError
from portal.indexing.scrubbing import scrub
from portal.wiring import Services

INTERVAL_SECONDS = 3_600.0

log = structlog.get_logger("portal.worker")


class Scrubs:
    """Scrubs once every *interval* seconds, in a thread of its own, until it is stopped."""

    def __init__(self, services: Services, *, interval: float = INTERVAL_SECONDS, starts_at_once: bool) -> None:
        """With *starts_at_once* the first scrub is not an hour away: nobody has just looked at the index."""
        self._services = services
        self._interval = interval
        self._first = 0.0 if starts_at_once else interval
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="scrubs", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Begin no other; one under way ends with the process, or by itself."""
        self._is_over.set()

    def _run(self) -> None:
        pause = self._first
        while not self._is_over.wait(pause):
            self._scrub()
            pause = self._interval

    def _scrub(self) -> None:
        """Scrub once; no error ends the thread."""
        started = time.perf_counter()
        try:
            done = scrub(self._services.store, self._services.engine)
        except (SearchError, StoreError, OSError) as error:
            log.warning("index.scrub_failed", reason=str(error))
            return
        except Exception:
            # As in the draining: a bug is told in full, and an hour later it is tried again.
            log.exception("index.scrub_failed")
            return
        seconds = round(time.perf_counter() - started, 3)
        if done.damage:
            log.warning("index.damaged", findings=len(done.damage), first=done.damage[0])
        if done.drifted:
            log.warning("index.drifted", articles=done.drifted)
        log.info("index.scrubbed", damaged=len(done.damage), drifted=done.drifted, seconds=seconds)
