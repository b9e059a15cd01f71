"""Entries of the authority files ↔ the rows they are kept as."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from portal.articles.authority import Entry
from portal.articles.characters import one_line
from portal.articles.naming import slug
from portal.articles.parts import parts_of
from portal.articles.redirecting import AT_ONCE, merged_into
from portal.articles.rows import Values
from portal.articles.store import NameKind
from portal.articles.tables import NAMES, other_names, redirects

LONGEST_NAME = 320
"""Characters; longer ones are cut."""

LONGEST_LANGUAGE = 64
_FACTS = ("homepage", "wikidata", "ror", "description")


@dataclass(frozen=True, slots=True)
class Own:
    """What is kept of a name itself, without that of others which were merged into it."""

    entry: Entry
    is_entry: bool
    """It is in the authority file; else articles alone carry it, or it was merged away."""


def as_kept(kind: NameKind, entry: Entry) -> Entry:
    """Return *entry* as it is kept: names on one line, none empty or twice; a tag has no more than names."""
    name = _name(entry.name) or _name(entry.id)
    identity = slug(entry.id or name)
    aliases = (entry.acronym, *entry.aliases) if kind is NameKind.TAG else entry.aliases
    names = {language[:LONGEST_LANGUAGE]: _names(its) for language, its in entry.names.items()}
    aliases = (*aliases, *names.pop("", ()))
    kept = Entry(
        id=identity,
        name=name or identity,
        aliases=_names(aliases),
        names={language: its for language, its in names.items() if its},
        description=entry.description,
    )
    if kind is NameKind.TAG:
        return kept
    return replace(
        kept,
        acronym=_name(entry.acronym),
        homepage=entry.homepage,
        wikidata=entry.wikidata,
        ror=entry.ror,
    )


def _name(name: str) -> str:
    return one_line(name, most=LONGEST_NAME)


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(map(_name, names)) if name)


def whole_file(connection: Connection, kind: NameKind) -> tuple[Entry, ...]:
    """Return every entry, with the names of what was merged into it, by id."""
    table = NAMES[kind]
    away = select(redirects.c.slug, redirects.c.target).where(redirects.c.kind == kind.value, redirects.c.is_merged)
    merged = defaultdict[str, list[str]](list)
    for row in connection.execute(away.order_by(redirects.c.slug)):
        merged[row.target].append(row.slug)
    gone = own(connection, kind, [one for its in merged.values() for one in its])
    held = {one: kept.entry for one, kept in gone.items()}
    others = _others_of(connection, kind, None)
    listed = select(table).where(table.c.is_entry).order_by(table.c.slug)
    entries = (_entry_of(row, kind, others.pop(row.slug, {})) for row in connection.execute(listed))
    return tuple(_with_names_of(it, [held[one] for one in merged[it.id]]) if it.id in merged else it for it in entries)


def entries_of(connection: Connection, kind: NameKind, slugs: Iterable[str]) -> dict[str, Entry]:
    """Return those of *slugs* that are entries, with the names of what was merged into them, in that order."""
    wanted = list(slugs)
    merged = merged_into(connection, kind, wanted)
    owned = own(connection, kind, [*wanted, *(one for its in merged.values() for one in its)])
    held = {one: kept.entry for one, kept in owned.items()}
    return {one: with_names(held, one, merged) for one in wanted if one in owned and owned[one].is_entry}


def with_names(held: Mapping[str, Entry], one: str, merged: Mapping[str, Iterable[str]]) -> Entry:
    """Return the entry *one* of *held* with the names of those which were *merged* into it."""
    return _with_names_of(held[one], [held[other] for other in merged.get(one, ()) if other in held])


def own(connection: Connection, kind: NameKind, slugs: Iterable[str]) -> dict[str, Own]:
    """Return what is kept of each of *slugs* itself."""
    table = NAMES[kind]
    found: dict[str, Own] = {}
    for part in parts_of(dict.fromkeys(slugs), AT_ONCE):
        others = _others_of(connection, kind, part)
        for row in connection.execute(select(table).where(table.c.slug.in_(part))):
            found[row.slug] = Own(_entry_of(row, kind, others.get(row.slug, {})), row.is_entry)
    return found


def _others_of(connection: Connection, kind: NameKind, slugs: list[str] | None) -> dict[str, dict[str, list[str]]]:
    """Return the other names of *slugs*, or of all, by language."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    statement = (
        select(other_names.c.slug, other_names.c.language, other_names.c.name)
        .where(other_names.c.kind == kind.value, *(() if slugs is None else (other_names.c.slug.in_(slugs),)))
        .order_by(other_names.c.slug, other_names.c.position)
    )
    for one, language, name in connection.execute(statement):
        found[one][language].append(name)
    return found


def _entry_of(row: Row[Any], kind: NameKind, others: Mapping[str, list[str]]) -> Entry:
    entry = Entry(
        id=row.slug,
        name=row.label,
        aliases=tuple(others.get("", ())),
        names={language: tuple(names) for language, names in others.items() if language},
        description=row.description,
    )
    if kind is NameKind.TAG:
        return entry
    return replace(entry, acronym=row.acronym, homepage=row.homepage, wikidata=row.wikidata, ror=row.ror)


def _with_names_of(entry: Entry, merged: Iterable[Entry]) -> Entry:
    """Return *entry*, called also what the *merged* ones were called."""
    for other in merged:
        known = set(entry.all_names)
        aliases = (other.name, *((other.acronym,) if other.acronym else ()), *other.aliases)
        names = dict(entry.names)
        for language, its in other.names.items():
            new = tuple(name for name in its if name not in known)
            if new:
                names[language] = (*names.get(language, ()), *new)
        taken = known | {name for its in names.values() for name in its}
        new_aliases = tuple(name for name in dict.fromkeys(aliases) if name not in taken)
        entry = replace(entry, aliases=(*entry.aliases, *new_aliases), names=names)
    return entry


def filled(entry: Entry, other: Entry) -> Entry:
    """Return *entry*, what it does not say of itself taken from *other*: anything but names."""
    values = {name: getattr(entry, name) or getattr(other, name) for name in ("acronym", *_FACTS)}
    return replace(entry, **values)


def write(connection: Connection, kind: NameKind, met: Mapping[str, Own], entries: Mapping[str, Entry]) -> None:
    """Write *entries*, in the place of what was *met* under their ids."""
    table = NAMES[kind]
    new = [_values(kind, entry) | {"slug": one} for one, entry in entries.items() if one not in met]
    if new:
        connection.execute(insert(table), new)
    others = [
        {f"{name}_": value for name, value in _values(kind, entry).items()} | {"slug_": one}
        for one, entry in entries.items()
        if one in met
    ]
    if others:
        columns = list(_values(kind, next(iter(entries.values()))))
        statement = update(table).where(table.c.slug == bindparam("slug_"))
        connection.execute(statement.values({name: bindparam(f"{name}_") for name in columns}), others)
    forget_names(connection, kind, [one for one in entries if one in met])
    rows = [row for entry in entries.values() for row in _name_values(kind, entry)]
    if rows:
        connection.execute(insert(other_names), rows)


def forget_names(connection: Connection, kind: NameKind, slugs: Iterable[str]) -> None:
    """Forget the other names of *slugs*."""
    for part in parts_of(slugs, AT_ONCE):
        connection.execute(delete(other_names).where(other_names.c.kind == kind.value, other_names.c.slug.in_(part)))


def mark(connection: Connection, kind: NameKind, slugs: Iterable[str], *, is_entry: bool) -> None:
    """Take *slugs* into the file, or out of it."""
    table = NAMES[kind]
    for part in parts_of(slugs, AT_ONCE):
        connection.execute(update(table).where(table.c.slug.in_(part)).values(is_entry=is_entry))


def _values(kind: NameKind, entry: Entry) -> Values:
    values: Values = {"label": entry.name, "description": entry.description}
    if kind is NameKind.ORGANIZATION:
        values |= {name: getattr(entry, name) for name in ("acronym", "homepage", "wikidata", "ror")}
    return values


def _name_values(kind: NameKind, entry: Entry) -> list[Values]:
    return [
        {"kind": kind.value, "slug": entry.id, "position": place, "language": language, "name": name}
        for place, (language, name) in enumerate(_named_by_language(entry))
    ]


def _named_by_language(entry: Entry) -> Iterator[tuple[str, str]]:
    for name in entry.aliases:
        yield "", name
    for language, names in entry.names.items():
        for name in names:
            yield language, name
