"""Bytes of an XML document in any encoding → UTF-8 without a declaration, and without what XML forbids."""

import codecs
import re
from collections.abc import Iterable, Iterator
from itertools import chain

from w3lib.encoding import resolve_encoding

HEAD_BYTES = 64 * 1024
"""Everything that stands before the first element of a document must fit in here."""

_STEP_BYTES = 256 * 1024
_DECLARATION = re.compile(rb"\s*(<\?xml\s[^>]{0,1000}\?>)")
_STATED = re.compile(rb"""\sencoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_EBCDIC = b"\x4c\x6f\xa7\x94"
_MARK = codecs.BOM_UTF8

# What is in these has been turned into UTF-8 already, by its mark or its zero bytes, or the declaration is not true:
# it could not have been read as ASCII.
_WIDE = re.compile(r"(?:cs)?(?:u|utf|ucs|iso-?10646-?ucs|unicode)[-_]?(?:16|32|2|4)?(?:[-_]?[bl]e)?\Z|csunicode.*\Z")

# Encodings of Python that are none of text, or whose work grows with the square of the text.
_NO_ENCODINGS = frozenset(("idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "mbcs", "oem"))

# XML 1.0 §2.2; some software writes them all the same. Every encoding that remains here keeps its ASCII apart.
_FORBIDDEN = bytes(byte for byte in range(32) if byte not in b"\t\n\r")


def xml_as_utf8(chunks: Iterable[bytes], *, charset: str = "") -> Iterator[bytes]:
    """Yield the document in *chunks* as UTF-8.

    Shape: without byte order mark, without XML declaration, and without
    control characters; as many lines as before. Bytes that are wrong in the
    encoding are read as Windows-1252. UTF-16 and UTF-32 must have been turned
    into UTF-8 before, as `reading` does.

    Args:
        chunks: the document.
        charset: what the server said; it goes before the declaration.

    Source: RFC 7303 §3 for the order; the Encoding Standard for the labels.
    """
    head, rest = _head(chunks)
    if head.startswith(_EBCDIC):
        head, rest = b"".join((head, *rest)).decode("cp037").encode(), iter(())
    head = head.removeprefix(_MARK)
    declaration = _DECLARATION.match(head)
    stated = _STATED.search(declaration[1]) if declaration else None
    encoding = _known(charset) or _known(stated[1].decode() if stated else "") or "utf-8"
    if declaration is not None:
        head = head[: declaration.start(1)] + b"\n" * declaration[1].count(b"\n") + head[declaration.end() :]
    decoder = codecs.getincrementaldecoder(encoding)(errors="windows-1252")
    for chunk in chain((head,), rest):
        for start in range(0, len(chunk), _STEP_BYTES):  # as text it takes up to four times as much
            yield _text(decoder, chunk[start : start + _STEP_BYTES]).translate(None, _FORBIDDEN)
    yield decoder.decode(b"", final=True).encode(errors="replace").translate(None, _FORBIDDEN)


def _head(chunks: Iterable[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """Return enough of *chunks* to hold a declaration, and what follows."""
    remaining, held, size = iter(chunks), list[bytes](), 0
    for chunk in remaining:
        held.append(chunk)
        size += len(chunk)
        if size >= HEAD_BYTES:
            break
    return b"".join(held), remaining


def _text(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bytes:
    return decoder.decode(chunk).encode(errors="replace")


def _known(label: str) -> str:
    """Return the name of the encoding called *label*; empty if there is none, or none that may be used."""
    if not label or _WIDE.match(label.lower()):
        return ""
    name = resolve_encoding(label)
    if name is None or name.lower().replace("_", "-") in _NO_ENCODINGS:
        return ""
    try:
        "".encode(name)
    except (LookupError, UnicodeError):
        return ""
    return name
