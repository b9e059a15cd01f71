"""Corpora made from a seed, with the statistics of a large news archive.

Vocabulary of 200,000 words after Zipf and Mandelbrot; 15 % of a text's words
come from slices that belong to its tags; titles of about ten words, bodies
log-normal around 300; one to six of 2,000 tags, one to four of 5,000
organizations (Zipf, exponent 0.9), dates over twenty years.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

from index import Document, Label

WORDS = 200_000
TAGS = 2_000
ORGANIZATIONS = 5_000
SLICE = 60
"""Words that belong to one tag."""

_CONSONANTS = "bcdfghjklmnprstvwz"
_VOWELS = "aeiou"


def word(rank: int) -> str:
    """Return the word of a rank: pronounceable, distinct, and no stemmer's prey."""
    letters = []
    number = rank + 400
    while number:
        number, consonant = divmod(number, len(_CONSONANTS))
        number, vowel = divmod(number, len(_VOWELS))
        letters.append(_CONSONANTS[consonant] + _VOWELS[vowel])
    return "".join(letters) + "x"


def synthetic(count: int, seed: int = 1) -> Iterator[Document]:
    """Yield *count* documents; the first n are the same whatever *count* is."""
    vocabulary = [word(rank) for rank in range(WORDS)]
    words = _zipf(WORDS, exponent=1.0, shift=2.7)
    tags = _zipf(TAGS, exponent=0.9)
    organizations = _zipf(ORGANIZATIONS, exponent=0.9)
    for number in range(count):
        random = np.random.default_rng((seed, number))
        mine = np.unique(_draw(random, tags, int(random.integers(1, 7))))
        theirs = np.unique(_draw(random, organizations, int(random.integers(1, 5))))
        body_length = int(np.clip(random.lognormal(5.55, 0.55), 20, 4_000))
        title_length = int(random.integers(6, 15))
        ranks = _draw(random, words, title_length + body_length)
        own = random.random(len(ranks)) < 0.15
        ranks[own] = _of_tags(random, mine, int(own.sum()))
        texts = [vocabulary[rank] for rank in ranks.tolist()]
        day = datetime(2006, 1, 1, tzinfo=UTC) + timedelta(minutes=int(random.integers(0, 20 * 365 * 24 * 60)))
        yield Document(
            id=f"a{number:08d}",
            title=" ".join(texts[:title_length]),
            body=" ".join(texts[title_length:]),
            language="en",
            facets={
                "tag": tuple(Label(f"tag-{tag}", f"Tag {tag}") for tag in mine.tolist()),
                "org": tuple(Label(f"org-{org}", f"Organization {org}") for org in theirs.tolist()),
                "source": (Label(f"source-{number % 40}", f"Source {number % 40}"),),
                "lang": (Label("en", "en"),),
            },
            published=day,
            sequence=number + 1,
            stored={
                "url": f"https://news.example/{number}",
                "published": day.date().isoformat(),
                "completeness": "full",
            },
        )


def _zipf(size: int, *, exponent: float, shift: float = 0.0) -> npt.NDArray[np.float64]:
    """Return the cumulative distribution of ranks."""
    weights = 1.0 / (np.arange(1, size + 1) + shift) ** exponent
    cumulative: npt.NDArray[np.float64] = np.cumsum(weights) / weights.sum()
    return cumulative


def _draw(random: np.random.Generator, cumulative: npt.NDArray[np.float64], count: int) -> npt.NDArray[np.int64]:
    return np.searchsorted(cumulative, random.random(count)).astype(np.int64)


def _of_tags(random: np.random.Generator, tags: npt.NDArray[np.int64], count: int) -> npt.NDArray[np.int64]:
    """Return ranks from the slices of *tags*, which lie in the middle of the vocabulary."""
    chosen = tags[random.integers(0, len(tags), count)]
    return 2_000 + (chosen * 97 + random.integers(0, SLICE, count)) % (WORDS - 2_000)
