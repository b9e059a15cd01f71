"""Many texts to words in whole arrays: what is plain ASCII is never taken apart one word at a time.

Words of up to 16 letters are looked up by their bytes, as two integers, in a
table of open addressing; what is new, longer, not ASCII or may be an acronym
is left to the expression that finds words anywhere.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from index.analysis import any_word, word_pattern
from index.engines.whoosh.columns import Array

Ints = npt.NDArray[np.int64]

_EMPTY = -1
_FIRST_BITS = 14
_MOST_LETTERS = 16
_FIRST_LEARNT = 4_096
"""Unknown words that are looked at one by one before the rest are looked up again."""

_LETTER, _DIGIT, _WORD, _SPACE = (np.zeros(256, bool) for _ in range(4))
_LETTER[[*range(ord("A"), ord("Z") + 1), *range(ord("a"), ord("z") + 1)]] = True
_DIGIT[ord("0") : ord("9") + 1] = True
_WORD |= _LETTER | _DIGIT
_WORD[ord("_")] = True
_ALNUM = _LETTER | _DIGIT
_SPACE[[9, 10, 13, 32]] = True
_APOSTROPHES = (ord("'"), ord("`"))
_DOT = ord(".")

_MASKS = np.array([(1 << (8 * length)) - 1 for length in range(9)], np.uint64)
_FIRST_MASK = _MASKS[np.minimum(np.arange(_MOST_LETTERS + 1), 8)]
_SECOND_MASK = _MASKS[np.maximum(np.arange(_MOST_LETTERS + 1) - 8, 0)]


class Numbering(Protocol):
    """Gives every spelling its number, a new one to a new spelling."""

    def __getitem__(self, word: str, /) -> int:
        """Return the number of *word*."""
        ...


class Scanned(NamedTuple):
    """The words of several texts, text after text."""

    numbers: Ints
    """Those of their spellings."""

    starts: Ints
    """Where each begins in its text; only of texts in ASCII it is said."""

    per_text: Ints
    """Words in each text."""


class Scanner:
    """Finds words and their numbers, and remembers the short ones by their bytes."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._held = 0
        self._allot(_FIRST_BITS)

    def _allot(self, bits: int) -> None:
        self._shift = np.uint64(64 - bits)
        self._first, self._second = np.zeros(1 << bits, np.uint64), np.zeros(1 << bits, np.uint64)
        self._numbers = np.full(1 << bits, _EMPTY, np.int64)

    def scan(self, texts: Sequence[str]) -> Scanned:
        """Return the words of *texts*."""
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        foreign = [number for number, text in enumerate(texts) if _is_foreign(text, encoded[number])]
        for number in foreign:
            encoded[number] = b""
        sizes = np.fromiter(map(len, encoded), np.int64, len(encoded)) + 1
        edges = np.concatenate(([1], 1 + np.cumsum(sizes)))
        found = self._words(b"\n".join((b"", *encoded, bytes(_MOST_LETTERS))))
        per_text = np.diff(np.searchsorted(found.starts, edges))
        starts = found.starts - np.repeat(edges[:-1], per_text)
        scanned = Scanned(found.numbers, starts, per_text)
        return self._with_foreign(scanned, {number: texts[number] for number in foreign}) if foreign else scanned

    def _with_foreign(self, scanned: Scanned, texts: dict[int, str]) -> Scanned:
        """Put in the words of texts that were left out so far."""
        firsts = np.cumsum(scanned.per_text) - scanned.per_text
        per_text = scanned.per_text.copy()
        numbers: list[int] = []
        for number, text in texts.items():
            words = word_pattern(text).findall(text)
            numbers.extend(map(self._numbering.__getitem__, words))
            per_text[number] = len(words)
        which = np.fromiter(texts, np.int64, len(texts))
        at = np.repeat(firsts[which], per_text[which])
        return Scanned(np.insert(scanned.numbers, at, numbers), np.insert(scanned.starts, at, _EMPTY), per_text)

    def _words(self, data: bytes) -> "_Found":
        """Return the words of *data*, UTF-8 that begins with a newline and ends with one and `_MOST_LETTERS` zeros."""
        letters = np.frombuffer(data, np.uint8)
        in_word = _ALNUM[letters]
        marks = np.flatnonzero((letters == _APOSTROPHES[0]) | (letters == _APOSTROPHES[1]))
        in_word[marks] = in_word[marks - 1] & in_word[marks + 1]
        runs = _odd_runs(letters, data)
        for start, end in runs:
            in_word[start:end] = False
        edges = np.flatnonzero(in_word[1:] != in_word[:-1]) + 1
        starts, ends = edges[::2], edges[1::2]
        found = _Found(self._numbers_of(data, starts, ends - starts), starts)
        return self._with_odd(found, data, runs) if runs else found

    def _with_odd(self, found: "_Found", data: bytes, runs: Sequence[tuple[int, int]]) -> "_Found":
        """Put in the words of *runs*, found one by one."""
        numbers: list[int] = []
        starts: list[int] = []
        for start, end in runs:
            text = data[start:end].decode("utf-8", "surrogatepass")
            # Only in ASCII is a place in the text one in the bytes, and only there it is asked for.
            for match in any_word().finditer(text):
                numbers.append(self._numbering[match.group()])
                starts.append(start + (match.start() if len(text) == end - start else 0))
        at = np.searchsorted(found.starts, starts)
        return _Found(np.insert(found.numbers, at, numbers), np.insert(found.starts, at, starts))

    def _numbers_of(self, data: bytes, starts: Ints, lengths: Ints) -> Ints:
        at_any_byte: Array = np.ndarray((len(data) - 7,), "<u8", data, 0, (1,))
        short = np.minimum(lengths, _MOST_LETTERS)
        first, second = at_any_byte[starts] & _FIRST_MASK[short], at_any_byte[starts + 8] & _SECOND_MASK[short]
        numbers = self._look_up(first, second)
        numbers[lengths > _MOST_LETTERS] = _EMPTY
        unknown, size = np.flatnonzero(numbers == _EMPTY), _FIRST_LEARNT
        while len(unknown):
            # What the first of them teach is mostly known in the rest, and looked up there.
            part, unknown = unknown[:size], unknown[size:]
            numbers[part] = self._learnt(data, first[part], second[part], starts[part], lengths[part])
            short_ones = unknown[lengths[unknown] <= _MOST_LETTERS]
            numbers[short_ones] = self._look_up(first[short_ones], second[short_ones])
            unknown, size = unknown[numbers[unknown] == _EMPTY], size * 2
        return numbers

    def _learnt(self, data: bytes, first: Array, second: Array, starts: Ints, lengths: Ints) -> Ints:
        """Return the numbers of words one by one, and remember the short ones."""
        spelled = [
            self._numbering[data[start : start + length].decode("ascii")]
            for start, length in zip(starts.tolist(), lengths.tolist(), strict=True)
        ]
        numbers = np.array(spelled, np.int64)
        short = np.flatnonzero(lengths <= _MOST_LETTERS)
        _, distinct = np.unique(numbers[short], return_index=True)
        places = short[distinct]
        if len(places):
            self._remember(first[places], second[places], numbers[places])
        return numbers

    def _look_up(self, first: Array, second: Array) -> Ints:
        """Return the numbers of words by their bytes, `_EMPTY` where they are not known."""
        slots = self._slots(first, second)
        numbers: Ints = self._numbers[slots]
        missed = np.flatnonzero((self._first[slots] != first) | (self._second[slots] != second))
        while len(missed):
            missed = missed[numbers[missed] != _EMPTY]
            slots[missed] = (slots[missed] + 1) & (len(self._numbers) - 1)
            mine = slots[missed]
            numbers[missed] = self._numbers[mine]
            missed = missed[(self._first[mine] != first[missed]) | (self._second[mine] != second[missed])]
        return numbers

    def _slots(self, first: Array, second: Array) -> Ints:
        mixed = (first ^ (first >> np.uint64(29))) + second * np.uint64(0x9E3779B97F4A7C15)
        mixed *= np.uint64(0xD6E8FEB86659FD93)
        mixed ^= mixed >> np.uint64(32)
        mixed *= np.uint64(0xD6E8FEB86659FD93)
        slots: Ints = (mixed >> self._shift).astype(np.int64)
        return slots

    def _remember(self, first: Array, second: Array, numbers: Ints) -> None:
        """Take in words that are not known."""
        self._held += len(numbers)
        if self._held * 2 > len(self._numbers):
            held = np.flatnonzero(self._numbers != _EMPTY)
            before = self._first[held], self._second[held], self._numbers[held]
            self._allot((self._held * 4).bit_length())
            self._place(*before)
        self._place(first, second, numbers)

    def _place(self, first: Array, second: Array, numbers: Ints) -> None:
        slots = self._slots(first, second)
        waiting = np.arange(len(numbers))
        while len(waiting):
            _, chosen = np.unique(slots[waiting], return_index=True)
            placed = waiting[chosen]
            placed = placed[self._numbers[slots[placed]] == _EMPTY]
            mine = slots[placed]
            self._first[mine], self._second[mine], self._numbers[mine] = first[placed], second[placed], numbers[placed]
            is_waiting = np.zeros(len(numbers), bool)
            is_waiting[waiting] = True
            is_waiting[placed] = False
            waiting = np.flatnonzero(is_waiting)
            slots[waiting] = (slots[waiting] + 1) & (len(self._numbers) - 1)


class _Found(NamedTuple):
    numbers: Ints
    starts: Ints


def _is_foreign(text: str, encoded: bytes) -> bool:
    """Say whether much of *text* is not ASCII, so that it is quicker read as a whole."""
    return (len(encoded) - len(text)) * 16 > len(text)


def _odd_runs(letters: Array, data: bytes) -> list[tuple[int, int]]:
    """Return from where to where there is something between spaces that is not ASCII, or may be an acronym."""
    dots = np.flatnonzero(letters == _DOT)
    dots = dots[_LETTER[letters[dots + 1]]]
    odd = dots[~_WORD[letters[dots + 2]]]
    if not data.isascii():
        odd = np.union1d(odd, np.flatnonzero(letters & 0x80))
    if not len(odd):
        return []
    spaces = np.flatnonzero(_SPACE[letters])
    ends = np.unique(np.searchsorted(spaces, odd))
    return list(zip((spaces[ends - 1] + 1).tolist(), spaces[ends].tolist(), strict=True))
