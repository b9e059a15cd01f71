"""Every name that articles carry or an authority file has, with how many articles carry it."""

from collections import Counter
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Select, func, select, union

from portal.articles.article import Named
from portal.articles.authority import Listed
from portal.articles.carrying import led_from, organizations_of, settled_among
from portal.articles.parts import parts_of
from portal.articles.store import NameKind
from portal.articles.tables import LINKS, NAMES, articles, recognized_organizations, rejected_organizations

_CORRECTED = select(rejected_organizations.c.article_id)
"""Those from which an editor took organizations: few, and counted one by one."""


def listed(connection: Connection, kind: NameKind) -> tuple[Listed, ...]:
    """Return the names of *kind*, those with most articles first, then by label."""
    carried = _carried(kind).subquery()
    statement = select(carried.c.slug, func.count()).group_by(carried.c.slug)
    counted = Counter[str]()
    for slug, count in connection.execute(statement):
        counted[slug] = count
    if kind is NameKind.ORGANIZATION:
        _count_corrected(connection, counted)
    names = NAMES[kind]
    found = [
        Listed(Named(slug, label), counted[slug], is_entry)
        for slug, label, is_entry in connection.execute(select(names.c.slug, names.c.label, names.c.is_entry))
        if is_entry or counted[slug]
    ]
    return tuple(sorted(found, key=lambda one: (-one.articles, one.name.label.casefold(), one.name.slug)))


def _carried(kind: NameKind) -> Select[Any] | CompoundSelect[Any]:
    """Return which name each article carries, under the one slug that it leads to."""
    links = LINKS[kind]
    slug, led = led_from(links, kind)
    given = select(slug.label("slug"), links.c.article_id).select_from(led)
    if kind is not NameKind.ORGANIZATION:
        return given.distinct()
    found = recognized_organizations
    found_slug, found_joined = led_from(found, kind)
    recognized = (
        select(found_slug.label("slug"), found.c.article_id)
        .select_from(found_joined.join(articles, articles.c.id == found.c.article_id))
        .where(articles.c.is_settled.is_(False), found.c.article_id.not_in(_CORRECTED))
    )
    return union(given.where(links.c.article_id.not_in(_CORRECTED)), recognized)


def _count_corrected(connection: Connection, counted: Counter[str]) -> None:
    for part in parts_of(connection.scalars(_CORRECTED.distinct()).all()):
        held = organizations_of(connection, part, settled_among(connection, part))
        counted.update(name.slug for one in held.values() for name in one.all)
