"""One segment, opened: its columns, and which of its documents are live."""

import json
from functools import cached_property

import numpy as np
import numpy.typing as npt

from index.documents import Document
from index.engines.whoosh.building import UNDATED, document_of, facets_of
from index.engines.whoosh.columns import Array, ColumnFile
from index.engines.whoosh.facets import FacetTerm, field_ranges, vocabulary_of
from index.engines.whoosh.fields import AUTHOR, STEMS, WORDS
from index.engines.whoosh.kernels.contract import Carried, Docs, Floats
from index.engines.whoosh.postings import PostingsField
from index.request import DateUnit
from index.schema import Schema

Ints = npt.NDArray[np.int64]

_DAY = 86_400


class Segment:
    """The immutable columns of one segment; shared by every view of it, whatever is deleted."""

    def __init__(self, columns: ColumnFile, stored: ColumnFile, schema: Schema) -> None:
        self.columns = columns
        self.stored = stored
        self.words = PostingsField(WORDS, columns)
        self.stems = PostingsField(STEMS, columns)
        self.author = PostingsField(AUTHOR, columns)
        self.ids = columns["ids"]
        self.title_length = columns["title_length"]
        self.published = columns["published"]
        self._title_weight = schema.title_weight
        self._buckets: dict[DateUnit, tuple[Ints, Array]] = {}

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def facet_terms(self) -> list[FacetTerm]:
        """What the facet ordinals stand for."""
        return vocabulary_of(self.columns)

    @cached_property
    def languages(self) -> list[str]:
        """What the language ordinals stand for."""
        names: list[str] = json.loads(self.columns["language.vocabulary"].tobytes())
        return names

    @property
    def lengths(self) -> Floats:
        """Return the length of each document, weighted like frequencies."""
        lengths: Floats = self._title_weight * self.title_length.astype(np.float64) + self.columns["body_length"]
        return lengths

    @cached_property
    def carried(self) -> Carried:
        """What documents carry of the fields that share one array."""
        return Carried(self.columns["facet.indptr"], self.columns["facet.ordinals"])

    @cached_property
    def ordinals(self) -> dict[str, tuple[int, int]]:
        """The ordinals of each field that occurs: the first, and the one behind the last."""
        return field_ranges(self.facet_terms)

    @cached_property
    def oldest_first(self) -> Floats:
        """The key of each document in the order by date; undated ones come last."""
        keys = self.published.astype(np.float64)
        keys[self.published == UNDATED] = np.inf
        return keys

    @cached_property
    def newest_first(self) -> Floats:
        """The key of each document in the opposite order; undated ones come last there too."""
        keys: Floats = -self.published.astype(np.float64)
        keys[self.published == UNDATED] = np.inf
        return keys

    def id(self, number: int) -> str:
        """Return the id of a document."""
        return bytes(self.ids[number]).decode()

    def find(self, ids: Array) -> Ints:
        """Return the numbers of those documents, deleted or not, whose ids are among *ids* (sorted bytes)."""
        if not len(ids) or not len(self.ids):
            return np.zeros(0, np.int64)
        at = np.searchsorted(self.ids, ids)
        at[at == len(self.ids)] = 0
        found: Ints = at[self.ids[at] == ids]
        return found

    def facet_labels(self, number: int, field: str) -> dict[str, str]:
        """Return the labels of a document's values of one field, by value."""
        return dict(facets_of(self._text("meta", number)).get(field, ()))

    def document(self, number: int) -> Document:
        """Return a document as it was written."""
        return document_of(self._text("meta", number), self._text("body", number))

    def _text(self, name: str, number: int) -> bytes:
        offsets = self.stored[f"{name}.offsets"]
        return self.stored[name][int(offsets[number]) : int(offsets[number + 1])].tobytes()

    def buckets(self, unit: DateUnit) -> tuple[Ints, Array]:
        """Return the periods of *unit* that occur, and each document's number among them; the last is undated."""
        found = self._buckets.get(unit)
        if found is None:
            dated = self.published != UNDATED
            periods = period_numbers(self.published, unit)
            used, number = np.unique(periods[dated], return_inverse=True)
            numbers = np.full(len(self), len(used), np.uint32)
            numbers[dated] = number
            found = self._buckets[unit] = (used, numbers)
        return found


def period_numbers(published: Array, unit: DateUnit) -> Ints:
    """Return the period that each time lies in: years or months since 1970, days, or weeks that begin on Mondays."""
    days = published // _DAY
    if unit is DateUnit.DAY:
        return days
    if unit is DateUnit.WEEK:
        return (days + 3) // 7
    kind = "Y" if unit is DateUnit.YEAR else "M"
    return days.astype("datetime64[D]").astype(f"datetime64[{kind}]").astype(np.int64)


class View:
    """A segment at one commit: what is deleted from it is fixed."""

    def __init__(self, segment: Segment, deleted: Array | None, base: int) -> None:
        self.segment = segment
        self.base = base
        """How many documents the segments before hold."""

        self.live: Array | None = ~deleted if deleted is not None else None
        """True for live documents; None where all are."""

        self._dated: dict[DateUnit, Ints] = {}
        self.live_count = int(self.live.sum()) if self.live is not None else len(segment)

    @cached_property
    def live_docs(self) -> Docs:
        """The numbers of live documents, ascending."""
        if self.live is not None:
            return np.flatnonzero(self.live).astype(np.int32)
        return np.arange(len(self.segment), dtype=np.int32)

    @cached_property
    def everything(self) -> Ints:
        """How many live documents carry each facet value, by its local ordinal."""
        bounds = self.segment.columns["facet.inverse_indptr"].astype(np.int64)
        if self.live is not None:
            carriers = self.live[self.segment.columns["facet.inverse_docs"]]
            bounds = np.concatenate(([0], np.cumsum(carriers, dtype=np.int64)))[bounds]
        return bounds[1:] - bounds[:-1]

    def everything_dated(self, unit: DateUnit) -> Ints:
        """Return how many live documents lie in each of `Segment.buckets`."""
        counts = self._dated.get(unit)
        if counts is None:
            used, numbers = self.segment.buckets(unit)
            live = numbers if self.live is None else numbers[self.live]
            counts = self._dated[unit] = np.bincount(live, minlength=len(used) + 1)
        return counts

    def is_live(self, number: int) -> bool:
        """Say whether a document is not deleted."""
        return self.live is None or bool(self.live[number])

    def only_live(self, docs: Array) -> Array:
        """Return *docs* without deleted ones."""
        return docs if self.live is None else docs[self.live[docs]]
