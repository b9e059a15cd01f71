"""One text field of a segment as columns: terms, postings, frequencies, positions.

Arrays, each prefixed with the field's name: ``term_bytes`` and
``term_offsets`` (sorted by UTF-8 bytes), ``indptr`` (postings per term),
``docs``, ``tf`` (title and body packed into one byte; the few that do not fit
stand in ``wide_at`` and ``wide``), ``position_start`` (per term) and
``positions`` (ascending within a posting; the title's first, then a gap, then
the body's).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.columns import Array, smallest_unsigned
from index.engines.whoosh.kernels import BEST
from index.engines.whoosh.kernels.contract import BODY_BITS, MOST_BODY, Slot

Ints = npt.NDArray[np.int64]

_MOST_TITLE = (1 << (8 - BODY_BITS)) - 1
"""What a packed byte holds: up to 63 occurrences in the body and 3 in the title."""

_WIDE_BITS = 32


def pack_tf(title: Ints, body: Ints) -> tuple[Array, Ints, Array]:
    """Return both frequencies in one byte each, then where they do not fit, and what they are there."""
    wide_at = np.flatnonzero((title > _MOST_TITLE) | (body > MOST_BODY))
    packed = (np.minimum(title, _MOST_TITLE) << BODY_BITS) | np.minimum(body, MOST_BODY)
    wide = (title[wide_at].astype(np.uint64) << _WIDE_BITS) | body[wide_at].astype(np.uint64)
    return packed.astype(np.uint8), wide_at, wide


def unpack_tf(packed: Array, wide_at: Ints, wide: Array) -> tuple[Array, Array]:
    """Return (title, body) of packed frequencies; the narrow ones where nothing is wide."""
    title, body = packed >> BODY_BITS, packed & MOST_BODY
    if len(wide_at):
        title, body = title.astype(np.int64), body.astype(np.int64)
        title[wide_at] = wide >> _WIDE_BITS
        body[wide_at] = wide & ((1 << _WIDE_BITS) - 1)
    return title, body


def columns_of(
    name: str, *, terms: Sequence[bytes], posting_terms: Ints, docs: Ints, title: Ints, body: Ints, positions: Ints
) -> dict[str, Array]:
    """Return the columns of field *name* from postings that are sorted by term, then by document."""
    indptr = np.searchsorted(posting_terms, np.arange(len(terms) + 1))
    position_ends = np.concatenate(([0], np.cumsum(title + body)))
    return field_columns(
        name,
        terms=terms,
        indptr=indptr,
        position_start=position_ends[indptr],
        docs=docs,
        tf=pack_tf(title, body),
        positions=positions,
    )


def field_columns(
    name: str,
    *,
    terms: Sequence[bytes],
    indptr: Ints,
    position_start: Ints,
    docs: Array,
    tf: tuple[Array, Ints, Array],
    positions: Array,
) -> dict[str, Array]:
    """Return the columns of field *name*, each as narrow as its values allow; *tf* is what `pack_tf` returns."""
    packed, wide_at, wide = tf
    offsets = np.concatenate(([0], np.cumsum([len(term) for term in terms], dtype=np.int64))).astype(np.int64)
    widest = np.uint16 if int(positions.max(initial=0)) <= 0xFFFF else np.uint32
    return {
        f"{name}.term_bytes": np.frombuffer(b"".join(terms), np.uint8),
        f"{name}.term_offsets": _narrow(offsets),
        f"{name}.indptr": _narrow(indptr),
        f"{name}.docs": docs.astype(np.int32, copy=False),
        f"{name}.tf": packed,
        f"{name}.wide_at": _narrow(wide_at),
        f"{name}.wide": wide,
        f"{name}.position_start": _narrow(position_start),
        f"{name}.positions": positions.astype(widest, copy=False),
    }


def _narrow(values: Ints) -> Array:
    return values.astype(smallest_unsigned(int(values.max(initial=0))))


@dataclass(frozen=True, slots=True)
class Postings:
    """The postings of one term."""

    docs: Array
    """Ascending document numbers, int32."""

    title: Array
    body: Array
    """How often the term occurs in each document's title and body."""

    positions: Array
    """Those of all postings, one after the other."""


class PostingsField:
    """Reads one text field of a segment."""

    def __init__(self, name: str, arrays: Mapping[str, Array]) -> None:
        self.name = name
        self._arrays = arrays

    def _column(self, name: str) -> Array:
        return self._arrays[f"{self.name}.{name}"]

    @cached_property
    def _term_bytes(self) -> Array:
        return self._column("term_bytes")

    @cached_property
    def _text(self) -> memoryview:
        return self._term_bytes.data

    @cached_property
    def _offsets(self) -> Array:
        return self._column("term_offsets")

    @cached_property
    def _indptr(self) -> Array:
        return self._column("indptr")

    @cached_property
    def _docs(self) -> Array:
        return self._column("docs")

    @cached_property
    def _tf(self) -> Array:
        return self._column("tf")

    @cached_property
    def _wide_at(self) -> Array:
        return self._column("wide_at")

    @cached_property
    def _positions(self) -> Array:
        return self._column("positions")

    @cached_property
    def _position_start(self) -> Array:
        return self._column("position_start")

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def term(self, number: int) -> bytes:
        """Return the term with this number, in the order of bytes."""
        return bytes(self._text[int(self._offsets[number]) : int(self._offsets[number + 1])])

    def terms(self) -> list[bytes]:
        """Return all terms, in the order of bytes."""
        text = bytes(self._text)
        return [text[start:end] for start, end in pairwise(self._offsets.tolist())]

    def terms_between(self, low: int, high: int) -> list[bytes]:
        """Return the terms numbered *low* to *high* - 1."""
        ends = self._offsets[low : high + 1].tolist()
        text = bytes(self._text[ends[0] : ends[-1]])
        return [text[start - ends[0] : end - ends[0]] for start, end in pairwise(ends)]

    def lower_bound(self, term: bytes) -> int:
        """Return the number of the first term that is not less than *term*; their count where all are less."""
        return BEST.lower_bound(self._term_bytes, self._offsets, term)

    def find(self, term: bytes) -> int | None:
        """Return the number of *term*, or None."""
        number = self.lower_bound(term)
        return number if number < len(self) and self.term(number) == term else None

    def doc_frequency(self, number: int) -> int:
        """Return how many documents, deleted ones among them, have the term."""
        return int(self._indptr[number + 1]) - int(self._indptr[number])

    def postings(self, number: int) -> Postings:
        """Return the postings of the term with this number."""
        return self.postings_between(number, number + 1)

    def postings_between(self, low: int, high: int) -> Postings:
        """Return the postings of the terms numbered *low* to *high* - 1, term after term."""
        first, last = int(self._indptr[low]), int(self._indptr[high])
        start, end = int(self._position_start[low]), int(self._position_start[high])
        title, body = self._frequencies(first, last)
        return Postings(self._docs[first:last], title, body, self._positions[start:end])

    def packed_between(self, low: int, high: int) -> Slot | None:
        """Return the same with frequencies as they are kept; None where one of them is wide."""
        first, last = self._indptr.item(low), self._indptr.item(high)
        if len(self._wide_at):
            wide, behind = self._wide_at.searchsorted((first, last)).tolist()
            if wide != behind:
                return None
        start, end = self._position_start.item(low), self._position_start.item(high)
        return Slot(self._docs[first:last], self._tf[first:last], self._positions[start:end])

    def _frequencies(self, first: int, last: int) -> tuple[Array, Array]:
        low, high = np.searchsorted(self._wide_at, (first, last)).tolist() if len(self._wide_at) else (0, 0)
        wide_at = self._wide_at[low:high].astype(np.int64) - first
        return unpack_tf(self._tf[first:last], wide_at, self._column("wide")[low:high])
