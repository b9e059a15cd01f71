"""One numbering of facet values for all segments, extended as segments arrive."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from index.analysis import facet_key
from index.engines.whoosh.facets import FacetTerm
from index.engines.whoosh.view import Segment
from index.schema import NONE_VALUE, Schema

Ints = npt.NDArray[np.int64]


class Vocabulary:
    """Global ordinals of facet values. It only grows; a value nobody carries any more counts zero.

    Changed by one thread at a time, when a snapshot is made; read by many.
    """

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.terms: list[FacetTerm] = []
        self._numbers: dict[tuple[str, str], int] = {}
        self._by_field: dict[str, list[int]] = {field: [] for field in schema.facets}
        self._ranks: dict[str, tuple[int, Ints]] = {}
        self._keys: dict[str, tuple[int, dict[str, list[int]]]] = {}
        self.contested: set[int] = set()
        """Ordinals about whose label documents disagree or once disagreed: a snapshot looks up the one that holds."""

        self.version = 0

    def __len__(self) -> int:
        return len(self.terms)

    def adopt(self, segment: Segment) -> Ints:
        """Return the global ordinal of each of *segment*'s local ones."""
        return np.array([self._adopt(term) for term in segment.facet_terms], np.int64)

    def _adopt(self, term: FacetTerm) -> int:
        key = (term.field, term.value)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.terms)
            self.terms.append(term)
            self._by_field[term.field].append(number)
            self.version += 1
        elif self.terms[number] != term:
            self.terms[number] = self.terms[number].joined_with(term)
            self.version += 1
        if self.terms[number].is_contested:
            self.contested.add(number)
        return number

    def number(self, field: str, value: str) -> int | None:
        """Return the ordinal of a value, or None where no document ever carried it."""
        return self._numbers.get((field, value))

    def of_field(self, field: str) -> Sequence[int]:
        """Return the ordinals of *field* but ``_none``."""
        return [number for number in self._by_field.get(field, ()) if self.terms[number].value != NONE_VALUE]

    def keys(self, field: str) -> Mapping[str, Sequence[int]]:
        """Return the ordinals of *field* by what names them: the folded value, the folded label."""
        version, keys = self._keys.get(field, (-1, {}))
        if version != self.version:
            keys = keyed((number, *self.terms[number][1:3]) for number in self.of_field(field))
            self._keys[field] = (self.version, keys)
        return keys

    def ranked(self, field: str) -> Ints:
        """Return the ordinals of *field* but ``_none``, by label, then by value."""
        version, ranked = self._ranks.get(field, (-1, np.zeros(0, np.int64)))
        if version != self.version:
            numbers = sorted(self.of_field(field), key=lambda n: (self.terms[n].label, self.terms[n].value))
            ranked = np.array(numbers, np.int64)
            self._ranks[field] = (self.version, ranked)
        return ranked


def keyed(values: Iterable[tuple[int, str, str]]) -> dict[str, list[int]]:
    """Return ordinals by folded value and folded label, from (ordinal, value, label)."""
    keys: dict[str, list[int]] = {}
    for number, value, label in values:
        for key in {facet_key(value), facet_key(label)}:
            keys.setdefault(key, []).append(number)
    return keys
