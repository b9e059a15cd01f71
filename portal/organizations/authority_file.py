"""Authority files: records ↔ entries, for organizations and for tags.

Reading never fails as a whole: a record that is no entry is refused with the
reason, and the others are kept. What is written is read back as it was.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from portal.articles.authority import Entry
from portal.articles.naming import MAX_SLUG, slug
from portal.articles.spreadsheets import guarded, unguarded
from portal.articles.store import NameKind
from portal.organizations.entry_fields import COLUMNS, NAMES_IN, EntryRefused, Left, entry_of, joined_names

_BYTE_ORDER_MARK = "\ufeff"
"""Without it, spreadsheets take UTF-8 for the letters of their own country."""


class Remark(NamedTuple):
    """Something that was left out: where it stood, and a plain reason."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class AuthorityFile:
    """What stood in an authority file."""

    entries: tuple[Entry, ...]
    """In order, each id once."""

    refused: tuple[Remark, ...]
    """Records that are no entries."""

    notes: tuple[Remark, ...]
    """What was left out of entries, and columns that were."""


def read_entries(records: Iterable[tuple[str, Mapping[str, object]]], kind: NameKind) -> AuthorityFile:
    """Return what stands in *records*, each with where it stands.

    Shape: of two records with one id the first is kept. A name that is the
    label of another entry stays that one's alone, so that two entries never
    are each other's alias.
    """
    entries: dict[str, Entry] = {}
    places: dict[str, str] = {}
    refused, notes = list[Remark](), list[Remark]()
    strange: dict[str, str] = {}
    for where, fields in records:
        left = Left()
        try:
            entry = entry_of(fields, kind, left)
        except EntryRefused as reason:
            refused.append(Remark(where, str(reason)))
            continue
        if entry.id in entries:
            refused.append(Remark(where, _repeated(entry, fields, places[entry.id])))
            continue
        entries[entry.id], places[entry.id] = entry, where
        notes += (Remark(where, note) for note in left.notes)
        for column in left.columns:
            strange.setdefault(column, where)
    columns = [
        Remark(where, f"the column “{column}” is not known, and was left out") for column, where in strange.items()
    ]
    kept, shared = _without_labels_of_others(entries.values(), places)
    return AuthorityFile(tuple(kept), tuple(refused), (*columns, *notes, *shared))


def table_cells(fields: Mapping[str, str]) -> dict[str, object]:
    """Return one row of a table, by column, as it was before `csv_lines` guarded its cells."""
    return {column: unguarded(cell) for column, cell in fields.items()}


def csv_lines(entries: Iterable[Entry], kind: NameKind) -> Iterator[str]:
    r"""Yield the header, then a row for each entry, ordered as they come.

    Shape: one column for each language that a name is in; every cell in
    quotes; names parted by ``|``, a ``|`` within one written ``\|``; a cell
    that a spreadsheet would take for a formula begins with an apostrophe.
    """
    held = tuple(entries)
    languages = sorted({language for entry in held for language in entry.names})
    columns = _columns(kind, languages)
    yield _BYTE_ORDER_MARK + _row(columns)
    for entry in held:
        record = record_of(entry)
        yield _row(guarded(_cell(record.get(column, ""))) for column in columns)


def jsonl_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield a line for each entry, ending in a line feed; what is empty is left out."""
    for entry in entries:
        yield json.dumps(record_of(entry), ensure_ascii=False) + "\n"


def record_of(entry: Entry) -> dict[str, str | list[str]]:
    """Return *entry* as a record that `read_entries` reads; what is empty is left out."""
    record: dict[str, str | list[str]] = {
        "id": entry.id,
        "name": entry.name,
        "acronym": entry.acronym,
        "aliases": list(entry.aliases),
        **{f"{NAMES_IN}{language}": list(names) for language, names in sorted(entry.names.items())},
        "homepage": entry.homepage,
        "wikidata": entry.wikidata,
        "ror": entry.ror,
        "description": entry.description,
    }
    return {column: value for column, value in record.items() if value}


def _repeated(entry: Entry, fields: Mapping[str, object], first: str) -> str:
    if fields.get("id"):
        return f"its id {entry.id} stands at {first} already"
    return f"its id {entry.id}, made from its name, stands at {first} already; give it an id of its own"


def _without_labels_of_others(entries: Iterable[Entry], places: Mapping[str, str]) -> tuple[list[Entry], list[Remark]]:
    held = tuple(entries)
    owners: dict[str, Entry] = {}
    for entry in held:
        owners.setdefault(_key(entry.name), entry)
    kept, notes = list[Entry](), list[Remark]()
    for entry in held:
        theirs = {
            name: owner
            for name in (*entry.aliases, *(name for names in entry.names.values() for name in names))
            if (owner := owners.get(_key(name))) is not None and owner is not entry and _key(entry.name) != _key(name)
        }
        kept.append(_without(entry, frozenset(theirs)) if theirs else entry)
        notes += (
            Remark(places[entry.id], f"“{name}” is what {owner.id} is called; it stays a name of that one alone")
            for name, owner in theirs.items()
        )
    return kept, notes


def _without(entry: Entry, names: frozenset[str]) -> Entry:
    others = {language: tuple(one for one in given if one not in names) for language, given in entry.names.items()}
    return replace(
        entry,
        aliases=tuple(alias for alias in entry.aliases if alias not in names),
        names={language: given for language, given in others.items() if given},
    )


def _key(name: str) -> str:
    """Return what two spellings of one name share."""
    made = slug(name)
    return made if len(made) < MAX_SLUG else name.casefold()  # else it may have been cut off


def _columns(kind: NameKind, languages: Iterable[str]) -> list[str]:
    columns = list(COLUMNS[kind])
    after = columns.index("aliases") + 1
    return [*columns[:after], *(f"{NAMES_IN}{language}" for language in languages), *columns[after:]]


def _cell(value: str | list[str]) -> str:
    return joined_names(value) if isinstance(value, list) else value


def _row(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(cells)
    return line.getvalue()
