"""Vocabulary: every facet value there is, for pages that speak of the whole index."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from index import NONE_VALUE, Engine, Facet, SearchRequest, Sort
from index.analysis import facet_key
from portal.search.state import FIELDS, Refinement


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every facet value there is, with its number of articles in the whole index."""

    articles: int
    facets: Mapping[str, Facet]
    counts: Mapping[str, Mapping[str, int]] = field(repr=False)
    _keys: dict[str, frozenset[str]] = field(default_factory=dict, repr=False, compare=False)

    def knows(self, refinements: Iterable[Refinement]) -> bool:
        """Say whether articles carry each of these values, or are without any where that was asked for."""
        return all(one.value == NONE_VALUE or one.value in self.counts[one.field] for one in refinements)

    def has(self, one: Refinement) -> bool:
        """Say whether an article carries this value."""
        return one.value in self.counts[one.field]

    def is_called(self, name: str, text: str) -> bool:
        """Say whether *text* names a value of the field *name*, by value or label, as the query language has it."""
        if text in self.counts[name]:
            return True
        keys = self._keys.get(name)
        if keys is None:
            labels = (facet_key(text) for one in self.facets[name].values for text in (one.value, one.label))
            keys = self._keys[name] = frozenset(labels)
        return facet_key(text) in keys

    def label(self, name: str, value: str) -> str | None:
        """Return the label of a value, or None when no article carries it."""
        if value not in self.counts[name]:
            return None
        return next(one.label for one in self.facets[name].values if one.value == value)


def read_vocabulary(engine: Engine) -> Vocabulary:
    """Return every facet value that *engine* holds."""
    response = engine.search(SearchRequest(sort=Sort.NEWEST, size=0, facets=FIELDS, facet_size=None))
    facets = {facet.field: facet for facet in response.facets}
    counts = {name: {one.value: one.count for one in facet.values} for name, facet in facets.items()}
    return Vocabulary(response.total, facets, counts)
