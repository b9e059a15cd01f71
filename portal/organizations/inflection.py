"""Names with the endings that their language gives them: "Международной организации труда", "der Vereinten Nationen".

Only names that the authority file has in the language of the article are
looked for so, by the stems of their words.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate

import snowballstemmer

from portal.articles.authority import Entry
from portal.organizations.automaton import Automaton
from portal.organizations.names import Form, Kind, kind_of

_ALGORITHMS = {
    "cs": "czech", "de": "german", "el": "greek", "et": "estonian", "fi": "finnish", "hu": "hungarian",
    "hy": "armenian", "lt": "lithuanian", "pl": "polish", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "tr": "turkish",
}  # fmt: skip

_UKRAINIAN = re.compile(
    r"(?<=\w{3})(?:ами|ями|ові|еві|ого|ому|ої|ою|єю|ею|их|им|ими|ій|ий|ах|ях|ам|ям|ів|їв|ом|ем|єм|а|я|и|і|ї|у|ю|е|є|о|ь|й)$"
)
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_CYRILLIC_LANGUAGES = frozenset({"ru", "uk", "sr"})

_WORD = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"[^\S\n]*\n?[^\S\n]*|[-‐‑–'’ʼ]")
_LEAST = 5
"""Letters of a name of one word that is looked for with endings."""

Stemmer = Callable[[list[str]], list[str]]


class Inflected:
    """Finds the names of some entries in one language by the stems of their words. Threads may share it."""

    def __init__(self, entries: Sequence[Entry], language: str, stemmer: Stemmer) -> None:
        self._stemmer = stemmer
        self._forms: list[list[Form]] = []
        numbers: dict[str, int] = {}
        named = [(place, name) for place, entry in enumerate(entries) for name in _names_in(entry, language)]
        for (place, name), stems in zip(named, self._stems(name for _, name in named), strict=True):
            number = numbers.setdefault(f" {stems} ", len(self._forms))
            if number == len(self._forms):
                self._forms.append([])
            self._forms[number].append(Form(place, name, kind_of(name)))
        self._automaton = Automaton(numbers.items())

    def found(self, text: str) -> Iterator[tuple[int, int, tuple[Form, ...]]]:
        """Yield where names may stand in *text*, with nothing but white space or a dash between their words."""
        places = [found.span() for found in _WORD.finditer(text)]
        stems = self._stemmer([text[start:end].lower() for start, end in places])
        ends = list(accumulate(len(stem) + 1 for stem in stems))
        for last, number in self._automaton.found(f" {' '.join(stems)} "):
            forms = self._forms[number]
            final = bisect_left(ends, last)
            first = final - len(_WORD.findall(forms[0].written)) + 1
            if first < 0:
                continue
            between = zip(places[first:final], places[first + 1 : final + 1], strict=True)
            if all(_BETWEEN.fullmatch(text, one[1], other[0]) for one, other in between):
                yield places[first][0], places[final][1], tuple(forms)

    def _stems(self, names: Iterable[str]) -> Iterator[str]:
        for name in names:
            yield " ".join(self._stemmer([word.lower() for word in _WORD.findall(name)]))


def primary(language: str) -> str:
    """Return the first part of a language tag: ``pt`` of ``pt-BR``."""
    return language.partition("-")[0].lower()


def inflected(entries: Sequence[Entry], language: str) -> Inflected | None:
    """Return what finds names with endings in *language*; None for languages whose names have none that we know."""
    stemmer = _stemmer(language)
    return Inflected(entries, language, stemmer) if stemmer else None


def _stemmer(language: str) -> Stemmer | None:
    if language == "uk":
        return lambda words: [_UKRAINIAN.sub("", word) for word in words]
    algorithm = _ALGORITHMS.get(language)
    if algorithm is None or algorithm not in snowballstemmer.algorithms():
        return None
    stem: Stemmer = snowballstemmer.stemmer(algorithm).stemWords
    return stem


def _names_in(entry: Entry, language: str) -> Iterator[str]:
    own = [name for tag, names in entry.names.items() if primary(tag) == language for name in names]
    if language in _CYRILLIC_LANGUAGES:
        own += [name for name in (entry.name, *entry.aliases) if _CYRILLIC.search(name)]
    for name in dict.fromkeys(own):
        kind = kind_of(name)
        if _WORD.search(name) and (kind is Kind.PHRASE or (kind is Kind.WORD and len(name) >= _LEAST)):
            yield name
