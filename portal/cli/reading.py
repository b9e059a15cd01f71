"""What a command names → its raw items: files, and addresses of the web."""

import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import click

from portal.config import Settings
from portal.ingest.pipeline import Read
from portal.sources.errors import SourceUnreadable
from portal.sources.fetching.fetched import FEED, NO_VALIDATORS, Fetched, Limits, Validators
from portal.sources.opening import read_source
from portal.sources.raw import RawItem, Refusal
from portal.sources.recognize import Format

_SCHEMES = ("http://", "https://")
_OTHER_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def is_address(source: str) -> bool:
    """Say whether *source* is an address of the web, not a path."""
    return source.lower().startswith(_SCHEMES)


def reader_of(settings: Settings) -> Read:
    """Return what reads files, and addresses as *settings* let the web be asked, telling how far it is."""
    return _Reader(settings).read


class _Reader:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def read(self, source: str, /, *, chosen_format: Format | None = None) -> Iterator[RawItem | Refusal]:
        if not is_address(source):
            if _OTHER_SCHEME.match(source) and not Path(source).exists():
                raise SourceUnreadable("only addresses that begin with http:// or https:// are asked")
            yield from read_source(source, chosen_format=chosen_format)
            return
        from portal.cli.walking import saying_how_to_allow
        from portal.sources.following import read_address

        with saying_how_to_allow():
            yield from read_address(source, self._fetch, chosen_format=chosen_format)

    @cached_property
    def _fetch(self) -> "_ToldFetch":
        from portal.sources.fetching.fetcher import Fetcher

        settings = self._settings
        fetcher = Fetcher(
            contact=settings.contact or settings.base_url, allowed=settings.fetch_allow, delay=settings.fetch_delay
        )
        return _ToldFetch(fetcher.fetch, _Told())


class _Told:
    """Says on standard error which address is asked: a line that is overwritten on a terminal, seldom elsewhere."""

    _SECONDS_BETWEEN = 10.0

    def __init__(self) -> None:
        self._last = time.monotonic()
        self._asked = 0

    def __call__(self, address: str) -> None:
        self._asked += 1
        if sys.stderr.isatty():
            click.echo(f"\r\x1b[KAsking {self._asked:,}: {address[:100]}\r", err=True, nl=False)
        elif time.monotonic() - self._last >= self._SECONDS_BETWEEN:
            self._last = time.monotonic()
            click.echo(f"Addresses asked: {self._asked:,}", err=True)


@dataclass(frozen=True, slots=True)
class _ToldFetch:
    """Keeps `portal.sources.fetching.fetched.Fetch`, telling each address before it is asked."""

    ask: Callable[..., Fetched]
    tell: Callable[[str], None]

    def __call__(
        self, address: str, *, validators: Validators = NO_VALIDATORS, limits: Limits = FEED, accept: str = ""
    ) -> Fetched:
        self.tell(address)
        chosen = {"accept": accept} if accept else {}
        return self.ask(address, validators=validators, limits=limits, **chosen)
