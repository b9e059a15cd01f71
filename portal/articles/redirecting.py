"""What the names of entries lead to: a slug of a name → the one entry that is called so."""

from collections.abc import Callable, Collection, Iterable, Mapping

from sqlalchemy import Connection, and_, delete, distinct, func, insert, select, update

from portal.articles.naming import slug as slug_of
from portal.articles.parts import parts_of
from portal.articles.store import NameKind
from portal.articles.tables import NAMES, name_slugs, redirects

AT_ONCE = 2_000
"""Slugs in one statement: of two hundred thousand entries there are a million."""

_IS_MERGED = and_(redirects.c.kind == name_slugs.c.kind, redirects.c.slug == name_slugs.c.slug, redirects.c.is_merged)
_ROOT = func.coalesce(redirects.c.target, name_slugs.c.slug)


def call(connection: Connection, kind: NameKind, names: Mapping[str, Iterable[str]], held: Collection[str]) -> set[str]:
    """Note the *names* of slugs, of which only *held* may have some; return the slugs of all these, and themselves."""
    rows = {(slug_of(name), slug) for slug, its in names.items() for name in its}
    touched = {name for name, _ in rows} | names.keys()
    touched |= uncall(connection, kind, [one for one in names if one in held])
    if rows:
        values = [{"kind": kind.value, "name_slug": name, "slug": slug} for name, slug in sorted(rows)]
        connection.execute(insert(name_slugs), values)
    return touched


def uncall(connection: Connection, kind: NameKind, slugs: Collection[str]) -> set[str]:
    """Forget what *slugs* are called; return the slugs of the names that they had, and themselves."""
    touched = set(slugs)
    for part in parts_of(slugs, AT_ONCE):
        its = (name_slugs.c.kind == kind.value, name_slugs.c.slug.in_(part))
        touched |= set(connection.scalars(select(name_slugs.c.name_slug).where(*its)))
        connection.execute(delete(name_slugs).where(*its))
    return touched


def called(connection: Connection, kind: NameKind, slugs: Iterable[str]) -> set[str]:
    """Return the slugs of the names that *slugs* have, and themselves."""
    touched = set(slugs)
    for part in parts_of(sorted(touched), AT_ONCE):
        statement = select(name_slugs.c.name_slug).where(name_slugs.c.kind == kind.value, name_slugs.c.slug.in_(part))
        touched |= set(connection.scalars(statement))
    return touched


def merged_into(connection: Connection, kind: NameKind, slugs: Iterable[str]) -> dict[str, list[str]]:
    """Return what was merged into each of *slugs*, in order."""
    found: dict[str, list[str]] = {}
    for part in parts_of(slugs, AT_ONCE):
        statement = (
            select(redirects.c.target, redirects.c.slug)
            .where(redirects.c.kind == kind.value, redirects.c.target.in_(part), redirects.c.is_merged)
            .order_by(redirects.c.target, redirects.c.slug)
        )
        for target, slug in connection.execute(statement):
            found.setdefault(target, []).append(slug)
    return found


def merged_away(connection: Connection, kind: NameKind, slugs: Iterable[str]) -> dict[str, str]:
    """Return what those of *slugs* were merged into that were."""
    found: dict[str, str] = {}
    for part in parts_of(slugs, AT_ONCE):
        statement = select(redirects.c.slug, redirects.c.target).where(
            redirects.c.kind == kind.value, redirects.c.slug.in_(part), redirects.c.is_merged
        )
        found.update((row.slug, row.target) for row in connection.execute(statement))
    return found


def merge(connection: Connection, kind: NameKind, slug: str, into: str) -> None:
    """Have *slug*, and what was merged into it, lead to *into*."""
    of_kind = redirects.c.kind == kind.value
    connection.execute(
        update(redirects).where(of_kind, redirects.c.target == slug, redirects.c.is_merged).values(target=into)
    )
    connection.execute(delete(redirects).where(of_kind, redirects.c.slug == slug))
    connection.execute(insert(redirects).values(kind=kind.value, slug=slug, target=into, is_merged=True))


def derive(
    connection: Connection, kind: NameKind, names: Iterable[str], expect: Callable[[Collection[str]], None]
) -> None:
    """Have each of the slugs *names* lead to the one entry that is called so.

    Shape: what was merged, or merged into, and what is an entry's own, stays; a name of several entries leads nowhere.
    *expect* hears, before it happens, of those that will lead elsewhere and may be carried.
    """
    for part in parts_of(sorted(names), AT_ONCE):
        _derive(connection, kind, part, expect)


def _derive(
    connection: Connection, kind: NameKind, names: list[str], expect: Callable[[Collection[str]], None]
) -> None:
    its = (redirects.c.kind == kind.value, redirects.c.slug.in_(names))
    statement = select(redirects.c.slug, redirects.c.target, redirects.c.is_merged).where(*its)
    before = {row.slug: (row.target, row.is_merged) for row in connection.execute(statement)}
    known = _known_among(connection, kind, names)
    fixed = {name for name, (_, is_merged) in before.items() if is_merged}
    fixed |= {name for name, is_entry in known.items() if is_entry} | merged_into(connection, kind, names).keys()
    wanted = {name: target for name, target in _only_roots(connection, kind, names) if name not in fixed}
    held = {name: target for name, (target, is_merged) in before.items() if not is_merged}
    others = [name for name in wanted.keys() | held.keys() if wanted.get(name) != held.get(name)]
    if not others:
        return
    expect([name for name in others if name in known])
    gone = [name for name in others if name in held]
    if gone:
        connection.execute(delete(redirects).where(redirects.c.kind == kind.value, redirects.c.slug.in_(gone)))
    rows = [
        {"kind": kind.value, "slug": name, "target": wanted[name], "is_merged": False}
        for name in others
        if name in wanted
    ]
    if rows:
        connection.execute(insert(redirects), rows)


def _known_among(connection: Connection, kind: NameKind, slugs: list[str]) -> dict[str, bool]:
    """Return those of *slugs* that an article may carry, with whether they are entries."""
    table = NAMES[kind]
    statement = select(table.c.slug, table.c.is_entry).where(table.c.slug.in_(slugs))
    return {row.slug: row.is_entry for row in connection.execute(statement)}


def _only_roots(connection: Connection, kind: NameKind, names: list[str]) -> list[tuple[str, str]]:
    """Return those of *names* that one entry alone is called, with that entry."""
    table = NAMES[kind]
    statement = (
        select(name_slugs.c.name_slug, func.min(_ROOT))
        .select_from(
            name_slugs.outerjoin(redirects, _IS_MERGED).join(table, and_(table.c.slug == _ROOT, table.c.is_entry))
        )
        .where(name_slugs.c.kind == kind.value, name_slugs.c.name_slug.in_(names))
        .group_by(name_slugs.c.name_slug)
        .having(func.count(distinct(_ROOT)) == 1)
    )
    return [(name, target) for name, target in connection.execute(statement) if name != target]
