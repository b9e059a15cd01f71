"""RSS, RDF and Atom of every version → raw items, and what the feed says about itself.

feedparser understands the entries, behind a cap on bytes, a guard against
entities, and a cut into single entries; json_feed.py reads what is no XML.
"""

import re
import time
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

import feedparser  # type: ignore[import-untyped]  # it ships no types

from portal.sources.crowding import why_crowded
from portal.sources.errors import SourceCut, SourceUnreadable
from portal.sources.feed_entries import facts_of, item_of
from portal.sources.feed_facts import Feed, FeedFacts
from portal.sources.feed_parts import MAX_ATTRIBUTES, MAX_ENTRIES, Entry, Parts, batches, parts_of
from portal.sources.feed_repairs import repaired
from portal.sources.raw import RawItem, Refusal
from portal.sources.xml_bytes import HEAD_BYTES, xml_as_utf8
from portal.sources.xml_parsing import safe_head

MAX_BYTES = 20 * 1024 * 1024
"""A feed with more is cut off there, and that is said."""

MAX_SECONDS = 60.0
"""Of the processor; the largest well-meant feed that fits takes a third of that."""

MAX_GUESSED_BYTES = 256 * 1024
"""What is no XML any more is guessed at, which is slow, for no longer than this."""

ROOTS = frozenset(("rss", "rdf", "feed", "channel", "entry"))
"""The names that the first element of a feed may have, in lower case and without prefix."""

_GROUP = 50
_GROUP_BYTES = 1024 * 1024
_MOST_ABOUT_ITSELF = 256 * 1024


def read_feed(
    chunks: Iterable[bytes], name: str, *, base_url: str = "", charset: str = ""
) -> Iterator[RawItem | Refusal]:
    """Yield an item for each entry, and a refusal for each that cannot be read.

    Shape: in the order of the feed; ``where`` names the line an entry begins
    on. Of ill-formed XML, as much as can be guessed is given, and a last
    refusal names the line where it breaks.

    Args:
        chunks: the bytes; UTF-16 and UTF-32 already turned into UTF-8.
        name: for a person: the file, or the address.
        base_url: where it was fetched from; relative links are read by it.
        charset: what the server said.

    Raises:
        SourceCut: it breaks off, or is too long; what came before was yielded.
        SourceUnreadable: it is no feed, or one that `safe_head` refuses.
    """
    yield from open_feed(chunks, name, base_url=base_url, charset=charset).entries


def open_feed(chunks: Iterable[bytes], name: str, *, base_url: str = "", charset: str = "") -> Feed:
    """Return a feed with what it says about itself, its entries still to be read; see `read_feed`."""
    held, cut = _capped(chunks)
    parts = _parts(b"".join(xml_as_utf8(held, charset=charset)))
    if parts.is_overfull:
        cut = SourceCut(f"only the first {MAX_ENTRIES:,} entries of a feed are read")
    reading = _Reading(parts, name, base_url)
    return Feed(reading.facts, reading.entries(cut))


def _capped(chunks: Iterable[bytes]) -> tuple[list[bytes], SourceCut | None]:
    held, size = list[bytes](), 0
    try:
        for chunk in chunks:
            held.append(chunk[: MAX_BYTES - size])
            size += len(chunk)
            if size > MAX_BYTES:
                return held, SourceCut(f"only the first {MAX_BYTES:,} bytes of a feed are read")
    except SourceCut as cut:
        return held, cut
    return held, None


def _parts(data: bytes) -> Parts:
    """Return the parts of *data*, repaired if that makes more of it well-formed."""
    head = safe_head(data[:HEAD_BYTES], may_name_characters=True)
    if head.root.rpartition(":")[2].lower() not in ROOTS:
        raise SourceUnreadable(f"this is no feed: it begins with <{head.root}>")
    data = b"\n" * data.count(b"\n", 0, head.length) + data[head.length :]
    if head.entities:
        data = repaired(data, head.entities)
    parts = parts_of(data)
    if not parts.problem:
        return parts
    try:
        mended = parts_of(repaired(data, {}))
    except SourceUnreadable:  # so many ampersands are no slip
        return parts
    is_better = not mended.problem or len(mended.entries) > len(parts.entries)
    return mended if is_better else parts


# What `parts_of` looks after where the XML is whole.
_MONSTROUS = re.compile(
    rb"<(?:[\w-]+:)?(?:author|creator|managingeditor|webmaster|publisher|owner|contributor|email|keywords|tags|category"
    rb"|subject|pubdate|date|published|updated|created|modified|issued)\b[^<>]{0,500}>(?:<!\[CDATA\[)?[^<]{4000}",
    re.IGNORECASE,
)


class _Reading:
    def __init__(self, parts: Parts, name: str, base_url: str) -> None:
        self._parts = parts
        self._name = name
        self._base_url = base_url
        self._until = time.process_time() + MAX_SECONDS
        self.facts = self._facts()

    def entries(self, cut: SourceCut | None) -> Iterator[RawItem | Refusal]:
        """Yield every entry, and at the end why there are no more."""
        parts, where = self._parts, self._name
        yield from self._whole()
        if parts.problem:
            yield from self._guessed()
        if cut is not None:
            raise cut
        if parts.problem:
            yield Refusal(
                f"{where}:{parts.problem_line}",
                f"the XML is broken in line {parts.problem_line:,}: {parts.problem}; what follows was guessed",
            )

    def _whole(self) -> Iterator[RawItem | Refusal]:
        for group in batches(self._parts.entries, most=_GROUP, most_bytes=_GROUP_BYTES):
            self._keep_time()
            readable = [entry for entry in group if not entry.problem]
            found = self._parsed_together(readable)
            for entry in group:
                where = f"{self._name}:{entry.line}"
                if entry.problem:
                    yield Refusal(where, entry.problem)
                elif found is not None:
                    yield self._item(found.pop(0), where)
                else:
                    yield from self._alone(self._parts, entry, where)

    def _parsed_together(self, entries: list[Entry]) -> list[Any] | None:
        """Return what *entries* are, each for each; None if they must be read one by one."""
        if not entries:
            return []
        try:
            found = self._parsed(self._parts.alone(entries))["entries"]
        except _Fault:
            return None
        return list(found) if len(found) == len(entries) else None

    def _alone(self, parts: Parts, entry: Entry, where: str) -> Iterator[RawItem | Refusal]:
        try:
            found = self._parsed(parts.alone([entry]))["entries"]
        except _Fault as fault:
            yield Refusal(where, f"this entry cannot be read: {fault}")
            return
        for one in found:
            yield self._item(one, where)

    def _guessed(self) -> Iterator[RawItem | Refusal]:
        """Yield what can be made of each piece that begins as an entry does, where the XML is broken."""
        for line, piece in self._parts.torn(MAX_GUESSED_BYTES):
            self._keep_time()
            where = f"{self._name}:{line}"
            alone = parts_of(piece)
            if not alone.problem and len(alone.entries) == 1:
                problem = alone.entries[0].problem
                yield from [Refusal(where, problem)] if problem else self._alone(alone, alone.entries[0], where)
                continue
            try:
                found = self._guess(piece)["entries"]
            except _Fault as fault:
                yield Refusal(where, f"this entry cannot be read: {fault}")
                continue
            for one in found:
                yield self._item(one, where)

    def _keep_time(self) -> None:
        if time.process_time() > self._until:
            raise SourceCut(f"this takes more than {MAX_SECONDS:.0f} seconds to read; the rest is left")

    def _item(self, entry: Any, where: str) -> RawItem | Refusal:
        return item_of(entry, self.facts, where, base_url=self._base_url)

    def _facts(self) -> FeedFacts:
        about = self._parts.without_entries()
        if self._parts.is_monstrous or len(about) > _MOST_ABOUT_ITSELF:
            return FeedFacts()
        try:
            parsed = self._parsed(about) if about else self._guess(self._parts.beginning(MAX_GUESSED_BYTES))
        except _Fault:
            return FeedFacts()
        return facts_of(parsed["feed"], version=parsed["version"], base_url=self._base_url)

    def _guess(self, document: bytes) -> Any:
        """Return what the lenient half of feedparser makes of a *document* that is no XML."""
        if _MONSTROUS.search(document):
            raise _Fault("one of its fields is too long")
        if reason := why_crowded(document.decode(errors="replace"), MAX_ATTRIBUTES):
            raise _Fault(f"an element of it {reason}")
        return self._parsed(document)

    def _parsed(self, document: bytes) -> Any:
        headers = {"content-type": "application/xml; charset=utf-8", "content-location": self._base_url}
        try:
            # From a stream: of anything else it would find out whether it is an address or a path.
            return feedparser.parse(
                BytesIO(document), response_headers=headers, resolve_relative_uris=False, sanitize_html=False
            )
        except Exception as error:  # whatever foreign bytes make a foreign parser raise costs an entry, not the feed
            raise _Fault(f"{type(error).__name__}: {error}"[:200]) from error


class _Fault(Exception):
    pass
