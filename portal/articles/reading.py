"""Questions to the store: functions from a connection to articles."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Select, func, select

from portal.articles.article import Article, ArticleId, Named
from portal.articles.carrying import NONE, leads, organizations_of, tags_of
from portal.articles.copies import renamed
from portal.articles.parts import AT_ONCE, parts_of
from portal.articles.rows import article_of
from portal.articles.store import Key, KeyKind, NameKind, Revision, SourceSummary, StoreCounts
from portal.articles.tables import (
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

LONGEST_KEY = 200
"""Characters; longer keys are kept as their digest, because indexes have a limit."""

ARTICLES = select(
    articles, sources.c.label.label("source_label"), sources.c.is_excerpt_only, signatures.c.story
).select_from(articles.outerjoin(sources).outerjoin(signatures, signatures.c.sequence == articles.c.sequence))


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
    tags = tags_of(connection, ids)
    organizations = organizations_of(connection, ids, {row.id for row in rows if row.is_settled})
    limited = set(connection.scalars(select(sources.c.slug).where(sources.c.is_excerpt_only))) if rows else set()
    read = [article_of(row, tags[row.id], organizations.get(row.id, NONE)) for row in rows]
    numbered = zip(_with_copies_led(connection, read), rows, strict=True)
    return {row.id: Revision(_limited(article, limited), row.revision) for article, row in numbered}


def _with_copies_led(connection: Connection, read: list[Article]) -> list[Article]:
    """Return the articles *read*, the names of their copies as they are called by now."""
    copies = [copy for article in read for copy in article.provenance.copies]
    tags = leads(connection, NameKind.TAG, (slug for copy in copies for slug in copy.tags))
    organizations = leads(connection, NameKind.ORGANIZATION, (slug for copy in copies for slug in copy.organizations))
    if not tags and not organizations:
        return read
    return [replace(article, provenance=renamed(article.provenance, tags, organizations)) for article in read]


def _limited(article: Article, limited: set[str]) -> Article:
    if limited and _giver_of_body(article) in limited and not article.is_excerpt_only:
        return replace(article, is_excerpt_only=True)
    return article


def _giver_of_body(article: Article) -> str:
    """Return the slug of the source whose copy gave the body: of several, the fullest one, not always its own."""
    told = article.provenance
    if not told.copies:
        return ""
    giver = told.fields.get("body")
    return told.copies[giver.copy if giver else 0].source


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
    """Return the labels kept for *slugs*, of those that lead to another the label of that."""
    names = NAMES[kind]
    wanted = list(dict.fromkeys(slugs))
    led = leads(connection, kind, wanted)
    found: dict[str, str] = {}
    for part in parts_of({led.get(slug, slug): None for slug in wanted}):
        rows = connection.execute(select(names.c.slug, names.c.label).where(names.c.slug.in_(part)))
        found.update((row.slug, row.label) for row in rows)
    return {slug: found[led.get(slug, slug)] for slug in wanted if led.get(slug, slug) in found}


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
