"""Where long runs keep their indexes, and how they say that they are done."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

_IN_MEMORY = Path("/dev/shm")  # noqa: S108  # a disk in memory, where there is one: thousands of commits sync there


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that goes at the end; in memory where that can be."""
    with TemporaryDirectory(dir=_IN_MEMORY if _IN_MEMORY.is_dir() else None) as folder:
        yield Path(folder)


class Clock:
    """Says now and then how far a long run has come."""

    def __init__(self, what: str, total: int, *, every: float = 30.0) -> None:
        self._what = what
        self._total = total
        self._every = every
        self._started = self._told = time.monotonic()

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.monotonic() - self._started

    def tick(self, done: int, remark: str = "no finding") -> None:
        """Tell, when it is time to, that *done* are done, and what is to be said so far."""
        now = time.monotonic()
        if now - self._told >= self._every:
            self._told = now
            print(f"{done:,} of {self._total:,} {self._what}, {self.seconds:.0f} s: {remark}", flush=True)
