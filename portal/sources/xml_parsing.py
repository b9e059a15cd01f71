"""The one hardened way to parse XML: no entities, no network, bounded depth and size, refused with the line.

Who reads XML goes through `safe_head` or `elements`; nobody calls a parser on foreign bytes by another way.
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import cast

from lxml import etree

from portal.sources.errors import SourceCut, SourceUnreadable
from portal.sources.xml_bytes import HEAD_BYTES, xml_as_utf8

MAX_DEPTH = 256
"""Elements within elements; the deepest of 2,100 feeds that we test with has 13."""

MAX_ELEMENT_BYTES = 32 * 1024 * 1024
"""One entry of an export with all its comments; sixteen times the longest body that is ever accepted."""

MAX_ENTITIES = 300
MAX_ENTITY_CHARACTERS = 32

_STEP_BYTES = 64 * 1024

# Possessive and anchored: linear on every document.
_MISCELLANY = re.compile(rb"(?:\s++|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_DOCTYPE = re.compile(
    rb"""<!DOCTYPE\s++(?P<root>[^\s\[>]++)(?:[^\["'>]++|"[^"]*+"|'[^']*+')*+
         (?:\[(?P<subset>(?:<!--.*?-->|[^\]"'<]++|"[^"]*+"|'[^']*+'|<)*+)\]\s*+)?+>""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
_ROOT = re.compile(rb"<([^\s<>/!?]++)")
_DECLARED = re.compile(rb"<!ENTITY", re.IGNORECASE)
_HARMLESS = re.compile(rb"""<!ENTITY\s++([\w.-]++)\s++(?:"([^"<%]*+)"|'([^'<%]*+)')\s*+>""", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?!#)[^;\s]*;")


class IllFormed(SourceCut):
    """The document is no well-formed XML from some line on; what came before is good."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(f"the XML is broken in line {line:,}: {message}")
        self.line = line


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before the first element of a document."""

    length: int
    """Bytes before it."""

    root: str
    """The name of the first element as it is written, with its prefix."""

    doctype: str = ""
    """What the document says it is, such as ``html``; empty if nothing."""

    entities: dict[str, str] = field(default_factory=dict)
    """Characters that the document gives names to."""


def safe_head(head: bytes, *, may_name_characters: bool = False) -> Head:
    """Return what stands before the first element in *head*, the beginning of a document in UTF-8.

    Raises:
        SourceUnreadable: it declares entities, or anything else that could make a
            small document large or lead elsewhere; or no element begins here.
    """
    start = _after_miscellany(head, 0)
    doctype, entities = "", dict[str, str]()
    if head[start : start + 9].upper() == b"<!DOCTYPE":
        match = _DOCTYPE.match(head, start)
        if match is None:
            raise SourceUnreadable("its document type declaration cannot be read")
        subset = match["subset"] or b""
        if subset and not may_name_characters:
            raise SourceUnreadable("it carries a document type definition of its own, and those are not read")
        doctype, entities = match["root"].decode(errors="replace"), _entities(subset)
        start = _after_miscellany(head, match.end())
    root = _ROOT.match(head, start)
    if root is None:
        raise SourceUnreadable(f"no element begins within its first {HEAD_BYTES:,} bytes: it is no XML document")
    return Head(start, root[1].decode(errors="replace"), doctype, entities)


def elements(
    chunks: Iterable[bytes], is_wanted: Callable[[str, int], bool], *, charset: str = ""
) -> Iterator[etree._Element]:
    """Yield each element that *is_wanted*, by its name and its depth, as soon as it has ended, and forget it then.

    Shape: names are ``{namespace}name``; the root has the depth 1; an element
    within a wanted one is only part of it. ``sourceline`` is the line it begins on.

    Raises:
        IllFormed: after every wanted element that ended before.
        SourceCut: the bytes break off, or an element is too deep or too long.
        SourceUnreadable: as `safe_head`, before the first element.
    """
    clean = xml_as_utf8(chunks, charset=charset)
    head = _first(clean)
    safe_head(head)
    # Entities are neither declared, by `safe_head`, nor resolved; with `huge_tree` the limits are those below.
    parser = etree.XMLPullParser(
        events=("start", "end"),
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )
    yield from _Walk(parser, is_wanted).through(chain((head,), clean))


class _Walk:
    def __init__(self, parser: etree.XMLPullParser, is_wanted: Callable[[str, int], bool]) -> None:
        self._parser = parser
        self._is_wanted = is_wanted
        self._depth = 0
        self._wanted: etree._Element | None = None
        self._held = 0
        """Bytes that the parser was given since an element was last forgotten."""

    def through(self, chunks: Iterable[bytes]) -> Iterator[etree._Element]:
        for chunk in chunks:
            for start in range(0, len(chunk), _STEP_BYTES):
                yield from self._fed(chunk[start : start + _STEP_BYTES])
        try:
            self._parser.close()
        except etree.XMLSyntaxError as error:
            raise _ill_formed(error) from error

    def _fed(self, piece: bytes) -> Iterator[etree._Element]:
        problem: IllFormed | None = None
        try:
            self._parser.feed(piece)
        except etree.XMLSyntaxError as error:
            problem = _ill_formed(error)
        self._held += len(piece)
        yield from self._ended()
        if problem is not None:
            raise problem
        if self._held > MAX_ELEMENT_BYTES:
            raise SourceCut(f"one element has more than {MAX_ELEMENT_BYTES:,} bytes")

    def _ended(self) -> Iterator[etree._Element]:
        for event, ended in self._parser.read_events():
            element = cast("etree._Element", ended)  # noqa: SLF001  # a type; no other events are asked for
            if event == "start":
                self._depth += 1
                if self._depth > MAX_DEPTH:
                    raise SourceCut(f"elements are nested more than {MAX_DEPTH} deep in line {element.sourceline:,}")
                if self._wanted is None and self._is_wanted(element.tag, self._depth):
                    self._wanted = element
            else:
                self._depth -= 1
                if element is self._wanted:
                    yield element
                    self._wanted = None
                if self._wanted is None:
                    self._forget(element)

    def _forget(self, element: etree._Element) -> None:
        self._held = 0
        element.clear()
        while element.getprevious() is not None:
            parent = element.getparent()
            if parent is None:
                break
            del parent[0]


def line_of(error: etree.XMLSyntaxError) -> int:
    """Return the line on which *error* was met, counted from 1."""
    return int(error.lineno or 1)


def _ill_formed(error: etree.XMLSyntaxError) -> IllFormed:
    message = re.sub(r",? ?\(?<string>.*\Z|, line \d+, column \d+.*\Z", "", error.msg or "it ends too early")
    return IllFormed(message, line_of(error))


def _first(chunks: Iterator[bytes]) -> bytes:
    held = list[bytes]()
    for chunk in chunks:
        held.append(chunk)
        if sum(map(len, held)) >= HEAD_BYTES:
            break
    return b"".join(held)


def _after_miscellany(head: bytes, start: int) -> int:
    match = _MISCELLANY.match(head, start)
    assert match is not None  # it matches nothing, too
    return match.end()


def _entities(subset: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    for declaration in _DECLARED.finditer(subset):
        harmless = _HARMLESS.match(subset, declaration.start())
        if harmless is None:
            raise SourceUnreadable("it declares entities that stand for more than characters, and those are not read")
        value = (harmless[2] or harmless[3] or b"").decode(errors="replace")
        value = html.unescape(value) if not _REFERENCE.search(value) else value
        if "&" in value[:-1] or len(value) > MAX_ENTITY_CHARACTERS or len(found) == MAX_ENTITIES:
            raise SourceUnreadable("it declares entities that hold others, or too much, and those are not read")
        found.setdefault(harmless[1].decode(errors="replace"), value)
    return found
