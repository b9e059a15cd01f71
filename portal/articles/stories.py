"""The Stories protocol: which articles make one story, and the signatures by which that is told.

The store knows nothing of what makes two articles one story: whoever groups
them brings a signature of each, and keys by which it is looked up.
"""

from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from portal.articles.article import ArticleId

MOST_KEYS = 32
"""By which one signature is looked up."""

MOST_CHARACTERS = 100_000
"""Of a body that are given to be signed, so that a batch of the longest fits in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """The signature of an article, as the store keeps it."""

    sequence: int
    """When the store met the article: names it here."""

    article_id: ArticleId

    language: str
    day: int
    """Days since 0001-01-01 of the day under which it is compared."""

    signature: bytes

    story: ArticleId | None = None
    """The first article of its story; None while it is alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An article that was added or changed since its story was told."""

    sequence: int
    article_id: ArticleId
    revision: int
    """The number of its last change."""

    title: str
    body: str
    """Its first `MOST_CHARACTERS`."""

    language: str
    published: str | None
    first_seen_at: datetime
    signed: Signed | None
    """As it was before; None for a new one."""


class StoryBatch(Protocol):
    """One transaction of grouping: everything in it is kept, or nothing."""

    def waiting(self, limit: int) -> tuple[Waiting, ...]:
        """Return the articles that are to be looked at, in order of their last change."""
        ...

    def removed(self, limit: int) -> tuple[Signed, ...]:
        """Return the signatures of articles that were removed."""
        ...

    def keep(self, signed: Iterable[Signed], revisions: Mapping[int, int], keys: Mapping[int, Collection[int]]) -> None:
        """Keep the signatures of articles that have none, made as of their *revisions*.

        Shape: revisions and keys by sequence; keys are numbers of 63 bits, at most `MOST_KEYS` of them.
        """
        ...

    def forget(self, signed: Iterable[Signed], keys: Mapping[int, Collection[int]]) -> None:
        """Forget signatures, and the *keys* of each."""
        ...

    def near(self, keys: Collection[int], first_day: int, last_day: int, *, limit: int) -> tuple[int, ...]:
        """Return the sequences of those that share at least two of *keys*, compared under these days.

        Shape: those that share most first, the oldest of equals first, at most *limit*.
        """
        ...

    def signed(self, sequences: Iterable[int]) -> tuple[Signed, ...]:
        """Return signatures in any order; those of removed articles are left out."""
        ...

    def members(self, stories: Iterable[ArticleId]) -> tuple[Signed, ...]:
        """Return the signatures of the articles of *stories*, likewise."""
        ...

    def arrivals(self, article_ids: Iterable[ArticleId]) -> Mapping[ArticleId, int]:
        """Return the sequences of articles."""
        ...

    def move(self, stories: Mapping[ArticleId, ArticleId | None], heard: Collection[ArticleId]) -> None:
        """Put articles into stories, None leaving one alone; have the index hear of those in *heard*."""
        ...

    def seen(self, revisions: Mapping[int, int]) -> None:
        """Note that signatures are still right, as of the *revisions* of their articles, by sequence."""
        ...

    def looked_at(self, revision: int | None) -> None:
        """Note that all articles were looked at up to *revision*; None stands for all there are."""
        ...


class Stories(Protocol):
    """Keeps the stories. Any method may raise `StoreUnavailable`; the caller may try again later."""

    def count_waiting(self) -> int:
        """Return how many articles, added, changed or removed, are to be looked at."""
        ...

    def writing(self) -> AbstractContextManager[StoryBatch]:
        """Open one transaction of grouping; other writers wait."""
        ...

    def clear(self) -> None:
        """Forget all signatures and stories, so that every article waits again."""
        ...
