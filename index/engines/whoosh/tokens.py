"""Many texts to arrays of token numbers, at the speed of one dictionary look-up per word."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.analysis import primary_language, word_pattern, words_of

Ints = npt.NDArray[np.int64]

NO_TERM = -1
"""Stands where a position has no stem."""

_MOST_WORDS = 1_500_000
"""Spellings remembered before starting afresh: about 300 MB."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """One entry per position of a list of texts, text after text."""

    words: Ints
    """Numbers of surface forms in the lexicon."""

    stems: Ints
    """Numbers of stem keys, `NO_TERM` where there is none."""

    lengths: Ints
    """Positions per text."""


class Lexicon:
    """Numbers for surface forms and stem keys, given in order of first appearance."""

    def __init__(self) -> None:
        self.surfaces = _Numbers()
        self.stems = _Numbers()
        self._spellings: dict[str, _Spellings] = {}
        self._count = array("q")
        self._start = array("q")
        self._form_words = array("q")
        self._form_stems = array("q")

    @property
    def is_full(self) -> bool:
        """Whether it should be replaced by a new one before the next batch."""
        return len(self._count) > _MOST_WORDS

    def tokenize(self, texts: Iterable[tuple[str, str]]) -> Tokens:
        """Return the tokens of *texts*, each given as (language, text)."""
        spelled = array("q")
        ends = array("q")
        for language, text in texts:
            number = self._spellings_of(language)
            spelled.extend([number[word] for word in word_pattern(text).findall(text)])
            ends.append(len(spelled))
        return self._expanded(_ints(spelled), np.diff(_ints(ends), prepend=0))

    def _expanded(self, spelled: Ints, per_text: Ints) -> Tokens:
        counts = _ints(self._count)[spelled]
        first = _ints(self._start)[spelled]
        ends = np.cumsum(counts)
        within = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - counts, counts)
        forms = np.repeat(first, counts) + within
        edges = np.concatenate(([0], np.cumsum(per_text)))
        up_to = np.concatenate(([0], ends))
        return Tokens(_ints(self._form_words)[forms], _ints(self._form_stems)[forms], np.diff(up_to[edges]))

    def _spellings_of(self, language: str) -> "_Spellings":
        primary = primary_language(language)
        found = self._spellings.get(primary)
        if found is None:
            found = self._spellings[primary] = _Spellings(self, primary)
        return found

    def add_spelling(self, language: str, word: str) -> int:
        """Return a new number for *word*, met for the first time in *language*."""
        number = len(self._count)
        forms = words_of(language)[word]
        self._count.append(len(forms))
        self._start.append(len(self._form_words))
        for form in forms:
            self._form_words.append(self.surfaces[form.surface])
            self._form_stems.append(self.stems[form.stem] if form.stem else NO_TERM)
        return number


class _Numbers(dict[str, int]):
    def __missing__(self, term: str) -> int:
        number = self[term] = len(self)
        return number

    def texts(self, numbers: Sequence[int]) -> list[str]:
        """Return the terms with these numbers."""
        every = list(self)
        return [every[number] for number in numbers]


class _Spellings(dict[str, int]):
    def __init__(self, lexicon: Lexicon, language: str) -> None:
        self._lexicon = lexicon
        self._language = language

    def __missing__(self, word: str) -> int:
        number = self[word] = self._lexicon.add_spelling(self._language, word)
        return number


def _ints(values: "array[int]") -> Ints:
    return np.array(values, dtype=np.int64) if len(values) else np.zeros(0, np.int64)
