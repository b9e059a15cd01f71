"""Which names articles carry: what they were given and what their text names, each as it is called by now."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Table, and_, func, select

from portal.articles.article import Named
from portal.articles.assignments import Assignment, Mention, Part, Rule, assigned
from portal.articles.parts import parts_of
from portal.articles.store import NameKind
from portal.articles.tables import (
    LINKS,
    NAMES,
    article_organizations,
    articles,
    recognized_organizations,
    redirects,
    rejected_organizations,
)


@dataclass(frozen=True, slots=True)
class Organizations:
    """The organizations of one article."""

    given: tuple[Named, ...] = ()
    chosen: frozenset[str] = frozenset()
    """The slugs of those in *given* that an editor set."""

    recognized: tuple[Assignment, ...] = ()

    @property
    def all(self) -> tuple[Named, ...]:
        """What readers see."""
        return tuple(one.organization for one in assigned(self.given, self.chosen, self.recognized))


NONE = Organizations()
_NOBODY = frozenset[str]()


def leads(connection: Connection, kind: NameKind, slugs: Iterable[str]) -> dict[str, str]:
    """Return where those of *slugs* lead that lead to another."""
    found: dict[str, str] = {}
    for part in parts_of(dict.fromkeys(slugs)):
        statement = select(redirects.c.slug, redirects.c.target).where(
            redirects.c.kind == kind.value, redirects.c.slug.in_(part)
        )
        found.update((row.slug, row.target) for row in connection.execute(statement))
    return found


def followed(names: Iterable[Named], led: Mapping[str, str]) -> tuple[Named, ...]:
    """Return *names*, those that lead to another by the slug of that; each once."""
    found: dict[str, Named] = {}
    for name in names:
        slug = led.get(name.slug, name.slug)
        found.setdefault(slug, Named(slug, name.label))
    return tuple(found.values())


def tags_of(connection: Connection, ids: Sequence[str]) -> defaultdict[str, tuple[Named, ...]]:
    """Return the tags of the articles *ids*."""
    slug, led = led_from(LINKS[NameKind.TAG], NameKind.TAG)
    found: defaultdict[str, dict[str, Named]] = defaultdict(dict)
    links, names = LINKS[NameKind.TAG], NAMES[NameKind.TAG]
    for part in parts_of(ids):
        statement = (
            select(links.c.article_id, slug, names.c.label)
            .select_from(led)
            .where(links.c.article_id.in_(part))
            .order_by(links.c.article_id, links.c.position)
        )
        for article_id, one, label in connection.execute(statement):
            found[article_id].setdefault(one, Named(one, label))
    return defaultdict(tuple, {one: tuple(names.values()) for one, names in found.items()})


def organizations_of(connection: Connection, ids: Sequence[str], settled: Collection[str]) -> dict[str, Organizations]:
    """Return the organizations of those of the articles *ids* that have any; to *settled* ones their text adds none."""
    given, chosen = _given(connection, ids)
    found = found_in(connection, ids)
    rejected = rejected_of(connection, ids)
    result = {
        one: Organizations(tuple(names.values()), chosen.get(one, _NOBODY))
        for one, names in given.items()
        if one not in found and one not in rejected
    }
    for one in found.keys() | (given.keys() & rejected.keys()):
        its = chosen.get(one, _NOBODY)
        taken = rejected.get(one, _NOBODY) - its
        kept = tuple(name for slug, name in given.get(one, {}).items() if slug not in taken)
        result[one] = Organizations(kept, its, shown(found.get(one, ()), kept, taken, is_settled=one in settled))
    return result


def settled_among(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Return those of the articles *ids* to which their text adds no organizations."""
    found: set[str] = set()
    for part in parts_of(ids):
        found.update(connection.scalars(select(articles.c.id).where(articles.c.id.in_(part), articles.c.is_settled)))
    return found


def shown(
    found: Iterable[Assignment], given: tuple[Named, ...], rejected: Collection[str], *, is_settled: bool
) -> tuple[Assignment, ...]:
    """Return what of the assignments *found* readers see."""
    held = {name.slug for name in given}
    return tuple(
        one
        for one in found
        if one.organization.slug not in rejected and (not is_settled or one.organization.slug in held)
    )


def _given(connection: Connection, ids: Sequence[str]) -> tuple[dict[str, dict[str, Named]], dict[str, frozenset[str]]]:
    links, names = article_organizations, NAMES[NameKind.ORGANIZATION]
    slug, led = led_from(links, NameKind.ORGANIZATION)
    given: defaultdict[str, dict[str, Named]] = defaultdict(dict)
    chosen: defaultdict[str, set[str]] = defaultdict(set)
    for part in parts_of(ids):
        statement = (
            select(links.c.article_id, slug, names.c.label, links.c.is_chosen)
            .select_from(led)
            .where(links.c.article_id.in_(part))
            .order_by(links.c.article_id, links.c.position)
        )
        for article_id, one, label, is_chosen in connection.execute(statement):
            given[article_id].setdefault(one, Named(one, label))
            if is_chosen:
                chosen[article_id].add(one)
    return given, {one: frozenset(slugs) for one, slugs in chosen.items()}


def found_in(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[Assignment, ...]]:
    """Return what the texts of the articles *ids* name, also what readers do not see."""
    rows, names = recognized_organizations, NAMES[NameKind.ORGANIZATION]
    slug, led = led_from(rows, NameKind.ORGANIZATION)
    found: defaultdict[str, list[Assignment]] = defaultdict(list)
    for part in parts_of(ids):
        statement = (
            select(rows.c.article_id, slug, names.c.label, rows.c.count, rows.c.mentions)
            .select_from(led)
            .where(rows.c.article_id.in_(part))
            .order_by(rows.c.article_id, rows.c.position)
        )
        for article_id, one, label, count, mentions in connection.execute(statement):
            its = tuple(map(_mention, mentions))
            found[article_id].append(Assignment(Named(one, label), its, count))
    return {one: joined(assignments) for one, assignments in found.items()}


def rejected_of(connection: Connection, ids: Sequence[str]) -> dict[str, frozenset[str]]:
    """Return the slugs of the organizations that an editor took from the articles *ids*."""
    rows = rejected_organizations
    if connection.execute(select(rows.c.article_id).limit(1)).first() is None:
        return {}  # nearly always: spared for every page that is read
    to = and_(redirects.c.kind == NameKind.ORGANIZATION.value, redirects.c.slug == rows.c.slug)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for part in parts_of(ids):
        statement = (
            select(rows.c.article_id, func.coalesce(redirects.c.target, rows.c.slug))
            .select_from(rows.outerjoin(redirects, to))
            .where(rows.c.article_id.in_(part))
        )
        for article_id, slug in connection.execute(statement):
            found[article_id].add(slug)
    return {one: frozenset(slugs) for one, slugs in found.items()}


def led_from(rows: Table, kind: NameKind) -> tuple[ColumnElement[str], FromClause]:
    """Return the slug that each of *rows* leads to, its own where that leads nowhere, and *rows* with that name."""
    to = and_(redirects.c.kind == kind.value, redirects.c.slug == rows.c.slug)
    slug: ColumnElement[Any] = func.coalesce(redirects.c.target, rows.c.slug)
    names = NAMES[kind]
    return slug, rows.outerjoin(redirects, to).join(names, names.c.slug == slug)


def _mention(values: Sequence[Any]) -> Mention:
    part, start, end, rule, within, support = values
    return Mention(Part(part), start, end, Rule(rule), within, support)


def joined(assignments: Iterable[Assignment]) -> tuple[Assignment, ...]:
    """Return *assignments*, those of one organization as one."""
    found: dict[str, Assignment] = {}
    for one in assignments:
        met = found.get(one.organization.slug)
        found[one.organization.slug] = one if met is None else _both(met, one)
    return tuple(found.values())


def _both(one: Assignment, other: Assignment) -> Assignment:
    """Return what was found under two names that are one by now."""
    mentions = sorted(dict.fromkeys((*one.mentions, *other.mentions)), key=lambda it: (it.part is Part.BODY, it.start))
    most = max(len(one.mentions), len(other.mentions))
    return replace(one, mentions=tuple(mentions[:most]), count=one.count + other.count)
