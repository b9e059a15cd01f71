"""The facet values of a segment as one combined column, and its inverse.

``facet.indptr`` and ``facet.ordinals`` give each document's values in ordinals
local to the segment; ``facet.inverse_indptr`` and ``facet.inverse_docs`` each
value's documents; ``facet.vocabulary`` (JSON) names the ordinals, sorted by
field in the order of the schema, then by value.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.documents import Document
from index.engines.whoosh.columns import Array, smallest_unsigned
from index.schema import NONE_VALUE, Schema

Ints = npt.NDArray[np.int64]


class FacetTerm(NamedTuple):
    """One value of one facet field."""

    field: str
    value: str
    label: str
    is_contested: bool = False
    """Whether documents disagree about the label, as they do for a while when it is renamed."""

    def joined_with(self, other: "FacetTerm") -> "FacetTerm":
        """Return what the two say together; *other* is of the same field and value."""
        if other == self:
            return self
        return FacetTerm(
            self.field, self.value, other.label, self.is_contested or self.label != other.label or other.is_contested
        )


def facet_columns(documents: Sequence[Document], schema: Schema) -> dict[str, Array]:
    """Return the facet columns of *documents*, in their order."""
    terms: dict[tuple[str, str], FacetTerm] = {}
    carried: list[list[tuple[str, str]]] = []
    for document in documents:
        mine = _terms_of(document, schema)
        join(terms, mine)
        carried.append([(term.field, term.value) for term in mine])
    vocabulary, ordinal = numbered(terms, schema)
    lengths = np.array([len(keys) for keys in carried], np.int64)
    ordinals = np.array([ordinal[key] for keys in carried for key in sorted(keys, key=ordinal.__getitem__)], np.int64)
    return columns_of(vocabulary, lengths, ordinals)


def _terms_of(document: Document, schema: Schema) -> list[FacetTerm]:
    terms: list[FacetTerm] = []
    for field in schema.facets:
        labels = document.facets.get(field, ())
        terms.extend(FacetTerm(field, value, label) for value, label in labels)
        if not labels and field in schema.missing:
            terms.append(FacetTerm(field, NONE_VALUE, NONE_VALUE))
    return terms


def join(terms: dict[tuple[str, str], FacetTerm], more: Iterable[FacetTerm]) -> None:
    """Add *more* to *terms*, which are kept by field and value."""
    for term in more:
        known = terms.get((term.field, term.value))
        terms[term.field, term.value] = term if known is None else known.joined_with(term)


def numbered(
    terms: Mapping[tuple[str, str], FacetTerm], schema: Schema
) -> tuple[list[FacetTerm], dict[tuple[str, str], int]]:
    """Return *terms* in the order of their ordinals, and the ordinals by field and value."""
    vocabulary = sorted(terms.values(), key=lambda term: (schema.facets.index(term.field), term.value))
    return vocabulary, {(term.field, term.value): number for number, term in enumerate(vocabulary)}


def columns_of(vocabulary: Sequence[FacetTerm], lengths: Ints, ordinals: Ints) -> dict[str, Array]:
    """Return the facet columns of documents that carry *lengths* values each, *ordinals* one after the other."""
    docs = np.repeat(np.arange(len(lengths)), lengths)
    order = np.argsort(ordinals, kind="stable")
    narrow = smallest_unsigned(max(len(vocabulary) - 1, 0))
    return {
        "facet.indptr": np.concatenate(([0], np.cumsum(lengths))).astype(np.uint32),
        "facet.ordinals": ordinals.astype(np.uint16 if narrow.itemsize < 2 else narrow),
        "facet.inverse_indptr": np.searchsorted(ordinals[order], np.arange(len(vocabulary) + 1)).astype(np.uint32),
        "facet.inverse_docs": docs[order].astype(np.int32),
        "facet.vocabulary": np.frombuffer(json.dumps(vocabulary).encode(), np.uint8),
    }


def vocabulary_of(arrays: Mapping[str, Array]) -> list[FacetTerm]:
    """Return what the ordinals of a segment stand for."""
    return [FacetTerm(*term) for term in json.loads(arrays["facet.vocabulary"].tobytes())]
