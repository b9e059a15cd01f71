"""ChildRuns: a process for each run, for only a process can be ended, and gives back all of its memory."""

import os
import resource
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from portal.articles.watched import WatchedSource

MOST_SECONDS = 30 * 60.0
"""A run reads for at most twenty minutes; what takes longer hangs."""

MOST_BYTES = 384 * 1024 * 1024
"""Of memory that a run may hold: 215 MB were seen, and an authority file of 25,000 names takes 53 more."""

CEILING_BYTES = 1024 * 1024 * 1024
"""What the system gives a run at most, for what is taken between two looks; its libraries reserve a quarter of it."""

LOOK_SECONDS = 0.25
STOP_SECONDS = 3.0

COMMAND = (sys.executable, "-m", "portal", "sources", "run", "--scheduled")


class ChildRuns:
    """Keeps `portal.watching.schedule.Runner`: runs each source in a process of its own, within limits."""

    def __init__(
        self,
        command: tuple[str, ...] = COMMAND,
        *,
        most_seconds: float = MOST_SECONDS,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._command = command
        self._most_seconds = most_seconds
        self._most_bytes = most_bytes
        self._is_over = threading.Event()
        self._running: set[subprocess.Popen[bytes]] = set()

    def __call__(self, source: WatchedSource) -> str:
        """Run *source*; return why its process did not keep what the run came to, empty when it did."""
        # In a group of its own: Ctrl-C reaches it through us, and it ends by itself when we are killed.
        process = subprocess.Popen(  # noqa: S603  # our own command
            [*self._command, "--parent", str(os.getpid()), "--", source.name.slug],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            process_group=0,
        )
        self._running.add(process)
        try:
            return self._watch(process)
        finally:
            _end(process)
            self._running.discard(process)

    def stop(self) -> None:
        """End those that are under way; their sources stay due."""
        self._is_over.set()
        for process in tuple(self._running):
            _end(process)

    def _watch(self, process: subprocess.Popen[bytes]) -> str:
        end = time.monotonic() + self._most_seconds
        while True:
            with suppress(subprocess.TimeoutExpired):
                status = process.wait(LOOK_SECONDS)
                return "" if self._is_over.is_set() else _why(status)
            if self._is_over.is_set():
                return ""
            if time.monotonic() > end:
                return f"it took longer than {self._most_seconds / 60:.0f} minutes, and was stopped"
            if memory_of(process.pid) > self._most_bytes:
                return f"it needed more than {self._most_bytes // 1024**2} MB of memory, and was stopped"


def memory_of(pid: int) -> int:
    """Return the bytes of memory that a process holds; 0 where the system does not say."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def bound_memory(most: int = CEILING_BYTES) -> None:
    """Let the system refuse this process more than *most* bytes; it raises MemoryError then."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def _why(status: int) -> str:
    if status == 0:
        return ""
    ended = f"signal {-status}" if status < 0 else f"exit status {status}"
    return f"its run ended before it was done ({ended}); the log of the worker may say why"


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
