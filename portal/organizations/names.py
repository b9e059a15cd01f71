"""Entries → everything they are called, ready to be found in a text, details worked out when first needed."""

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from portal.articles.authority import Entry
from portal.organizations.automaton import Automaton
from portal.organizations.folding import Folded, folded_name, folded_names, has_arabic, has_unspaced, is_unspaced
from portal.organizations.variants import undotted, variants


class Kind(Enum):
    """What a name is like, which decides how it must be written."""

    ACRONYM = auto()
    """One word with several capitals, such as ILO, AFL-CIO, IndustriALL: only as written."""

    PHRASE = auto()
    """Several words."""

    WORD = auto()
    """A single word, such as Oxfam."""


@dataclass(frozen=True, slots=True)
class Form:
    """A name as an entry has it."""

    entry: int
    """The place of the entry in the list."""

    written: str
    kind: Kind


_LEAST = 2
"""Signs of a name that is looked for."""

_WORDS = re.compile(r"[^\W_]+")

_PREFIXES = ("و", "ف", "ب", "ك", "ل", "وب", "وك", "ول", "فب", "فل")
_ARTICLES = ("ال", "وال", "فال", "بال", "كال", "وبال", "وكال", "فبال", "لل", "ولل", "فلل")
_ARTICLE = "ال"
_LONGEST_PREFIX = 5


class Names:
    """All names of some entries. Built once, then only read; threads may share it.

    Units: 25,000 names take about 30 MB and 0.3 s, 200,000 eight times that.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self._names: list[str] = []
        self._owners = array("i")
        for place, entry in enumerate(entries):
            for name in entry.all_names:
                self._names.append(undotted(name))
                self._owners.append(place)
        self._own = len(self._names)
        """So many of the names are as the entries have them; the others are variants of these."""

        self._add_variants()
        self._groups: list[int | tuple[int, ...]] = []
        self._known: dict[int, tuple[Form, ...]] = {}
        self.small: set[int] = set()
        """The numbers of names that begin with a small letter."""

        patterns = self._patterns()
        self.lengths = array("i", map(len, patterns))
        plain = [(pattern, number) for number, pattern in enumerate(patterns) if pattern.isascii()]
        other = [(pattern, number) for number, pattern in enumerate(patterns) if not pattern.isascii()]
        unspaced = [one for one in other if has_unspaced(one[0])]
        arabic = [one for one in other if has_arabic(one[0]) and not has_unspaced(one[0])]
        apart = {number for _, number in (*unspaced, *arabic)}
        # Plain ones first: the automaton tries the letters that may follow in the order in which they came.
        spaced = (*plain, *(one for one in other if one[1] not in apart))
        self._spaced = Automaton((f" {pattern} ", number) for pattern, number in spaced)
        self._unspaced = Automaton(unspaced)
        self._arabic = _Arabic(arabic)

    def forms(self, number: int) -> tuple[Form, ...]:
        """Return the names that are written alike but for case, accents and signs."""
        known = self._known.get(number)
        if known is None:
            group = self._groups[number]
            names = (group,) if isinstance(group, int) else group
            known = tuple(dict.fromkeys(self._form(name) for name in names))
            self._known[number] = known
        return known

    def called(self, name: str) -> frozenset[int]:
        """Return the places of the entries that are called *name*, in whatever case."""
        pattern = folded_name(undotted(name))
        number = self._number(pattern)
        return frozenset(form.entry for form in self.forms(number)) if number is not None else frozenset()

    def acronym(self, pattern: str) -> int | None:
        """Return the number of a folded name that is one word."""
        return self._spaced.number(f" {pattern} ")

    def found(self, text: Folded) -> Iterator[tuple[int, int, int]]:
        """Yield where names stand in `text.text`, from their first sign to after their last, and their numbers.

        Shape: overlapping ones all, in no order that matters. Nothing is said
        of case or of signs between words.
        """
        lengths = self.lengths
        for end, number in self._spaced.found(text.parted):
            yield end - lengths[number], end, number
        if text.is_unspaced:
            yield from self._found_unspaced(text.text)
        if text.is_arabic:
            yield from self._arabic.found(text.text)

    def _found_unspaced(self, text: str) -> Iterator[tuple[int, int, int]]:
        for last, number in self._unspaced.found(text):
            start, end = last + 1 - self.lengths[number], last + 1
            if _is_bound(text[start - 1], text[start]) and _is_bound(text[end], text[last]):
                yield start, end, number

    def _number(self, pattern: str) -> int | None:
        number = self._spaced.number(f" {pattern} ") if pattern else None
        number = self._unspaced.number(pattern) if number is None else number
        return self._arabic.number(pattern) if number is None else number

    def _form(self, name: int) -> Form:
        written = self._names[name]
        return Form(self._owners[name], written, kind_of(written))

    def _add_variants(self) -> None:
        for name in range(self._own):
            for other in variants(self._names[name]):
                self._names.append(other)
                self._owners.append(self._owners[name])

    def _patterns(self) -> list[str]:
        """Return the folded names, each once, and note whose they are: a variant never where another has that name."""
        numbers: dict[str, int] = {}
        groups = self._groups
        for name, pattern in enumerate(folded_names(self._names)):
            if len(pattern) < _LEAST:
                continue
            number = numbers.setdefault(pattern, len(groups))
            if number == len(groups):
                groups.append(name)
            elif name < self._own or self._is_of(groups[number], self._owners[name]):
                held = groups[number]
                groups[number] = (held, name) if isinstance(held, int) else (*held, name)
            if self._names[name][:1].islower():
                self.small.add(number)
        return list(numbers)

    def _is_of(self, group: int | tuple[int, ...], owner: int) -> bool:
        """Say whether a group of names has one as its entry has it only of *owner*, or none but variants."""
        names = (group,) if isinstance(group, int) else group
        return all(self._owners[name] == owner or name >= self._own for name in names)


class _Arabic:
    """Finds names in Arabic letters, also where "and", "by" or "for" is written together with them."""

    def __init__(self, patterns: Iterable[tuple[str, int]]) -> None:
        self._numbers: list[list[tuple[str, int]]] = []
        places: dict[str, int] = {}
        for pattern, number in patterns:
            stem = _stem(pattern)
            place = places.setdefault(stem, len(self._numbers))
            if place == len(self._numbers):
                self._numbers.append([])
            self._numbers[place].append((pattern, number))
        self._automaton = Automaton((f"{stem} ", place) for stem, place in places.items())

    def number(self, pattern: str) -> int | None:
        """Return the number of a folded name."""
        place = self._automaton.number(f"{_stem(pattern)} ")
        held = self._numbers[place] if place is not None else []
        return next((number for name, number in held if name == pattern), None)

    def found(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Yield where names stand, as `Names.found` does."""
        for end, place in self._automaton.found(text):
            for pattern, number in self._numbers[place]:
                stem = len(_stem(pattern))
                start = end - stem
                bound = text.rfind(" ", max(0, start - _LONGEST_PREFIX - 1), start)
                if bound < 0:
                    continue
                before = text[bound + 1 : start]
                if stem == len(pattern):
                    if not before or before in _PREFIXES:
                        yield start, end, number
                elif before in _ARTICLES:
                    yield start - (2 if before.endswith(_ARTICLE) else 1), end, number


def kind_of(written: str) -> Kind:
    """Say what a name is like."""
    if len(written.split()) > 1:
        return Kind.PHRASE
    if written.isupper():
        return Kind.ACRONYM
    words = _WORDS.findall(written)
    return Kind.ACRONYM if any(sum(map(str.isupper, word)) > 1 for word in words) else Kind.WORD


def _stem(pattern: str) -> str:
    return pattern[2:] if pattern.startswith(_ARTICLE) and len(pattern) > 4 else pattern


def _is_bound(outer: str, inner: str) -> bool:
    """Say whether a word may end between the sign *outer* it and its last sign *inner*."""
    return outer == " " or is_unspaced(outer) or is_unspaced(inner)
