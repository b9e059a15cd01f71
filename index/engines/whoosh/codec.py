"""A Whoosh codec whose segments are column files; Whoosh's own queries run on them through its readers.

The vector evaluator reads the same columns directly. This path is the slow
one: the oracle in tests, and the proof that the segments are Whoosh's.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from index.engines.whoosh.codec_writing import ColumnFieldWriter, ColumnPerDocumentWriter
from index.engines.whoosh.columns import Array, ColumnFile
from index.engines.whoosh.facets import vocabulary_of
from index.engines.whoosh.fields import TEXT_FIELDS
from index.engines.whoosh.postings import PostingsField
from index.schema import Schema

COLUMNS_EXT = ".col"
STORED_EXT = ".doc"


class ColumnSegment(base.Segment):  # type: ignore[misc]  # Whoosh ships no types
    """What Whoosh's table of contents keeps of one segment."""

    def __init__(self, indexname: str) -> None:
        super().__init__(indexname)
        self._doc_count = 0
        self.deletions: str | None = None
        """The name of the file with the bitmap of deleted documents."""

        self._deleted = 0

    def codec(self) -> "ColumnCodec":
        """Return the codec that reads this segment."""
        return ColumnCodec()

    def doc_count_all(self) -> int:
        """Return the number of documents, deleted ones among them."""
        return self._doc_count

    def set_doc_count(self, doccount: int) -> None:
        """Say how many documents there are."""
        self._doc_count = doccount

    def deleted_count(self) -> int:
        """Return the number of deleted documents."""
        return self._deleted

    def with_deletions(self, name: str, count: int) -> "ColumnSegment":
        """Return this segment with another bitmap; this one, which others may hold, stays as it is."""
        changed = ColumnSegment(self.indexname)
        changed.segid = self.segid
        changed._doc_count, changed.deletions, changed._deleted = self._doc_count, name, count
        return changed

    def files(self) -> list[str]:
        """Return the names of all its files."""
        names = [self.make_filename(COLUMNS_EXT), self.make_filename(STORED_EXT)]
        return [*names, self.deletions] if self.deletions else names

    def should_assemble(self) -> bool:
        """Say that the files stay apart: each is mapped by itself."""
        return False


class ColumnCodec(base.Codec):  # type: ignore[misc]  # Whoosh ships no types
    """Reads and writes column segments for Whoosh."""

    length_stats = False

    def __init__(self, schema: Schema | None = None) -> None:
        self._schema = schema or Schema()
        self._per_document = ColumnPerDocumentWriter()
        self.finished: tuple[dict[str, Array], dict[str, Array]] | None = None
        """What the stock writer's documents became: columns and stored columns."""

    def new_segment(self, storage: Any, indexname: str) -> ColumnSegment:
        """Return a segment without documents."""
        return ColumnSegment(indexname)

    def per_document_writer(self, storage: Any, segment: ColumnSegment) -> ColumnPerDocumentWriter:
        """Return the writer that Whoosh hands stored values."""
        self._per_document = ColumnPerDocumentWriter()
        return self._per_document

    def field_writer(self, storage: Any, segment: ColumnSegment) -> ColumnFieldWriter:
        """Return the writer that Whoosh hands sorted postings."""
        return ColumnFieldWriter(self._per_document, self._schema, self._finish)

    def _finish(self, columns: dict[str, Array], stored: dict[str, Array]) -> None:
        self.finished = (columns, stored)

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> Any:
        """Refuse: postings are written a field at a time."""
        raise NotImplementedError("column segments have no posting files")

    def postings_reader(self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None) -> Any:
        """Refuse: `ColumnTermsReader.matcher` reads postings."""
        raise NotImplementedError("column segments have no posting files")

    def terms_reader(self, storage: Any, segment: ColumnSegment) -> "ColumnTermsReader":
        """Return the reader of terms and postings."""
        return ColumnTermsReader(_opened(storage, segment, COLUMNS_EXT))

    def per_document_reader(self, storage: Any, segment: ColumnSegment) -> "ColumnPerDocumentReader":
        """Return the reader of stored values, lengths and deletions."""
        return ColumnPerDocumentReader(storage, segment)


def _opened(storage: Any, segment: ColumnSegment, extension: str) -> ColumnFile:
    return ColumnFile(Path(storage.folder) / segment.make_filename(extension))


def deleted_mask(path: Path, size: int) -> Array:
    """Return the bitmap of a deletions file: True for deleted documents.

    Raises:
        DamagedFile: it is not what was written. It is small, and read whole: a
            writer makes the next bitmap from it, in which damage would not show.
    """
    file = ColumnFile(path)
    file.check()
    return np.unpackbits(file["deleted"], count=size).astype(bool)


class _Term:
    """The postings of one term of any field, text or keyword."""

    def __init__(self, docs: Array, counts: Array | None = None, positions: Array | None = None) -> None:
        self.docs = docs
        self.counts = counts if counts is not None else np.ones(len(docs), np.int64)
        self.positions = positions


class ColumnTermsReader(base.TermsReader):  # type: ignore[misc]  # Whoosh ships no types
    """Gives Whoosh the terms of a segment."""

    def __init__(self, columns: ColumnFile) -> None:
        self._columns = columns
        self._fields = {name: PostingsField(name, columns) for name in TEXT_FIELDS}
        self._keywords: dict[str, dict[bytes, Array]] = {"id": {}}
        for number, identity in enumerate(columns["ids"]):
            self._keywords["id"][bytes(identity)] = np.array([number])
        indptr, docs = columns["facet.inverse_indptr"], columns["facet.inverse_docs"]
        for number, term in enumerate(vocabulary_of(columns)):
            mine = docs[int(indptr[number]) : int(indptr[number + 1])]
            self._keywords.setdefault(f"facet_{term.field}", {})[term.value.encode("utf-8", "surrogatepass")] = mine

    def _term(self, fieldname: str, text: bytes) -> _Term | None:
        if fieldname in self._keywords:
            docs = self._keywords[fieldname].get(text)
            return _Term(docs) if docs is not None else None
        field = self._fields.get(fieldname)
        number = field.find(text) if field is not None else None
        if field is None or number is None:
            return None
        postings = field.postings(number)
        return _Term(postings.docs, postings.title.astype(np.int64) + postings.body, postings.positions)

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._term(*term) is not None

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Yield (field, term), sorted."""
        for fieldname in sorted({*self._fields, *self._keywords}):
            yield from self.terms_from(fieldname, b"", only_field=True)

    def terms_from(self, fieldname: str, prefix: bytes, only_field: bool = False) -> Iterator[tuple[str, bytes]]:
        """Yield the terms of *fieldname* that are not less than *prefix*, sorted."""
        if fieldname in self._keywords:
            yield from ((fieldname, text) for text in sorted(self._keywords[fieldname]) if text >= prefix)
        elif fieldname in self._fields:
            field = self._fields[fieldname]
            for number in range(field.lower_bound(prefix), len(field)):
                yield fieldname, field.term(number)

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Yield every term with its statistics."""
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Yield the terms of a field from *prefix* on with their statistics."""
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Return the statistics of a term; Whoosh expects `KeyError` for one that is not there."""
        term = self._term(fieldname, text)
        if term is None:
            raise KeyError(f"{fieldname}:{text!r}")
        return TermInfo(
            weight=float(term.counts.sum()),
            df=len(term.docs),
            minlength=1,
            maxlength=1,
            maxweight=float(term.counts.max()),
            minid=int(term.docs[0]),
            maxid=int(term.docs[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        """Return how often a term occurs."""
        return float(self.term_info(fieldname, text).weight())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """Return how many documents have a term, deleted ones among them."""
        return int(self.term_info(fieldname, text).doc_frequency())

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        """Return Whoosh's view of a posting list."""
        term = self._term(fieldname, text)
        if term is None:
            raise TermNotFound(f"{fieldname}:{text!r}")
        return ListMatcher(
            term.docs.tolist(),
            weights=term.counts.astype(float).tolist(),
            values=_Values(term, format_) if term.positions is not None else None,
            format=format_,
            scorer=scorer,
            term=(fieldname, text),
            terminfo=self.term_info(fieldname, text),
        )

    def indexed_field_names(self) -> list[str]:
        """Return the names of all fields with terms."""
        return sorted({*self._fields, *self._keywords})


class _Values:
    """Posting values in Whoosh's own encoding, made when asked for."""

    def __init__(self, term: _Term, format_: Any) -> None:
        self._term = term
        self._format = format_
        self._ends = np.cumsum(term.counts)

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: int) -> Any:
        assert self._term.positions is not None
        end = int(self._ends[number])
        positions = self._term.positions[end - int(self._term.counts[number]) : end]
        return self._format.encode(positions.tolist())


class ColumnPerDocumentReader(base.PerDocumentReader):  # type: ignore[misc]  # Whoosh ships no types
    """Gives Whoosh the documents of a segment."""

    def __init__(self, storage: Any, segment: ColumnSegment) -> None:
        self._segment = segment
        self._columns = _opened(storage, segment, COLUMNS_EXT)
        size = segment.doc_count_all()
        self._deleted = (
            deleted_mask(Path(storage.folder) / segment.deletions, size) if segment.deletions else np.zeros(size, bool)
        )

    def doc_count(self) -> int:
        """Return the number of live documents."""
        return int((~self._deleted).sum())

    def doc_count_all(self) -> int:
        """Return the number of documents, deleted ones among them."""
        return len(self._deleted)

    def has_deletions(self) -> bool:
        """Say whether any document is deleted."""
        return bool(self._deleted.any())

    def is_deleted(self, docnum: int) -> bool:
        """Say whether a document is deleted."""
        return docnum < len(self._deleted) and bool(self._deleted[docnum])  # Whoosh asks one past the end

    def deleted_docs(self) -> list[int]:
        """Return the numbers of deleted documents."""
        numbers: list[int] = np.flatnonzero(self._deleted).tolist()
        return numbers

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Return the positions of title and body."""
        return int(self._columns["title_length"][docnum]) + int(self._columns["body_length"][docnum])

    def field_length(self, fieldname: str) -> int:
        """Return the positions of all documents."""
        return int(self._columns["title_length"].sum(dtype=np.int64) + self._columns["body_length"].sum(dtype=np.int64))

    def min_field_length(self, fieldname: str) -> int:
        """Return a lower bound of the positions of a document."""
        return 0

    def max_field_length(self, fieldname: str) -> int:
        """Return an upper bound of the positions of a document."""
        return int(self._columns["title_length"].max(initial=0)) + int(self._columns["body_length"].max(initial=0))

    def stored_fields(self, docnum: int) -> dict[str, str]:
        """Return what Whoosh may know of a document: its id."""
        return {"id": bytes(self._columns["ids"][docnum]).decode()}
