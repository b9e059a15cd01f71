"""Ill-formed feeds of the commonest kinds → well-formed: HTML's names of characters, and ampersands alone."""

import html
import re
from collections.abc import Iterator, Mapping
from html.entities import html5

from portal.sources.errors import SourceUnreadable

MAX_GROWTH = 2
"""How many times as long a document may become by what it gives names to."""

_WINDOW_BYTES = 128 * 1024
_OPENING, _CLOSING = b"<![CDATA[", b"]]>"
_AMPERSAND = re.compile(rb"&(?:#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|([A-Za-z][\w.-]{0,40});)?")
_OF_XML = frozenset((b"amp", b"lt", b"gt", b"quot", b"apos"))


def repaired(data: bytes, entities: Mapping[str, str]) -> bytes:
    """Return *data* with its names of characters replaced: those in *entities*, and those of HTML.

    Shape: an ampersand that begins nothing is escaped; CDATA stays as it is;
    lines stay where they are.

    Raises:
        SourceUnreadable: that would make it more than `MAX_GROWTH` times as long.
    """
    pieces, size = list[bytes](), 0
    for piece in _pieces(data, entities):
        size += len(piece)
        if size > len(data) * MAX_GROWTH + 10_000:
            raise SourceUnreadable("it gives names to characters, and uses them without measure")
        pieces.append(piece)
    return b"".join(pieces)


def _pieces(data: bytes, entities: Mapping[str, str]) -> Iterator[bytes]:
    position = 0
    while position < len(data):
        start = data.find(_OPENING, position)
        end = data.find(_CLOSING, start) + len(_CLOSING) if start >= 0 else len(data)
        if start < 0 or end < len(_CLOSING):
            start = end = len(data)
        for first, last in _windows(data, position, start):
            yield _AMPERSAND.sub(lambda found: _replacement(found, entities), data[first:last])
        yield data[start:end]
        position = end


def _windows(data: bytes, first: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where to cut *data*, which may hold millions of references, so that each lies in one piece."""
    while first < end:
        last = min(first + _WINDOW_BYTES, end)
        if last < end:
            ampersand = data.rfind(b"&", first + 1, last)
            last = ampersand if ampersand > 0 else last
        yield first, last
        first = last


def _replacement(found: re.Match[bytes], entities: Mapping[str, str]) -> bytes:
    name = found[1]
    if name is None:
        return found[0].lower() if len(found[0]) > 1 else b"&amp;"
    if name in _OF_XML:
        return found[0]
    text = entities.get(name.decode(errors="replace"), html5.get(f"{name.decode(errors='replace')};"))
    if text is None:
        return b"&amp;" + found[0][1:]
    return html.escape(text).encode()
