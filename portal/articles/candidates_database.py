"""Candidates: the "Long Name (ACR)" of articles that no entry is called, counted, with examples."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, insert, select, tuple_

from portal.articles.article import Article, ArticleId
from portal.articles.assignments import Part
from portal.articles.authority import Candidate, CandidateKey, Example
from portal.articles.carrying import leads
from portal.articles.naming import slug
from portal.articles.parts import parts_of
from portal.articles.quoting import sentence_at
from portal.articles.reading import revisions_by_id
from portal.articles.recording import candidate_key
from portal.articles.showing import shown
from portal.articles.store import NameKind
from portal.articles.tables import articles, dismissed_candidates, organizations, sightings

MOST_EXAMPLES = 3

AROUND = 159
"""Characters of a sentence before and after a candidate, beside the blanks."""

_PAIR = ""
"""In the place of an acronym, which no candidate lacks: the name is that of a kind, and two slugs."""

_COUNTED: Select[Any] = select(
    sightings.c.name,
    sightings.c.acronym,
    func.count().label("articles"),
    func.min(sightings.c.written).label("written"),
).group_by(sightings.c.name, sightings.c.acronym)


def candidates(connection: Connection, limit: int) -> tuple[Candidate, ...]:
    """Return the candidates seen in most articles; see `Authority.candidates`."""
    dismissed = dismissed_candidates
    same = and_(dismissed.c.name == sightings.c.name, dismissed.c.acronym == sightings.c.acronym)
    statement = (
        _COUNTED.select_from(sightings.outerjoin(dismissed, same))
        .where(dismissed.c.name.is_(None))
        .order_by(func.count().desc(), sightings.c.name, sightings.c.acronym)
    )
    found: list[Row[Any]] = []
    for part in parts_of(connection.execute(statement)):
        known = _known(connection, part)
        found += (row for row in part if slug(row.written) not in known)
        if len(found) >= limit:
            break
    return _told(connection, found[:limit])


def candidate(connection: Connection, key: CandidateKey) -> Candidate | None:
    """Return one candidate, also a dismissed one or one that is an entry by now."""
    folded = candidate_key(*key)
    statement = _COUNTED.where(sightings.c.name == folded.name, sightings.c.acronym == folded.acronym)
    return next(iter(_told(connection, connection.execute(statement).all())), None)


def dismiss(connection: Connection, key: CandidateKey) -> bool:
    """Never show a candidate again; say whether there was one."""
    folded = candidate_key(*key)
    its = (sightings.c.name == folded.name, sightings.c.acronym == folded.acronym)
    if connection.execute(select(sightings.c.name).where(*its).limit(1)).first() is None:
        return False
    table = dismissed_candidates
    held = select(table.c.name).where(table.c.name == folded.name, table.c.acronym == folded.acronym)
    if connection.execute(held).first() is None:
        connection.execute(insert(table).values(name=folded.name, acronym=folded.acronym))
    return True


def keep_apart(connection: Connection, kind: NameKind, one: str, other: str) -> None:
    """Note that two names which look like one are two."""
    table = dismissed_candidates
    pair = " ".join((kind.value, *sorted((one, other))))
    if connection.execute(select(table.c.name).where(table.c.name == pair, table.c.acronym == _PAIR)).first() is None:
        connection.execute(insert(table).values(name=pair, acronym=_PAIR))


def kept_apart(connection: Connection, kind: NameKind) -> frozenset[frozenset[str]]:
    """Return the pairs of slugs that were kept apart."""
    names = connection.scalars(select(dismissed_candidates.c.name).where(dismissed_candidates.c.acronym == _PAIR))
    pairs = (name.split(" ") for name in names)
    return frozenset(frozenset(pair) for its, *pair in pairs if its == kind.value)


def _known(connection: Connection, rows: Iterable[Row[Any]]) -> set[str]:
    """Return those of the slugs of the names of *rows* that an entry has, or is called."""
    slugs = {slug(row.written) for row in rows}
    table = organizations
    entries = select(table.c.slug).where(table.c.slug.in_(slugs), table.c.is_entry)
    return set(leads(connection, NameKind.ORGANIZATION, slugs)) | set(connection.scalars(entries))


def _told(connection: Connection, rows: Iterable[Row[Any]]) -> tuple[Candidate, ...]:
    counted = {CandidateKey(row.name, row.acronym): row.articles for row in rows}
    told: list[Candidate] = []
    for part in parts_of(counted):
        written = _written_most(connection, part)
        seen = _first_seen(connection, part)
        ids = [row.article_id for its in seen.values() for row in its]
        read = {one: shown(revision.article) for one, revision in revisions_by_id(connection, ids).items()}
        for key in part:
            name, acronym = written[key]
            examples = tuple(_example(row, read[row.article_id]) for row in seen[key])
            told.append(Candidate(key, name, acronym, counted[key], examples))
    return tuple(told)


def _written_most(connection: Connection, keys: list[CandidateKey]) -> dict[CandidateKey, tuple[str, str]]:
    """Return how each of *keys* was written most often, the first by name of equals."""
    its = sightings.c
    statement = (
        select(its.name, its.acronym, its.written, its.written_acronym)
        .where(tuple_(its.name, its.acronym).in_(keys))
        .group_by(its.name, its.acronym, its.written, its.written_acronym)
        .order_by(func.count().desc(), its.written, its.written_acronym)
    )
    found: dict[CandidateKey, tuple[str, str]] = {}
    for row in connection.execute(statement):
        found.setdefault(CandidateKey(row.name, row.acronym), (row.written, row.written_acronym))
    return found


def _first_seen(connection: Connection, keys: list[CandidateKey]) -> defaultdict[CandidateKey, list[Row[Any]]]:
    """Return where each of *keys* was seen in the first articles to arrive."""
    its = sightings.c
    place = func.row_number().over(partition_by=(its.name, its.acronym), order_by=articles.c.sequence).label("place")
    ranked = (
        select(sightings, place)
        .join_from(sightings, articles)
        .where(tuple_(its.name, its.acronym).in_(keys))
        .subquery()
    )
    found: defaultdict[CandidateKey, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(select(ranked).where(ranked.c.place <= MOST_EXAMPLES).order_by(ranked.c.place)):
        found[CandidateKey(row.name, row.acronym)].append(row)
    return found


def _example(row: Row[Any], article: Article) -> Example:
    """Return where a candidate was seen, in words that readers may have."""
    part = Part(row.part)
    text = article.title if part is Part.TITLE else article.body_text
    start, end = row.start, row.end
    if article.is_excerpt_only and part is Part.BODY:
        start = text.find(row.written)
        end = start + len(row.written)
    sentence = sentence_at(text, start, end, around=AROUND)
    quoted = sentence.text if sentence else f"{row.written} ({row.written_acronym})"
    return Example(ArticleId(row.article_id), part, row.start, row.end, quoted)
