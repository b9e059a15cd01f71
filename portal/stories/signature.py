"""Article → Signature: as much of a text as it takes to tell whether another is nearly the same."""

import hashlib
import struct
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from portal.stories.words import Hashes, Words, mixed, words_of

Sketch = npt.NDArray[np.uint32]

SHINGLE = 4
"""Words in a shingle: five lose too much to an edit, three are shared by texts that have nothing else in common."""

MOST_SHINGLES = 512
"""Of a longer text a sample is kept: half of the hashes, a quarter, and so on, always the lowest."""

MOST_MARKS = 96
LEAD = 64
"""Shingles of the beginning that are kept whatever is sampled: an excerpt has little else."""

KEYS = 16
"""Of the whole text: with ten words in a hundred changed, two texts still have seven of them in common."""

LEAD_KEYS = 12
"""Of the first `LEAD_OF_KEYS` shingles, by which an excerpt and its whole article meet."""

LEAD_OF_KEYS = 40

_NONE = np.zeros(0, np.uint32)
_HEAD = struct.Struct("<BHHHHqq")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Signature:
    """What is compared of two texts."""

    language: str
    """The primary subtag; ``und`` where nobody knows."""

    day: int
    """When it was published, or else when it arrived: days since 0001-01-01."""

    shingles: Sketch
    """Distinct, in the order of the text, none at 2**32 >> *shift* or above."""

    shift: int
    """How often the sample was halved; 0 for all but long texts."""

    lead: Sketch
    """Of a sampled text, all of the first `LEAD`; else empty, for *shingles* has them."""

    figures: Sketch
    """The lowest hashes of the figures in it, ascending."""

    placed: Sketch
    """Likewise of figures with the word before each: two long forms share most figures, at other places."""

    names: Sketch
    """Likewise of the words with a capital."""

    title: int
    """Of the title without its figures."""

    title_figures: int
    """Of these; 0 without any."""

    def keys(self) -> tuple[int, ...]:
        """Return what the signature is looked up by: near texts share several, others hardly any.

        Shape: the bottom sketch of MinHash, of the whole and of the beginning,
        as numbers of 63 bits that differ between languages.

        Source: Broder, On the resemblance and containment of documents (1997).
        """
        lead = (self.lead if self.shift else self.shingles)[:LEAD_OF_KEYS]
        lowest = np.union1d(np.sort(self.shingles)[:KEYS], np.sort(lead)[:LEAD_KEYS])
        return tuple((mixed(lowest.astype(np.uint64) ^ _salt(self.language)) >> np.uint64(1)).tolist())

    def packed(self) -> bytes:
        """Return it as bytes, language and day left out."""
        arrays = (self.shingles, self.lead, self.figures, self.placed, self.names)
        head = _HEAD.pack(self.shift, *map(len, arrays[:-1]), self.title, self.title_figures)
        return head + b"".join(array.astype("<u4").tobytes() for array in arrays)

    @classmethod
    def unpacked(cls, kept: bytes, *, language: str, day: int) -> "Signature":
        """Return what `packed` gave."""
        shift, *lengths, title, title_figures = _HEAD.unpack_from(kept)
        parts = np.split(np.frombuffer(kept, "<u4", offset=_HEAD.size), np.cumsum(lengths))
        return cls(
            language=language,
            day=day,
            shingles=parts[0],
            shift=shift,
            lead=parts[1],
            figures=parts[2],
            placed=parts[3],
            names=parts[4],
            title=title,
            title_figures=title_figures,
        )


def signature_of(title: str, body: str, *, language: str, day: int) -> Signature:
    """Return the signature of a text."""
    words, heading = words_of(body), words_of(title)
    hashes = _shingles(words)
    shift = _shift(hashes)
    return Signature(
        language=language.partition("-")[0],
        day=day,
        shingles=_sampled(hashes, shift),
        shift=shift,
        lead=hashes[:LEAD] if shift else _NONE,
        figures=_lowest(words.hashes[words.is_figure]),
        placed=_lowest(_placed(words)),
        names=_lowest(words.hashes[words.is_name]),
        title=_all_of(heading.hashes[~heading.is_figure]),
        title_figures=_all_of(heading.hashes[heading.is_figure]),
    )


def day_of(published: str | None, arrived: datetime) -> int:
    """Return the day under which an article is compared: of its date, or of its arrival where that says too little.

    Shape: a date without its day counts as the middle of its month; one
    without its month says less than the arrival does.
    """
    if published is None or len(published) < len("2026-03"):
        return arrived.astimezone(UTC).date().toordinal()
    return date.fromisoformat(published[:10] if len(published) >= len("2026-03-05") else f"{published}-15").toordinal()


@lru_cache(maxsize=256)
def _salt(language: str) -> np.uint64:
    return np.uint64(int.from_bytes(hashlib.blake2b(language.encode(), digest_size=8).digest(), "little"))


def _shingles(words: Words) -> Sketch:
    """Return a hash for every run of `SHINGLE` words, the first of each, in order."""
    hashes = words.hashes
    count = len(hashes) - SHINGLE + 1
    if count < 1:
        return _NONE
    made = hashes[:count].copy()
    for place in range(1, SHINGLE):
        made = made * np.uint64(0x9E3779B97F4A7C15) + hashes[place : place + count]
    found = (mixed(made) >> np.uint64(32)).astype(np.uint32)
    _, firsts = np.unique(found, return_index=True)
    firsts.sort()
    return found[firsts]


def _placed(words: Words) -> Hashes:
    places = np.flatnonzero(words.is_figure[1:]) + 1
    return mixed(words.hashes[places] + words.hashes[places - 1] * np.uint64(3))


def _shift(hashes: Sketch) -> int:
    """Return how often a sample of *hashes* has to be halved until it is small enough."""
    shift = 0
    while len(_sampled(hashes, shift)) > MOST_SHINGLES:
        shift += 1
    return shift


def _sampled(hashes: Sketch, shift: int) -> Sketch:
    return hashes[hashes < np.uint64(1 << (32 - shift))] if shift else hashes


def _lowest(hashes: Hashes) -> Sketch:
    return np.unique((hashes >> np.uint64(32)).astype(np.uint32))[:MOST_MARKS]


def _all_of(hashes: Hashes) -> int:
    """Return one number for *hashes* in their order; 0 for none. It fits a signed column of 64 bits."""
    if not len(hashes):
        return 0
    places = mixed(np.arange(1, len(hashes) + 1, dtype=np.uint64))
    return int(mixed(np.add.reduce(hashes * (places | np.uint64(1)), keepdims=True))[0] >> np.uint64(1))
