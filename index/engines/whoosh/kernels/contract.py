"""What the inner loops of the evaluator take and give, whoever runs them.

Two modules keep the contract and give equal results, to the last bit of every
score: `plain`, in NumPy, is always there and says what is meant; `compiled`
is the same in C, where it could be built. Numbers of documents are int32.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.columns import Array

Docs = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


BODY_BITS = 6
MOST_BODY = (1 << BODY_BITS) - 1
"""A packed frequency: how often a term stands in the body in the low bits, in the title above."""


class Scored(NamedTuple):
    """Documents of one segment that match, ascending, and their scores: worked out, or to be worked out on the way."""

    docs: Docs
    scores: Floats | None
    """None scores nothing: a filter, unless it is packed."""

    packed: Array | None = None
    """Frequencies that are yet to be scored; deleted documents are among them."""

    factor: float = 0.0
    """From `index.scoring.factor`, where they are packed."""


class Scoring(NamedTuple):
    """What a segment's packed frequencies are scored with, and which of its documents count."""

    saturation: Floats
    """From `index.scoring.saturation`, for each document."""

    live: Mask | None
    title_weight: int


class Found(NamedTuple):
    """Documents of one segment, ascending, and how often title and body of each have what was looked for."""

    docs: Docs
    title: Array
    body: Array


class Slot(NamedTuple):
    """Postings as they are kept; see `index.engines.whoosh.postings`."""

    docs: Docs
    packed: Array
    """Frequencies of title and body in one byte; none of them wide."""

    positions: Array


NO_SLOT = Slot(np.zeros(0, np.int32), np.zeros(0, np.uint8), np.zeros(0, np.uint16))


class Counted(NamedTuple):
    """A field that is counted, and where."""

    own: int
    """The number of the mask of its own picks, which it is counted without; -1 where there is none."""

    low: int
    high: int
    """Its ordinals: from *low* to *high* - 1."""

    single: Array | None
    """The one ordinal of each document, where every document has exactly one; None where an array is shared."""

    counts: Ints
    """Added to, by ordinal."""

    renamed: npt.NDArray[np.int32] | None
    """Where each ordinal is counted; None counts it as it is."""


class Carried(NamedTuple):
    """What the documents of a segment carry of the fields that share one array."""

    indptr: Array
    ordinals: Array
    """Ascending within a document."""


class Kernels(Protocol):
    """The inner loops."""

    NAME: str

    def lower_bound(self, term_bytes: Array, offsets: Array, term: bytes, /) -> int:
        """Return the number of the first of sorted terms that is not less than *term*; their count if all are less."""
        ...

    def count_live(self, docs: Docs, live: Mask, /) -> int:
        """Return how many of *docs* are live."""
        ...

    def mark(self, docs: Docs, mask: Mask, /) -> object:
        """Set *mask* where *docs* are."""
        ...

    def words(self, text: str, start: int, skip: int, most: int, /) -> list[tuple[int, int]] | None:
        """Return where *most* words of a text in ASCII stand, from *start* on, behind the first *skip* there.

        None where that takes more than a look at letters and digits: where an
        apostrophe or an acronym with dots may stand among them.
        """
        ...

    def occurrences(self, packed: Array, count: int, /) -> int:
        """Return how many occurrences the first *count* of packed frequencies stand for."""
        ...

    def score(self, part: Scored, scoring: Scoring, /) -> Scored:
        """Return the live documents of a packed *part* with ``factor · tf / (tf + saturation)``.

        Shape: tf is title_weight times the title's frequency plus the body's.
        """
        ...

    def unite(self, parts: Sequence[Scored], scoring: Scoring, /) -> Scored:
        """Return the live documents of any part; scores are summed in the order of the parts."""
        ...

    def intersect(self, parts: Sequence[Scored], scoring: Scoring, /) -> Scored:
        """Return the live documents of every part; scores are summed in the order of the parts."""
        ...

    def phrase(self, slots: Sequence[Slot], title_length: Array, /) -> Found:
        """Return the documents in which the slots stand at successive positions, and how often they do."""
        ...

    def add_up(self, docs: Array, packed: Array, size: int, /) -> Found:
        """Return what several posting lists, one after the other, come to per document."""
        ...

    def collect(
        self,
        found: Scored,
        masks: Sequence[Mask],
        always: Mask | None,
        carried: Carried,
        fields: Sequence[Counted],
        /,
    ) -> Scored:
        """Return what of *found*, of which nothing is packed, passes *always* and every mask, and count *fields*.

        A document that fails one mask alone is counted for the field whose own
        picks that mask is; this is how a facet is counted without its own picks.
        """
        ...

    def first_places(self, keys: Floats, count: int, sign: float, /) -> Ints:
        """Return the places of the *count* smallest of ``sign · keys``, in their order, ties by place."""
        ...

    def largest(self, counts: Ints, ranked: Ints, count: int, /) -> tuple[Ints, int]:
        """Return the places in *ranked* of its largest counts, and how many of them are above zero.

        Shape: at most *count*, all above zero, the largest first, ties by place.
        """
        ...
