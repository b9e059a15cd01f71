"""Words of an article → the sentence that they stand in."""

import re
from collections.abc import Iterable
from typing import NamedTuple

AROUND = 180
"""Characters of a sentence before and after the words."""

LONGEST_WORDS = 300
"""No name is longer; what claims to be is not quoted."""

ELLIPSIS = "…"
_REACH = 4
"""So many times as far its ends are looked for: white space is evened out."""

# A full stop after one letter, or after a title, ends no sentence.
_END = re.compile(
    r"(?<!\b\w)(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bSt)(?<!\bNo)(?<!\bMrs)[.!?…؟]+['\"”’»)\]]*\s+|[。！？]+[”’」』）]*|\n\s*\n"
)


class Sentence(NamedTuple):
    """A sentence around some of its words, its white space evened out."""

    before: str
    words: str
    after: str

    @property
    def text(self) -> str:
        """The whole sentence."""
        return f"{self.before}{self.words}{self.after}"


def sentence_at(text: str, start: int, end: int, *, around: int = AROUND) -> Sentence | None:
    """Return the sentence of *text* around the words from *start* to *end*; None where there are no such words.

    Shape: at most *around* characters on both sides, an ellipsis where more was cut.
    """
    if not 0 <= start < end <= len(text) or end - start > LONGEST_WORDS:
        return None
    words = text[start:end]
    if not words.strip() or "\n\n" in words:
        return None
    return Sentence(_before(text, start, around), " ".join(words.split()), _after(text, end, around))


def _before(text: str, start: int, around: int) -> str:
    begin = max(0, start - _REACH * around)
    for found in _ends(text, begin, start):
        begin = found.end()
    part = " ".join(text[begin:start].split())
    blank = " " if text[begin:start][-1:].isspace() and part else ""
    if len(part) <= around:
        return part + blank
    return ELLIPSIS + _from_word(part[-around:], around) + blank


def _after(text: str, end: int, around: int) -> str:
    until = min(len(text), end + _REACH * around)
    for found in _ends(text, end, until):
        until = found.end()
        break
    part = " ".join(text[end:until].split())
    blank = " " if text[end : end + 1].isspace() and part else ""
    if len(part) <= around:
        return blank + part
    head, _, _ = part[:around].rpartition(" ")
    return blank + (head or part[:around]) + ELLIPSIS


def _ends(text: str, begin: int, until: int) -> Iterable[re.Match[str]]:
    """Yield where sentences end: not before a word in small letters."""
    return (
        found
        for found in _END.finditer(text, begin, until)
        if not text[found.end() : found.end() + 1].islower() or "\n\n" in found.group()
    )


def _from_word(part: str, around: int) -> str:
    _, blank, rest = part.partition(" ")
    return rest if blank and len(rest) > around // 2 else part
