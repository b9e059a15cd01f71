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

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.columns import Array, smallest_unsigned

Ints = npt.NDArray[np.int64]

_BODY_BITS = 6
_MOST_BODY = (1 << _BODY_BITS) - 1
_MOST_TITLE = (1 << (8 - _BODY_BITS)) - 1
"""What a packed byte holds: up to 63 occurrences in the body and 3 in the title."""

_WIDE_BITS = 32


def pack_tf(title: Ints, body: Ints) -> tuple[Array, Ints, Array]:
    """Return both frequencies in one byte each, then where they do not fit, and what they are there."""
    wide_at = np.flatnonzero((title > _MOST_TITLE) | (body > _MOST_BODY))
    packed = (np.minimum(title, _MOST_TITLE) << _BODY_BITS) | np.minimum(body, _MOST_BODY)
    wide = (title[wide_at].astype(np.uint64) << _WIDE_BITS) | body[wide_at].astype(np.uint64)
    return packed.astype(np.uint8), wide_at, wide


def unpack_tf(packed: Array, wide_at: Ints, wide: Array) -> tuple[Array, Array]:
    """Return (title, body) of packed frequencies; the narrow ones where nothing is wide."""
    title, body = packed >> _BODY_BITS, packed & _MOST_BODY
    if len(wide_at):
        title, body = title.astype(np.int64), body.astype(np.int64)
        title[wide_at] = wide >> _WIDE_BITS
        body[wide_at] = wide & ((1 << _WIDE_BITS) - 1)
    return title, body


def invert(
    name: str, *, terms: Sequence[bytes], numbers: Ints, docs: Ints, positions: Ints, in_title: Array
) -> dict[str, Array]:
    """Return the columns of field *name* from its tokens.

    Shape: *numbers* (into *terms*), *docs*, *positions* and *in_title* have
    one entry per token, in the order of documents and of positions in them.
    """
    order = sorted(range(len(terms)), key=terms.__getitem__)
    rank = np.empty(len(terms), np.int64)
    rank[order] = np.arange(len(terms))
    # One sort of distinct 64-bit keys is several times faster than a stable argsort.
    keys = (rank[numbers] << 32) | np.arange(len(numbers))
    keys.sort()
    token = keys & 0xFFFFFFFF
    term, doc = keys >> 32, docs[token]
    first = (
        np.flatnonzero(np.concatenate(([True], (term[1:] != term[:-1]) | (doc[1:] != doc[:-1]))))
        if len(term)
        else np.zeros(0, np.int64)
    )
    ends = np.append(first[1:], len(term))
    in_titles = np.concatenate(([0], np.cumsum(in_title[token], dtype=np.int64)))
    title = in_titles[ends] - in_titles[first] if len(first) else np.zeros(0, np.int64)
    return columns_of(
        name,
        terms=[terms[number] for number in order],
        posting_terms=term[first],
        docs=doc[first],
        title=title,
        body=(ends - first if len(first) else title) - title,
        positions=positions[token],
    )


def columns_of(
    name: str, *, terms: Sequence[bytes], posting_terms: Ints, docs: Ints, title: Ints, body: Ints, positions: Ints
) -> dict[str, Array]:
    """Return the columns of field *name* from postings that are sorted by term, then by document."""
    indptr = np.searchsorted(posting_terms, np.arange(len(terms) + 1))
    tf, wide_at, wide = pack_tf(title, body)
    token_ends = np.concatenate(([0], np.cumsum(title + body)))
    offsets = np.concatenate(([0], np.cumsum([len(term) for term in terms], dtype=np.int64))).astype(np.int64)
    return {
        f"{name}.term_bytes": np.frombuffer(b"".join(terms), np.uint8),
        f"{name}.term_offsets": _narrow(offsets),
        f"{name}.indptr": _narrow(indptr),
        f"{name}.docs": docs.astype(np.int32),
        f"{name}.tf": tf,
        f"{name}.wide_at": _narrow(wide_at),
        f"{name}.wide": wide,
        f"{name}.position_start": _narrow(token_ends[indptr]),
        f"{name}.positions": positions.astype(np.uint16 if int(positions.max(initial=0)) <= 0xFFFF else np.uint32),
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
    def _text(self) -> memoryview:
        return self._column("term_bytes").data

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

    def lower_bound(self, term: bytes) -> int:
        """Return the number of the first term that is not less than *term*; their count where all are less."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.term(middle) < term:
                low = middle + 1
            else:
                high = middle
        return low

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

    def _frequencies(self, first: int, last: int) -> tuple[Array, Array]:
        low, high = np.searchsorted(self._wide_at, (first, last)).tolist() if len(self._wide_at) else (0, 0)
        wide_at = self._wide_at[low:high].astype(np.int64) - first
        return unpack_tf(self._tf[first:last], wide_at, self._column("wide")[low:high])

    def posting_terms(self) -> Ints:
        """Return the term number of every posting."""
        indptr = self._indptr.astype(np.int64)
        return np.repeat(np.arange(len(self)), indptr[1:] - indptr[:-1])

    def everything(self) -> Postings:
        """Return the postings of all terms, term after term."""
        return self.postings_between(0, len(self))
