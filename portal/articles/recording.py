"""Readings → the rows they are kept as, and which articles are to be read anew."""

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import Connection, delete, insert, select

from portal.articles.assignments import Assignment, Reading, Sighting
from portal.articles.authority import CandidateKey
from portal.articles.carrying import found_in
from portal.articles.parts import parts_of
from portal.articles.rows import Values
from portal.articles.tables import recognized_organizations, sightings, unread

LONGEST_NAME = 240
"""Characters of a folded name by which a candidate is known."""

LONGEST_ACRONYM = 32


def candidate_key(name: str, acronym: str) -> CandidateKey:
    """Return the key under which "name (acronym)" is counted."""
    return CandidateKey(_folded(name)[:LONGEST_NAME], _folded(acronym)[:LONGEST_ACRONYM])


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(folded.split())


def keep_readings(connection: Connection, readings: Mapping[str, Reading], *, new: Collection[str] = ()) -> bool:
    """Keep what was found in articles, in place of what was found before; say whether any organization or word is new.

    *new* articles have nothing yet.

    Shape: by the ids of stored articles; organizations by slugs that lead nowhere else.
    """
    met = [one for one in readings if one not in new]
    found = found_in(connection, met)
    others = [one for one in readings if found.get(one, ()) != readings[one].assignments]
    _replace_recognized(connection, {one: readings[one].assignments for one in others}, [*found])
    seen = _sightings_of(connection, met)
    rows = {one: _sighting_values(one, reading.sightings) for one, reading in readings.items()}
    other_rows = {one: values for one, values in rows.items() if seen.get(one, {}) != values}
    for part in parts_of([one for one in other_rows if one in seen]):
        connection.execute(delete(sightings).where(sightings.c.article_id.in_(part)))
    fresh = [value for values in other_rows.values() for value in values.values()]
    if fresh:
        connection.execute(insert(sightings), fresh)
    return bool(others)


def _replace_recognized(
    connection: Connection, assignments: Mapping[str, tuple[Assignment, ...]], held: Collection[str]
) -> None:
    table = recognized_organizations
    for part in parts_of([one for one in assignments if one in held]):
        connection.execute(delete(table).where(table.c.article_id.in_(part)))
    rows = [value for one, found in assignments.items() for value in _recognized_values(one, found)]
    if rows:
        connection.execute(insert(table), rows)


def _recognized_values(article_id: str, found: Iterable[Assignment]) -> list[Values]:
    return [
        {
            "article_id": article_id,
            "slug": one.organization.slug,
            "position": place,
            "count": one.count,
            "mentions": [
                [it.part.value, it.start, it.end, it.rule.value, it.within, it.support] for it in one.mentions
            ],
        }
        for place, one in enumerate(found)
    ]


def _sighting_values(article_id: str, seen: Iterable[Sighting]) -> dict[CandidateKey, Values]:
    """Return the rows of the first of each name in *seen*."""
    rows: dict[CandidateKey, Values] = {}
    for one in seen:
        key = candidate_key(one.name, one.acronym)
        if key.name and key not in rows:
            rows[key] = {
                "name": key.name,
                "acronym": key.acronym,
                "article_id": article_id,
                "written": one.name,
                "written_acronym": one.acronym,
                "part": one.part.value,
                "start": one.start,
                "end": one.end,
            }
    return rows


def _sightings_of(connection: Connection, ids: Sequence[str]) -> dict[str, dict[CandidateKey, Values]]:
    found: defaultdict[str, dict[CandidateKey, Values]] = defaultdict(dict)
    for part in parts_of(ids):
        for row in connection.execute(select(sightings).where(sightings.c.article_id.in_(part))).mappings():
            found[row["article_id"]][CandidateKey(row["name"], row["acronym"])] = dict(row)
    return dict(found)


def mark_unread(connection: Connection, ids: Iterable[str]) -> None:
    """Have the articles *ids* read anew."""
    for part in parts_of(dict.fromkeys(ids)):
        waiting = set(connection.scalars(select(unread.c.article_id).where(unread.c.article_id.in_(part))))
        rows = [{"article_id": one} for one in part if one not in waiting]
        if rows:
            connection.execute(insert(unread), rows)


def mark_read(connection: Connection, ids: Iterable[str]) -> None:
    """Note that the articles *ids* were read as they are now, with the newest file."""
    for part in parts_of(ids):
        connection.execute(delete(unread).where(unread.c.article_id.in_(part)))
