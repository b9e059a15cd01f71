"""A folder in memory where the processes of a server keep what they have counted, so that `/metrics` adds it up."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.parent import METRICS_VARIABLE

MEMORY = Path("/dev/shm")  # noqa: S108  # a folder of our own is made in it, which nobody else can read
PREFIX = "portal-metrics-"


@contextmanager
def shared_numbers() -> Iterator[None]:
    """Name such a folder to the processes started meanwhile; an operator's own is left alone.

    Where the system has no folder in memory, each process counts for itself:
    a disk will not do, since what is mapped from a full one kills its writer.
    """
    if METRICS_VARIABLE in os.environ or not os.access(MEMORY, os.W_OK):
        yield
        return
    _remove_orphans()
    prefix = f"{PREFIX}{os.getpid()}-"
    with tempfile.TemporaryDirectory(prefix=prefix, dir=MEMORY, ignore_cleanup_errors=True) as folder:
        os.environ[METRICS_VARIABLE] = folder
        try:
            yield
        finally:
            del os.environ[METRICS_VARIABLE]


def _remove_orphans() -> None:
    """Remove what servers of this user left behind when they were killed."""
    for folder in MEMORY.glob(f"{PREFIX}*"):
        pid = folder.name.removeprefix(PREFIX).partition("-")[0]
        if pid.isdigit() and not Path("/proc", pid).exists() and folder.lstat().st_uid == os.getuid():
            shutil.rmtree(folder, ignore_errors=True)
