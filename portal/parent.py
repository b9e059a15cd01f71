"""Ending with the process that started us: a server that was killed must not leave others behind on its port."""

import os
import signal
import threading
import time

VARIABLE = "PORTAL_SERVER_PID"
"""Set by `portal serve` for the processes that answer, to its own process id."""

POLL_SECONDS = 1.0


def end_with_parent(pid: str | None) -> None:
    """Watch the process *pid*, our parent, and end cleanly once it has gone; without one, do nothing."""
    if pid is not None and pid.isdigit():
        threading.Thread(target=_watch, args=(int(pid),), name="parent-watch", daemon=True).start()


def _watch(pid: int) -> None:
    while os.getppid() == pid:
        time.sleep(POLL_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
