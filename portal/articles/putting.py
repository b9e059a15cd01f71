"""Storing arrivals: what each means to the store, then all of it in a few statements."""

import base64
import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from portal.articles import versions
from portal.articles.article import Article, ArticleId, Named
from portal.articles.changes import draw_numbers
from portal.articles.reading import kept_key, labels, parts_of, revisions_by_id
from portal.articles.rows import Values, as_json, change_values, link_values, values_of
from portal.articles.store import Arrival, Key, NameKind, Outcome, Stored
from portal.articles.tables import LINKS, NAMES, article_keys, articles, changes, raw_bodies, tombstones

ID_BYTES = 8
"""Of a digest, which give 13 letters and digits: a million articles meet by chance once in forty million stores."""

ATTEMPTS = 4
"""Ids that follow from one key; articles that share it beyond that get one by chance."""


def put(connection: Connection, arrivals: Iterable[Arrival], at: datetime) -> tuple[Stored, ...]:
    """Store *arrivals*; see `Batch.put`."""
    return tuple(stored for part in parts_of(arrivals) for stored in _put(connection, part, at))


@dataclass(slots=True)
class _Work:
    """What a part of arrivals comes to, before anything is written."""

    current: dict[str, Article]
    retagged: set[str]
    labels: Mapping[NameKind, Mapping[str, str]]
    taken: set[str]
    gone: dict[str, Article] = field(default_factory=dict)
    replaced: dict[str, Article] = field(default_factory=dict)
    """What title and body were, of the articles that have others now."""

    added: list[str] = field(default_factory=list)
    changed: dict[str, None] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)
    keys: dict[str, list[Key]] = field(default_factory=dict)


def _put(connection: Connection, arrivals: list[Arrival], at: datetime) -> list[Stored]:
    work = _looked_up(connection, arrivals)
    results = [_decide(work, arrival, at) for arrival in arrivals]
    numbered = dict(zip((*work.added, *work.changed), draw_numbers(connection, _count(work)), strict=True))
    for one in work.added:
        work.current[one] = replace(work.current[one], sequence=numbered[one])
    for one, kept in versions.keep(connection, work.replaced, numbered, at).items():
        work.current[one] = replace(work.current[one], versions=kept)
    _write_articles(connection, work, numbered)
    _write_links(connection, work)
    _write_raw(connection, work)
    _write_keys(connection, work)
    if numbered:
        connection.execute(insert(changes), [change_values(number, one, at) for one, number in numbered.items()])
    return [Stored(outcome, work.current.get(one) or work.gone[one]) for outcome, one in results]


def _count(work: _Work) -> int:
    return len(work.added) + len(work.changed)


def _looked_up(connection: Connection, arrivals: list[Arrival]) -> _Work:
    ids = {arrival.article.id for arrival in arrivals if arrival.article.id}
    current = {one: revision.article for one, revision in revisions_by_id(connection, ids).items()}
    marked = select(articles.c.id).where(articles.c.id.in_(ids), articles.c.is_retagged)
    return _Work(
        current=current,
        retagged=set(connection.scalars(marked)),
        labels={kind: _kept_labels(connection, kind, arrivals) for kind in NameKind},
        taken=_taken(connection, arrivals),
    )


def _kept_labels(connection: Connection, kind: NameKind, arrivals: list[Arrival]) -> dict[str, str]:
    """Return the label of every name of *kind* that arrives, those kept first, keeping the new ones."""
    arriving: dict[str, str] = {}
    for arrival in arrivals:
        others = arrival.sources if kind is NameKind.SOURCE else ()
        for name in (*_names_of(arrival.article, kind), *others):
            arriving.setdefault(name.slug, name.label)
    kept = labels(connection, kind, arriving)
    new = [{"slug": slug, "label": label} for slug, label in arriving.items() if slug not in kept]
    if new:
        connection.execute(insert(NAMES[kind]), new)
    return arriving | kept


def keep_names(connection: Connection, kind: NameKind, names: tuple[Named, ...]) -> tuple[Named, ...]:
    """Return *names* with the labels kept for them, keeping those that are new."""
    kept = labels(connection, kind, (name.slug for name in names))
    new = {name.slug: name.label for name in reversed(names) if name.slug not in kept}
    if new:
        connection.execute(insert(NAMES[kind]), [{"slug": slug, "label": label} for slug, label in new.items()])
    return _labelled(names, new | kept)


def _names_of(article: Article, kind: NameKind) -> tuple[Named, ...]:
    if kind is NameKind.SOURCE:
        return (article.source,) if article.source else ()
    return article.tags if kind is NameKind.TAG else article.organizations


def _labelled(names: tuple[Named, ...], kept: Mapping[str, str]) -> tuple[Named, ...]:
    return tuple(Named(slug, kept[slug]) for slug in dict.fromkeys(name.slug for name in names))


def _decide(work: _Work, arrival: Arrival, at: datetime) -> tuple[Outcome, str]:
    article = _normal(work, arrival.article)
    met = work.current.get(article.id)
    if met is None and article.id in work.taken:
        work.gone[article.id] = article
        return Outcome.REMOVED, article.id
    if met is None:
        one = article.id or _new_id(work, arrival.keys)
        work.current[one] = replace(article, id=one, first_seen_at=at, changed_at=at)
        work.added.append(one)
        outcome = Outcome.ADDED
    else:
        one = met.id
        arrived = _as_met(article, met, keeps_tags=one in work.retagged)
        outcome = Outcome.UNCHANGED if arrived == met else Outcome.CHANGED
        if outcome is Outcome.CHANGED:
            work.current[one] = _changed(arrived, met, at)
            if one not in work.added and work.current[one].text_changed_at != met.text_changed_at:
                work.replaced.setdefault(one, met)
            if one not in work.added:
                work.changed[one] = None
    work.keys.setdefault(one, []).extend(arrival.keys)
    if arrival.raw_body and outcome is not Outcome.UNCHANGED:
        work.raw[one] = arrival.raw_body
    return outcome, one


def _normal(work: _Work, article: Article) -> Article:
    """Return *article* with the labels that are kept, no name twice, and what is JSON as it will come back."""
    source = article.source
    return replace(
        article,
        tags=_labelled(article.tags, work.labels[NameKind.TAG]),
        organizations=_labelled(article.organizations, work.labels[NameKind.ORGANIZATION]),
        source=Named(source.slug, work.labels[NameKind.SOURCE][source.slug]) if source else None,
        extra=as_json(article.extra),
    )


def _as_met(article: Article, met: Article, *, keeps_tags: bool) -> Article:
    """Return *article* with what the store alone decides taken from *met*."""
    arrived = replace(
        article,
        id=met.id,
        sequence=met.sequence,
        first_seen_at=met.first_seen_at,
        changed_at=met.changed_at,
        versions=met.versions,
        text_changed_at=met.text_changed_at,
    )
    return replace(arrived, tags=met.tags, organizations=met.organizations) if keeps_tags else arrived


def _changed(arrived: Article, met: Article, at: datetime) -> Article:
    """Return *arrived* with the times that its differences from *met* give it."""
    if replace(arrived, provenance=met.provenance) == met:
        return arrived  # readers see what they saw before
    text_changed_at = at if versions.is_another_text(arrived, met) else met.text_changed_at
    return replace(arrived, changed_at=at, text_changed_at=text_changed_at)


def _new_id(work: _Work, keys: tuple[Key, ...]) -> ArticleId:
    """Return an id that follows from the first key, so that a store made anew gives the same ones."""
    seed = "\x1f".join(keys[0]) if keys else uuid.uuid4().hex
    for attempt in range(ATTEMPTS):
        one = _id_of(seed, attempt)
        if one not in work.taken and one not in work.current:
            return one
    return _id_of(uuid.uuid4().hex, 0)


def _id_of(seed: str, attempt: int) -> ArticleId:
    digest = hashlib.blake2b(f"{seed}\x1f{attempt}".encode(), digest_size=ID_BYTES).digest()
    return ArticleId(base64.b32encode(digest).decode().rstrip("=").lower())


def _taken(connection: Connection, arrivals: list[Arrival]) -> set[str]:
    """Return which of the ids that arrivals have, or would get first, belong to an article or a tombstone."""
    ids = {
        _id_of("\x1f".join(arrival.keys[0]), attempt)
        for arrival in arrivals
        if not arrival.article.id and arrival.keys
        for attempt in range(ATTEMPTS)
    }
    ids |= {arrival.article.id for arrival in arrivals if arrival.article.id}
    taken: set[str] = set()
    for part in parts_of(ids):
        taken.update(connection.scalars(select(articles.c.id).where(articles.c.id.in_(part))))
        taken.update(connection.scalars(select(tombstones.c.article_id).where(tombstones.c.article_id.in_(part))))
    return taken


def _write_articles(connection: Connection, work: _Work, numbered: Mapping[str, int]) -> None:
    rows = {
        one: values_of(work.current[one], revision=number, is_retagged=one in work.retagged)
        for one, number in numbered.items()
    }
    if work.added:
        connection.execute(insert(articles), [rows[one] for one in work.added])
    if work.changed:
        names = [name for name in rows[next(iter(work.changed))] if name != "id"]
        statement = (
            update(articles)
            .where(articles.c.id == bindparam("id_"))
            .values({name: bindparam(f"{name}_") for name in names})
        )
        connection.execute(
            statement, [{f"{name}_": value for name, value in rows[one].items()} for one in work.changed]
        )


def _write_links(connection: Connection, work: _Work) -> None:
    for kind, table in LINKS.items():
        for part in parts_of(work.changed):
            connection.execute(delete(table).where(table.c.article_id.in_(part)))
        links: list[Values] = []
        for one in (*work.added, *work.changed):
            links += link_values(one, _names_of(work.current[one], kind))
        if links:
            connection.execute(insert(table), links)


def _write_raw(connection: Connection, work: _Work) -> None:
    for part in parts_of(work.raw):
        connection.execute(delete(raw_bodies).where(raw_bodies.c.article_id.in_(part)))
    if work.raw:
        connection.execute(insert(raw_bodies), [{"article_id": one, "body": body} for one, body in work.raw.items()])


def _write_keys(connection: Connection, work: _Work) -> None:
    known: set[tuple[str, str, str]] = set()
    for part in parts_of(work.keys):
        rows = connection.execute(
            select(article_keys.c.kind, article_keys.c.value, article_keys.c.article_id).where(
                article_keys.c.article_id.in_(part)
            )
        )
        known.update((row.kind, row.value, row.article_id) for row in rows)
    wanted = {(key.kind.value, kept_key(key), one) for one, keys in work.keys.items() for key in keys}
    new = [dict(zip(("kind", "value", "article_id"), row, strict=True)) for row in sorted(wanted - known)]
    if new:
        connection.execute(insert(article_keys), new)
