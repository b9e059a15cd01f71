"""``portal worker``: fetches what is due, and makes findable whatever arrives, for as long as it runs."""

import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

import click
import structlog

from index import SearchError
from portal.articles.authority import RetagState
from portal.articles.errors import StoreError
from portal.cli.exits import DONE
from portal.cli.running import opened_services, read_settings
from portal.cli.scrubs import Scrubs
from portal.indexing.mending import sync_or_rebuild
from portal.organizations.recognizers import recognizer_of
from portal.organizations.retagging import retag
from portal.watching.children import ChildRuns
from portal.watching.schedule import Schedule
from portal.wiring import Services

POLL_SECONDS = 0.25
"""An article is findable within half a second of its commit."""

MOST_SECONDS = 15.0
"""Between two tries when something is away."""

RETAG_SECONDS = 2.0
"""For which articles are read anew before what was found is indexed: so long others wait to be findable."""

log = structlog.get_logger("portal.worker")


@click.command()
@click.option("--parent", type=int, hidden=True, help="Stop when this process, which started us, is gone.")
def worker(parent: int | None) -> int:
    """Fetch the watched sources and index what changes, until stopped; `portal serve` starts one by itself.

    Once an hour it reads the whole index, compares it with the store, and repairs what is wrong.

    \b
    Example:
        portal worker
    """
    signal.signal(signal.SIGTERM, _stop)
    settings = read_settings(level="info")
    with opened_services(settings) as services:
        log.info("worker.started")
        # `portal serve` has read every file before it started us.
        scrubs = Scrubs(services, starts_at_once=parent is None)
        scrubs.start()
        with fetching(services) as schedule:
            work(services, goes_on=lambda: _goes_on(schedule, parent))
        scrubs.stop()
    log.info("worker.stopped")
    return DONE


def _goes_on(schedule: Schedule | None, parent: int | None) -> bool:
    if schedule is not None:
        schedule.keep_alive()
    return parent is None or os.getppid() == parent


@contextmanager
def fetching(services: Services) -> Iterator[Schedule | None]:
    """Run the watched sources that are due meanwhile; None where there is no room for a queue of them."""
    data_dir, runner = services.settings.data_dir, ChildRuns()
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        schedule = Schedule(data_dir, services.watched, runner, clock=services.clock)
        schedule.start()
    except (OSError, sqlite3.Error) as error:
        # What is stored is made findable all the same.
        log.warning("sources.not_scheduled", reason=str(error))
        yield None
        return
    try:
        yield schedule
    finally:
        schedule.stop()
        runner.stop()


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    # At any moment: what is not crossed off is written again.
    raise KeyboardInterrupt


def work(services: Services, *, goes_on: Callable[[], bool], sleep: Callable[[float], None] = time.sleep) -> None:
    """Drain the list of changes again and again while *goes_on* says so; no error ends it."""
    pause = POLL_SECONDS
    try:
        while goes_on():
            pause = POLL_SECONDS if _drain(services) else min(pause * 2, MOST_SECONDS)
            sleep(pause)
    except KeyboardInterrupt:
        return


def _log_retagging(state: RetagState) -> None:
    log.info("organizations.retagging", looked_at=state.looked_at, articles=state.articles, written=state.written)


def _drain(services: Services) -> bool:
    """Re-tag for a while where that is due, and drain the list once; say whether that went well."""
    started = time.perf_counter()
    try:
        retag(services.store.authority, recognizer_of, seconds=RETAG_SECONDS, on_progress=_log_retagging)
        done = sync_or_rebuild(services.store, services.engine)
    except (SearchError, StoreError, OSError) as error:
        log.warning("index.sync_failed", reason=str(error))
        return False
    except Exception:
        # A bug, then: it is told in full, and whatever else there is to do is still done.
        log.exception("index.sync_failed")
        return False
    if done.written or done.removed:
        log.info(
            "index.synced",
            written=done.written,
            removed=done.removed,
            rebuilt=done.is_rebuilt,
            seconds=round(time.perf_counter() - started, 3),
        )
    return True
