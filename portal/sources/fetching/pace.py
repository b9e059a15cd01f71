"""One connection to a host at a time, and a pause between two: across threads."""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from portal.sources.fetching.clock import Clock
from portal.sources.fetching.errors import NotYet

PATIENCE = 300.0
"""Seconds that a fetch waits for its turn; where a host wants a longer pause, the fetch is refused until then."""

_MOST_HOSTS = 2_000


@dataclass(slots=True)
class _Host:
    lock: threading.Lock = field(default_factory=threading.Lock)
    waiting: int = 0
    free_at: float = 0.0
    """By the monotonic clock."""


class Pace:
    """Whose turn it is, host by host."""

    def __init__(self, clock: Clock, *, patience: float = PATIENCE) -> None:
        self._clock = clock
        self._patience = patience
        self._lock = threading.Lock()
        self._hosts: OrderedDict[str, _Host] = OrderedDict()

    @contextmanager
    def turn(self, host: str, pause: float) -> Iterator[None]:
        """Hold the only connection to *host*; the next may be had *pause* seconds after this one is let go.

        Raises:
            NotYet: the host wants a longer pause than is waited for.
        """
        state = self._enter(host)
        try:
            with state.lock:
                self._wait(host, state)
                try:
                    yield
                finally:
                    state.free_at = max(state.free_at, self._clock.monotonic() + pause)
        finally:
            with self._lock:
                state.waiting -= 1

    def rest(self, host: str, until: datetime) -> None:
        """Leave *host* alone until then, as it asked."""
        state = self._enter(host)
        seconds = (until - self._clock.now()).total_seconds()
        with self._lock:
            state.free_at = max(state.free_at, self._clock.monotonic() + seconds)
            state.waiting -= 1

    def _enter(self, host: str) -> _Host:
        with self._lock:
            state = self._hosts.setdefault(host, _Host())
            state.waiting += 1
            self._hosts.move_to_end(host)
            self._forget()
            return state

    def _forget(self) -> None:
        """Drop hosts that nobody waits for and that may be asked at any time, oldest first."""
        if len(self._hosts) <= _MOST_HOSTS:
            return
        now = self._clock.monotonic()
        idle = [host for host, state in self._hosts.items() if not state.waiting and state.free_at <= now]
        for host in idle[: len(self._hosts) - _MOST_HOSTS]:
            del self._hosts[host]

    def _wait(self, host: str, state: _Host) -> None:
        seconds = state.free_at - self._clock.monotonic()
        if seconds > self._patience:
            when = self._clock.now() + timedelta(seconds=seconds)
            raise NotYet(f"{host} asks not to be asked again before {when:%Y-%m-%d %H:%M} UTC", not_before=when)
        if seconds > 0:
            self._clock.sleep(seconds)
