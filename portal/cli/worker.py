"""``portal worker``: makes findable whatever arrives, for as long as it runs."""

import os
import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

import click
import structlog

from index import SearchError
from portal.articles.errors import StoreError
from portal.cli.exits import DONE
from portal.cli.running import opened_services, read_settings
from portal.cli.scrubs import Scrubs
from portal.indexing.mending import sync_or_rebuild
from portal.wiring import Services

POLL_SECONDS = 0.25
"""An article is findable within half a second of its commit."""

MOST_SECONDS = 15.0
"""Between two tries when something is away."""

log = structlog.get_logger("portal.worker")


@click.command()
@click.option("--parent", type=int, hidden=True, help="Stop when this process, which started us, is gone.")
def worker(parent: int | None) -> int:
    """Index what changes, until stopped; `portal serve` starts one by itself.

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
        work(services, goes_on=lambda: parent is None or os.getppid() == parent)
        scrubs.stop()
    log.info("worker.stopped")
    return DONE


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


def _drain(services: Services) -> bool:
    """Drain the list once; say whether that went well."""
    started = time.perf_counter()
    try:
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
