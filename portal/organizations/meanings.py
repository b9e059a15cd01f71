"""What acronyms mean in one article, which explains them itself; and the bodies it so names that nobody knows."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from portal.organizations.definitions import Definition, definitions, is_small, is_spelled
from portal.organizations.finding import Hit
from portal.organizations.folding import base, folded_name
from portal.organizations.names import Kind, Names
from portal.organizations.surroundings import Surroundings
from portal.organizations.variants import undotted
from portal.organizations.words import is_abbreviation

_LETTERS = 2
_MOST_PAIRS = 50

_POSSESSIVE = re.compile("['’]s$")

_STEM, _ENDING = 4, 4
"""Letters that words of two spellings share at least, and those that their endings may have."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a definition gives an acronym."""

    place: int
    """Where the definition begins."""

    entry: int | None
    """The organization; None where the long form is something else."""

    name: str
    """The long form, as the article writes it."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A "Long Name (ACR)" that no entry is called."""

    name: str
    acronym: str
    start: int
    end: int


@dataclass(slots=True)
class Meanings:
    """The acronyms that an article explains, folded, each with its meanings in their order."""

    of: defaultdict[str, list[Meaning]] = field(default_factory=lambda: defaultdict(list))
    written: dict[str, str] = field(default_factory=dict)
    """How each acronym is written."""

    pairs: list[Pair] = field(default_factory=list)

    def at(self, acronym: str, place: int) -> Meaning | None:
        """Return what *acronym* means at a place: by the last definition before it, or else by the first."""
        found = self.of.get(acronym_key(acronym))
        if not found:
            return None
        return found[max(0, bisect_right(found, place, key=_place_of) - 1)]


def acronym_key(acronym: str) -> str:
    """Return *acronym* as definitions and mentions of it are compared."""
    return folded_name(undotted(acronym))


def meanings(names: Names, text: str, hits: Sequence[Hit], around: Surroundings) -> Meanings:
    """Return what *text* explains, where *hits* are the names that stand in it."""
    made = Meanings()
    reader = _Reader(names, text, hits, around)
    for one in definitions(text):
        reader.add(one, made)
    for found in made.of.values():
        found.sort(key=_place_of)
    return made


def _place_of(one: Meaning) -> int:
    return one.place


class _Reader:
    def __init__(self, names: Names, text: str, hits: Sequence[Hit], around: Surroundings) -> None:
        self._names = names
        self._text = text
        self._around = around
        self._by_end = {hit.end: hit for hit in hits if hit.kind is not Kind.ACRONYM}
        self._seen: set[tuple[str, str]] = set()

    def add(self, one: Definition, made: Meanings) -> None:
        """Note what *one* says, if it says anything."""
        entry, name = self._known(one)
        if entry is None:
            if not one.is_found or self._around.is_in_address(*one.short):
                return
            name = without_possessive(self._text[slice(*one.long)])
            entry = self._nearly(one.acronym, name)
            if entry is None and not self._is_said(one, name, made):
                return
        key = acronym_key(one.acronym)
        made.of[key].append(Meaning(one.span[0], entry, " ".join(name.split())))
        made.written.setdefault(key, one.acronym)

    def _known(self, one: Definition) -> tuple[int | None, str]:
        """Return the organization whose name the long form is."""
        start, end = one.long
        hit = self._by_end.get(end) or self._by_end.get(start + len(without_possessive(self._text[start:end])))
        if hit is None or (one.long[0] > one.short[0] and hit.start != one.long[0]):
            return None, ""
        longer = self._text[one.long[0] : hit.start]
        if one.is_found and longer and longer[0].isupper() and self._is_name(self._text[slice(*one.long)]):
            return None, ""
        entries = hit.entries
        if len(entries) > 1 or not one.is_found:
            entries &= self._names.called(one.acronym)
        return (next(iter(entries)), self._text[hit.start : hit.end]) if len(entries) == 1 else (None, "")

    def _nearly(self, acronym: str, name: str) -> int | None:
        """Return the organization of that acronym whose name is *name* but for spelling, or begins or ends with more.

        Shape: "International Labor Organisation" for the ILO, "Department of Justice" for
        that of the United States, because the acronym is theirs too.
        """
        if len(likeness_of(name)) < _LETTERS:
            return None
        found = [
            place
            for place in self._names.called(acronym)
            if any(is_nearly(name, other) for other in self._names.entries[place].all_names if " " in other)
        ]
        return found[0] if len(found) == 1 else None

    def _is_said(self, one: Definition, name: str, made: Meanings) -> bool:
        """Say whether an unknown long form takes the acronym from others; note it where it may be a body."""
        if one.is_aside:
            return self._is_name(name)
        is_spelled_out = is_spelled(one.acronym, name)
        if not self._is_name(name) and not (is_spelled_out and self._is_foreign_name(one)):
            return is_spelled_out
        capitals = sum(map(str.isupper, one.acronym))
        seen = (folded_name(name), one.acronym)
        is_of_a_body = capitals >= _LETTERS and not is_abbreviation(acronym_key(one.acronym))
        if is_of_a_body and seen not in self._seen and len(made.pairs) < _MOST_PAIRS:
            self._seen.add(seen)
            made.pairs.append(Pair(" ".join(name.split()), one.acronym, *one.span))
        return True

    def _is_name(self, text: str) -> bool:
        """Say whether *text* is written as a name: two words or more, with capitals in all but small words."""
        words = [word.lstrip("\"'«“„‘(") for word in text.split()]
        great = [word for word in words if word and not is_small(word)]
        return (
            len(great) >= _LETTERS
            and all(word[0].isupper() or word[0].isdigit() for word in great if word[0].isalnum())
            and words[0][:1].isupper()
            and not text.isupper()
        )

    def _is_foreign_name(self, one: Definition) -> bool:
        """Say whether the long form begins with a capital within a sentence, as names do that have no other capital."""
        start, end = one.long
        words = self._text[start:end].split()
        return len(words) > 1 and words[0][0].isupper() and not self._around.is_initial(start)


def without_possessive(name: str) -> str:
    """Return *name* as it is without "'s" at its end, as in "the International Labour Organization's (ILO) report"."""
    return _POSSESSIVE.sub("", name)


def is_nearly(name: str, other: str) -> bool:
    """Say whether every word of *name* is, but for its ending or a letter, one of *other*."""
    words = likeness_of(other)
    return all(word in words or any(_is_near(word, one) for one in words) for word in likeness_of(name))


def _is_near(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > _ENDING or min(len(one), len(other)) < _STEM:
        return False
    shared = _shared(one, other)
    rest = _shared(one[::-1], other[::-1])
    most = max(len(one), len(other))
    return shared >= max(_STEM, most - _ENDING) or shared + rest >= most - 1


def _shared(one: str, other: str) -> int:
    """Return with how many letters both begin."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (here, there) in pairs if here != there), min(len(one), len(other)))


def likeness_of(name: str) -> frozenset[str]:
    """Return the words of a name without what differs between spellings of it."""
    plain = "".join(base(sign) if sign.isalnum() else " " for sign in name).replace("co operat", "cooperat")
    return frozenset(_plain(word) for word in plain.split() if not is_small(word))


def _plain(word: str) -> str:
    word = word.removesuffix("s")
    return word.replace("z", "s").replace("our", "or").replace("programme", "program").replace("centre", "center")
