"""The facet values of a segment as columns, and their inverse.

Ordinals are local to the segment: ``facet.vocabulary`` (JSON) names them,
sorted by field in the order of the schema, then by value. A field of which
every document has exactly one value is one column, ``facet.single.FIELD``;
all others share ``facet.indptr`` and ``facet.ordinals``, one run a document.
``facet.inverse_indptr`` and ``facet.inverse_docs`` give each value's documents.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.documents import Document
from index.engines.whoosh.columns import Array
from index.schema import NONE_VALUE, Schema

Ints = npt.NDArray[np.int64]


SINGLE = "facet.single."
"""Begins the name of the column of a field with exactly one value per document."""


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
    docs = np.repeat(np.arange(len(documents)), [len(keys) for keys in carried])
    ordinals = np.array([ordinal[key] for keys in carried for key in keys], np.int64)
    return columns_of(vocabulary, docs, ordinals, size=len(documents))


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


def columns_of(vocabulary: Sequence[FacetTerm], docs: Ints, ordinals: Ints, *, size: int) -> dict[str, Array]:
    """Return the facet columns of *size* documents from pairs of document and ordinal, in any order."""
    by_value = np.lexsort((docs, ordinals))
    by_doc = np.lexsort((ordinals, docs))
    docs_in_order, ordinals_in_order = docs[by_doc], ordinals[by_doc]
    wide = np.uint16 if len(vocabulary) <= np.iinfo(np.uint16).max else np.uint32
    columns: dict[str, Array] = {}
    is_shared = np.ones(len(ordinals), bool)
    for field, (low, high) in field_ranges(vocabulary).items():
        mine = (ordinals_in_order >= low) & (ordinals_in_order < high)
        if mine.sum() == size and np.array_equal(docs_in_order[mine], np.arange(size)):
            columns[f"{SINGLE}{field}"] = ordinals_in_order[mine].astype(wide)
            is_shared &= ~mine
    return columns | {
        "facet.indptr": np.searchsorted(docs_in_order[is_shared], np.arange(size + 1)).astype(np.uint32),
        "facet.ordinals": ordinals_in_order[is_shared].astype(wide),
        "facet.inverse_indptr": np.searchsorted(ordinals[by_value], np.arange(len(vocabulary) + 1)).astype(np.uint32),
        "facet.inverse_docs": docs[by_value].astype(np.int32),
        "facet.vocabulary": np.frombuffer(json.dumps(vocabulary).encode(), np.uint8),
    }


def field_ranges(vocabulary: Sequence[FacetTerm]) -> dict[str, tuple[int, int]]:
    """Return the first ordinal of each field that occurs, and the one behind its last."""
    bounds: dict[str, tuple[int, int]] = {}
    for number, term in enumerate(vocabulary):
        bounds[term.field] = (bounds.get(term.field, (number, 0))[0], number + 1)
    return bounds


def vocabulary_of(arrays: Mapping[str, Array]) -> list[FacetTerm]:
    """Return what the ordinals of a segment stand for."""
    return [FacetTerm(*term) for term in json.loads(arrays["facet.vocabulary"].tobytes())]
