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
from portal.articles.assignments import Reading
from portal.articles.calling import kept_labels, labelled, led_arrivals, reading_called
from portal.articles.carrying import rejected_of, settled_among, shown
from portal.articles.changes import draw_numbers
from portal.articles.parts import parts_of
from portal.articles.reading import kept_key, revisions_by_id
from portal.articles.recording import keep_readings, mark_read, mark_unread
from portal.articles.rows import Values, as_json, change_values, organization_values, tag_values, values_of
from portal.articles.store import Arrival, Key, NameKind, Outcome, Stored
from portal.articles.tables import (
    AUTHORITY,
    LINKS,
    article_keys,
    articles,
    changes,
    numbers,
    raw_bodies,
    tombstones,
)

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
    settled: set[str]
    rejected: Mapping[str, frozenset[str]]
    authority: int
    """The revision of the authority file."""

    labels: Mapping[NameKind, Mapping[str, str]]
    taken: set[str]
    gone: dict[str, Article] = field(default_factory=dict)
    replaced: dict[str, Article] = field(default_factory=dict)
    """What title and body were, of the articles that have others now."""

    added: list[str] = field(default_factory=list)
    changed: dict[str, None] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)
    keys: dict[str, list[Key]] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    """Those that are to be read anew."""


def _put(connection: Connection, arriving: list[Arrival], at: datetime) -> list[Stored]:
    arrivals = led_arrivals(connection, arriving)
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
    keep_readings(connection, work.readings, new=set(work.added))
    mark_unread(connection, work.unread)
    mark_read(connection, work.readings.keys() - work.unread - set(work.added))
    if numbered:
        connection.execute(insert(changes), [change_values(number, one, at) for one, number in numbered.items()])
    return [Stored(outcome, work.current.get(one) or work.gone[one]) for outcome, one in results]


def _count(work: _Work) -> int:
    return len(work.added) + len(work.changed)


def _looked_up(connection: Connection, arrivals: list[Arrival]) -> _Work:
    ids = {arrival.article.id for arrival in arrivals if arrival.article.id}
    current = {one: revision.article for one, revision in revisions_by_id(connection, ids).items()}
    marked = select(articles.c.id).where(articles.c.id.in_(ids), articles.c.is_retagged)
    retagged = set(connection.scalars(marked)) if ids else set()
    return _Work(
        current=current,
        retagged=retagged,
        settled=settled_among(connection, retagged),
        rejected=rejected_of(connection, list(current)),
        authority=connection.execute(select(numbers.c.last).where(numbers.c.name == AUTHORITY)).scalar_one(),
        labels={kind: kept_labels(connection, kind, arrivals) for kind in NameKind},
        taken=_taken(connection, arrivals),
    )


def _decide(work: _Work, arrival: Arrival, at: datetime) -> tuple[Outcome, str]:
    article = _normal(work, arrival.article)
    met = work.current.get(article.id)
    if met is None and article.id in work.taken:
        work.gone[article.id] = article
        return Outcome.REMOVED, article.id
    if met is None:
        one = article.id or _new_id(work, arrival.keys)
        new = replace(article, id=one, first_seen_at=at, changed_at=at, recognized=(), chosen=frozenset())
        work.current[one] = _read(work, arrival.reading, new, is_other=False)
        work.added.append(one)
        outcome = Outcome.ADDED
    else:
        one = met.id
        outcome = _meet(work, arrival.reading, article, met, at)
    if arrival.reading is None and outcome is not Outcome.UNCHANGED:
        work.unread.add(one)
    work.keys.setdefault(one, []).extend(arrival.keys)
    if arrival.raw_body and outcome is not Outcome.UNCHANGED:
        work.raw[one] = arrival.raw_body
    return outcome, one


def _meet(work: _Work, reading: Reading | None, article: Article, met: Article, at: datetime) -> Outcome:
    """Note what *article*, read as *reading*, makes of *met*."""
    one = met.id
    arrived = _as_met(work, article, met)
    is_other = _given(arrived) != _given(article)
    if not (is_other and (arrived.title, arrived.body_text) == (met.title, met.body_text)):
        # Else it was read as if it were given what an editor decided otherwise, and its text says nothing new.
        arrived = _read(work, reading, arrived, is_other=is_other)
    if arrived == met and arrived.all_organizations == met.all_organizations:
        work.current[one] = replace(met, recognized=arrived.recognized)
        return Outcome.UNCHANGED
    work.current[one] = _changed(arrived, met, at)
    if one not in work.added:
        work.changed[one] = None
        if work.current[one].text_changed_at != met.text_changed_at:
            work.replaced.setdefault(one, met)
    return Outcome.CHANGED


def _read(work: _Work, reading: Reading | None, article: Article, *, is_other: bool) -> Article:
    """Return *article* with what *reading* found; with *is_other*, it was read as another than it is."""
    if reading is None:
        return article
    one = article.id
    reading = reading_called(reading, work.labels[NameKind.ORGANIZATION])
    work.readings[one] = reading
    (work.unread.add if is_other or reading.authority != work.authority else work.unread.discard)(one)
    rejected = work.rejected.get(one, frozenset()) - article.chosen
    found = shown(reading.assignments, article.organizations, rejected, is_settled=one in work.settled)
    return replace(article, recognized=found)


def _given(article: Article) -> tuple[tuple[Named, ...], tuple[Named, ...]]:
    return article.tags, article.organizations


def _normal(work: _Work, article: Article) -> Article:
    """Return *article* with the labels that are kept, no name twice, and what is JSON as it will come back."""
    source = article.source
    return replace(
        article,
        tags=labelled(article.tags, work.labels[NameKind.TAG]),
        organizations=labelled(article.organizations, work.labels[NameKind.ORGANIZATION]),
        source=Named(source.slug, work.labels[NameKind.SOURCE][source.slug]) if source else None,
        extra=as_json(article.extra),
    )


def _as_met(work: _Work, article: Article, met: Article) -> Article:
    """Return *article* with what the store alone decides taken from *met*."""
    arrived = replace(
        article,
        id=met.id,
        sequence=met.sequence,
        first_seen_at=met.first_seen_at,
        changed_at=met.changed_at,
        versions=met.versions,
        text_changed_at=met.text_changed_at,
        recognized=met.recognized,
        chosen=met.chosen,
    )
    if met.id in work.retagged:
        return replace(arrived, tags=met.tags, organizations=met.organizations)
    taken = work.rejected.get(met.id, frozenset()) - met.chosen
    if not taken and not met.chosen:
        return arrived
    kept = [name for name in arrived.organizations if name.slug not in taken]
    chosen = [name for name in met.organizations if name.slug in met.chosen]
    return replace(arrived, organizations=tuple(dict.fromkeys((*kept, *chosen))))


def _changed(arrived: Article, met: Article, at: datetime) -> Article:
    """Return *arrived* with the times that its differences from *met* give it."""
    if replace(arrived, provenance=met.provenance) == met and arrived.all_organizations == met.all_organizations:
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
        one: values_of(
            work.current[one],
            revision=number,
            is_retagged=one in work.retagged,
            is_settled=one in work.settled,
        )
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
    for kind, values in ((NameKind.TAG, tag_values), (NameKind.ORGANIZATION, organization_values)):
        table = LINKS[kind]
        for part in parts_of(work.changed):
            connection.execute(delete(table).where(table.c.article_id.in_(part)))
        links: list[Values] = []
        for one in (*work.added, *work.changed):
            links += values(work.current[one])
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
