"""The list of changes that the index has not seen yet."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from portal.articles.article import ArticleId
from portal.articles.parts import parts_of
from portal.articles.reading import current_revisions
from portal.articles.rows import Values, change_values
from portal.articles.store import Change
from portal.articles.tables import NUMBER, articles, changes, numbers, signatures, tombstones

_REVISION = select(articles.c.revision).where(articles.c.id == bindparam("id_")).scalar_subquery()
_SAME_SIGNATURE = (
    update(signatures)
    .where(signatures.c.article_id == bindparam("id_"), signatures.c.revision == _REVISION)
    .values(revision=bindparam("number_"))
)
_HEARD_OF = update(articles).where(articles.c.id == bindparam("id_")).values(revision=bindparam("number_"))
_CHANGED = _HEARD_OF.values(changed_at=bindparam("at_"))


def draw_numbers(connection: Connection, count: int) -> range:
    """Return the next *count* numbers, never given before; ours until the transaction ends, so that none overtakes."""
    statement = update(numbers).where(numbers.c.name == NUMBER).values(last=numbers.c.last + count)
    last = connection.execute(statement.returning(numbers.c.last)).scalar_one()
    return range(last - count + 1, last + 1)


def note(
    connection: Connection, ids: Iterable[str], at: datetime, *, changes_them: bool = True, together: bool = False
) -> None:
    """Note a change of each of the articles *ids*, whose texts are what they were.

    Shape: with *changes_them* they are others for readers, as of *at*; with *together*
    the index writes them in one commit. Their stories need not be told anew.
    """
    changed = list(ids)
    numbered = draw_numbers(connection, len(changed)) if changed else range(0)
    first = numbered[0] if changed and together else None
    for part in parts_of(zip(numbered, changed, strict=True)):
        rows: list[Values] = [{"number_": number, "id_": one} for number, one in part]
        connection.execute(_SAME_SIGNATURE, rows)
        if changes_them:
            connection.execute(_CHANGED, [row | {"at_": at} for row in rows])
        else:
            connection.execute(_HEARD_OF, rows)
        connection.execute(insert(changes), [change_values(number, one, at, first) for number, one in part])


def pending(connection: Connection, limit: int) -> tuple[Change, ...]:
    """Return the oldest changes, none of those that belong together parted from the others."""
    together = connection.execute(
        select(func.max(changes.c.number)).where(changes.c.together.is_not(None))
    ).scalar_one_or_none()
    oldest = select(changes.c.number, changes.c.article_id, changes.c.together).order_by(changes.c.number)
    rows = connection.execute(oldest.limit(limit)).all()
    if together is not None and (not rows or rows[-1].number < together):
        # An article is read as it is by now: to write one of them earlier would part them too.
        rows = connection.execute(oldest.where(changes.c.number <= together)).all()
    return tuple(Change(row.number, ArticleId(row.article_id), row.together) for row in rows)


def enqueue(connection: Connection, ids: Iterable[str], at: datetime) -> None:
    """Put articles on the list, those left out that stand on it."""
    for part in parts_of(sorted(set(ids))):
        waiting = set(connection.scalars(select(changes.c.article_id).where(changes.c.article_id.in_(part))))
        wanted = [article_id for article_id in part if article_id not in waiting]
        if wanted:
            drawn = zip(draw_numbers(connection, len(wanted)), wanted, strict=True)
            connection.execute(insert(changes), [change_values(number, one, at) for number, one in drawn])


def cross_off(
    connection: Connection, crossed: Iterable[Change], written: Mapping[ArticleId, int | None], at: datetime
) -> None:
    """Forget *crossed*, and put on the list again what is by now another than was written."""
    for part in parts_of(crossed):
        connection.execute(delete(changes).where(changes.c.number.in_([change.number for change in part])))
    current = current_revisions(connection, written)
    enqueue(connection, (one for one, number in written.items() if current.get(one) != number), at)


def cross_off_all(connection: Connection, number: int, at: datetime) -> None:
    """Forget the changes up to *number*, and put what has changed since on the list again."""
    connection.execute(delete(changes).where(changes.c.number <= number))
    later = list(connection.scalars(select(articles.c.id).where(articles.c.revision > number)))
    later += connection.scalars(select(tombstones.c.article_id).where(tombstones.c.revision > number))
    enqueue(connection, later, at)
