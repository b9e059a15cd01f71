"""Are two texts nearly the same? Asked of their signatures: nothing else counts, nor which of them is first."""

import numpy as np

from portal.stories.signature import MOST_MARKS, Signature, Sketch

WINDOW = 14
"""Days between two articles that are compared, at most."""

LEAST_SHINGLES = 10
"""Of the shorter text: in less, a phrase that everybody uses would decide."""

LEAST_SHARED = 0.55
"""Of the shorter one's shingles. Edited copies share 0.56 and more; notices that are half boilerplate, 0.5."""

LEAST_FIGURES = 0.75
"""Of the figures of the text with fewer: copies share nearly all, two country profiles from one template a half."""

LEAST_PLACED = 0.6
"""Likewise of figures with the word before each, which an edit changes too."""

MANY_FIGURES = 24
LEAST_OF_MANY_PLACED = 0.74
"""Of country profiles with some eighty figures, two share 0.72 at most; of copies, few share less than 0.75."""

LEAST_NAMES = 0.6
"""Of its words with a capital: the next press release of the same make names somebody else."""

FEW_NAMES = 3
"""Of fewer, one must be shared: the others may be lost to an edit."""

LONGEST_OWN_PART = 0.25
"""Of a text, in one piece that the other lacks: where each has one, what they share is boilerplate."""

SHORTEST_PART = 0.35
"""A text that is less than this of another must be its beginning: else it is one item of a round-up."""

BEGINNING = 40
"""Shingles compared where of a long text only the beginning is kept whole."""


def are_near(one: Signature, other: Signature) -> bool:
    """Say whether two texts are nearly the same, or one is cut from the other.

    Shape: never across languages, nor over more than `WINDOW` days. The
    shorter text decides how much must be shared, so that an excerpt meets its
    whole article. Figures and names must agree: what is written into a form
    differs in little else.
    """
    if one.language != other.language or abs(one.day - other.day) > WINDOW:
        return False
    if one.title == other.title and one.title_figures != other.title_figures:
        return False  # number 12 and number 13 of a series
    return _share_text(one, other) and _share_marks(one, other)


def _share_text(one: Signature, other: Signature) -> bool:
    shift = max(one.shift, other.shift)
    shorter, longer = sorted((_halved(one, shift), _halved(other, shift)), key=len)
    if len(shorter) < LEAST_SHINGLES:
        return _share_beginning(*sorted((one, other), key=lambda signature: signature.shift))
    if len(shorter) < SHORTEST_PART * len(longer):
        longer = longer[: len(shorter) * 5 // 4 + 16]
    return _shared(shorter, longer) >= LEAST_SHARED and not (
        _own_part(shorter, longer) > LONGEST_OWN_PART and _own_part(longer, shorter) > LONGEST_OWN_PART
    )


def _share_beginning(short: Signature, long: Signature) -> bool:
    """Look at the beginnings alone, where the sample of the *long* text leaves too little of the *short* one."""
    if not long.shift or len(short.shingles) < LEAST_SHINGLES:
        return False
    return _shared((short.lead if short.shift else short.shingles)[:BEGINNING], long.lead) >= LEAST_SHARED


def _share_marks(one: Signature, other: Signature) -> bool:
    placed, others = _fewer_first(one.placed, other.placed)
    if _shared(placed, others) < (LEAST_PLACED if len(placed) < MANY_FIGURES else LEAST_OF_MANY_PLACED):
        return False
    if _shared(*_fewer_first(one.figures, other.figures)) < LEAST_FIGURES:
        return False
    names, others = _fewer_first(one.names, other.names)
    least = LEAST_NAMES if len(names) >= FEW_NAMES else 0.01 if len(others) >= FEW_NAMES else 0.0
    return _shared(names, others) >= least


def _fewer_first(one: Sketch, other: Sketch) -> tuple[Sketch, Sketch]:
    """Return both, the smaller first, as far up as both are kept."""
    end = min((marks[-1] for marks in (one, other) if len(marks) == MOST_MARKS), default=None)
    if end is not None:
        one, other = one[one <= end], other[other <= end]
    return (one, other) if len(one) <= len(other) else (other, one)


def _own_part(hashes: Sketch, others: Sketch) -> float:
    """Return the longest run of *hashes* that *others* lack, as a share of all."""
    shared = np.flatnonzero(np.isin(hashes, others))
    ends = np.concatenate(([-1], shared, [len(hashes)]))
    return float(np.diff(ends).max() - 1) / len(hashes)


def _halved(signature: Signature, shift: int) -> Sketch:
    """Return the sample of a text that was halved *shift* times."""
    kept = signature.shingles
    return kept if signature.shift == shift else kept[kept < np.uint64(1 << (32 - shift))]


def _shared(hashes: Sketch, others: Sketch) -> float:
    """Return the share of *hashes* that *others* have; 1 where there are none."""
    return float(np.count_nonzero(np.isin(hashes, others))) / len(hashes) if len(hashes) else 1.0
