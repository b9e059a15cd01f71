"""The feeds of feedparser's own tests, read as articles, against what those files say is in them.

    python -m bench.feeds --data ../shared/data --misses
    python -m bench.feeds --megabytes 20

No file may crash; each is parsed, or refused with a reason. The expectation
that a file carries in its first comment is taken apart as a syntax tree and
never run. Compared is what our types claim to mean:

entries       ``len(entries)``: how many raw items there are
titles        ``entries[n].title``: the text that the item's title shows
links         ``entries[n].link``: the item's address, letter for letter
ids           ``entries[n].id``: the item's id, letter for letter
dates         ``published`` and ``created``: the item's date; ``updated``: what it keeps under that name;
              both as moments in UTC where the expectation is a moment, or is a date that we read
feed titles   ``feed.title``: the text that the title of the feed shows
feed links    ``feed.link``: the address of the feed's page

With ``--megabytes``, how long a feed of that size takes to be read instead,
and how much memory: articles of 3 kB of HTML.
"""

import argparse
import ast
import re
import tarfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from bench.corpora import word
from bench.exports import most_held
from portal.articles.characters import one_line
from portal.ingest.clean import plain_title
from portal.ingest.dates import published_date
from portal.sources.errors import SourceCut, SourceUnreadable
from portal.sources.feed import open_feed, read_feed
from portal.sources.feed_facts import FeedFacts
from portal.sources.json_feed import open_json_feed
from portal.sources.raw import RawItem, Refusal
from portal.sources.reading import bytes_of
from portal.sources.xml_bytes import xml_as_utf8

LEAST = 0.97
KINDS = ("entries", "titles", "links", "dates")
"""What must be equal in `LEAST` of the files that state it; the others are shown beside."""

_SERVED = "http://127.0.0.1:8097/"
"""Where feedparser's tests serve the files from that have to do with HTTP."""

_NOW = datetime(2026, 11, 24, tzinfo=UTC)
_EXPECTED = re.compile(r"Expect:\s*(.*?)\s*-->", re.DOTALL)
_HEADER = re.compile(r"Header:\s*([\w-]+)\s*:\s*(.*?)\s*$", re.MULTILINE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_TITLES = (["title"], ["title_detail", "value"])
_IDS = (["id"], ["guid"])
_UPDATED = frozenset(("updated", "updated_parsed", "modified", "modified_parsed", "date", "date_parsed"))
_PUBLISHED = frozenset(("published", "published_parsed", "issued", "issued_parsed", "created", "created_parsed"))


@dataclass(frozen=True, slots=True)
class Stated:
    """One thing that a file says is in it."""

    kind: str
    place: int
    """The entry, counted from 0."""

    name: str
    value: object


@dataclass(slots=True)
class Outcome:
    """What became of all files."""

    files: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    """Each file of which nothing at all was read, and why."""

    partly: list[tuple[str, str]] = field(default_factory=list)
    """Each file with a refusal, and why."""

    stated: Counter[str] = field(default_factory=Counter)
    equal: Counter[str] = field(default_factory=Counter)
    misses: list[tuple[str, Stated, object]] = field(default_factory=list)

    def share(self, kind: str) -> float:
        """Return the share of *kind* that is as stated, 1 if nothing is."""
        return self.equal[kind] / self.stated[kind] if self.stated[kind] else 1.0


def files_of(packed: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of every file in the archive."""
    with tarfile.open(packed) as archive:
        for member in archive:
            file = archive.extractfile(member)
            if file is not None:
                yield member.name, file.read()


def compare(files: Iterator[tuple[str, bytes]]) -> Outcome:
    """Read every file, and compare it with what it states."""
    outcome = Outcome()
    for name, raw in files:
        outcome.files += 1
        text = b"".join(xml_as_utf8(bytes_of([raw]))).decode(errors="replace")
        try:
            facts, items, refusals = _read(name, raw, dict(_HEADER.findall(text)))
        except SourceUnreadable as error:
            outcome.refused.append((name, str(error)))
            continue
        outcome.partly.extend((name, refusal.reason) for refusal in refusals[:1])
        for stated in stated_in(text):
            found = _found(stated, facts, items)
            outcome.stated[stated.kind] += 1
            outcome.equal[stated.kind] += _is_equal(stated, found)
            if not _is_equal(stated, found):
                outcome.misses.append((name, stated, found))
    return outcome


def _read(name: str, raw: bytes, headers: dict[str, str]) -> tuple[FeedFacts, list[RawItem], list[Refusal]]:
    lowered = {key.lower(): value for key, value in headers.items()}
    if name.endswith(".json"):
        feed = open_json_feed(bytes_of([raw]), name)
    else:
        charset = _CHARSET.search(lowered.get("content-type", ""))
        is_served = bool(headers) or "/http" in name
        base_url = urljoin(f"{_SERVED}{name}", lowered.get("content-location", "")) if is_served else ""
        feed = open_feed(bytes_of([raw]), name, base_url=base_url, charset=charset[1] if charset else "")
    items, refusals = list[RawItem](), list[Refusal]()
    try:
        for entry in feed.entries:
            items.append(entry) if isinstance(entry, RawItem) else refusals.append(entry)
    except SourceCut as cut:
        refusals.append(Refusal(name, str(cut)))
    return feed.facts, items, refusals


def stated_in(text: str) -> list[Stated]:
    """Return what the expectation in *text* states, as far as it is compared."""
    expected = _EXPECTED.search(text)
    if expected is None:
        return []
    try:
        tree = ast.parse(expected[1].strip(), mode="eval")
    except SyntaxError:
        return []
    return [stated for node in _claims(tree.body) if (stated := _stated(node)) is not None]


def _claims(node: ast.expr) -> Iterator[ast.Compare]:
    """Yield the comparisons that must all hold."""
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        for value in node.values:
            yield from _claims(value)
    elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq) and len(node.ops) == 1:
        yield node


def _stated(node: ast.Compare) -> Stated | None:
    try:
        value = ast.literal_eval(node.comparators[0])
    except ValueError:
        return None
    left = node.left
    if isinstance(left, ast.Call) and isinstance(left.func, ast.Name) and left.func.id == "len":
        return Stated("entries", 0, "", value) if _path(left.args[0]) == ["entries"] else None
    match _path(left):
        case ["entries", int(place), *names] if names in _TITLES:
            return Stated("titles", place, "", value)
        case ["entries", int(place), "link"]:
            return Stated("links", place, "", value)
        case ["entries", int(place), *names] if names in _IDS:
            return Stated("ids", place, "", value)
        case ["entries", int(place), str(name)] if name in _UPDATED | _PUBLISHED:
            return Stated("dates", place, name, value)
        case ["feed", *names] if names in _TITLES:
            return Stated("feed titles", 0, "", value)
        case ["feed", "link"]:
            return Stated("feed links", 0, "", value)
    return None


def _path(node: ast.AST) -> list[Any]:
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.Attribute):
        return [*_path(node.value), node.attr]
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return [*_path(node.value), node.slice.value]
    return [None]


def _found(stated: Stated, facts: FeedFacts, items: list[RawItem]) -> object:
    if stated.kind == "entries":
        return len(items)
    if stated.kind == "feed titles":
        return facts.title
    if stated.kind == "feed links":
        return facts.link
    if stated.place >= len(items):
        return None
    item = items[stated.place]
    if stated.kind == "dates":
        return item.extra.get("updated", "") if stated.name in _UPDATED else item.published
    return {"titles": item.title, "links": item.url, "ids": item.id}[stated.kind]


def _is_equal(stated: Stated, found: object) -> bool:
    if not isinstance(found, str) or stated.kind in ("links", "ids", "feed links"):
        return found == stated.value
    if stated.kind == "dates":
        return _moment(found) == _moment(stated.value)
    # The expectation holds HTML or text, and does not say which.
    return plain_title(found) in (plain_title(str(stated.value)), one_line(str(stated.value), most=500))


def _moment(date: object) -> object:
    """Return *date*, text or nine numbers, as a moment in UTC where that can be read."""
    if isinstance(date, tuple):
        return f"{date[0]:04}-{date[1]:02}-{date[2]:02}T{date[3]:02}:{date[4]:02}:{date[5]:02}Z"
    read = published_date(str(date), now=_NOW)
    if read is None or "T" in read:
        return read or date
    return f"{read}{ {4: '-01-01', 7: '-01'}.get(len(read), '') }T00:00:00Z"


def time_large(megabytes: int) -> None:
    """Read a generated feed, and print what it took."""
    entries, read = megabytes * 1024 * 1024 // 3_300, 0
    raw = b"".join((_HEAD, *(_entry(number) for number in range(entries)), b"</channel></rss>"))
    chunks = (raw[start : start + 65_536] for start in range(0, len(raw), 65_536))
    before, started = most_held(), time.process_time()
    for entry in read_feed(chunks, "large"):
        read += isinstance(entry, RawItem)
    seconds = time.process_time() - started
    print(
        f"feed of {len(raw) / 1024 / 1024:.1f} MB: {read:,} of {entries:,} entries, {seconds:.1f} s "
        f"({read / seconds:,.0f} entries/s); at most {most_held() / 1024 / 1024:.0f} MB of memory, "
        f"{before / 1024 / 1024:.0f} MB of them before"
    )


_HEAD = (
    b'<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
    b"<channel><title>The Wharf</title>"
)


def _entry(number: int) -> bytes:
    words = [word((number * 37 + place) % 5_000) for place in range(400)]
    paragraphs = "".join(f"<p>{' '.join(words[start : start + 50])}</p>" for start in range(0, 400, 50))
    return (
        f"<item><title>{' '.join(words[:6])}</title><link>https://wharf.example/{number}</link>"
        f"<guid>https://wharf.example/{number}</guid><pubDate>Thu, 05 Mar 2026 10:30:00 +0100</pubDate>"
        f"<content:encoded><![CDATA[{paragraphs}]]></content:encoded></item>"
    ).encode()


def main(arguments: list[str] | None = None) -> int:
    """Read all, and print a table; exit with 1 when less is equal than must be."""
    parser = argparse.ArgumentParser(prog="python -m bench.feeds")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--misses", action="store_true", help="Name each difference, and each file that was refused.")
    parser.add_argument("--megabytes", type=int, default=0)
    given = parser.parse_args(arguments)
    if given.megabytes:
        time_large(given.megabytes)
        return 0
    outcome = compare(files_of(given.data / "feedparser-feeds" / "feeds.tar.gz"))
    print(
        f"feeds: {outcome.files:,} files, no crash; {len(outcome.refused)} refused whole, "
        f"{len(outcome.partly)} parsed with a reason for what is missing"
    )
    for kind in (*KINDS, "ids", "feed titles", "feed links"):
        print(f"  {kind:<12} {outcome.equal[kind]:>4} of {outcome.stated[kind]:>4} equal  {outcome.share(kind):.1%}")
    if given.misses:
        for name, reason in (*outcome.refused, *outcome.partly):
            print(f"{name}: {reason}")
        for name, stated, found in outcome.misses:
            print(f"{name}: {stated.kind} {stated.name} expected {stated.value!r}, found {found!r}")
    return 0 if all(outcome.share(kind) >= LEAST for kind in KINDS) else 1


if __name__ == "__main__":
    raise SystemExit(main())
