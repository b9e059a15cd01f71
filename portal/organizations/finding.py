"""Where names stand in a text, each written as it must be, the longest of those that overlap."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from portal.organizations.folding import Folded, folded, folded_name
from portal.organizations.inflection import Inflected
from portal.organizations.names import Form, Kind, Names
from portal.organizations.surroundings import Surroundings
from portal.organizations.writing import is_small, is_written_so

_DOTTED = re.compile(r"(?<![\w.])(?:[A-Z]\.){2,6}(?!\w)")


_INITIALS = 4
_NO_PATTERN = -1


class Hit(NamedTuple):
    """Words that are written as one or several names are."""

    start: int
    end: int
    forms: tuple[Form, ...]
    """Those of the names that are written so."""

    number: int
    """Of the pattern; negative where none of `Names` is like it."""

    is_inflected: bool = False
    """The words have other endings than the names."""

    @property
    def entries(self) -> frozenset[int]:
        """The places of the entries that are called so."""
        if len(self.forms) == 1:
            return frozenset((self.forms[0].entry,))
        return frozenset(form.entry for form in self.forms)

    @property
    def kind(self) -> Kind:
        """What it is taken for: an acronym where any entry has it as one."""
        first = self.forms[0].kind
        return Kind.ACRONYM if any(form.kind is Kind.ACRONYM for form in self.forms) else first


class Taken:
    """Stretches of a text that are taken, none of them overlapping."""

    def __init__(self, size: int) -> None:
        self._signs = bytearray(size)

    def take(self, start: int, end: int) -> bool:
        """Take a stretch; say whether it was free."""
        if self._signs.find(1, start, end) >= 0:
            return False
        self._signs[start:end] = b"\1" * (end - start)
        return True


def hits(
    names: Names, text: str, plain: Folded, around: Surroundings, inflected: Inflected | None
) -> tuple[list[Hit], frozenset[int]]:
    """Return the names in *text* by their places, and the numbers of those that it also writes small."""
    found: list[Hit] = []
    small: set[int] = set()
    has_small = names.small
    for first, last, number in names.found(plain):
        start, end = plain.span(first, last)
        sign = text[start]
        if is_small(sign) and number not in has_small:
            small.add(number)
            continue
        hit = _hit(names, number, text, (start, end), around)
        if hit is not None:
            found.append(hit)
    found += _dotted(names, text, around)
    found += _inflected(inflected, text, around) if inflected else ()
    return longest(found, len(text)), frozenset(small)


def stands_any(names: Names, text: str) -> bool:
    """Say whether any name may stand in *text*, in whatever case and with whatever between its words."""
    if next(names.found(folded(text)), None) is not None:
        return True
    return any(names.acronym(folded_name(found[0].replace(".", ""))) is not None for found in _DOTTED.finditer(text))


def longest(found: Iterable[Hit], size: int) -> list[Hit]:
    """Return those of the hits that no longer one overlaps, by their places; *size* is that of the text."""
    taken = Taken(size)
    kept = [
        hit for hit in sorted(found, key=lambda hit: (hit.start - hit.end, hit.start)) if taken.take(hit.start, hit.end)
    ]
    return sorted(kept, key=lambda hit: hit.start)


def _hit(names: Names, number: int, text: str, span: tuple[int, int], around: Surroundings) -> Hit | None:
    forms = names.forms(number)
    start, end = span
    written = text[start:end]
    is_initial = forms[0].kind is Kind.PHRASE and around.is_initial(start)
    so = tuple(form for form in forms if is_written_so(form, written, is_initial=is_initial))
    if not so or around.is_in_address(start, end):
        return None
    hit = Hit(start, end, so, number)
    return None if hit.kind is Kind.ACRONYM and around.is_symbol(start, end) else hit


def _dotted(names: Names, text: str, around: Surroundings) -> Iterator[Hit]:
    """Yield acronyms with points: U.N."""
    for found in _DOTTED.finditer(text):
        if len(found[0]) == _INITIALS and not _is_no_person(text, *found.span()):
            continue
        number = names.acronym(folded_name(found[0].replace(".", "")))
        hit = _hit(names, number, text, found.span(), around) if number is not None else None
        if hit is not None:
            yield hit


def _inflected(inflected: Inflected, text: str, around: Surroundings) -> Iterator[Hit]:
    for start, end, forms in inflected.found(text):
        if is_small(text[start]) or around.is_in_address(start, end):
            continue
        is_initial = around.is_initial(start) and not any(map(str.isupper, text[start + 1 : end]))
        so = tuple(form for form in forms if not (is_initial and any(map(str.isupper, form.written[1:]))))
        if so:
            yield Hit(start, end, so, _NO_PATTERN, is_inflected=True)


def _is_no_person(text: str, start: int, end: int) -> bool:
    """Say whether two letters with points are no initials, as in "J.P. Morgan", and no state, as in "Raleigh, N.C."."""
    if text[max(0, start - 4) : start].lower() == "the ":
        return True
    is_named = text[end : end + 1] == " " and text[end + 1 : end + 2].isupper()
    return not is_named and text[max(0, start - 2) : start] != ", "
