"""What a server tells the processes that answer for it, and how these end with it: none is left behind on its port."""

import os
import signal
import threading
import time

VARIABLE = "PORTAL_SERVER_PID"
"""Set by `portal serve` for the processes that answer, to its own process id."""

METRICS_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""Likewise, to the folder in which they keep their numbers for each other; prometheus_client reads it when imported."""

POLL_SECONDS = 1.0
GRACE_SECONDS = 10.0
"""For a clean end; the index and the store stand a process that is killed."""


def end_with_parent(pid: str | None) -> None:
    """Watch the process *pid*, our parent, and end cleanly once it has gone; without one, do nothing."""
    if pid is not None and pid.isdigit():
        threading.Thread(target=_watch, args=(int(pid),), name="parent-watch", daemon=True).start()


def _watch(pid: int) -> None:
    while os.getppid() == pid:
        time.sleep(POLL_SECONDS)
    # More than once: a process of granian that is still starting has the handler of its parent, which swallows it.
    end = time.monotonic() + GRACE_SECONDS
    while time.monotonic() < end:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(POLL_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)
