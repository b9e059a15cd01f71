"""Many texts to arrays of token numbers, at the speed of one dictionary look-up per word."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.analysis import primary_language, words_of
from index.engines.whoosh.columns import edges_of, spread
from index.engines.whoosh.scanning import Scanned, Scanner

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

    scanned: Scanned
    """The words they come from."""


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

    def tokenize(self, texts: Sequence[tuple[str, str]]) -> Tokens:
        """Return the tokens of *texts*, each given as (language, text)."""
        by_language: dict[str, list[int]] = {} if texts else {"": []}
        for number, (language, _) in enumerate(texts):
            by_language.setdefault(language, []).append(number)
        found = [
            self._spellings_of(language).scanner.scan([texts[number][1] for number in mine])
            for language, mine in by_language.items()
        ]
        if len(found) == 1:
            return self._expanded(found[0])
        return self._expanded(_in_order(found, [number for mine in by_language.values() for number in mine]))

    def _expanded(self, scanned: Scanned) -> Tokens:
        spelled = scanned.numbers
        counts = _ints(self._count)[spelled]
        first = _ints(self._start)[spelled]
        words, stems = _ints(self._form_words), _ints(self._form_stems)
        if (counts == 1).all():
            return Tokens(words[first], stems[first], scanned.per_text, scanned)
        forms = spread(first, counts)
        up_to = edges_of(counts)
        return Tokens(words[forms], stems[forms], np.diff(up_to[edges_of(scanned.per_text)]), scanned)

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
    def __init__(self) -> None:
        self._texts: list[bytes] = []

    def __missing__(self, term: str) -> int:
        number = self[term] = len(self)
        self._texts.append(term.encode("utf-8", "surrogatepass"))
        return number

    def texts(self, numbers: Sequence[int]) -> list[bytes]:
        """Return the terms with these numbers, in UTF-8."""
        texts = self._texts
        return [texts[number] for number in numbers]


class _Spellings(dict[str, int]):
    def __init__(self, lexicon: Lexicon, language: str) -> None:
        self._lexicon = lexicon
        self._language = language
        self.scanner = Scanner(self)

    def __missing__(self, word: str) -> int:
        number = self[word] = self._lexicon.add_spelling(self._language, word)
        return number


def _in_order(found: Sequence[Scanned], numbers: Sequence[int]) -> Scanned:
    """Return the words of texts with these *numbers* in the order of the numbers."""
    per_text = np.concatenate([one.per_text for one in found])
    order = np.argsort(np.array(numbers, np.int64))
    moved = spread((np.cumsum(per_text) - per_text)[order], per_text[order])
    words = np.concatenate([one.numbers for one in found])[moved]
    return Scanned(words, np.concatenate([one.starts for one in found])[moved], per_text[order])


def _ints(values: "array[int]") -> Ints:
    return np.frombuffer(values, np.int64) if len(values) else np.zeros(0, np.int64)
