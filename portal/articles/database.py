"""DatabaseArticles: the store we ship, on SQLite embedded, or on PostgreSQL when there are many machines."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, select

from portal.articles import changes, editing, reading, versions
from portal.articles.article import Article, ArticleId, Named, Version
from portal.articles.authority_database import DatabaseAuthority
from portal.articles.faults import as_store_errors
from portal.articles.opening import open_database
from portal.articles.putting import put
from portal.articles.store import (
    Arrival,
    Batch,
    Change,
    Key,
    NameKind,
    Revision,
    SourceSummary,
    StoreCounts,
    Stored,
)
from portal.articles.stories_database import DatabaseStories
from portal.articles.tables import NUMBER, numbers, raw_bodies
from portal.articles.upgrading import is_up_to_date, upgrade
from portal.articles.watched_database import DatabaseWatched
from portal.clock import Clock, now


def open_store(url: str, *, clock: Clock = now) -> "DatabaseArticles":
    """Return the store at *url*, made where there is none and its tables brought up to date.

    Raises:
        StoreUnavailable: it cannot be opened.
        StoreTooNew: a newer version of the portal made it.
    """
    engine = open_database(url)
    try:
        with as_store_errors():
            with engine.connect() as connection, connection.begin():
                is_ready = is_up_to_date(connection)
            if not is_ready:
                with engine.connect().execution_options(writes=True) as connection, connection.begin():
                    upgrade(connection)
    except BaseException:
        engine.dispose()
        raise
    return DatabaseArticles(engine, clock)


class _Batch:
    """See `portal.articles.store.Batch`."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    def find(self, keys: Iterable[Key]) -> Mapping[Key, tuple[Article, ...]]:
        return reading.articles_by_key(self._connection, keys)

    def removed(self, keys: Iterable[Key]) -> frozenset[Key]:
        return reading.removed_keys(self._connection, keys)

    def put(self, arrivals: Iterable[Arrival]) -> tuple[Stored, ...]:
        return put(self._connection, arrivals, self._clock())


class DatabaseArticles:
    """Keeps `portal.articles.store.ArticleStore` on a relational database."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        # One for good: who builds something from it keeps it by this object.
        self._authority = DatabaseAuthority(self._reading, self._writing, clock)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with as_store_errors(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        connecting = self._engine.connect()
        with as_store_errors(), connecting.execution_options(writes=True) as connection, connection.begin():
            # On SQLite the transaction itself is the lock, and this only reads.
            connection.execute(select(numbers.c.last).where(numbers.c.name == NUMBER).with_for_update())
            yield connection

    def ping(self) -> None:
        """Raise unless the store can be read."""
        with self._reading() as connection:
            reading.last_number(connection)

    @contextmanager
    def writing(self) -> Iterator[Batch]:
        """Open one transaction of writing; see `ArticleStore.writing`."""
        with self._writing() as connection:
            yield _Batch(connection, self._clock)

    def put(self, arrivals: Iterable[Arrival]) -> tuple[Stored, ...]:
        """Store *arrivals* in one transaction; see `ArticleStore.put`."""
        with self._writing() as connection:
            return put(connection, arrivals, self._clock())

    def get(self, article_id: ArticleId) -> Article | None:
        """Return an article; see `ArticleStore.get`."""
        return next(iter(self.get_many([article_id])), None)

    def get_many(self, article_ids: Iterable[ArticleId]) -> tuple[Article, ...]:
        """Return articles in the order asked; see `ArticleStore.get_many`."""
        return tuple(revision.article for revision in self.revisions(article_ids))

    def find(self, keys: Iterable[Key]) -> Mapping[Key, tuple[Article, ...]]:
        """Return the articles known by each of *keys*; see `Batch.find`."""
        with self._reading() as connection:
            return reading.articles_by_key(connection, keys)

    def raw_body(self, article_id: ArticleId) -> str | None:
        """Return the body as its source gave it; see `ArticleStore.raw_body`."""
        with self._reading() as connection:
            statement = select(raw_bodies.c.body).where(raw_bodies.c.article_id == article_id)
            return connection.execute(statement).scalar_one_or_none()

    def versions(self, article_id: ArticleId) -> tuple[Version, ...]:
        """Return what title and body were, newest first; see `ArticleStore.versions`."""
        with self._reading() as connection:
            return versions.of(connection, article_id)

    def is_removed(self, article_id: ArticleId) -> bool:
        """Say whether an article was removed; see `ArticleStore.is_removed`."""
        with self._reading() as connection:
            return reading.is_removed(connection, article_id)

    def removed(self, keys: Iterable[Key]) -> frozenset[Key]:
        """Return those of *keys* by which a removed article was known."""
        with self._reading() as connection:
            return reading.removed_keys(connection, keys)

    def articles(self) -> Iterator[Article]:
        """Yield every article in ascending order of id; see `ArticleStore.articles`."""
        after = ""
        while True:
            with self._reading() as connection:
                page = reading.page_by_id(connection, after)
            if not page:
                return
            yield from (revision.article for revision in page)
            after = page[-1].article.id

    def latest(self, limit: int) -> tuple[Article, ...]:
        """Return the last *limit* to arrive, newest first."""
        with self._reading() as connection:
            return reading.latest(connection, limit)

    def of_story(self, story: str, limit: int) -> tuple[Article, ...]:
        """Return the first *limit* articles of a story; see `ArticleStore.of_story`."""
        with self._reading() as connection:
            return reading.of_story(connection, story, limit)

    def counts(self) -> StoreCounts:
        """Return how much there is."""
        with self._reading() as connection:
            return reading.counts(connection)

    def version(self) -> int:
        """Return the number of the last change."""
        with self._reading() as connection:
            return reading.last_number(connection)

    def sources(self) -> tuple[SourceSummary, ...]:
        """Return the sources that articles came from, by label."""
        with self._reading() as connection:
            return reading.source_summaries(connection)

    def labels(self, kind: NameKind, slugs: Iterable[str]) -> Mapping[str, str]:
        """Return the labels kept for *slugs*."""
        with self._reading() as connection:
            return reading.labels(connection, kind, slugs)

    def remove(self, article_ids: Iterable[ArticleId]) -> tuple[ArticleId, ...]:
        """Remove articles, leaving tombstones; see `ArticleStore.remove`."""
        with self._writing() as connection:
            return editing.remove(connection, article_ids, self._clock())

    def retag(
        self,
        article_id: ArticleId,
        *,
        tags: tuple[Named, ...] | None = None,
        organizations: tuple[Named, ...] | None = None,
    ) -> Article | None:
        """Give an article other tags or organizations; see `ArticleStore.retag`."""
        given = {NameKind.TAG: tags, NameKind.ORGANIZATION: organizations}
        chosen = {kind: names for kind, names in given.items() if names is not None}
        with self._writing() as connection:
            return editing.retag(connection, article_id, chosen, self._clock())

    def correct(
        self, article_id: ArticleId, *, add: tuple[Named, ...] = (), drop: tuple[str, ...] = ()
    ) -> Article | None:
        """Add and take away single organizations; see `ArticleStore.correct`."""
        with self._writing() as connection:
            return editing.correct(connection, article_id, add, drop, self._clock())

    def rename(self, kind: NameKind, slug: str, label: str) -> int:
        """Give a slug another label; see `ArticleStore.rename`."""
        with self._writing() as connection:
            return editing.rename(connection, kind, slug, label, self._clock())

    def pending(self, limit: int) -> tuple[Change, ...]:
        """Return the oldest changes that the index has not seen."""
        with self._reading() as connection:
            return changes.pending(connection, limit)

    def revisions(self, article_ids: Iterable[ArticleId]) -> tuple[Revision, ...]:
        """Return articles with the numbers of their last changes; see `ArticleStore.revisions`."""
        wanted = list(article_ids)
        with self._reading() as connection:
            found = reading.revisions_by_id(connection, wanted)
        return tuple(found[one] for one in wanted if one in found)

    def cross_off(self, crossed: Iterable[Change], written: Mapping[ArticleId, int | None]) -> None:
        """Forget exactly *crossed*; see `ArticleStore.cross_off`."""
        with self._writing() as connection:
            changes.cross_off(connection, crossed, written, self._clock())

    def cross_off_all(self, number: int) -> None:
        """Forget the changes up to *number*; see `ArticleStore.cross_off_all`."""
        with self._writing() as connection:
            changes.cross_off_all(connection, number, self._clock())

    def enqueue(self, article_ids: Iterable[ArticleId]) -> None:
        """Put articles on the list of changes; see `ArticleStore.enqueue`."""
        with self._writing() as connection:
            changes.enqueue(connection, article_ids, self._clock())

    @property
    def watched(self) -> DatabaseWatched:
        """The sources that are fetched on a schedule, kept beside the articles."""
        return DatabaseWatched(self._reading, self._writing, self._clock)

    @property
    def stories(self) -> DatabaseStories:
        """Which articles make one story."""
        return DatabaseStories(self._reading, self._writing, self._clock)

    @property
    def authority(self) -> DatabaseAuthority:
        """What organizations and tags are called, and which are one."""
        return self._authority

    def close(self) -> None:
        """Let go of connections."""
        self._engine.dispose()
