"""Questions to the store: functions from a connection to articles."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Select, func, select

from portal.articles.article import Article, ArticleId, Named
from portal.articles.rows import article_of
from portal.articles.store import Key, KeyKind, NameKind, Revision, SourceSummary, StoreCounts
from portal.articles.tables import (
    LINKS,
    NAMES,
    NUMBER,
    article_keys,
    articles,
    changes,
    numbers,
    signatures,
    sources,
    tombstones,
)

AT_ONCE = 400
"""Values in one statement, and articles held at once."""

LONGEST_KEY = 200
"""Characters; longer keys are kept as their digest, because indexes have a limit."""

ARTICLES = select(
    articles, sources.c.label.label("source_label"), sources.c.is_excerpt_only, signatures.c.story
).select_from(articles.outerjoin(sources).outerjoin(signatures, signatures.c.sequence == articles.c.sequence))

_Item = TypeVar("_Item")


def parts_of(items: Iterable[_Item], size: int = AT_ONCE) -> Iterator[list[_Item]]:
    """Yield *items* in lists of at most *size*, in order."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part


def kept_key(key: Key) -> str:
    """Return the value under which *key* is kept."""
    return kept_value(key.value)


def kept_value(value: str) -> str:
    """Return *value*, or its digest where it is too long for an index."""
    if len(value) <= LONGEST_KEY:
        return value
    return "blake2b " + hashlib.blake2b(value.encode(), digest_size=32).hexdigest()


def revisions_by_id(connection: Connection, ids: Iterable[str]) -> dict[str, Revision]:
    """Return the articles with these ids."""
    found: dict[str, Revision] = {}
    for part in parts_of(dict.fromkeys(ids)):
        found.update(_read(connection, ARTICLES.where(articles.c.id.in_(part))))
    return found


def page_by_id(connection: Connection, after: str) -> list[Revision]:
    """Return the next articles in ascending order of id; empty at the end."""
    return list(
        _read(connection, ARTICLES.where(articles.c.id > after).order_by(articles.c.id).limit(AT_ONCE)).values()
    )


def latest(connection: Connection, limit: int) -> tuple[Article, ...]:
    """Return the last to arrive, newest first."""
    found = _read(connection, ARTICLES.order_by(articles.c.sequence.desc()).limit(limit))
    return tuple(revision.article for revision in found.values())


def of_story(connection: Connection, story: str, limit: int) -> tuple[Article, ...]:
    """Return the articles of a story, in order of arrival."""
    statement = ARTICLES.where(signatures.c.story == story).order_by(articles.c.sequence).limit(limit)
    return tuple(revision.article for revision in _read(connection, statement).values())


def _read(connection: Connection, statement: Select[Any]) -> dict[str, Revision]:
    """Return the articles of the rows that *statement*, made of `ARTICLES`, gives, in its order."""
    rows = connection.execute(statement).all()
    ids = [row.id for row in rows]
    tags = _links(connection, NameKind.TAG, ids)
    organizations = _links(connection, NameKind.ORGANIZATION, ids)
    limited = set(connection.scalars(select(sources.c.slug).where(sources.c.is_excerpt_only))) if rows else set()
    return {row.id: _revision(row, tuple(tags[row.id]), tuple(organizations[row.id]), limited) for row in rows}


def _revision(row: Row[Any], tags: tuple[Named, ...], organizations: tuple[Named, ...], limited: set[str]) -> Revision:
    article = article_of(row, tags, organizations)
    if limited and _giver_of_body(article) in limited and not article.is_excerpt_only:
        article = replace(article, is_excerpt_only=True)
    return Revision(article, row.revision)


def _giver_of_body(article: Article) -> str:
    """Return the slug of the source whose copy gave the body: of several, the fullest one, not always its own."""
    told = article.provenance
    if not told.copies:
        return ""
    giver = told.fields.get("body")
    return told.copies[giver.copy if giver else 0].source


def _links(connection: Connection, kind: NameKind, ids: Sequence[str]) -> defaultdict[str, list[Named]]:
    links, names = LINKS[kind], NAMES[kind]
    found: defaultdict[str, list[Named]] = defaultdict(list)
    for part in parts_of(ids):
        statement = (
            select(links.c.article_id, names.c.slug, names.c.label)
            .join_from(links, names)
            .where(links.c.article_id.in_(part))
            .order_by(links.c.article_id, links.c.position)
        )
        for article_id, slug, label in connection.execute(statement):
            found[article_id].append(Named(slug, label))
    return found


def articles_by_key(connection: Connection, keys: Iterable[Key]) -> dict[Key, tuple[Article, ...]]:
    """Return the articles known by each of *keys*, in order of arrival."""
    holders = _holders(connection, keys)
    found = revisions_by_id(connection, (one for ids in holders.values() for one in ids))
    known = {key: [found[one].article for one in ids if one in found] for key, ids in holders.items()}
    return {key: tuple(sorted(held, key=lambda one: one.sequence)) for key, held in known.items() if held}


def removed_keys(connection: Connection, keys: Iterable[Key]) -> frozenset[Key]:
    """Return those of *keys* by which a removed article was known."""
    holders = _holders(connection, keys)
    gone = _removed_ids(connection, {one for ids in holders.values() for one in ids})
    return frozenset(key for key, ids in holders.items() if gone & ids)


def _holders(connection: Connection, keys: Iterable[Key]) -> dict[Key, set[str]]:
    by_kind: defaultdict[KeyKind, dict[str, Key]] = defaultdict(dict)
    for key in keys:
        by_kind[key.kind][kept_key(key)] = key
    found: defaultdict[Key, set[str]] = defaultdict(set)
    for kind, values in by_kind.items():
        for part in parts_of(values):
            statement = select(article_keys.c.value, article_keys.c.article_id).where(
                article_keys.c.kind == kind.value, article_keys.c.value.in_(part)
            )
            for value, article_id in connection.execute(statement):
                found[values[value]].add(article_id)
    return dict(found)


def _removed_ids(connection: Connection, ids: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for part in parts_of(ids):
        found.update(connection.scalars(select(tombstones.c.article_id).where(tombstones.c.article_id.in_(part))))
    return found


def is_removed(connection: Connection, article_id: str) -> bool:
    """Say whether *article_id* has a tombstone."""
    return bool(_removed_ids(connection, [article_id]))


def labels(connection: Connection, kind: NameKind, slugs: Iterable[str]) -> dict[str, str]:
    """Return the labels kept for *slugs*."""
    names = NAMES[kind]
    found: dict[str, str] = {}
    for part in parts_of(dict.fromkeys(slugs)):
        rows = connection.execute(select(names.c.slug, names.c.label).where(names.c.slug.in_(part)))
        found.update((row.slug, row.label) for row in rows)
    return found


def counts(connection: Connection) -> StoreCounts:
    """Return how much there is."""
    pending, oldest = connection.execute(select(func.count(), func.min(changes.c.made_at)).select_from(changes)).one()
    return StoreCounts(
        articles=connection.execute(select(func.count()).select_from(articles)).scalar_one(),
        removed=connection.execute(select(func.count()).select_from(tombstones)).scalar_one(),
        pending=pending,
        oldest_pending_at=oldest,
    )


def last_number(connection: Connection) -> int:
    """Return the number of the last change."""
    last: int = connection.execute(select(numbers.c.last).where(numbers.c.name == NUMBER)).scalar_one()
    return last


def source_summaries(connection: Connection) -> tuple[SourceSummary, ...]:
    """Return the sources that articles came from, by label."""
    statement = (
        select(sources.c.slug, sources.c.label, func.count(), func.max(articles.c.changed_at))
        .join_from(sources, articles)
        .group_by(sources.c.slug, sources.c.label)
        .order_by(sources.c.label, sources.c.slug)
    )
    rows = connection.execute(statement)
    return tuple(SourceSummary(Named(slug, label), count, newest) for slug, label, count, newest in rows)


def current_revisions(connection: Connection, ids: Iterable[str]) -> Mapping[ArticleId, int]:
    """Return the numbers of the last changes of the articles with these ids."""
    found: dict[ArticleId, int] = {}
    for part in parts_of(ids):
        rows = connection.execute(select(articles.c.id, articles.c.revision).where(articles.c.id.in_(part)))
        found.update((ArticleId(row.id), row.revision) for row in rows)
    return found
