"""What editors do to stored articles: remove, retag, correct, rename, limit what is shown of them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, Select, delete, insert, select, update

from portal.articles.article import Article, ArticleId, Named
from portal.articles.calling import keep_names
from portal.articles.carrying import found_in, leads, rejected_of, settled_among, shown
from portal.articles.changes import draw_numbers, note
from portal.articles.keeping import rename_entry_or_name
from portal.articles.parts import parts_of
from portal.articles.reading import labels, revisions_by_id
from portal.articles.recording import mark_unread
from portal.articles.rows import change_values, organization_values, tag_values
from portal.articles.store import NameKind
from portal.articles.tables import (
    NAMES,
    article_organizations,
    article_tags,
    articles,
    changes,
    rejected_organizations,
    sources,
    tombstones,
)


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
    met = _one(connection, article_id)
    if met is None:
        return None
    kept = {kind: keep_names(connection, kind, names) for kind, names in chosen.items()}
    article = replace(met, tags=kept.get(NameKind.TAG, met.tags))
    settles = NameKind.ORGANIZATION in kept
    if settles:
        names = kept[NameKind.ORGANIZATION]
        slugs = frozenset(name.slug for name in names)
        found = found_in(connection, [article_id]).get(article_id, ())
        article = replace(
            article,
            organizations=names,
            chosen=slugs,
            recognized=shown(found, names, rejected=(), is_settled=True),
        )
        _take_back(connection, article_id, slugs)
    marks = {"is_retagged": True} | ({"is_settled": True} if settles else {})
    connection.execute(update(articles).where(articles.c.id == article_id).values(marks))
    return _kept(connection, met, article, at)


def correct(
    connection: Connection, article_id: ArticleId, add: tuple[Named, ...], drop: tuple[str, ...], at: datetime
) -> Article | None:
    """Add and take away single organizations; see `ArticleStore.correct`."""
    met = _one(connection, article_id)
    if met is None:
        return None
    added = keep_names(connection, NameKind.ORGANIZATION, add)
    led = leads(connection, NameKind.ORGANIZATION, drop)
    known = labels(connection, NameKind.ORGANIZATION, drop)
    gone = {led.get(slug, slug) for slug in drop if slug in known} - {name.slug for name in added}
    _take_back(connection, article_id, frozenset(name.slug for name in added) | gone)
    if gone:
        rows = [{"article_id": article_id, "slug": slug} for slug in sorted(gone)]
        connection.execute(insert(rejected_organizations), rows)
    kept = {name.slug: name for name in (*met.organizations, *added) if name.slug not in gone}
    settled = bool(settled_among(connection, [article_id]))
    rejected = rejected_of(connection, [article_id]).get(article_id, frozenset())
    organizations = tuple(kept.values())
    article = replace(
        met,
        organizations=organizations,
        chosen=(met.chosen | {name.slug for name in added}) - gone,
        recognized=shown(
            found_in(connection, [article_id]).get(article_id, ()), organizations, rejected, is_settled=settled
        ),
    )
    return _kept(connection, met, article, at)


def _one(connection: Connection, article_id: ArticleId) -> Article | None:
    revision = revisions_by_id(connection, [article_id]).get(article_id)
    return None if revision is None else revision.article


def _take_back(connection: Connection, article_id: ArticleId, slugs: frozenset[str]) -> None:
    """Forget that an editor took *slugs* from the article, under whichever of their names."""
    rows = rejected_organizations
    its = list(connection.scalars(select(rows.c.slug).where(rows.c.article_id == article_id)))
    led = leads(connection, NameKind.ORGANIZATION, its)
    back = [slug for slug in its if led.get(slug, slug) in slugs]
    for part in parts_of(back):
        connection.execute(delete(rows).where(rows.c.article_id == article_id, rows.c.slug.in_(part)))


def _kept(connection: Connection, met: Article, article: Article, at: datetime) -> Article:
    """Write the names of *article*, which was *met*; return it as it is now."""
    for table, values in (
        (article_tags, tag_values(article) if article.tags != met.tags else None),
        (article_organizations, organization_values(article)),
    ):
        if values is not None:
            connection.execute(delete(table).where(table.c.article_id == article.id))
            if values:
                connection.execute(insert(table), values)
    if (article.tags, article.assigned) == (met.tags, met.assigned):
        return article
    if (article.tags, article.organizations) != (met.tags, met.organizations):
        mark_unread(connection, [article.id])  # what it was given is evidence
    note(connection, [article.id], at)
    return replace(article, changed_at=at)


def rename(connection: Connection, kind: NameKind, slug: str, label: str, at: datetime) -> int:
    """Give a slug another label; return how many articles carry it, 0 when nothing changes."""
    names = NAMES[kind]
    if kind is not NameKind.SOURCE:
        return rename_entry_or_name(connection, kind, slug, label, at)
    met = connection.execute(select(names.c.label).where(names.c.slug == slug)).scalar_one_or_none()
    if met is None or met == label:
        return 0
    connection.execute(update(names).where(names.c.slug == slug).values(label=label))
    ids = list(connection.scalars(_articles_of(slug)))
    note(connection, ids, at)
    return len(ids)


def limit(connection: Connection, slug: str, at: datetime, *, is_excerpt_only: bool) -> int:
    """Let a source show excerpts only, or whole texts; return how many articles it has, 0 when nothing changes."""
    met = connection.execute(select(sources.c.is_excerpt_only).where(sources.c.slug == slug)).scalar_one_or_none()
    if met is None or met == is_excerpt_only:
        return 0
    connection.execute(update(sources).where(sources.c.slug == slug).values(is_excerpt_only=is_excerpt_only))
    # The articles themselves are what they were: `changed_at` stays.
    ids = list(connection.scalars(_articles_of(slug)))
    note(connection, ids, at, changes_them=False)
    return len(ids)


def _articles_of(slug: str) -> Select[str]:
    return select(articles.c.id).where(articles.c.source_slug == slug)
