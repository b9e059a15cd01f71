"""The queue of runs: huey on a SQLite file in the data directory, and what works it off in a few threads."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from huey import SqliteHuey, crontab
from huey.consumer import Consumer
from huey.registry import Message
from huey.serializer import Serializer

FILE = "jobs.db"
NAME = "watching"
LOOK = "look"
RUN = "run"


class PlainMessages(Serializer):  # type: ignore[misc]  # huey has no types
    """Writes messages as JSON: whoever could write to the file could make a pickle run anything."""

    def _serialize(self, data: Any) -> bytes:
        return json.dumps(data).encode()

    def _deserialize(self, data: bytes) -> Any:
        fields = json.loads(data)
        return Message(*fields) if isinstance(fields, list) else fields


class QuietConsumer(Consumer):  # type: ignore[misc]  # huey has no types
    """Works the queue off beside a main program that keeps its own signals."""

    def _set_signal_handlers(self) -> None:
        pass


class Queue:
    """Calls *look* once a minute, and *run* with each name that is put in, in *threads* threads."""

    def __init__(self, folder: Path, *, look: Callable[[], None], run: Callable[[str], None], threads: int) -> None:
        self._huey = _opened(folder / FILE)

        # huey names a task by the module of its function, and `ask_to_look` has to name the same.
        def look_now() -> None:
            look()

        def run_now(name: str) -> None:
            run(name)

        self._look = self._huey.periodic_task(crontab(), name=LOOK)(look_now)
        self._run = self._huey.task(name=RUN)(run_now)
        self._consumer = QuietConsumer(self._huey, workers=threads, periodic=True, max_delay=1.0)

    def put(self, name: str) -> None:
        """Have *name* run as soon as a thread is free."""
        self._run(name)

    def start(self) -> None:
        """Begin; what another left in the queue is forgotten: who is due stands in the store."""
        self._huey.flush()
        self._consumer.start()

    def stop(self) -> None:
        """Take nothing more from the queue; what is under way is not waited for."""
        self._consumer.stop()

    def keep_alive(self) -> None:
        """Start threads again that have died."""
        self._consumer.check_worker_health()


def ask_to_look(folder: Path) -> None:
    """Have a worker that runs on *folder* look for what is due now, instead of within a minute."""
    if not (folder / FILE).exists():
        return
    with suppress(sqlite3.Error):  # it looks by itself, a little later
        huey = _opened(folder / FILE)
        huey.task(name=LOOK)(_nothing)()
        huey.storage.close()


def _nothing() -> None:
    pass


def _opened(file: Path) -> SqliteHuey:
    """Return the queue in *file*, made anew where it is damaged: it holds nothing that is not known elsewhere."""
    try:
        return _open(file)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        for path in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
            path.unlink(missing_ok=True)
        return _open(file)


def _open(file: Path) -> SqliteHuey:
    return SqliteHuey(
        NAME, filename=str(file), results=False, serializer=PlainMessages(), fsync=False, cache_mb=1, timeout=10
    )
