"""`portal worker` looks at all of the index now and then, and repairs it unattended while searches go on."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from index import Document, EngineUnavailable, SearchRequest
from portal.cli.scrubs import Scrubs
from portal.cli.worker import work
from portal.config import Settings
from portal.wiring import Services, open_services
from tests.cli.conftest import Command

OFTEN = 0.05


@pytest.fixture
def server(data_dir: Path, portal: Command, articles_file: Callable[..., Path]) -> Iterator[Services]:
    """What a process that answers holds, over three articles."""
    portal("ingest", articles_file(3))
    services = open_services(Settings(data_dir=data_dir))
    yield services
    services.close()


@pytest.fixture
def worker(data_dir: Path, server: Services) -> Iterator[None]:
    """A worker that scrubs all the time, in threads of this process."""
    is_over = threading.Event()
    with capture_logs(), ExitStack() as closing:
        services = open_services(Settings(data_dir=data_dir))
        closing.callback(services.close)
        scrubs = Scrubs(services, interval=OFTEN, starts_at_once=True)
        waiting = {"goes_on": lambda: not is_over.is_set(), "sleep": is_over.wait}
        draining = threading.Thread(target=work, args=(services,), kwargs=waiting)
        draining.start()
        closing.callback(draining.join)
        closing.callback(is_over.set)
        scrubs.start()
        closing.callback(scrubs.stop)
        yield


def until(is_so: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_damage_is_repaired_while_searches_go_on(server: Services, worker: None) -> None:
    totals = set()

    def is_new(version: str = server.engine.stats().version) -> bool:
        try:
            totals.add(server.engine.search(SearchRequest()).total)
            stats = server.engine.stats()
        except EngineUnavailable:
            return False
        return stats.is_newest and stats.version != version

    assert not is_new()
    for path in (server.settings.data_dir / "index").rglob("*.col"):
        with path.open("rb+") as file:
            file.seek(-1, 2)
            file.write(b"\xff")

    until(is_new)

    assert totals == {3}
    assert server.engine.check() == []


def test_drift_is_repaired(server: Services, worker: None) -> None:
    ids = [identity for identity, _ in server.engine.ids()]
    (right,) = server.engine.get(ids[:1])
    server.engine.write([Document(id="nobody"), Document(id=ids[0], title="other")], remove=[ids[1]])

    until(lambda: [identity for identity, _ in server.engine.ids()] == ids)
    until(lambda: server.engine.get(ids[:1]) == (right,))


def test_a_scrub_that_fails_is_tried_again(server: Services) -> None:
    faults: list[Exception] = [RuntimeError("a bug"), EngineUnavailable("away")]

    class Faulty:
        def check(self) -> list[str]:
            if faults:
                raise faults.pop()
            return []

        def __getattr__(self, name: str) -> object:
            return getattr(server.engine, name)

    faulty = Services(settings=server.settings, store=server.store, watched=server.watched, engine=Faulty())  # type: ignore[arg-type]  # it forwards
    with capture_logs() as logs:
        scrubs = Scrubs(faulty, interval=OFTEN, starts_at_once=True)
        scrubs.start()
        until(lambda: any(line["event"] == "index.scrubbed" for line in logs))
        scrubs.stop()

    assert [line["event"] for line in logs[:3]] == ["index.scrub_failed", "index.scrub_failed", "index.scrubbed"]
    assert "reason" in logs[0]
    assert "exc_info" in logs[1]


def test_a_worker_that_a_server_started_waits_for_an_hour(server: Services) -> None:
    """The server has just read every file."""
    with capture_logs() as logs:
        scrubs = Scrubs(server, starts_at_once=False)
        scrubs.start()
        time.sleep(0.2)
        scrubs.stop()

    assert logs == []
