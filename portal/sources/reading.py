"""Bytes of a file → bounded lines of UTF-8, whatever it was packed and encoded in.

Everything here streams: no more than one line and a few chunks are ever held.
It does not know what the lines mean.
"""

import codecs
import zlib
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple

from portal.sources.errors import SourceCut, SourceUnreadable
from portal.sources.packed import MAX_RATIO, unzstd, within_ratio

CHUNK_BYTES = 256 * 1024
MAX_LINE_BYTES = 16 * 1024 * 1024
"""Longer lines are skipped without being held; eight times the longest body that is ever accepted."""

# zstd's own default limit for a decoder; a frame may ask for gigabytes.
MAX_WINDOW_BYTES = 128 * 1024 * 1024

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"


class Line(NamedTuple):
    """One line of a file, without its end."""

    number: int
    """Counted from 1."""

    content: bytes
    """Empty when the line is too long."""

    size: int
    """Bytes of the whole line; more than `MAX_LINE_BYTES` when it was skipped."""

    is_last: bool
    """Nothing follows, not even a line end: where a file that was cut off stops."""

    @property
    def is_too_long(self) -> bool:
        """Say whether the line was skipped for its length."""
        return self.size > MAX_LINE_BYTES


class Bytes:
    """The unpacked bytes of a file as UTF-8, once, with a look at the first of them.

    Iterating raises `SourceCut` where the file breaks off.
    """

    def __init__(self, chunks: Iterable[bytes], file: BinaryIO | None = None) -> None:
        self._chunks = iter(chunks)
        self._file = file
        self._held: list[bytes] = []
        self.cut = ""
        """Why there is no more, if the file broke off while it was looked at."""

    def peek(self, size: int = CHUNK_BYTES) -> bytes:
        """Return about the first *size* bytes, fewer only if there are no more."""
        try:
            while sum(map(len, self._held)) < size:
                self._held.append(next(self._chunks))
        except StopIteration:
            pass
        except SourceCut as cut:
            self.cut = str(cut)
        return b"".join(self._held)[:size]

    def __iter__(self) -> Iterator[bytes]:
        """Yield every chunk, those already looked at first."""
        while self._held:
            yield self._held.pop(0)
        if self.cut:
            raise SourceCut(self.cut)
        yield from self._chunks

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()


def open_bytes(path: str) -> Bytes:
    """Open the file at *path*, unpacked and turned into UTF-8.

    Shape: gzip and zstd are known by their first bytes, UTF-16 and UTF-32 by
    their byte order mark or their zero bytes; marks are taken off. Any other
    encoding passes through, for `decode`.

    Raises:
        SourceUnreadable: it is missing, a folder, empty, or may not be read.
    """
    try:
        file = Path(path).open("rb")  # noqa: SIM115  # closed by the generator that reads it
    except (OSError, ValueError) as error:
        raise SourceUnreadable(_why_not(error)) from error
    unpacked = bytes_of(_read(file), file)
    if not unpacked.peek(1):
        unpacked.close()
        raise SourceUnreadable(unpacked.cut or "the file is empty")
    return unpacked


def bytes_of(chunks: Iterable[bytes], file: BinaryIO | None = None) -> Bytes:
    """Return *chunks*, wherever they come from, unpacked and turned into UTF-8 as `open_bytes` does."""
    return Bytes(_as_utf8(Bytes(_unpacked(Bytes(chunks)))), file)


def lines_of(chunks: Iterable[bytes]) -> Iterator[Line]:
    """Yield the lines of *chunks*, blank ones left out.

    Raises:
        SourceCut: the file breaks off; the unfinished line is not yielded.
    """
    number, parts, size = 1, list[bytes](), 0
    for chunk in chunks:
        *ended, rest = chunk.split(b"\n")
        for piece in ended:
            size += len(piece)
            if size <= MAX_LINE_BYTES:
                content = b"".join((*parts, piece)) if parts else piece
                if content and not content.isspace():
                    yield Line(number, content, size, is_last=False)
            else:
                yield Line(number, b"", size, is_last=False)
            number, size = number + 1, 0
            parts.clear()
        size += len(rest)
        parts = [*parts, rest] if size <= MAX_LINE_BYTES else []
    content = b"".join(parts)
    if size > MAX_LINE_BYTES or (content and not content.isspace()):
        yield Line(number, content if size <= MAX_LINE_BYTES else b"", size, is_last=True)


def decode(raw: bytes) -> str:
    """Return *raw* as text: UTF-8, and every byte that is not, as Windows-1252.

    Shape: never raises and loses nothing. The five bytes that Windows-1252
    leaves open become the control characters of Latin-1.

    Source: the fallback of the WHATWG Encoding Standard for the western web.
    """
    return raw.decode("utf-8", errors="windows-1252")


def _windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(_WINDOWS_1252[byte] for byte in wrong), error.end


_WINDOWS_1252 = [bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in range(256)]
codecs.register_error("windows-1252", _windows_1252)


def _read(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while True:
            try:
                chunk = file.read(CHUNK_BYTES)
            except OSError as error:
                raise SourceCut(_why_not(error)) from error
            if not chunk:
                return
            yield chunk


def whole(chunks: Iterable[bytes], most: int, *, too_much: str) -> bytes:
    """Return all of *chunks*, for a format that is not read in parts.

    Raises:
        SourceUnreadable: they break off, or are more than *most* bytes; *too_much* is the sentence for that.
    """
    parts, size = list[bytes](), 0
    try:
        for chunk in chunks:
            parts.append(chunk)
            size += len(chunk)
            if size > most:
                raise SourceUnreadable(too_much)
    except SourceCut as cut:
        raise SourceUnreadable(str(cut)) from cut
    return b"".join(parts)


def _unpacked(packed: Bytes) -> Iterator[bytes]:
    magic = packed.peek(4)
    if magic.startswith(_GZIP):
        return within_ratio(packed, _gunzip, _bomb)
    if magic.startswith(_ZSTD):
        return within_ratio(packed, _unzstd, _bomb)
    return iter(packed)


def _bomb() -> SourceCut:
    return SourceCut(f"the file unpacks to more than {MAX_RATIO} times its size, as no text does")


def _gunzip(packed: Iterable[bytes]) -> Iterator[bytes]:
    member = zlib.decompressobj(wbits=31)
    is_fresh = True
    for chunk in packed:
        rest = chunk
        while rest:
            if is_fresh and not (rest := rest.lstrip(b"\0")):
                break  # gzip allows zero bytes after the last member
            is_fresh = False
            try:
                yield member.decompress(rest, CHUNK_BYTES)
            except zlib.error as error:
                raise SourceCut("the gzip data is damaged here") from error
            rest = member.unconsumed_tail
            if member.eof:
                rest, member, is_fresh = (
                    member.unused_data,
                    zlib.decompressobj(wbits=31),
                    True,
                )
    if not is_fresh:
        raise SourceCut("the file is cut off in the middle of its gzip data")


def _unzstd(packed: Iterable[bytes]) -> Iterator[bytes]:
    return unzstd(
        packed,
        window_bytes=MAX_WINDOW_BYTES,
        damaged=partial(SourceCut, "the zstd data is damaged here"),
        cut=partial(SourceCut, "the file is cut off in the middle of its zstd data"),
    )


def _as_utf8(chunks: Bytes) -> Iterator[bytes]:
    head = chunks.peek(4)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return _transcoded(chunks, encoding, skip=len(mark))
    if len(head) == 4 and not head[1] and not head[3] and head[0] and head[2]:
        return _transcoded(chunks, "utf-16-le", skip=0)
    if len(head) == 4 and not head[0] and not head[2] and head[1] and head[3]:
        return _transcoded(chunks, "utf-16-be", skip=0)
    return iter(chunks)


# UTF-32 before UTF-16: its little-endian mark begins with the other's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def _transcoded(chunks: Iterable[bytes], encoding: str, *, skip: int) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    for chunk in chunks:
        wanted = chunk[skip:]
        skip -= min(skip, len(chunk))
        yield wanted if encoding == "utf-8" else decoder.decode(wanted).encode()
    if encoding != "utf-8":
        yield decoder.decode(b"", final=True).encode()


def _why_not(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, IsADirectoryError):
        return "this is a folder; name the files in it"
    if isinstance(error, PermissionError):
        return "this file may not be read by this user"
    return f"the file cannot be read: {getattr(error, 'strerror', None) or error}"
