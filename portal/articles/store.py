"""The ArticleStore protocol: where articles are kept, and what is known of each.

The store is the truth; the index is a cache of it. It knows nothing of how two
articles are told apart: whoever brings an article says under which keys it may
be met again.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

from portal.articles.article import Article, ArticleId, Named, Version
from portal.articles.assignments import Reading
from portal.articles.stories import Stories

if TYPE_CHECKING:  # it is made of what stands here
    from portal.articles.authority import Authority


class KeyKind(StrEnum):
    """What a key is made of, strongest first."""

    URL = "url"
    """The canonical address."""

    SOURCE_KEY = "source_key"
    """A source's slug and its own identity of the article; see `source_key`."""

    TITLE = "title"
    """Source, title and day, folded."""

    TEXT = "text"
    """A fingerprint of title and body."""


class Key(NamedTuple):
    """One thing by which an article is recognized when it arrives again."""

    kind: KeyKind
    value: str


def source_key(source: str, key: str) -> Key:
    """Return the key of an article that the source with the slug *source* calls *key*."""
    return Key(KeyKind.SOURCE_KEY, f"{source} {key}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """An article on its way into the store."""

    article: Article
    """With an empty id it is a new one, and the store gives it an id and a sequence; else it replaces that one."""

    keys: tuple[Key, ...]
    """Strongest first, the first decides the id of a new one. They are added to those it is known by already."""

    raw_body: str = ""
    """The body as the source gave it, never shown: kept so that it can be sanitized anew."""

    reading: Reading | None = None
    """What was found in its text; None where nobody looked: what was found before stays, and it is looked at later."""

    sources: tuple[Named, ...] = ()
    """Beside its own: those whose copies its provenance names, so that they can be called by their labels."""


class Outcome(StrEnum):
    """What an arrival meant to the store."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"

    REMOVED = "removed"
    """It was to replace an article that is removed by now, and was left out."""


class Stored(NamedTuple):
    """An article as it is now in the store, and what its arrival meant."""

    outcome: Outcome
    article: Article


class Change(NamedTuple):
    """Something that the index has not seen: an article that was added, changed or removed."""

    number: int
    """Rises with every change; never given twice."""

    article_id: ArticleId

    together: int | None = None
    """Changes of one number are to be written in one commit: half of them would be seen as a state that never was."""


class Revision(NamedTuple):
    """An article, and the number of its last change: two readings are equal where the numbers are."""

    article: Article
    number: int


class NameKind(StrEnum):
    """The kinds of names an article carries."""

    TAG = "tag"
    ORGANIZATION = "organization"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """A source with what has come from it."""

    source: Named
    articles: int
    newest_at: datetime
    """When the last of its articles arrived or changed."""


@dataclass(frozen=True, slots=True)
class StoreCounts:
    """How much there is, for operators."""

    articles: int
    removed: int
    pending: int
    """Changes that the index has not seen."""

    oldest_pending_at: datetime | None
    """When the oldest of them was made; None when there is none."""


class Batch(Protocol):
    """One transaction of writing: everything in it is kept, or nothing."""

    def find(self, keys: Iterable[Key]) -> Mapping[Key, tuple[Article, ...]]:
        """Return the articles known by each of *keys*, in order of arrival; keys of none are left out."""
        ...

    def removed(self, keys: Iterable[Key]) -> frozenset[Key]:
        """Return those of *keys* by which a removed article was known."""
        ...

    def put(self, arrivals: Iterable[Arrival]) -> tuple[Stored, ...]:
        """Store *arrivals*, in order, each with its change and, when new, its arrival sequence.

        Shape: one answer for each arrival. A label that differs from the one
        kept for its slug is no change: the first label stays until `rename`.
        Tags and organizations that an editor gave with `retag` stay.
        A title or a body that is replaced is kept as a version.
        What does not change an article makes no change for the index.

        Raises:
            StoreFull: there is no room.
        """
        ...


class ArticleStore(Protocol):
    """Keeps articles, and the list of changes that the index has not seen.

    Safe to use from several threads and processes. Any method may raise
    `StoreUnavailable`; the caller may try again later.
    """

    def ping(self) -> None:
        """Raise unless the store can be read."""
        ...

    def writing(self) -> AbstractContextManager[Batch]:
        """Open one transaction of writing; others wait. Durable once the context has been left without an exception.

        Raises:
            StoreFull: there is no room; the transaction was undone.
        """
        ...

    def put(self, arrivals: Iterable[Arrival]) -> tuple[Stored, ...]:
        """Store *arrivals* in one transaction; see `Batch.put`."""
        ...

    def get(self, article_id: ArticleId) -> Article | None:
        """Return an article; None when it is unknown or removed."""
        ...

    def get_many(self, article_ids: Iterable[ArticleId]) -> tuple[Article, ...]:
        """Return articles in the order asked, unknown and removed ones left out."""
        ...

    def find(self, keys: Iterable[Key]) -> Mapping[Key, tuple[Article, ...]]:
        """Return the articles known by each of *keys*; see `Batch.find`."""
        ...

    def raw_body(self, article_id: ArticleId) -> str | None:
        """Return the body as its source gave it; None when the article is unknown or removed."""
        ...

    def versions(self, article_id: ArticleId) -> tuple[Version, ...]:
        """Return what title and body were before they changed, newest first; see `portal.articles.versions`."""
        ...

    def is_removed(self, article_id: ArticleId) -> bool:
        """Say whether there once was such an article, and it was removed."""
        ...

    def removed(self, keys: Iterable[Key]) -> frozenset[Key]:
        """Return those of *keys* by which a removed article was known."""
        ...

    def articles(self) -> Iterator[Article]:
        """Yield every article in ascending order of id, holding a few at a time.

        What changes meanwhile may be given as it was or as it is.
        """
        ...

    def latest(self, limit: int) -> tuple[Article, ...]:
        """Return the last *limit* to arrive, newest first."""
        ...

    def of_story(self, story: str, limit: int) -> tuple[Article, ...]:
        """Return the first *limit* articles of a story, named as `Article.story` names it, in order of arrival."""
        ...

    def counts(self) -> StoreCounts:
        """Return how much there is."""
        ...

    def version(self) -> int:
        """Return the number of the last change: differs whenever anything in the store does."""
        ...

    def sources(self) -> tuple[SourceSummary, ...]:
        """Return the sources that articles came from, by label."""
        ...

    def labels(self, kind: NameKind, slugs: Iterable[str]) -> Mapping[str, str]:
        """Return the labels kept for *slugs*; unknown ones are left out."""
        ...

    def remove(self, article_ids: Iterable[ArticleId]) -> tuple[ArticleId, ...]:
        """Remove articles, leaving tombstones: they are not to be ingested again. Return those that were there."""
        ...

    def retag(
        self,
        article_id: ArticleId,
        *,
        tags: tuple[Named, ...] | None = None,
        organizations: tuple[Named, ...] | None = None,
    ) -> Article | None:
        """Give an article other tags or organizations, which later arrivals leave alone; None leaves them as they are.

        Return it as it is now; None when it is unknown or removed.
        """
        ...

    def correct(
        self, article_id: ArticleId, *, add: tuple[Named, ...] = (), drop: tuple[str, ...] = ()
    ) -> Article | None:
        """Give an article single organizations, and take others away by their slugs; arrivals and readings leave both.

        Shape: whatever else its text names stays with it; one that is in both is given.
        Return it as it is now; None when it is unknown or removed.
        """
        ...

    def rename(self, kind: NameKind, slug: str, label: str) -> int:
        """Give a slug another label; return how many articles carry it, each a change, or 0 when nothing changes.

        Of an entry of the authority file it becomes the name, and the old name stays one of its names.
        """
        ...

    def pending(self, limit: int) -> tuple[Change, ...]:
        """Return the oldest changes that the index has not seen, in order.

        Shape: *limit* of them, or more where some belong together: then all up to the last of these.
        """
        ...

    def revisions(self, article_ids: Iterable[ArticleId]) -> tuple[Revision, ...]:
        """Return articles with the numbers of their last changes; unknown and removed ones are left out."""
        ...

    def cross_off(self, changes: Iterable[Change], written: Mapping[ArticleId, int | None]) -> None:
        """Forget exactly *changes*: the index now holds the articles of *written*, by number of their last change.

        Shape: None stands for an article that was taken out of the index.
        Where an article is by now another than was written, it is put on the
        list again: somebody else may have written it first, and been overwritten.
        """
        ...

    def cross_off_all(self, number: int) -> None:
        """Forget the changes up to *number*, because the index was rebuilt from articles read after it.

        What has changed since is put on the list again, whoever crossed it off.
        """
        ...

    def enqueue(self, article_ids: Iterable[ArticleId]) -> None:
        """Put articles on the list of changes, because the index was found to be wrong about them."""
        ...

    @property
    def stories(self) -> Stories:
        """Which articles make one story."""
        ...

    @property
    def authority(self) -> "Authority":
        """What organizations and tags are called, and which are one."""
        ...

    def close(self) -> None:
        """Let go of connections. Closing twice is fine."""
        ...
