"""What editors do to stored articles: remove, retag, rename, limit what is shown of them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, Select, delete, insert, select, update

from portal.articles.article import Article, ArticleId, Named
from portal.articles.changes import draw_numbers
from portal.articles.putting import keep_names
from portal.articles.reading import parts_of, revisions_by_id
from portal.articles.rows import change_values, link_values
from portal.articles.store import NameKind
from portal.articles.tables import LINKS, NAMES, articles, changes, sources, tombstones


def remove(connection: Connection, ids: Iterable[ArticleId], at: datetime) -> tuple[ArticleId, ...]:
    """Remove articles, leaving tombstones; return those that were there."""
    gone: list[ArticleId] = []
    for part in parts_of(dict.fromkeys(ids)):
        statement = select(articles.c.id, articles.c.url, articles.c.source_key).where(articles.c.id.in_(part))
        rows = {row.id: row for row in connection.execute(statement)}
        there = [one for one in part if one in rows]
        if not there:
            continue
        drawn = list(zip(draw_numbers(connection, len(there)), there, strict=True))
        stones = [
            {
                "article_id": one,
                "url": rows[one].url,
                "source_key": rows[one].source_key,
                "revision": number,
                "removed_at": at,
            }
            for number, one in drawn
        ]
        connection.execute(insert(tombstones), stones)
        connection.execute(delete(articles).where(articles.c.id.in_(there)))
        connection.execute(insert(changes), [change_values(number, one, at) for number, one in drawn])
        gone += there
    return tuple(gone)


def retag(
    connection: Connection,
    article_id: ArticleId,
    chosen: dict[NameKind, tuple[Named, ...]],
    at: datetime,
) -> Article | None:
    """Give an article other names of the kinds in *chosen*; return it as it is now, None when it is unknown."""
    revision = revisions_by_id(connection, [article_id]).get(article_id)
    if revision is None:
        return None
    met = revision.article
    kept = {kind: keep_names(connection, kind, names) for kind, names in chosen.items()}
    article = replace(
        met,
        tags=kept.get(NameKind.TAG, met.tags),
        organizations=kept.get(NameKind.ORGANIZATION, met.organizations),
    )
    connection.execute(update(articles).where(articles.c.id == article_id).values(is_retagged=True))
    if article == met:
        return met
    for kind, names in kept.items():
        connection.execute(delete(LINKS[kind]).where(LINKS[kind].c.article_id == article_id))
        if names:
            connection.execute(insert(LINKS[kind]), link_values(article_id, names))
    _note_changes(connection, [article_id], at)
    return replace(article, changed_at=at)


def rename(connection: Connection, kind: NameKind, slug: str, label: str, at: datetime) -> int:
    """Give a slug another label; return how many articles carry it, 0 when nothing changes."""
    names = NAMES[kind]
    met = connection.execute(select(names.c.label).where(names.c.slug == slug)).scalar_one_or_none()
    if met is None or met == label:
        return 0
    connection.execute(update(names).where(names.c.slug == slug).values(label=label))
    carriers = (
        _articles_of(slug)
        if kind is NameKind.SOURCE
        else select(LINKS[kind].c.article_id).where(LINKS[kind].c.slug == slug)
    )
    return _note_each(connection, carriers, at)


def limit(connection: Connection, slug: str, at: datetime, *, is_excerpt_only: bool) -> int:
    """Let a source show excerpts only, or whole texts; return how many articles it has, 0 when nothing changes."""
    met = connection.execute(select(sources.c.is_excerpt_only).where(sources.c.slug == slug)).scalar_one_or_none()
    if met is None or met == is_excerpt_only:
        return 0
    connection.execute(update(sources).where(sources.c.slug == slug).values(is_excerpt_only=is_excerpt_only))
    # The articles themselves are what they were: `changed_at` stays.
    return _note_each(connection, _articles_of(slug), at, changes_them=False)


def _articles_of(slug: str) -> Select[str]:
    return select(articles.c.id).where(articles.c.source_slug == slug)


def _note_each(connection: Connection, carriers: Select[str], at: datetime, *, changes_them: bool = True) -> int:
    """Note a change of each article that *carriers* selects; return how many they are."""
    ids = list(connection.scalars(carriers))
    for part in parts_of(ids):
        _note_changes(connection, part, at, changes_them=changes_them)
    return len(ids)


def _note_changes(connection: Connection, ids: list[str], at: datetime, *, changes_them: bool = True) -> None:
    for number, article_id in zip(draw_numbers(connection, len(ids)), ids, strict=True):
        moved = {"revision": number} | ({"changed_at": at} if changes_them else {})
        connection.execute(update(articles).where(articles.c.id == article_id).values(moved))
        connection.execute(insert(changes), [change_values(number, article_id, at)])
