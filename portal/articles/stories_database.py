"""DatabaseStories: stories and signatures, in the database that holds the articles."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, func, insert, or_, select, update

from portal.articles.article import ArticleId
from portal.articles.changes import draw_numbers
from portal.articles.parts import parts_of
from portal.articles.reading import last_number
from portal.articles.rows import Values, change_values
from portal.articles.stories import MOST_CHARACTERS, MOST_KEYS, Signed, Waiting
from portal.articles.tables import GROUPED, articles, changes, numbers, signature_keys, signatures, tombstones
from portal.clock import Clock

_Connecting = Callable[[], AbstractContextManager[Connection]]

_LOOKED_AT = select(numbers.c.last).where(numbers.c.name == GROUPED).scalar_subquery()
_WAITS = (
    articles.c.revision >= _LOOKED_AT,
    or_(signatures.c.revision.is_(None), signatures.c.revision != articles.c.revision),
)
_WAITING = articles.outerjoin(signatures, signatures.c.sequence == articles.c.sequence)
_REMOVED = signatures.join(tombstones, tombstones.c.article_id == signatures.c.article_id)
_HELD = signatures.join(articles, articles.c.sequence == signatures.c.sequence)

_NEAR = (
    select(signature_keys.c.sequence)
    .where(
        signature_keys.c.key.in_([bindparam(f"key{number}") for number in range(MOST_KEYS)]),
        signature_keys.c.day.between(bindparam("first_day"), bindparam("last_day")),
    )
    .group_by(signature_keys.c.sequence)
    .having(func.count() >= bindparam("least"))
    .order_by(func.count().desc(), signature_keys.c.sequence)
    .limit(bindparam("most"))
)


class _Batch:
    """See `portal.articles.stories.StoryBatch`."""

    def __init__(self, connection: Connection, at: datetime) -> None:
        self._connection = connection
        self._at = at

    def waiting(self, limit: int) -> tuple[Waiting, ...]:
        kept = (
            signatures.c.story,
            signatures.c.day,
            signatures.c.signature,
            signatures.c.language.label("compared_in"),
        )
        statement: Select[Any] = (
            select(
                articles.c.sequence,
                articles.c.id,
                articles.c.revision,
                articles.c.title,
                func.substr(articles.c.body_text, 1, MOST_CHARACTERS).label("body"),
                articles.c.language,
                articles.c.published,
                articles.c.first_seen_at,
                *kept,
            )
            .select_from(_WAITING)
            .where(*_WAITS)
            .order_by(articles.c.revision, articles.c.id)
            .limit(limit)
        )
        return tuple(_waiting(row) for row in self._connection.execute(statement))

    def removed(self, limit: int) -> tuple[Signed, ...]:
        statement = select(signatures).select_from(_REMOVED).where(tombstones.c.revision >= _LOOKED_AT)
        return self._signed(statement.order_by(signatures.c.sequence).limit(limit))

    def keep(self, signed: Iterable[Signed], revisions: Mapping[int, int], keys: Mapping[int, Collection[int]]) -> None:
        kept = tuple(signed)
        if kept:
            self._connection.execute(insert(signatures), [_values(one, revisions[one.sequence]) for one in kept])
        rows = [{"key": key, "day": one.day, "sequence": one.sequence} for one in kept for key in keys[one.sequence]]
        if rows:
            self._connection.execute(insert(signature_keys), rows)

    def forget(self, signed: Iterable[Signed], keys: Mapping[int, Collection[int]]) -> None:
        for one in signed:
            self._connection.execute(delete(signatures).where(signatures.c.sequence == one.sequence))
            its = (signature_keys.c.day == one.day, signature_keys.c.sequence == one.sequence)
            self._connection.execute(delete(signature_keys).where(signature_keys.c.key.in_(keys[one.sequence]), *its))

    def near(self, keys: Collection[int], first_day: int, last_day: int, *, limit: int) -> tuple[int, ...]:
        wanted = sorted(keys)
        if not wanted:
            return ()
        # Filled up, so that the statement stays the same.
        filled = wanted + wanted[:1] * (MOST_KEYS - len(wanted))
        values = {f"key{number}": key for number, key in enumerate(filled)}
        values |= {"first_day": first_day, "last_day": last_day, "least": min(2, len(wanted)), "most": limit}
        return tuple(self._connection.scalars(_NEAR, values))

    def signed(self, sequences: Iterable[int]) -> tuple[Signed, ...]:
        found: list[Signed] = []
        for part in parts_of(sequences):
            found += self._signed(select(signatures).select_from(_HELD).where(signatures.c.sequence.in_(part)))
        return tuple(found)

    def members(self, stories: Iterable[ArticleId]) -> tuple[Signed, ...]:
        found: list[Signed] = []
        for part in parts_of(stories):
            found += self._signed(select(signatures).select_from(_HELD).where(signatures.c.story.in_(part)))
        return tuple(found)

    def arrivals(self, article_ids: Iterable[ArticleId]) -> Mapping[ArticleId, int]:
        found: dict[ArticleId, int] = {}
        for part in parts_of(article_ids):
            rows = self._connection.execute(select(articles.c.id, articles.c.sequence).where(articles.c.id.in_(part)))
            found.update((ArticleId(row.id), row.sequence) for row in rows)
        return found

    def move(self, stories: Mapping[ArticleId, ArticleId | None], heard: Collection[ArticleId]) -> None:
        if stories:
            statement = update(signatures).where(signatures.c.article_id == bindparam("moved"))
            rows = [{"moved": one, "into": story} for one, story in stories.items()]
            self._connection.execute(statement.values(story=bindparam("into")), rows)
        _note_changes(self._connection, heard, self._at)

    def seen(self, revisions: Mapping[int, int]) -> None:
        if revisions:
            statement = update(signatures).where(signatures.c.sequence == bindparam("seen"))
            rows = [{"seen": one, "at": revision} for one, revision in revisions.items()]
            self._connection.execute(statement.values(revision=bindparam("at")), rows)

    def looked_at(self, revision: int | None) -> None:
        number = last_number(self._connection) if revision is None else revision
        self._connection.execute(update(numbers).where(numbers.c.name == GROUPED).values(last=number))

    def _signed(self, statement: Select[Any]) -> tuple[Signed, ...]:
        return tuple(_signed_of(row) for row in self._connection.execute(statement))


class DatabaseStories:
    """Keeps `portal.articles.stories.Stories` in tables beside the articles."""

    def __init__(self, reading: _Connecting, writing: _Connecting, clock: Clock) -> None:
        self._reading = reading
        self._writing = writing
        self._clock = clock

    def count_waiting(self) -> int:
        """Return how many are to be looked at; see `Stories.count_waiting`."""
        changed = select(func.count()).select_from(_WAITING).where(*_WAITS)
        removed = select(func.count()).select_from(_REMOVED).where(tombstones.c.revision >= _LOOKED_AT)
        with self._reading() as connection:
            return connection.execute(changed).scalar_one() + connection.execute(removed).scalar_one()

    @contextmanager
    def writing(self) -> Iterator[_Batch]:
        """Open one transaction of grouping; see `Stories.writing`."""
        with self._writing() as connection:
            yield _Batch(connection, self._clock())

    def clear(self) -> None:
        """Forget all of it; see `Stories.clear`."""
        with self._writing() as connection:
            joined = select(signatures.c.article_id).select_from(_HELD).where(signatures.c.story != articles.c.id)
            _note_changes(connection, [ArticleId(one) for one in connection.scalars(joined)], self._clock())
            connection.execute(delete(signature_keys))
            connection.execute(delete(signatures))
            connection.execute(update(numbers).where(numbers.c.name == GROUPED).values(last=0))


def _note_changes(connection: Connection, ids: Collection[ArticleId], at: datetime) -> None:
    """Have the index hear of articles that are what they were, but for their story."""
    if not ids:
        return
    drawn = list(zip(draw_numbers(connection, len(ids)), sorted(ids), strict=True))
    rows = [{"moved": one, "number": number} for number, one in drawn]
    of_article = update(articles).where(articles.c.id == bindparam("moved"))
    connection.execute(of_article.values(revision=bindparam("number")), rows)
    of_signature = update(signatures).where(signatures.c.article_id == bindparam("moved"))
    connection.execute(of_signature.values(revision=bindparam("number")), rows)
    # One line each: whoever reads an older one just now writes what it is no longer.
    for part in parts_of(ids):
        connection.execute(delete(changes).where(changes.c.article_id.in_(part)))
    connection.execute(insert(changes), [change_values(number, one, at) for number, one in drawn])


def _waiting(row: Row[Any]) -> Waiting:
    article_id = ArticleId(row.id)
    signed = None
    if row.signature is not None:
        signed = Signed(
            sequence=row.sequence,
            article_id=article_id,
            language=row.compared_in,
            day=row.day,
            signature=row.signature,
            story=row.story,
        )
    return Waiting(
        sequence=row.sequence,
        article_id=article_id,
        revision=row.revision,
        title=row.title,
        body=row.body,
        language=row.language,
        published=row.published,
        first_seen_at=row.first_seen_at,
        signed=signed,
    )


def _signed_of(row: Row[Any]) -> Signed:
    return Signed(
        sequence=row.sequence,
        article_id=ArticleId(row.article_id),
        language=row.language,
        day=row.day,
        signature=row.signature,
        story=row.story,
    )


def _values(signed: Signed, revision: int) -> Values:
    return {
        "sequence": signed.sequence,
        "article_id": signed.article_id,
        "story": signed.story,
        "revision": revision,
        "language": signed.language,
        "day": signed.day,
        "signature": signed.signature,
    }
