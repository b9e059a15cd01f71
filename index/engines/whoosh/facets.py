"""The facet values of a segment as one combined column, and its inverse.

``facet.indptr`` and ``facet.ordinals`` give each document's values in ordinals
local to the segment; ``facet.inverse_indptr`` and ``facet.inverse_docs`` each
value's documents; ``facet.vocabulary`` (JSON) names the ordinals, sorted by
field in the order of the schema, then by value.
"""

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.documents import Document
from index.engines.whoosh.columns import Array, smallest_unsigned
from index.schema import NONE_VALUE, Schema

Ints = npt.NDArray[np.int64]


class FacetTerm(NamedTuple):
    """One value of one facet field, with the label it had last."""

    field: str
    value: str
    label: str
    age: tuple[int, str]
    """(sequence, id) of the document that gave the label."""


def facet_columns(documents: Sequence[Document], schema: Schema) -> dict[str, Array]:
    """Return the facet columns of *documents*, in their order."""
    newest: dict[tuple[str, str], FacetTerm] = {}
    carried: list[list[tuple[str, str]]] = []
    for document in documents:
        carried.append([])
        for term in _terms_of(document, schema):
            key = (term.field, term.value)
            carried[-1].append(key)
            if key not in newest or newest[key].age < term.age:
                newest[key] = term
    vocabulary = sorted(newest.values(), key=lambda term: (schema.facets.index(term.field), term.value))
    ordinal = {(term.field, term.value): number for number, term in enumerate(vocabulary)}
    lengths = np.array([len(keys) for keys in carried], np.int64)
    ordinals = np.array([ordinal[key] for keys in carried for key in sorted(keys, key=ordinal.__getitem__)], np.int64)
    return columns_of(vocabulary, lengths, ordinals)


def _terms_of(document: Document, schema: Schema) -> list[FacetTerm]:
    age = (document.sequence, document.id)
    terms: list[FacetTerm] = []
    for field in schema.facets:
        labels = document.facets.get(field, ())
        terms.extend(FacetTerm(field, value, label, age) for value, label in labels)
        if not labels and field in schema.missing:
            terms.append(FacetTerm(field, NONE_VALUE, NONE_VALUE, age))
    return terms


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
    return [
        FacetTerm(field, value, label, (sequence, document))
        for field, value, label, (sequence, document) in json.loads(arrays["facet.vocabulary"].tobytes())
    ]
