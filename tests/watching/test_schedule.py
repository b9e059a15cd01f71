"""What is due is run, once, one of a host at a time, and no source stops the others."""

import json
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from portal.articles.database import DatabaseArticles
from portal.articles.watched import Run, WatchedSource
from portal.watching import children
from portal.watching import schedule as schedule_module
from portal.watching.children import ChildRuns, memory_of
from portal.watching.queue import FILE, PlainMessages, Queue, ask_to_look
from portal.watching.schedule import AT_ONCE, Runner, Schedule
from tests.watching.conftest import NOW, Time

Watch = Callable[..., WatchedSource]
Started = Callable[[Runner], Schedule]


def until(is_so: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


class Recording:
    """A runner that notes what it runs, and lets each wait until it is let go."""

    def __init__(
        self, store: DatabaseArticles, *, faults: dict[str, Exception | str] | None = None, clock: Time | None = None
    ) -> None:
        self.store = store
        self.clock = clock or Time()
        self.faults = faults or {}
        self.started: list[str] = []
        self.go_on = threading.Event()
        self.go_on.set()
        self.most_at_once = 0
        self._now = 0
        self._lock = threading.Lock()

    def __call__(self, source: WatchedSource) -> str:
        slug = source.name.slug
        with self._lock:
            self.started.append(slug)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        self.go_on.wait(20)
        with self._lock:
            self._now -= 1
        fault = self.faults.get(slug)
        if isinstance(fault, Exception):
            raise fault
        if fault is None:
            self.store.watched.record(slug, Run(at=self.clock(), next_run_at=self.clock() + timedelta(hours=1)))
        return fault or ""


@pytest.fixture
def started(store: DatabaseArticles, tmp_path: Path, clock: Time) -> Iterator[Started]:
    schedules = []

    def start(runner: Runner) -> Schedule:
        schedule = Schedule(tmp_path, store.watched, runner, clock=clock)
        schedules.append(schedule)
        schedule.start()
        return schedule

    yield start
    for schedule in schedules:
        schedule.stop()


def test_what_is_due_is_run_once(
    store: DatabaseArticles, watch: Watch, started: Started, clock: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule_module, "REST_SECONDS", 0.0)
    for label in ("One", "Two"):
        watch(label)
    watch("Paused", is_paused=True)
    runner = Recording(store, clock=clock)

    schedule = started(runner)
    until(lambda: len(runner.started) == 2)
    schedule.look()
    time.sleep(0.3)

    assert sorted(runner.started) == ["one", "two"]
    clock.now += timedelta(hours=2)
    schedule.look()
    until(lambda: len(runner.started) == 4)


def test_a_run_that_could_not_be_kept_is_not_run_over_and_over(
    store: DatabaseArticles, watch: Watch, started: Started
) -> None:
    watch()
    runs: list[str] = []

    def forgetful(source: WatchedSource) -> str:
        runs.append(source.name.slug)
        return ""

    started(forgetful)
    until(lambda: bool(runs))
    time.sleep(0.5)

    assert runs == ["the-desk"]


def test_a_source_that_fails_keeps_its_error_and_the_others_run(
    store: DatabaseArticles, watch: Watch, started: Started
) -> None:
    faults: dict[str, Exception | str] = {"bug": RuntimeError("odd"), "killed": "it was killed"}
    for label in ("Bug", "Killed", "Sound"):
        watch(label)

    started(Recording(store, faults=faults))

    until(lambda: all(source.health.last_run_at for source in store.watched.all()))
    errors = {source.name.slug: source.health.last_error for source in store.watched.all()}
    assert errors == {"bug": "it could not be run: odd", "killed": "it was killed", "sound": ""}
    assert all(source.health.next_run_at > NOW for source in store.watched.all())


def test_two_of_a_host_are_run_one_after_the_other(store: DatabaseArticles, watch: Watch, started: Started) -> None:
    for label in ("One", "Two", "Three"):
        watch(label, address=f"https://News.example/{label}")
    runner = Recording(store)

    started(runner)

    until(lambda: len(runner.started) == 3)
    assert runner.most_at_once == 1


def test_no_more_are_run_at_once_than_there_are_threads(
    store: DatabaseArticles, watch: Watch, started: Started
) -> None:
    for number in range(AT_ONCE * 3):
        watch(f"Number {number}")
    runner = Recording(store)
    runner.go_on.clear()

    schedule = started(runner)
    until(lambda: len(runner.started) == AT_ONCE)
    schedule.look()
    time.sleep(0.3)
    assert len(runner.started) == AT_ONCE
    runner.go_on.set()

    until(lambda: len(runner.started) == AT_ONCE * 3)
    assert len(set(runner.started)) == AT_ONCE * 3


def test_what_is_paused_while_it_waits_is_not_run(store: DatabaseArticles, watch: Watch, started: Started) -> None:
    source = watch()
    store.watched.schedule("the-desk", NOW + timedelta(hours=1))
    runner = Recording(store)

    started(runner).run(source.name.slug)

    assert runner.started == []


def test_a_queue_that_a_killed_worker_left_is_no_lock(
    store: DatabaseArticles, watch: Watch, started: Started, tmp_path: Path
) -> None:
    watch()
    left = Queue(tmp_path, look=lambda: None, run=lambda _name: None, threads=1)
    for _ in range(3):
        left.put("the-desk")
    runner = Recording(store)

    started(runner)

    until(lambda: runner.started == ["the-desk"])
    time.sleep(0.3)
    assert runner.started == ["the-desk"]


def test_a_damaged_queue_is_made_anew(store: DatabaseArticles, watch: Watch, started: Started, tmp_path: Path) -> None:
    watch()
    (tmp_path / FILE).write_bytes(b"not a database at all, by any means" * 200)
    runner = Recording(store)

    started(runner)

    until(lambda: runner.started == ["the-desk"])


def test_what_is_added_is_run_without_waiting_for_the_minute(
    store: DatabaseArticles, watch: Watch, started: Started, tmp_path: Path
) -> None:
    runner = Recording(store)
    started(runner)
    time.sleep(0.5)
    watch()

    ask_to_look(tmp_path)

    until(lambda: runner.started == ["the-desk"], seconds=10)


def test_nobody_is_asked_to_look_where_no_worker_ever_ran(tmp_path: Path) -> None:
    ask_to_look(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_messages_are_plain_json(tmp_path: Path) -> None:
    Queue(tmp_path, look=lambda: None, run=lambda _name: None, threads=1).put("the-desk")

    (message,) = sqlite3.connect(tmp_path / FILE).execute("SELECT data FROM task").fetchone()

    assert "the-desk" in json.dumps(json.loads(message))
    assert PlainMessages().deserialize(message).args == ["the-desk"]


def python(code: str) -> tuple[str, ...]:
    return sys.executable, "-c", code


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("", ""),
        ("raise SystemExit(3)", "exit status 3"),
        ("import os; os.kill(os.getpid(), 9)", "signal 9"),
    ],
)
def test_a_process_that_ends_badly_is_told_of(watch: Watch, code: str, why: str) -> None:
    reason = ChildRuns(python(code))(watch())

    assert why in reason
    assert bool(reason) is bool(why)


def test_a_process_that_hangs_is_ended(watch: Watch) -> None:
    hangs = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"

    assert "took longer" in ChildRuns(python(hangs), most_seconds=0.5)(watch())


def test_a_process_that_takes_too_much_memory_is_ended(watch: Watch) -> None:
    takes = "held = bytearray(b'x') * 80_000_000; import time; time.sleep(60)"

    assert "memory" in ChildRuns(python(takes), most_bytes=50_000_000)(watch())


def test_no_process_takes_gigabytes_between_two_looks(watch: Watch) -> None:
    takes = "from portal.watching.children import bound_memory; bound_memory(); held = bytearray(1_500_000_000)"

    assert "exit status 1" in ChildRuns(python(takes))(watch())


def test_the_memory_of_a_process_that_is_gone_is_nothing() -> None:
    assert memory_of(2**22 + 1) == 0


def test_a_worker_that_stops_ends_its_runs_without_blaming_the_source(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "STOP_SECONDS", 0.2)
    runs = ChildRuns(python("import time; time.sleep(60)"))
    threading.Timer(0.3, runs.stop).start()

    assert runs(watch()) == ""
