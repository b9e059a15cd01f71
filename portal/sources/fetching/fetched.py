"""What is asked of fetching, and what it gives: values that everybody who walks the web passes around."""

import weakref
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from os import SEEK_END
from tempfile import TemporaryFile
from typing import IO, Protocol, Self

HELD_BYTES = 8 * 1024 * 1024
"""A longer answer waits in a file without a name, not in memory."""

_CHUNK_BYTES = 256 * 1024
_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Validators:
    """How a host can tell whether an answer has changed: sent back to it as it gave them."""

    etag: str = ""
    last_modified: str = ""

    def __bool__(self) -> bool:
        return bool(self.etag or self.last_modified)


NO_VALIDATORS = Validators()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most of one answer that is taken, unpacked; which cap applies is seen from its first bytes."""

    bytes: int = 20 * _MB
    """Of feeds, sitemaps, REST answers."""

    page_bytes: int = 5 * _MB
    """Of HTML."""

    export_bytes: int = 0
    """Of WordPress exports, JSON Lines and tables; 0 where none is expected, and `bytes` applies."""

    seconds: float = 30.0
    """For the whole of it, redirects included."""

    export_seconds: float = 3600.0
    redirects: int = 5
    is_cut: bool = False
    """A longer answer is cut off, not refused: for files of rules, whose beginning counts."""


FEED = Limits()
PAGE = Limits(bytes=5 * _MB)
ANYTHING = Limits(export_bytes=2048 * _MB)


class Content:
    """The bytes of an answer, as the host gave them, unpacked; long ones lie in a file that vanishes by itself."""

    def __init__(self, chunks: Iterable[bytes] = ()) -> None:
        self._held: list[bytes] = []
        self._file: IO[bytes] | None = None
        self.size = 0
        for chunk in chunks:
            self.add(chunk)

    def add(self, chunk: bytes) -> None:
        """Take in the next bytes."""
        self.size += len(chunk)
        if self.size > HELD_BYTES and self._file is None:
            self._file = self._spilled()
        if self._file is None:
            self._held.append(chunk)
        else:
            self._file.seek(0, SEEK_END)
            self._file.write(chunk)

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes from the beginning, as often as wanted, by one reader at a time."""
        yield from self._held
        position = 0
        while self._file is not None:
            self._file.seek(position)
            chunk = self._file.read(_CHUNK_BYTES)
            if not chunk:
                return
            position += len(chunk)
            yield chunk

    def head(self, size: int = _CHUNK_BYTES) -> bytes:
        """Return the first *size* bytes, fewer only if there are no more."""
        found = b""
        for chunk in self.chunks():
            found += chunk[: size - len(found)]
            if len(found) >= size:
                break
        return found

    def close(self) -> None:
        """Forget the bytes."""
        self._held.clear()
        if self._file is not None:
            self._file.close()
            self._file = None

    def _spilled(self) -> IO[bytes]:
        file = TemporaryFile()  # noqa: SIM115  # closed with this, or when nobody holds this any more
        weakref.finalize(self, file.close)
        for chunk in self._held:
            file.write(chunk)
        self._held.clear()
        return file


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An answer: 200 with content, or 304 without, which says that nothing has changed."""

    address: str
    """As it was asked for."""

    final_address: str
    """Where it came from, after every redirect: what links in it are relative to."""

    moved_to: str = ""
    """Where the host said, for good, that the address has moved; empty unless every redirect was permanent."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    """By names in lower case; of several with one name, joined by commas."""

    content: Content = field(default_factory=Content)
    validators: Validators = NO_VALIDATORS
    """To be sent the next time."""

    fetched_at: datetime
    """Aware, UTC."""

    not_before: datetime | None = None
    """Until when the host says that this stays as it is: Cache-Control, Expires, Retry-After; aware, UTC."""

    @property
    def is_unchanged(self) -> bool:
        """Say whether the host answered that nothing has changed."""
        return self.status == 304

    @property
    def content_type(self) -> str:
        """The header ``Content-Type``, with its parameters; empty if there was none."""
        return self.headers.get("content-type", "")

    @property
    def body(self) -> bytes:
        """All of its bytes at once: for answers under `FEED` or `PAGE` only."""
        return b"".join(self.content.chunks())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.content.close()


class Fetch(Protocol):
    """Ask an address, politely: `portal.sources.fetching.fetcher.Fetcher.fetch`, or a stand-in for tests."""

    def __call__(
        self, address: str, *, validators: Validators = ..., limits: Limits = ..., accept: str = ...
    ) -> Fetched:
        """Return the answer.

        Shape: sleeps as long as politeness asks. *accept* is the header of this name.

        Raises:
            FetchError: there is none; its class says what kind of no it was, its message is for the operator.
        """
        ...
