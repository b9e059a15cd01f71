"""One answer of a host, taken in under its limits."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus

import httpx

from portal.sources.fetching.addresses import Address
from portal.sources.fetching.clock import Clock
from portal.sources.fetching.connecting import Deadline
from portal.sources.fetching.errors import StatusRefused, TooMuch, WrongContent
from portal.sources.fetching.fetched import Content, Fetched, Limits, Validators
from portal.sources.fetching.freshness import not_before_of
from portal.sources.fetching.unpacking import unpacked

_READ_BYTES = 64 * 1024
_HEAD_BYTES = 16 * 1024

_WRONG_TYPES = re.compile(
    r"(?:image|audio|video|font|model)/(?!svg\+xml)|application/(?:pdf|zip|epub|msword|vnd\.(?:ms-|openxml|oasis)|"
    r"x-(?:msdownload|shockwave|rar|7z|tar|bzip|executable)|java-archive|wasm|font|postscript|rtf)"
)
_WRONG_BEGINNINGS = {
    b"%PDF-": "a PDF document",
    b"\x89PNG": "a picture",
    b"GIF8": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"PK\x03\x04": "a ZIP archive",
    b"MZ\x90": "a program",
    b"\x7fELF": "a program",
    b"Rar!": "an archive",
    b"7z\xbc\xaf": "an archive",
    b"OggS": "a recording",
    b"ID3": "a recording",
    b"\x00\x00\x00\x18ftyp": "a film",
    b"\x00\x00\x00 ftyp": "a film",
}
_PAGE = re.compile(rb"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_EXPORT_NAMES = re.compile(r"\.(?:jsonl|ndjson|csv|tsv|tab|wxr)(?:\.(?:gz|zstd?))?\Z|\.(?:gz|zstd?)\Z", re.IGNORECASE)
_EXPORT_TYPES = re.compile(r"text/(?:csv|tab-separated)|application/(?:x-)?(?:ndjson|jsonl|json-?lines|gzip|zstd)")


class Deadlines:
    """The time for all steps of a fetch together; waiting for turns does not count."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._seconds = seconds
        self._used = 0.0

    @contextmanager
    def running(self) -> Iterator[Deadline]:
        """Count the time of one step."""
        started = self._clock.monotonic()
        try:
            yield Deadline(self._clock, self._seconds, used=self._used)
        finally:
            self._used += self._clock.monotonic() - started


def receive(
    response: httpx.Response, *, asked: Address, here: Address, limits: Limits, deadline: Deadline, clock: Clock
) -> Fetched:
    """Return the answer, whole.

    Raises:
        FetchError: it is a refusal, over a limit, broken off, or nothing that articles are read from.
    """
    headers = _headers(response)
    now, status = clock.now(), response.status_code
    until = not_before_of(status, headers, now)
    is_conditional = not {"if-none-match", "if-modified-since"}.isdisjoint(response.request.headers)
    if status not in ((200, 203, 304) if is_conditional else (200, 203)):
        raise StatusRefused(_refusal(status), status=status, not_before=until)
    content = Content()
    if status != 304:
        taking = _Taking(here, limits, deadline, headers.get("content-type", "").strip().lower())
        try:
            taking.take(unpacked(response.iter_raw(_READ_BYTES), headers.get("content-encoding", "")), content)
        except BaseException:
            content.close()
            raise
    return Fetched(
        address=str(asked),
        final_address=str(here),
        status=status,
        headers=headers,
        content=content,
        validators=Validators(headers.get("etag", ""), headers.get("last-modified", "")),
        fetched_at=now,
        not_before=until,
    )


@dataclass(frozen=True, slots=True)
class _Taking:
    here: Address
    limits: Limits
    deadline: Deadline
    content_type: str

    def take(self, chunks: Iterable[bytes], content: Content) -> None:
        """Put *chunks* into *content*, no more of them than is allowed."""
        self._refuse_by_type()
        head, most = b"", self.limits.bytes
        for chunk in chunks:
            if len(head) < _HEAD_BYTES:
                head += chunk[: _HEAD_BYTES - len(head)]
                most = self._most(head)
            if content.size + len(chunk) > most:
                if self.limits.is_cut:
                    content.add(chunk[: most - content.size])
                    return
                raise TooMuch(f"the answer has more than {most:,} bytes, the most that is taken of this kind")
            content.add(chunk)
            self.deadline.left()

    def _refuse_by_type(self) -> None:
        if not self.limits.is_cut and _WRONG_TYPES.match(self.content_type):
            stated = self.content_type.partition(";")[0][:60]
            raise WrongContent(f"it answers with {stated}, from which no articles are read")

    def _most(self, head: bytes) -> int:
        """Return how many bytes are taken of what begins with *head*."""
        if self.limits.is_cut:
            return self.limits.bytes
        for beginning, what in _WRONG_BEGINNINGS.items():
            if head.startswith(beginning):
                raise WrongContent(f"this is {what}, from which no articles are read")
        if _PAGE.search(head[:1024]):
            return min(self.limits.bytes, self.limits.page_bytes)
        is_export = b"wordpress.org/export/" in head or _EXPORT_TYPES.match(self.content_type)
        if self.limits.export_bytes and (is_export or _EXPORT_NAMES.search(self.here.target.partition("?")[0])):
            self.deadline.extend(self.limits.export_seconds)
            return self.limits.export_bytes
        return self.limits.bytes


def _headers(response: httpx.Response) -> dict[str, str]:
    return {name.lower(): value for name, value in response.headers.items()}


def _refusal(status: int) -> str:
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "unknown"
    return f"it answers {status} ({phrase})"
