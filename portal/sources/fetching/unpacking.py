"""Content-Encoding undone while it streams, counted before it is held: a bomb is stopped at its first megabytes."""

import zlib
from collections.abc import Iterable, Iterator
from functools import partial

from portal.sources.fetching.errors import NotAnswering, TooMuch, WrongContent
from portal.sources.packed import MAX_RATIO, Unpack, unzstd, within_ratio

ACCEPTED = "gzip, deflate, zstd"
"""What is asked for: each can be unpacked a bounded step at a time."""

_STEP_BYTES = 256 * 1024
# RFC 9659: what senders on the web may ask of a receiver.
_ZSTD_WINDOW_BYTES = 8 * 1024 * 1024


def unpacked(packed: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Yield *packed* as it was before *encoding*, the header ``Content-Encoding``.

    Raises:
        TooMuch: it becomes more than `MAX_RATIO` times longer.
        NotAnswering: it is damaged, or broken off.
        WrongContent: the encoding is none that was asked for.
    """
    names = [name for part in encoding.lower().split(",") if (name := part.strip()) not in ("", "identity")]
    if not names:
        return iter(packed)
    unpack = _UNPACKERS.get(names[0])
    if len(names) > 1 or unpack is None:
        raise WrongContent(f"the answer is packed as {encoding[:60]!r}, which is not what was asked for")
    bomb = partial(TooMuch, f"the answer unpacks to more than {MAX_RATIO} times its size, as no text does")
    return within_ratio(packed, unpack, bomb)


def _gunzip(packed: Iterable[bytes]) -> Iterator[bytes]:
    member: zlib._Decompress | None = None
    is_first, held = True, b""
    for chunk in packed:
        rest = held + chunk
        held = b""
        while rest:
            if member is None:
                if len(rest) < 2 and not is_first:
                    held = rest
                    break
                if not is_first and not rest.startswith(b"\x1f\x8b"):
                    return  # what some servers add after the last member
                member, is_first = zlib.decompressobj(wbits=31), False
            yield _inflated(member, rest)
            rest = member.unconsumed_tail
            if member.eof:
                rest, member = member.unused_data, None
    if member is not None:
        yield from _drained(member)


def _inflate(packed: Iterable[bytes]) -> Iterator[bytes]:
    """Undo what HTTP calls deflate: zlib, or what some servers send instead, without its head."""
    member, held = None, b""
    for chunk in packed:
        rest = held + chunk
        if member is None:
            if len(rest) < 2:
                held = rest
                continue
            has_head = rest[0] & 0x0F == 8 and (rest[0] << 8 | rest[1]) % 31 == 0
            member, held = zlib.decompressobj(wbits=15 if has_head else -15), b""
        while rest and not member.eof:
            yield _inflated(member, rest)
            rest = member.unconsumed_tail
    if member is not None:
        yield from _drained(member)


def _inflated(member: "zlib._Decompress", rest: bytes) -> bytes:
    try:
        return member.decompress(rest, _STEP_BYTES)
    except zlib.error as error:
        raise NotAnswering("the packed answer is damaged") from error


def _drained(member: "zlib._Decompress") -> Iterator[bytes]:
    """Yield what a step of full size may have left inside, and see whether it came to its end."""
    while not member.eof:
        more = _inflated(member, b"")
        if not more:
            raise NotAnswering("the answer broke off in the middle of its packed data")
        yield more


def _unzstd(packed: Iterable[bytes]) -> Iterator[bytes]:
    return unzstd(
        packed,
        window_bytes=_ZSTD_WINDOW_BYTES,
        damaged=partial(NotAnswering, "the packed answer is damaged"),
        cut=partial(NotAnswering, "the answer broke off in the middle of its packed data"),
    )


_UNPACKERS: dict[str, Unpack] = {"gzip": _gunzip, "x-gzip": _gunzip, "deflate": _inflate, "zstd": _unzstd}
