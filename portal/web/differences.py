"""Two versions of a text → what a reader sees of the difference: paragraphs of pieces that stayed, went or came."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from portal.web.matching import Budget, matches

STEPS = 400_000
"""Comparisons for one page, some 0.2 s; what is left over is shown as paragraphs that went and came."""

LEAST_SHARED = 0.3
"""Of the words of two passages: those that share less are shown one after the other, not word by word."""

AROUND = 1
"""Paragraphs shown before and after one that changed."""

# Scripts that put no spaces between words are compared letter by letter.
_WIDE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u303f\u3040-\u30ff\u31f0-\u9fff\uf900-\ufaff\uff00-\uffef"
_TOKEN = re.compile(rf"\n\n|(?:[{_WIDE}]|[^\s{_WIDE}]+)(?: |\n(?!\n))?")
_BREAK = "\n\n"
_PILCROW = "¶"


class Kind(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


class Piece(NamedTuple):
    """Words of one kind."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or a place at which some that did not change are left out."""

    pieces: tuple[Piece, ...] = ()

    left_out: int = 0
    """How many paragraphs that stayed as they were."""


def line_differences(before: str, after: str) -> tuple[Piece, ...]:
    """Return the difference of two titles; empty when there is none."""
    return () if before == after else tuple(_pieces(_worded(before, after, Budget(STEPS))))


def text_differences(before: str, after: str) -> tuple[Paragraph, ...]:
    """Return the difference of two texts whose paragraphs are parted by a blank line; empty when there is none.

    Shape: every paragraph that changed, with `AROUND` on both sides. Words
    are never lost: what is kept or removed makes *before*, what is kept or
    added makes *after*, white space and what is left out aside.
    """
    if before == after:
        return ()
    budget = Budget(STEPS)
    mine, theirs = [text.split(_BREAK) if text else [] for text in (before, after)]
    same = matches(mine, theirs, budget) or []
    paragraphs: list[Paragraph] = []
    place = other = 0
    for one, two in (*same, (len(mine), len(theirs))):
        paragraphs += _changed(mine[place:one], theirs[other:two], budget)
        if one < len(mine):
            paragraphs.append(Paragraph((Piece(Kind.SAME, mine[one]),)))
        place, other = one + 1, two + 1
    return tuple(_folded(paragraphs))


def _changed(before: Sequence[str], after: Sequence[str], budget: Budget) -> list[Paragraph]:
    """Return the difference of passages that have no paragraph in common."""
    if before and after:
        worded = _worded(_BREAK.join(before), _BREAK.join(after), budget)
        if any(piece.kind is Kind.SAME for piece in worded):
            return _in_paragraphs(worded)
    went = [Paragraph((Piece(Kind.REMOVED, paragraph),)) for paragraph in before]
    return went + [Paragraph((Piece(Kind.ADDED, paragraph),)) for paragraph in after]


def _worded(before: str, after: str, budget: Budget) -> list[Piece]:
    """Return the difference word by word, a piece each; all of one after all of the other when they share little."""
    mine, theirs = _TOKEN.findall(before), _TOKEN.findall(after)
    bare = [[token.rstrip() or token for token in tokens] for tokens in (mine, theirs)]
    same = matches(bare[0], bare[1], budget)
    if same is None or len(same) < LEAST_SHARED * max(len(mine), len(theirs)):
        same = []
    worded: list[Piece] = []
    place = other = 0
    for one, two in (*same, (len(mine), len(theirs))):
        worded += [Piece(Kind.REMOVED, token) for token in mine[place:one]]
        worded += [Piece(Kind.ADDED, token) for token in theirs[other:two]]
        if two < len(theirs):
            worded.append(Piece(Kind.SAME, theirs[two]))
        place, other = one + 1, two + 1
    return worded


def _in_paragraphs(worded: Sequence[Piece]) -> list[Paragraph]:
    """Return *worded* in the paragraphs of the newer version; a break that came or went is marked by a pilcrow."""
    paragraphs: list[Paragraph] = []
    line: list[Piece] = []
    for piece in worded:
        if piece.text != _BREAK:
            line.append(piece)
            continue
        if piece.kind is not Kind.SAME:
            line.append(Piece(piece.kind, _PILCROW + " "))
        if piece.kind is not Kind.REMOVED:
            paragraphs.append(Paragraph(tuple(_pieces(line))))
            line = []
    return [*paragraphs, Paragraph(tuple(_pieces(line)))] if line else paragraphs


def _pieces(worded: Sequence[Piece]) -> Iterator[Piece]:
    """Yield runs of one kind as one piece; the white space at the end of what came or went stands outside."""
    place = 0
    while place < len(worded):
        end = place
        while end < len(worded) and worded[end].kind is worded[place].kind:
            end += 1
        kind, text = worded[place].kind, "".join(piece.text for piece in worded[place:end])
        if kind is Kind.SAME:
            yield Piece(kind, text)
        else:
            yield Piece(kind, text.rstrip())
            if end < len(worded):
                yield Piece(Kind.SAME, " ")
        place = end


def _folded(paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """Yield *paragraphs*, those left out that stayed as they were and stand by no other."""
    near = [False] * len(paragraphs)
    for place, paragraph in enumerate(paragraphs):
        if any(piece.kind is not Kind.SAME for piece in paragraph.pieces):
            for shown in range(max(0, place - AROUND), min(len(near), place + AROUND + 1)):
                near[shown] = True
    left_out = 0
    for paragraph, is_shown in zip(paragraphs, near, strict=True):
        if not is_shown:
            left_out += 1
            continue
        if left_out:
            yield Paragraph(left_out=left_out)
            left_out = 0
        yield paragraph
    if left_out:
        yield Paragraph(left_out=left_out)
