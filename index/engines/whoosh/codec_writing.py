"""What Whoosh's stock writer hands a codec, gathered into the columns of a segment.

The bulk path (`building`) makes the same columns many times faster; a test
compares them. Documents are added in ascending order of id, each with the
fields of `fields.stock_fields`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from whoosh.codec import base

from index.analysis import analyze
from index.documents import Document
from index.engines.whoosh.building import document_columns, stored_columns
from index.engines.whoosh.columns import Array
from index.engines.whoosh.facets import facet_columns
from index.engines.whoosh.fields import DOCUMENT, TEXT_FIELDS
from index.engines.whoosh.marks import mark_columns
from index.engines.whoosh.postings import columns_of
from index.schema import Schema

Done = Callable[[dict[str, Array], dict[str, Array]], None]
"""Takes the columns and the stored columns of a finished segment."""


class ColumnPerDocumentWriter(base.PerDocumentWriter):  # type: ignore[misc]  # Whoosh ships no types
    """Keeps the documents that the stock writer stores."""

    def __init__(self) -> None:
        self.documents: list[Document] = []
        self.is_closed = False

    def start_doc(self, docnum: int) -> None:
        """Begin a document; its fields follow."""

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int) -> None:
        """Keep the document itself; every other field is derived from it."""
        if fieldname == DOCUMENT:
            self.documents.append(value)

    def close(self) -> None:
        """Take no more documents."""
        self.is_closed = True


class ColumnFieldWriter(base.FieldWriter):  # type: ignore[misc]  # Whoosh ships no types
    """Gathers the sorted postings of the stock writer; id and facet terms come from the documents."""

    def __init__(self, per_document: ColumnPerDocumentWriter, schema: Schema, done: Done) -> None:
        self._per_document = per_document
        self._schema = schema
        self._done = done
        self._fields = {name: _Gathered() for name in TEXT_FIELDS}
        self._field: _Gathered | None = None
        self._format: Any = None
        self.is_closed = False

    def start_field(self, fieldname: str, fieldobj: Any) -> None:
        """Begin a field."""
        self._field = self._fields.get(fieldname)
        self._format = fieldobj.format

    def start_term(self, text: bytes) -> None:
        """Begin a term of the field."""
        if self._field is not None:
            self._field.terms.append(text)

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int) -> None:
        """Take one posting of the term."""
        if self._field is not None:
            positions = self._format.decode_positions(vbytes)
            self._field.postings.append((len(self._field.terms) - 1, docnum, positions))

    def finish_term(self) -> None:
        """End a term."""

    def close(self) -> None:
        """Hand on the columns, where there were documents."""
        self.is_closed = True
        documents = self._per_document.documents
        if not documents:
            return
        lengths = np.array(
            [[len(analyze(text, d.language)) for text in (d.title, d.body)] for d in documents], np.int64
        ).reshape(-1, 2)
        columns = document_columns(documents, lengths) | facet_columns(documents, self._schema)
        columns |= mark_columns([document.body for document in documents])
        for name, gathered in self._fields.items():
            columns |= gathered.columns(name, lengths[:, 0] if name != "author" else np.zeros(len(documents), np.int64))
        self._done(columns, stored_columns(documents))


class _Gathered:
    def __init__(self) -> None:
        self.terms: list[bytes] = []
        self.postings: list[tuple[int, int, list[int]]] = []

    def columns(self, name: str, title_lengths: Array) -> dict[str, Array]:
        terms, docs = (np.array([posting[i] for posting in self.postings], np.int64) for i in (0, 1))
        title = np.array([sum(p < title_lengths[doc] for p in places) for _, doc, places in self.postings], np.int64)
        total = np.array([len(places) for _, _, places in self.postings], np.int64)
        return columns_of(
            name,
            terms=self.terms,
            posting_terms=terms,
            docs=docs,
            title=title,
            body=total - title,
            positions=np.array([p for _, _, places in self.postings for p in places], np.int64),
        )
