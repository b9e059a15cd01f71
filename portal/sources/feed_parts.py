"""A feed as XML → the bytes of each of its entries, with the line it begins on: no entry is understood here.

One pass of expat, which nothing else sees first, proves the document
well-formed, measures it, and finds where entries begin and end, so that each
can be understood alone: a broken or monstrous one costs only itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from xml.parsers import expat

from portal.sources.crowding import why_crowded
from portal.sources.errors import SourceUnreadable
from portal.sources.xml_parsing import MAX_DEPTH

MAX_ENTRY_BYTES = 8 * 1024 * 1024
"""Four times the longest body that is ever accepted."""

MAX_FIELD_CHARACTERS = 10_000
"""Of what is no text to be read: names, dates, addresses. feedparser's work grows with their square."""

MAX_LABEL_CHARACTERS = 4_000
"""Of one list of keywords."""

MAX_LABELS = 500
MAX_ATTRIBUTES = 200
"""Of one element; feedparser's work grows with their square: 32,000 of them, in 300 kB, took it fifteen seconds."""

MAX_ENTRIES = 20_000
"""Entries of 1 kB, as the shortest are, fill the 20 MB of a feed."""

MAX_TAG_BYTES = 64 * 1024
"""Of an element that entries lie in: it is written around every group of them."""

_ENTRIES = frozenset(("item", "entry"))
_TEXTS = frozenset(("description", "encoded", "content", "summary", "body", "fullitem", "abstract", "div", "subtitle"))
_LABELS = frozenset(("category", "subject", "keywords", "tags"))
_DEEPEST_ENTRY = 4
_ENTRY_BEGINS = re.compile(rb"<(?:item|entry)(?=[\s>])")
_ENTRY_ENDS = re.compile(rb"</(?:item|entry)\s*+>")
_AROUND = re.compile(rb"<(?:[\w-]+:)?(?:rss|rdf|feed|channel)(?=[\s>])", re.IGNORECASE)
_START_TAG = re.compile(rb"""<([^\s/>]++)(?:[^"'>]++|"[^"]*+"|'[^']*+')*+>""")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, unread."""

    start: int
    end: int
    """Its bytes in the document."""

    line: int
    around: tuple[int, ...]
    """Where the elements begin that it lies in, outermost first."""

    problem: str = ""
    """Why it is not read, if it is not."""


@dataclass(slots=True)
class Parts:
    """The entries of a feed, and where it stops to be well-formed."""

    data: bytes
    entries: list[Entry] = field(default_factory=list)
    problem: str = ""
    """What is wrong with the XML; empty if nothing is."""

    problem_line: int = 0
    is_overfull: bool = False
    """There are more entries than are read."""

    is_monstrous: bool = False
    """Something outside of the entries is too long to be read."""

    def alone(self, entries: list[Entry]) -> bytes:
        """Return a document that holds *entries*, which lie in the same elements, and nothing else."""
        before, after = self._tags(entries[0].around)
        return b"".join((before, *(self.data[entry.start : entry.end] for entry in entries), after))

    def without_entries(self) -> bytes:
        """Return the document without its entries, as far as it is well-formed."""
        is_torn = bool(self.problem) or self.is_overfull
        if is_torn and not self.entries:
            return b""
        if is_torn:
            first = self.entries[0]
            return self.data[: first.start] + self._tags(first.around)[1]
        pieces, position = list[bytes](), 0
        for entry in self.entries:
            pieces.append(self.data[position : entry.start])
            position = entry.end
        return b"".join((*pieces, self.data[position:]))

    def torn(self, most: int) -> Iterator[tuple[int, bytes]]:
        """Yield each piece of what follows the last whole entry that begins as an entry does, and its line.

        Shape: each within the elements that the last whole entry lies in, up
        to its end tag, or to where the next begins, or to *most* bytes.
        """
        start = self.entries[-1].end if self.entries else 0
        before, after = self._tags(self.entries[-1].around if self.entries else self._around_all())
        begins = [match.start() for match in _ENTRY_BEGINS.finditer(self.data, start)][:MAX_ENTRIES]
        line, counted = 1, 0
        for begin, end in pairwise([*begins, len(self.data)]):
            line += self.data.count(b"\n", counted, begin)
            counted = begin
            piece = self.data[begin : min(end, begin + most)]
            closed = _ENTRY_ENDS.search(piece)
            yield line, before + (piece[: closed.end()] if closed else piece) + after

    def beginning(self, most: int) -> bytes:
        """Return at most *most* bytes of what stands before the first entry, whole or not."""
        begin = _ENTRY_BEGINS.search(self.data)
        return self.data[: min(most, begin.start() if begin else most)]

    def _around_all(self) -> tuple[int, ...]:
        return tuple(match.start() for match in _AROUND.finditer(self.data, 0, MAX_TAG_BYTES))[:2]

    def _tags(self, around: tuple[int, ...]) -> tuple[bytes, bytes]:
        tags = [match for start in around if (match := _START_TAG.match(self.data, start)) is not None]
        if sum(match.end() - match.start() for match in tags) > MAX_TAG_BYTES:
            raise SourceUnreadable(f"the tags around its entries have more than {MAX_TAG_BYTES:,} bytes")
        for tag in tags:
            if reason := why_crowded(tag[0].decode(errors="replace"), MAX_ATTRIBUTES):
                raise SourceUnreadable(f"an element around its entries {reason}")
        return b"".join(tag[0] for tag in tags), b"".join(b"</" + tag[1] + b">" for tag in reversed(tags))


def parts_of(data: bytes) -> Parts:
    """Return the parts of *data*, a feed in UTF-8 without anything before its first element but white space."""
    parts = Parts(data)
    _Scan(parts).run()
    return parts


class _Scan:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._open: list[int] = []
        """Where each open element begins."""

        self._entry = 0
        """The depth of the entry that is open, 0 for none."""

        self._line = 0
        self._text = 0
        """The depth of the open element that holds text to be read, 0 for none."""

        self._characters = self._labels = 0
        self._most = MAX_FIELD_CHARACTERS
        self._problem = ""
        parser = expat.ParserCreate(encoding="utf-8", namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        self._parser = parser

    def run(self) -> None:
        try:
            self._parser.Parse(self._parts.data, True)
        except expat.ExpatError as error:
            self._parts.problem = expat.ErrorString(error.code)
            self._parts.problem_line = error.lineno
        except _TooManyError:
            self._parts.is_overfull = True
        except _TooDeepError:
            self._parts.problem = f"elements are nested more than {MAX_DEPTH} deep"
            self._parts.problem_line = self._parser.CurrentLineNumber

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        place = self._parser.CurrentByteIndex
        local = name.rpartition(" ")[2].lower()
        self._open.append(place)
        depth = len(self._open)
        if depth > MAX_DEPTH:
            raise _TooDeepError
        self._characters, self._most = 0, MAX_LABEL_CHARACTERS if local in _LABELS else MAX_FIELD_CHARACTERS
        if not self._entry and local in _ENTRIES and depth <= _DEEPEST_ENTRY:
            self._entry, self._line = depth, self._parser.CurrentLineNumber
            self._labels, self._problem = 0, ""
        elif not self._text and local in _TEXTS:
            self._text = depth
            self._parser.CharacterDataHandler = None
        elif not self._text and local in _LABELS:
            self._labels += 1
            if self._labels > MAX_LABELS:
                self._note(f"it has more than {MAX_LABELS:,} labels")
        if len(attributes) > MAX_ATTRIBUTES:
            self._note(f"an element of it has more than {MAX_ATTRIBUTES:,} attributes")

    def _end(self, _name: str) -> None:
        depth = len(self._open)
        start = self._open.pop()
        self._characters = 0
        if depth == self._text:
            self._text = 0
            self._parser.CharacterDataHandler = self._data
        if depth == self._entry:
            self._entry = 0
            end = self._after_tag()
            if end - start > MAX_ENTRY_BYTES:
                self._problem = f"it has {end - start:,} bytes; the most that is read is {MAX_ENTRY_BYTES:,}"
            if len(self._parts.entries) == MAX_ENTRIES:
                raise _TooManyError
            self._parts.entries.append(Entry(start, end, self._line, tuple(self._open), self._problem))

    def _after_tag(self) -> int:
        """Return where the end tag, or the empty element, that begins here ends."""
        place = self._parser.CurrentByteIndex
        match = _START_TAG.match(self._parts.data, place)
        return match.end() if match is not None else self._parts.data.index(b">", place) + 1

    def _data(self, text: str) -> None:
        self._characters += len(text)
        if self._characters > self._most and not text.isspace():
            self._note(f"one of its fields has more than {self._most:,} characters")

    def _note(self, problem: str) -> None:
        if self._entry:
            self._problem = problem
        else:
            self._parts.is_monstrous = True


class _TooDeepError(Exception):
    pass


class _TooManyError(Exception):
    pass


def batches(entries: list[Entry], *, most: int, most_bytes: int) -> Iterator[list[Entry]]:
    """Yield *entries* that are to be read in groups that lie in the same elements, in order."""
    group, size = list[Entry](), 0
    for entry in entries:
        if group and (
            len(group) == most or size + entry.end - entry.start > most_bytes or entry.around != group[0].around
        ):
            yield group
            group, size = [], 0
        group.append(entry)
        size += entry.end - entry.start
    if group:
        yield group
