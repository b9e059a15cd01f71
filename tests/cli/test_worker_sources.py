"""`portal worker` runs what is due, whatever becomes of one source, and whoever kills it in the middle."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from portal.articles.database import DatabaseArticles
from portal.articles.watched import WatchedSource
from portal.watching.children import MOST_BYTES, memory_of
from tests.cli.conftest import Command
from tests.cli.feeds import FEED, Site, rss, site_on_loopback

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def site(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("PORTAL_FETCH_ALLOW", "127.0.0.1 localhost")
    monkeypatch.setenv("PORTAL_FETCH_DELAY", "0")
    with site_on_loopback() as opened:
        opened.pages[FEED] = rss(3)
        yield opened


def until(is_so: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


def kept(store: DatabaseArticles, slug: str = "the-desk") -> WatchedSource:
    found = store.watched.get(slug)
    assert found is not None
    return found


def children_of(pid: int) -> list[int]:
    """Return the processes that *pid* has started."""
    text = "".join(path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children"))
    return [int(child) for child in text.split()]


def hang(handler: BaseHTTPRequestHandler) -> None:
    """Begin an answer, and send no more of it."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/rss+xml")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b"<rss>")
    handler.wfile.flush()
    time.sleep(20)


def test_what_is_due_is_fetched_and_findable_within_seconds_though_another_is_broken(
    portal: Command, site: Site, started: Start, store: DatabaseArticles
) -> None:
    site.pages["/broken"] = rss(1)
    portal("sources", "add", site.address("/broken").replace("127.0.0.1", "localhost"), "--name", "Broken")
    site.pages["/broken"] = 500
    worker = started("worker")
    until(lambda: kept(store, "broken").health.last_run_at is not None)

    began = time.monotonic()
    portal("sources", "add", site.address(), "--name", "The Desk", "--tag", "Wages")
    until(lambda: portal("search", "--tag", "wages", "--json").json["total"] == 3, 30)

    assert time.monotonic() - began < 20
    assert worker.poll() is None
    assert "500" in kept(store, "broken").health.last_error
    assert kept(store).health.last_error == ""
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(20) == 0
    assert "Traceback" not in worker.communicate()[1]


def test_a_killed_worker_leaves_no_lock_and_its_source_is_run_again_without_doubles(
    portal: Command, site: Site, started: Start, store: DatabaseArticles
) -> None:
    portal("sources", "add", site.address(), "--name", "The Desk")
    site.pages[FEED] = hang
    asked = len(site.asked)
    worker = started("worker")
    until(lambda: FEED in site.asked[asked:])
    (child,) = children_of(worker.pid)
    worker.kill()
    worker.wait()
    until(lambda: not Path(f"/proc/{child}").exists() or Path(f"/proc/{child}/stat").read_text().split()[2] == "Z", 15)

    site.pages[FEED] = rss(3)
    ran = portal("sources", "run", "the-desk")
    started("worker")
    store.watched.schedule("the-desk", kept(store).added_at)
    until(lambda: kept(store).health.last.unchanged == 3)

    assert ran.status == 0, ran.err
    assert store.counts().articles == 3
    assert kept(store).health.failures == 0


def test_a_worker_that_stops_ends_what_it_runs(
    portal: Command, site: Site, started: Start, store: DatabaseArticles
) -> None:
    portal("sources", "add", site.address(), "--name", "The Desk")
    site.pages[FEED] = hang
    asked = len(site.asked)
    worker = started("worker")
    until(lambda: FEED in site.asked[asked:])
    (child,) = children_of(worker.pid)

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(20) == 0
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
    assert kept(store).health.failures == 0


def test_a_worker_whose_queue_cannot_be_opened_indexes_all_the_same(
    portal: Command, started: Start, articles_file: Callable[..., Path], data_dir: Path, store: DatabaseArticles
) -> None:
    (data_dir / "jobs.db").mkdir()
    worker = started("worker")

    portal("ingest", articles_file(2), "--no-index")

    assert store.counts().articles == 2
    until(lambda: store.counts().pending == 0)
    worker.send_signal(signal.SIGTERM)
    worker.wait(20)
    assert "sources.not_scheduled" in worker.communicate()[1]


def test_the_memory_of_a_worker_stays_small_with_a_big_feed(
    portal: Command,
    site: Site,
    started: Start,
    store: DatabaseArticles,
    record_testsuite_property: Callable[[str, object], None],
) -> None:
    """4,000 articles of 3 kB: 12 MB, the largest kind of feed that is taken."""
    portal("sources", "add", site.address(), "--name", "The Desk")
    site.pages[FEED] = rss(4_000, longer=130)
    assert len(site.pages[FEED]) > 11_000_000  # type: ignore[arg-type]  # bytes
    worker = started("worker")
    most = {"worker": 0, "run": 0}

    def is_over() -> bool:
        most["worker"] = max(most["worker"], memory_of(worker.pid))
        most["run"] = max(most["run"], *map(memory_of, children_of(worker.pid)), 0)
        return kept(store).health.last_run_at is not None and store.counts().pending == 0

    until(is_over, 200)
    for name, held in most.items():
        record_testsuite_property(f"{name}_mb", held // 1024**2)

    assert kept(store).health.last_error == ""
    assert kept(store).health.last.added == 4_000
    assert 0 < most["run"] < MOST_BYTES, most
    assert 0 < most["worker"] < MOST_BYTES, most
