"""The re-tagging that is due: what is to be read anew, how far a pass has come, and what it found."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from portal.articles.article import Article, ArticleId
from portal.articles.assignments import Reading
from portal.articles.authority import RetagPage, RetagState
from portal.articles.calling import in_their_labels
from portal.articles.carrying import organizations_of, settled_among
from portal.articles.changes import draw_numbers, note
from portal.articles.reading import current_revisions, revisions_by_id
from portal.articles.recording import keep_readings, mark_read, mark_unread
from portal.articles.store import Revision
from portal.articles.tables import AUTHORITY, articles, changed_names, numbers, retagging, unread

MOST_NAMES = 5_000
"""Changed names that are looked for in articles; where more changed, every article is read."""

_ANY = ""
"""Among changed names: it may be any."""

_UNREAD = "unread"
"""The mark of a page of articles that are read anew beside the pass."""


@dataclass(frozen=True, slots=True)
class _Pass:
    revision: int
    after: str
    looked_at: int
    written: int
    started_at: datetime


def authority_revision(connection: Connection) -> int:
    """Return the revision of the authority files."""
    revision: int = connection.execute(select(numbers.c.last).where(numbers.c.name == AUTHORITY)).scalar_one()
    return revision


def have_read_anew(connection: Connection, revision: int, names: Collection[str], at: datetime) -> None:
    """Have every article looked at from the first on, because the *names* of entries changed with *revision*."""
    if not names or connection.execute(select(articles.c.id).limit(1)).first() is None:
        return
    kept = sorted(names) if len(names) <= MOST_NAMES else [_ANY]
    connection.execute(insert(changed_names), [{"revision": revision, "name": name} for name in kept])
    connection.execute(delete(retagging))
    row = {"revision": revision, "after": "", "looked_at": 0, "written": 0, "started_at": at}
    connection.execute(insert(retagging).values(row))


def state(connection: Connection, at: datetime) -> RetagState | None:
    """Return how far re-tagging has come; see `Authority.retagging`."""
    under_way = _pass(connection)
    waiting = connection.execute(select(func.count()).select_from(unread)).scalar_one()
    if under_way is None:
        return RetagState(authority_revision(connection), 0, waiting, 0, at) if waiting else None
    count = connection.execute(select(func.count()).select_from(articles)).scalar_one()
    return RetagState(under_way.revision, under_way.looked_at, count + waiting, under_way.written, under_way.started_at)


def page(connection: Connection, limit: int) -> RetagPage | None:
    """Return the next articles to be read anew; see `Authority.retag_page`."""
    revision = authority_revision(connection)
    waiting = list(connection.scalars(select(unread.c.article_id).order_by(unread.c.article_id).limit(limit)))
    if waiting:
        return RetagPage(revision, _read(connection, waiting), frozenset(), _UNREAD)
    under_way = _pass(connection)
    if under_way is None:
        return None
    following = select(articles.c.id).where(articles.c.id > under_way.after).order_by(articles.c.id)
    ids = list(connection.scalars(following.limit(limit + 1)))
    here = ids[:limit]
    end = here[-1] if len(ids) > limit else ""
    return RetagPage(
        revision, _read(connection, here), _names(connection), f"{under_way.revision} {under_way.after} {end}"
    )


def record(connection: Connection, taken: RetagPage, readings: Mapping[ArticleId, Reading], at: datetime) -> int:
    """Keep what was found in the articles of a page; see `Authority.record`."""
    if taken.revision != authority_revision(connection):
        return 0
    if taken.mark == _UNREAD:
        return _kept(connection, taken, readings, at)
    revision, after, end = taken.mark.split(" ")
    under_way = _pass(connection)
    if under_way is None or (str(under_way.revision), under_way.after) != (revision, after):
        return 0
    written = _kept(connection, taken, readings, at)
    if end:
        progress = {
            "after": end,
            "looked_at": under_way.looked_at + len(taken.articles),
            "written": under_way.written + written,
        }
        connection.execute(update(retagging).values(progress))
    else:
        connection.execute(delete(changed_names).where(changed_names.c.revision <= under_way.revision))
        connection.execute(delete(retagging))
    return written


def _pass(connection: Connection) -> _Pass | None:
    row = connection.execute(select(retagging)).first()
    return None if row is None else _Pass(row.revision, row.after, row.looked_at, row.written, row.started_at)


def _names(connection: Connection) -> frozenset[str]:
    """Return the changed names; none where there are too many to look for."""
    found = list(connection.scalars(select(changed_names.c.name).distinct().limit(MOST_NAMES + 1)))
    return frozenset() if _ANY in found or len(found) > MOST_NAMES else frozenset(found)


def _read(connection: Connection, ids: list[str]) -> tuple[Revision, ...]:
    found = revisions_by_id(connection, ids)
    return tuple(found[one] for one in ids)


def _kept(connection: Connection, taken: RetagPage, readings: Mapping[ArticleId, Reading], at: datetime) -> int:
    current = current_revisions(connection, readings)
    met = {it.article.id: it for it in taken.articles if it.article.id in readings}
    same = {one: it.article for one, it in met.items() if current.get(one) == it.number}
    is_other = keep_readings(connection, in_their_labels(connection, {one: readings[one] for one in same}))
    mark_read(connection, same)
    mark_unread(connection, [one for one in met if one in current and one not in same])
    changed = _others(connection, same)
    note(connection, changed, at)
    if is_other and not changed:
        # The index need not hear of other words; whoever keeps a page by the store's version must.
        draw_numbers(connection, 1)
    return len(changed)


def _others(connection: Connection, before: Mapping[ArticleId, Article]) -> list[ArticleId]:
    """Return those of *before* that carry other organizations by now."""
    ids = list(before)
    now = organizations_of(connection, ids, settled_among(connection, ids))
    return [one for one in ids if before[one].all_organizations != (now[one].all if one in now else ())]
