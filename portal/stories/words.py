"""Text → arrays of hashed words, in whole arrays at once: what signatures are made of.

The hashes are the same in every process and version of Python: they are kept.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]

_SEPARATOR, _LETTER, _DIGIT, _UNSEGMENTED, _MARK = range(5)
_LAST = 0x20000
"""Code points from here to 0x3FFFF are Han; nothing above them is text."""

_UNSEGMENTED_BLOCKS = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3005, 0x3007), (0x3040, 0x30FF), (0x31F0, 0x31FF),
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF),
)  # fmt: skip
"""Thai, Lao, Myanmar, Khmer, Kana and Han: written without spaces."""

_COMMA, _POINT = ord(","), ord(".")
_SIGN = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text in its order, each as a number."""

    hashes: Hashes
    """Of the folded words; of text without spaces, of every two neighboring signs."""

    is_figure: npt.NDArray[np.bool_]
    """It holds a digit."""

    is_name: npt.NDArray[np.bool_]
    """It has a capital where no sentence begins; never so in scripts without capitals."""


def words_of(text: str) -> Words:
    """Return the words of *text*.

    Shape: case, marks and compatibility forms make no difference, nor do the
    commas and points within a figure: ``1,200`` is ``1200``.
    """
    written = text if text.isascii() else unicodedata.normalize("NFKD", text)
    lowered = written.lower()
    codes = _codes(lowered)
    kinds = _kinds()[np.minimum(codes, _LAST)]
    capitals = codes != _codes(written) if len(lowered) == len(written) else np.zeros(len(codes), np.bool_)
    stays = kinds != _MARK
    stays &= ~_within_figures(codes, kinds)
    if not stays.all():
        codes, kinds, capitals = codes[stays], kinds[stays], capitals[stays]
    return _words(codes, kinds, capitals)


def mixed(values: Hashes) -> Hashes:
    """Return *values* scattered over all of 64 bits, each to another.

    Source: the finalizer of SplitMix64 (Steele, Lea, Flood 2014).
    """
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _codes(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _within_figures(codes: npt.NDArray[np.uint32], kinds: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Say which commas and points stand between two digits."""
    found = np.zeros(len(codes), np.bool_)
    if len(codes) > 2:
        is_digit = kinds == _DIGIT
        middle = codes[1:-1]
        found[1:-1] = ((middle == _COMMA) | (middle == _POINT)) & is_digit[:-2] & is_digit[2:]
    return found


def _words(codes: npt.NDArray[np.uint32], kinds: npt.NDArray[np.uint8], capitals: npt.NDArray[np.bool_]) -> Words:
    places = np.flatnonzero(kinds)
    if not len(places):
        nothing = np.zeros(0, np.bool_)
        return Words(np.zeros(0, np.uint64), nothing, nothing)
    signs, kinds = codes[places].astype(np.uint64), kinds[places]
    is_alone = kinds == _UNSEGMENTED
    is_first = np.ones(len(places), np.bool_)
    is_first[1:] = (np.diff(places) > 1) | is_alone[1:] | is_alone[:-1]
    starts = np.flatnonzero(is_first)
    if is_alone.any():
        _pair(signs, is_alone, places)
    # Where a sign stands in its word: beyond some hundred signs it is no word that anybody compares.
    within = np.arange(len(places)) - np.repeat(starts, np.diff(starts, append=len(places)))
    hashes = mixed(np.add.reduceat(mixed(signs) * _powers()[within & 127], starts))
    is_figure = np.logical_or.reduceat(kinds == _DIGIT, starts)
    gap = np.zeros(len(starts), np.int64)
    gap[1:] = places[starts[1:]] - places[starts[1:] - 1]
    return Words(hashes, is_figure, capitals[places[starts]] & (gap == 2) & ~is_figure)


def _pair(signs: Hashes, is_alone: npt.NDArray[np.bool_], places: npt.NDArray[np.int64]) -> None:
    """Add to each sign of a script without spaces the one that follows it."""
    has_next = is_alone[:-1] & is_alone[1:] & (np.diff(places) == 1)
    signs[:-1][has_next] |= (signs[1:] & np.uint64(0x1FFFFF))[has_next] << np.uint64(21)


@cache
def _powers() -> Hashes:
    """Return an odd factor for each place in a word."""
    return mixed(np.arange(1, 129, dtype=np.uint64) * _SIGN) | np.uint64(1)


@cache
def _kinds() -> npt.NDArray[np.uint8]:
    """Return the kind of each code point up to `_LAST`, which stands for those above."""
    kinds = np.zeros(_LAST + 1, np.uint8)
    for code in range(_LAST):
        category = unicodedata.category(chr(code))
        if category[0] == "L":
            kinds[code] = _LETTER
        elif category[0] == "M" or category == "Cf":
            kinds[code] = _MARK
        elif category[0] == "N":
            kinds[code] = _DIGIT
    for first, last in _UNSEGMENTED_BLOCKS:
        block = kinds[first : last + 1]
        block[block == _LETTER] = _UNSEGMENTED
    kinds[_LAST] = _UNSEGMENTED
    return kinds
