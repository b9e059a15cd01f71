"""How far long work has come: a line that grows on a terminal, plain lines elsewhere; always on standard error."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from index.engine import Progress

SECONDS_BETWEEN_LINES = 10.0
BAR = 30


@contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Progress]:
    """Give a function to call with how much of *total* is done; *total* is None where nobody knows it."""
    shown = _Bar(what, total) if sys.stderr.isatty() else _Lines(what, total)
    try:
        yield shown
    finally:
        shown.close()


class _Bar:
    def __init__(self, what: str, total: int | None) -> None:
        self._what = what
        self._total = total
        self._is_drawn = False

    def __call__(self, done: int) -> None:
        click.echo(f"\r\x1b[K{_line(self._what, done, self._total, bar=True)}", err=True, nl=False)
        self._is_drawn = True

    def close(self) -> None:
        if self._is_drawn:
            click.echo("\r\x1b[K", err=True, nl=False)


class _Lines:
    def __init__(self, what: str, total: int | None) -> None:
        self._what = what
        self._total = total
        self._last = time.monotonic()

    def __call__(self, done: int) -> None:
        if time.monotonic() - self._last >= SECONDS_BETWEEN_LINES:
            self._last = time.monotonic()
            click.echo(_line(self._what, done, self._total), err=True)

    def close(self) -> None:
        pass


def _line(what: str, done: int, total: int | None, *, bar: bool = False) -> str:
    if not total:
        return f"{what}: {done:,}"
    share = min(done / total, 1.0)
    drawn = f" [{'#' * int(BAR * share):<{BAR}}]" if bar else ""
    return f"{what}:{drawn} {done:,} of {total:,} ({share:.0%})"
