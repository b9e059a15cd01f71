"""Which part of a text to show, and which words of it were searched for.

Engines say where words matched, by position; choosing the window and cutting
the text is the same for all of them. Positions are those of `index.analysis`;
the number beside each tells which leaf of the query matched there.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice
from typing import TypeAlias

from index.analysis import Span, Token
from index.response import Piece

Place: TypeAlias = Token | Span
"""What a text is cut by: only positions and characters matter."""

WINDOW = 44
"""Positions in a snippet at most."""

LEAD = 7
"""Positions shown before the first match."""

MAX_CHARACTERS = 280
ELLIPSIS = "…"
_SPACE = re.compile(r"\s+")


def window_start(matched: Mapping[int, int]) -> int:
    """Return the first position of the best window: most distinct leaves, then most matches, then the earliest."""
    positions = sorted(matched)
    best, best_start = (0, 0), 0
    end = 0
    for i, first in enumerate(positions):
        while end < len(positions) and positions[end] < first + WINDOW - LEAD:
            end += 1
        worth = (len({matched[position] for position in positions[i:end]}), end - i)
        if worth > best:
            best, best_start = worth, first
    return max(0, best_start - LEAD)


def snippet(text: str, tokens: Iterable[Place], matched: Collection[int]) -> tuple[Piece, ...]:
    """Return the window of *text* that begins with the first of *tokens*, as pieces.

    Shape: pieces join to one run of *text* with white space folded, at most
    about 280 characters, with an ellipsis where something was cut; empty for
    an empty text. *matched* holds the positions to mark.
    """
    window = _until_full(tokens)
    return _cut(text, window, window[0].position, matched) if window else ()


def snippet_of_words(
    text: str, words: Sequence[tuple[int, int]], position: int, matched: Collection[int]
) -> tuple[Piece, ...]:
    """Return the same from where *words* of one position each stand, the first of them *position*."""
    count = min(len(words), WINDOW)
    while count > 1 and words[count - 1][1] - words[0][0] > MAX_CHARACTERS:
        count -= 1
    if not count:
        return ()
    here = [at for at in matched if position <= at < position + count]
    shown = sorted({position, position + count - 1, *here})
    return _cut(text, [Span(at, *words[at - position]) for at in shown], position, matched)


def _cut(text: str, window: Sequence[Place], position: int, matched: Collection[int]) -> tuple[Piece, ...]:
    """Return the pieces from the first to the last of *window*, whatever of it is left out between."""
    start = 0 if position == 0 else window[0].start
    end = _end_of_sentence(text, window[-1].end)
    pieces = _pieces(text, start, end, window, matched)
    before = [Piece(ELLIPSIS, match=False)] if position > 0 else []
    after = [Piece(ELLIPSIS, match=False)] if text[end:].strip() else []
    return _folded([*before, *pieces, *after])


def whole(text: str, tokens: Iterable[Place], matched: Collection[int]) -> tuple[Piece, ...]:
    """Return all of *text* as pieces, with the words at *matched* marked; they join to *text*."""
    return tuple(_pieces(text, 0, len(text), list(tokens), matched))


def _until_full(tokens: Iterable[Place]) -> Sequence[Place]:
    window = list(islice(tokens, WINDOW))
    count = len(window)
    while count > 1 and window[count - 1].end - window[0].start > MAX_CHARACTERS:
        count -= 1
    return window[:count]


def _end_of_sentence(text: str, end: int) -> int:
    """Take the closing punctuation along with the last word."""
    while end < len(text) and text[end] in ".,;:!?…)]»”’\"'%。，！？؟،":
        end += 1
    return end


def _pieces(text: str, start: int, end: int, tokens: Iterable[Place], matched: Collection[int]) -> list[Piece]:
    pieces: list[Piece] = []
    done = start
    for token in [token for token in tokens if token.position in matched] if matched else ():
        if token.start < done:
            continue
        if token.start > done:
            pieces.append(Piece(text[done : token.start], match=False))
        pieces.append(Piece(text[token.start : token.end], match=True))
        done = token.end
    if done < end:
        pieces.append(Piece(text[done:end], match=False))
    return pieces


def _folded(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Fold white space and join neighbors that are alike."""
    joined: list[Piece] = []
    for raw, match in pieces:
        text = raw if _is_folded(raw) else _SPACE.sub(" ", raw)
        if joined and joined[-1].match is match and not match:
            joined[-1] = Piece(joined[-1].text + text, match)
        else:
            joined.append(Piece(text, match))
    return tuple(joined)


def _is_folded(text: str) -> bool:
    """Say whether *text* has no white space but single spaces, where that is quickly said."""
    return text.isascii() and text.isprintable() and "  " not in text
