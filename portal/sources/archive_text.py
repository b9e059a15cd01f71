"""The text of an archive page copied out of a browser → one excerpt for each card.

Such a page is a heading (``Tag: ILO``) and cards of title, excerpt and
"Read More". Copying glues the link to what follows it, puts the heading after
the first card, and may lose the first title; features.md §0 has the evidence.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from portal.sources.errors import SourceCut
from portal.sources.raw import RawItem, Refusal
from portal.sources.reading import decode

MAX_BYTES = 8 * 1024 * 1024
"""A page that a person copied is far smaller; it is held whole, because its heading may stand anywhere."""

READ_MORE = re.compile(
    r"^[ \t]*(?:Read More|READ MORE|Continue [Rr]eading|Read more(?=[ \t»→›…]*$))[ \t»→›…]*",
    re.MULTILINE,
)
HEADING = re.compile(r"^(?:Tag|Category|Topic|Archive|Archives)s?:[ \t]*(\S.*)$")

# The longest title among 24,000 news articles that we measure with has 158 characters; the seed's excerpts, 600.
_LONGEST_TITLE = 250
_ENDS_OPEN = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\s*$")


@dataclass
class _Card:
    line: int
    paragraphs: list[str] = field(default_factory=list)


def read_archive_text(chunks: Iterable[bytes], name: str) -> Iterator[RawItem | Refusal]:
    """Yield an excerpt for each card of the page.

    Shape: every item carries the page's heading as its tag, wherever the
    heading stood; a card without a title has an empty one.

    Raises:
        SourceCut: the page is too long, or breaks off; what was read of it was yielded.
    """
    raw, cut = _whole(chunks)
    tags, cards = _cards(decode(raw))
    for card in cards:
        title, excerpt = _title_and_excerpt(card.paragraphs)
        yield RawItem(
            where=f"{name}:{card.line}",
            title=title,
            excerpt=excerpt,
            completeness="excerpt",
            tags=tuple(tags),
        )
    if cut is not None:
        raise cut


def _whole(chunks: Iterable[bytes]) -> tuple[bytes, SourceCut | None]:
    parts, size = list[bytes](), 0
    try:
        for chunk in chunks:
            parts.append(chunk)
            size += len(chunk)
            if size > MAX_BYTES:
                return b"".join(parts)[:MAX_BYTES], SourceCut(f"only the first {MAX_BYTES:,} bytes of a page are read")
    except SourceCut as cut:
        return b"".join(parts), cut
    return b"".join(parts), None


def _cards(text: str) -> tuple[list[str], list[_Card]]:
    tags, cards, card = list[str](), list[_Card](), _Card(line=1)
    for number, line in enumerate(text.split("\n"), start=1):
        link = READ_MORE.match(line)
        if link is not None:
            cards.append(card)
            card = _Card(line=number)
        words = (line[link.end() :] if link else line).strip()
        heading = HEADING.match(words)
        if heading is not None and not card.paragraphs:
            tags.append(heading[1])
        elif words and not (link and words[0].islower()):  # "Read More about …" is still the link
            card.line = card.line if card.paragraphs else number
            card.paragraphs.append(words)
    cards.append(card)
    return list(dict.fromkeys(tags)), [card for card in cards if card.paragraphs]


def _title_and_excerpt(paragraphs: list[str]) -> tuple[str, str]:
    first = paragraphs[0]
    if len(first) > _LONGEST_TITLE or _ENDS_OPEN.search(first):
        return "", "\n\n".join(paragraphs)
    return first, "\n\n".join(paragraphs[1:])
