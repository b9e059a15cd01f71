"""`portal serve`, `portal worker` and `portal demo`, as processes."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from index import EngineUnavailable
from portal.articles.database import DatabaseArticles
from portal.cli import numbers
from portal.cli.serve import check_host
from portal.cli.server import PortTaken, Worker, address_of, check_port
from portal.cli.worker import MOST_SECONDS, POLL_SECONDS, work
from portal.config import ConfigError, Settings
from portal.parent import METRICS_VARIABLE
from portal.wiring import Services, open_services
from tests.cli.conftest import Command

Start = Callable[..., "subprocess.Popen[str]"]


def total(port: int, query: str) -> int | None:
    address = f"http://127.0.0.1:{port}/api/v1/search?q={query}&limit=0&facets=_none"
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            found: int = json.load(answer)["total"]
            return found
    except OSError:
        return None


def fetched(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
        text: str = answer.read().decode()
        return text


def until(is_so: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_what_is_ingested_elsewhere_is_served_and_sigterm_ends_cleanly(
    portal: Command, started: Start, articles_file: Callable[..., Path], free_port: int
) -> None:
    portal("ingest", articles_file(3))
    server = started("serve", "--port", free_port, "--workers", "2")
    assert server.stdout is not None
    assert any(f"Serving at http://127.0.0.1:{free_port}/" in line for line in server.stdout)
    assert total(free_port, "cobalt") == 3

    portal("ingest", articles_file(5), "--no-index")
    until(lambda: total(free_port, "cobalt") == 5)

    server.send_signal(signal.SIGTERM)
    assert server.wait(20) == 0
    err = server.communicate()[1]
    assert "worker.stopped" in err
    assert "Traceback" not in err


def test_metrics_add_up_all_processes_whichever_answers(portal: Command, started: Start, free_port: int) -> None:
    server = started("serve", "--port", free_port, "--workers", "2", "--no-worker")
    assert server.stdout is not None
    assert any("Serving at" in line for line in server.stdout)

    for _ in range(20):
        fetched(free_port, "/healthz")

    counted = [line for _ in range(6) for line in fetched(free_port, "/metrics").splitlines() if "healthz" in line]
    assert counted.count('portal_requests_total{endpoint="healthz",method="GET",status="200"} 20.0') == 6
    assert "portal_articles 0.0" in fetched(free_port, "/metrics")


def test_numbers_of_killed_servers_are_removed_and_those_of_others_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbers, "MEMORY", tmp_path)
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (tmp_path / f"portal-metrics-{gone.pid}-a").mkdir()
    (tmp_path / f"portal-metrics-{os.getpid()}-b").mkdir()
    (tmp_path / "portal-metrics-x").mkdir()

    with numbers.shared_numbers():
        meanwhile = {path.name for path in tmp_path.iterdir()}
        assert Path(os.environ[METRICS_VARIABLE]).parent == tmp_path

    assert len(meanwhile) == 3
    assert {path.name for path in tmp_path.iterdir()} == {f"portal-metrics-{os.getpid()}-b", "portal-metrics-x"}
    assert METRICS_VARIABLE not in os.environ


def test_a_server_without_a_worker_leaves_the_list_alone(
    portal: Command, started: Start, articles_file: Callable[..., Path], free_port: int, store: DatabaseArticles
) -> None:
    server = started("serve", "--port", free_port, "--workers", "1", "--no-worker")
    until(lambda: total(free_port, "cobalt") == 0)

    portal("ingest", articles_file(2), "--no-index")
    time.sleep(1)

    assert store.counts().pending == 2
    server.send_signal(signal.SIGINT)
    assert server.wait(20) == 0


def test_the_demo_serves_the_samples(started: Start, free_port: int) -> None:
    server = started("demo", "--port", free_port)

    assert server.stdout is not None
    assert any(f"http://127.0.0.1:{free_port}/" in line for line in server.stdout)
    assert (total(free_port, "cobalt") or 0) > 0
    server.send_signal(signal.SIGTERM)
    assert server.wait(20) == 0


def test_a_taken_port_is_named(portal: Command, free_port: int) -> None:
    import socket

    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", free_port))
        other.listen()

        ran = portal("serve", "--port", free_port)
        with pytest.raises(PortTaken):
            check_port("127.0.0.1", free_port)

    assert ran.status == 3
    assert f"port {free_port} is taken" in ran.err


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "news.example"])
def test_other_machines_are_let_in_only_with_a_secret_key(host: str) -> None:
    with pytest.raises(ConfigError, match="PORTAL_SECRET_KEY"):
        check_host(host, Settings())

    check_host(host, Settings(secret_key="k" * 40))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_this_machine_needs_no_secret_key(host: str) -> None:
    check_host(host, Settings())


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:80/"),
        ("0.0.0.0", "http://127.0.0.1:80/"),
        ("::", "http://[::1]:80/"),
        ("localhost", "http://localhost:80/"),
    ],
)
def test_the_address_is_one_that_a_browser_here_can_open(host: str, address: str) -> None:
    assert address_of(host, 80) == address


def test_a_worker_that_ends_is_started_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("portal.cli.server.RESTART_SECONDS", 0.01)
    log = tmp_path / "log"
    worker = Worker(("sh", "-c", f"echo started >> {log}"))

    worker.start()
    until(lambda: log.exists() and log.read_text().count("started") >= 3)
    worker.stop()


def test_a_worker_ends_with_its_parent(portal: Command, started: Start) -> None:
    """The parent named here is not the one that started it, as if that one had been killed."""
    assert started("worker", "--parent", "1").wait(30) == 0


def test_no_error_ends_the_worker(data_dir: Path, articles_file: Callable[..., Path], portal: Command) -> None:
    portal("ingest", articles_file(2), "--no-index")
    services = open_services(Settings(data_dir=data_dir))
    faults: list[Exception] = [EngineUnavailable("away"), OSError("odd"), RuntimeError("a bug")]
    pauses: list[float] = []

    class Faulty:
        def __getattr__(self, name: str) -> object:
            if name == "stats" and faults:
                raise faults.pop()
            return getattr(services.engine, name)

    faulty = Services(settings=services.settings, store=services.store, watched=services.watched, engine=Faulty())  # type: ignore[arg-type]  # it forwards
    work(faulty, goes_on=lambda: len(pauses) < 4, sleep=pauses.append)

    assert pauses == [POLL_SECONDS * 2, POLL_SECONDS * 4, POLL_SECONDS * 8, POLL_SECONDS]
    assert max(pauses) <= MOST_SECONDS
    assert services.engine.stats().documents == 2
    services.close()


def test_two_workers_and_a_writer_lose_nothing(
    data_dir: Path, articles_file: Callable[..., Path], portal: Command
) -> None:
    is_over = threading.Event()
    until_over = {"goes_on": lambda: not is_over.is_set(), "sleep": is_over.wait}
    services = [open_services(Settings(data_dir=data_dir)) for _ in range(2)]
    threads = [threading.Thread(target=work, args=(one,), kwargs=until_over) for one in services]
    for thread in threads:
        thread.start()
    for count in range(1, 8):
        portal("ingest", articles_file(count, title=f"Round {count}"), "--no-index")
    is_over.set()
    for thread in threads:
        thread.join()
    for one in services:
        one.close()

    portal("index", "sync")

    assert portal("index", "check", "--json").json == {"sound": True, "findings": [], "pending": 0}


def test_a_damaged_index_is_made_anew_before_it_is_served(
    portal: Command, started: Start, articles_file: Callable[..., Path], free_port: int, data_dir: Path
) -> None:
    portal("ingest", articles_file(3))
    for path in (data_dir / "index").rglob("*.col"):
        path.write_bytes(path.read_bytes()[:-1] + b"\xff")

    server = started("serve", "--port", free_port, "--workers", "1")

    until(lambda: total(free_port, "cobalt") == 3)
    server.send_signal(signal.SIGTERM)
    assert server.wait(20) == 0
    assert "index.damaged" in server.communicate()[1]


def test_a_killed_server_leaves_nothing_on_its_port(portal: Command, started: Start, free_port: int) -> None:
    server = started("serve", "--port", free_port, "--workers", "2")
    until(lambda: total(free_port, "cobalt") == 0)

    server.kill()
    server.wait()

    until(lambda: is_free(free_port), 15)


def is_free(port: int) -> bool:
    try:
        check_port("127.0.0.1", port)
    except PortTaken:
        return False
    return True
