"""Changes of the authority files: entries kept, taken out and merged, each whole or not at all."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, select, update

from portal.articles import entries as rows
from portal.articles import redirecting
from portal.articles.article import Named
from portal.articles.authority import Entry, Kept, Merged
from portal.articles.carrying import leads
from portal.articles.changes import note
from portal.articles.errors import MergeRefused
from portal.articles.parts import parts_of
from portal.articles.recording import mark_unread
from portal.articles.retagging_database import MOST_NAMES, have_read_anew
from portal.articles.store import NameKind
from portal.articles.tables import AUTHORITY, NAMES, numbers
from portal.articles.touching import Touched


def keep(connection: Connection, kind: NameKind, given: Iterable[Entry], at: datetime, *, is_whole: bool) -> Kept:
    """Keep the entries *given*; see `Authority.keep`."""
    change = _Change(connection, kind, at)
    kept = set[str]()
    for part in parts_of((rows.as_kept(kind, entry) for entry in given), redirecting.AT_ONCE):
        kept |= change.keep({entry.id: entry for entry in part})
    if is_whole:
        table = NAMES[kind]
        listed = connection.scalars(select(table.c.slug).where(table.c.is_entry).order_by(table.c.slug))
        change.leave([one for one in listed if one not in kept])
    return change.done()


def remove(connection: Connection, kind: NameKind, slug: str, at: datetime) -> bool:
    """Take an entry out of the file; see `Authority.remove`."""
    change = _Change(connection, kind, at)
    change.leave([leads(connection, kind, [slug]).get(slug, slug)])
    return bool(change.done().removed)


def merge(connection: Connection, kind: NameKind, slug: str, into: str, at: datetime) -> Merged:
    """Make *slug* and *into* one; see `Authority.merge`."""
    if slug == into:
        raise MergeRefused(f"{slug} cannot be merged into itself")
    led = leads(connection, kind, [slug, into])
    old, target = led.get(slug, slug), led.get(into, into)
    met = rows.own(connection, kind, [old, target])
    for asked, found in ((slug, old), (into, target)):
        if found not in met:
            raise MergeRefused(f"there is no {kind.value} {asked}")
    name = Named(target, met[target].entry.name)
    if old != target:
        change = _Change(connection, kind, at)
        change.merge(old, target)
        return Merged(name, change.done().touched)
    if slug == target:
        raise MergeRefused(f"{into} was merged into {slug} already")
    return Merged(name, 0)


def rename_entry_or_name(connection: Connection, kind: NameKind, slug: str, label: str, at: datetime) -> int:
    """Give a name another label, an entry another name, its old one kept; return how many articles carry it."""
    one = leads(connection, kind, [slug]).get(slug, slug)
    met = rows.own(connection, kind, [one]).get(one)
    if met is None or met.entry.name == label:
        return 0
    change = _Change(connection, kind, at)
    if met.is_entry:
        before = met.entry
        aliases = tuple(dict.fromkeys((before.name, *(name for name in before.aliases if name != label))))
        change.keep({one: rows.as_kept(kind, replace(before, name=label, aliases=aliases))})
    else:
        change.call(one, label)
    return change.done().touched


class _Change:
    """One change of a file, and what follows from it for articles."""

    def __init__(self, connection: Connection, kind: NameKind, at: datetime) -> None:
        self._connection = connection
        self._kind = kind
        self._at = at
        self._touched = Touched(connection, kind)
        self._names: set[str] = set()
        self._added: dict[str, None] = {}
        self._changed: dict[str, None] = {}
        self._removed: dict[str, None] = {}
        self._merged: dict[str, str] = {}
        self._unchanged = 0
        self._is_of_file = False

    def keep(self, given: dict[str, Entry]) -> set[str]:
        """Keep entries by their ids; return the ids of those that they are kept as."""
        away = redirecting.merged_away(self._connection, self._kind, given)
        self._merged |= away
        homes = list(dict.fromkeys(away.get(one, one) for one in given))
        merged = redirecting.merged_into(self._connection, self._kind, homes)
        joined = [one for its in merged.values() for one in its]
        met = rows.own(self._connection, self._kind, [*given, *homes, *joined])
        others = {one: entry for one, entry in given.items() if one not in met or met[one].entry != entry}
        self._expect_labels(met, others)
        rows.write(self._connection, self._kind, met, others)
        entered = [one for one in homes if one not in met or not met[one].is_entry]
        rows.mark(self._connection, self._kind, entered, is_entry=True)
        before = {one: kept.entry for one, kept in met.items()}
        after = before | others
        # What was merged into one that enters has names which lead to it again.
        back = [one for home in entered for one in merged.get(home, ())]
        called = {one: after[one] for one in dict.fromkeys((*others, *entered, *back))}
        self._call(called, before)
        self._compare(
            {one: rows.with_names(before, one, merged) for one in homes if one in met and met[one].is_entry},
            {one: rows.with_names(after, one, merged) for one in homes},
        )
        return set(homes)

    def leave(self, slugs: list[str]) -> None:
        """Take entries out of the file."""
        for part in parts_of(slugs, redirecting.AT_ONCE):
            before = rows.entries_of(self._connection, self._kind, part)
            merged = redirecting.merged_into(self._connection, self._kind, before)
            names = redirecting.called(self._connection, self._kind, [one for its in merged.values() for one in its])
            met = rows.own(self._connection, self._kind, before)
            # What is known of it goes; its label stays with the articles that were given it.
            empty = {one: Entry(id=one, name=entry.name) for one, entry in before.items()}
            rows.write(self._connection, self._kind, met, empty)
            rows.mark(self._connection, self._kind, before, is_entry=False)
            names |= redirecting.uncall(self._connection, self._kind, list(before))
            redirecting.derive(self._connection, self._kind, names, self._touched.expect_led)
            self._compare(before, {})

    def merge(self, slug: str, into: str) -> None:
        """Make *slug* another name of *into*."""
        before = rows.entries_of(self._connection, self._kind, [slug, into])
        met = rows.own(self._connection, self._kind, [slug, into])
        self._touched.expect([slug])
        merged = redirecting.merged_into(self._connection, self._kind, [slug]).get(slug, [])
        redirecting.merge(self._connection, self._kind, slug, into)
        rows.mark(self._connection, self._kind, [slug], is_entry=False)
        rows.write(self._connection, self._kind, met, {into: rows.filled(met[into].entry, met[slug].entry)})
        rows.mark(self._connection, self._kind, [into], is_entry=True)
        affected = redirecting.called(self._connection, self._kind, merged)
        self._call({slug: met[slug].entry, into: met[into].entry}, met, affected)
        self._compare(before, rows.entries_of(self._connection, self._kind, [into]))
        self._is_of_file = True

    def call(self, slug: str, label: str) -> None:
        """Give a name that is no entry another label."""
        self._touched.expect([slug])
        table = NAMES[self._kind]
        self._connection.execute(update(table).where(table.c.slug == slug).values(label=label))

    def done(self) -> Kept:
        """Write what follows, and return what was done."""
        touched = self._touched.changed()
        note(self._connection, touched, self._at, together=True)
        if self._is_of_file:
            raised = update(numbers).where(numbers.c.name == AUTHORITY).values(last=numbers.c.last + 1)
            revision = self._connection.execute(raised.returning(numbers.c.last)).scalar_one()
            if self._kind is NameKind.ORGANIZATION:
                have_read_anew(self._connection, revision, self._names, self._at)
            else:
                mark_unread(self._connection, touched)  # tags are evidence
        added, changed, removed = map(tuple, (self._added, self._changed, self._removed))
        return Kept(added, changed, removed, unchanged=self._unchanged, touched=len(touched), merged=self._merged)

    def _expect_labels(self, met: dict[str, rows.Own], others: dict[str, Entry]) -> None:
        self._touched.expect([one for one, entry in others.items() if one in met and met[one].entry.name != entry.name])

    def _call(self, entries: dict[str, Entry], held: Collection[str], affected: Collection[str] = ()) -> None:
        """Have the names of *entries*, of which *held* may have some, lead to them, and those *affected* anew."""
        named = {one: entry.all_names for one, entry in entries.items()}
        names = redirecting.call(self._connection, self._kind, named, held)
        redirecting.derive(self._connection, self._kind, names.union(affected), self._touched.expect_led)

    def _compare(self, before: dict[str, Entry], after: dict[str, Entry]) -> None:
        """Note what became of the entries *before*."""
        for one in dict.fromkeys((*before, *after)):
            was, now = before.get(one), after.get(one)
            if was == now:
                self._unchanged += 1
                continue
            self._is_of_file = True
            if now is None:
                self._removed[one] = None
            elif was is None and one not in self._changed:
                self._added[one] = None
            elif one not in self._added:
                self._changed[one] = None
            if _names_of(was) != _names_of(now) and len(self._names) <= MOST_NAMES:
                self._names |= {name for entry in (was, now) if entry is not None for name in entry.all_names}


def _names_of(entry: Entry | None) -> tuple[object, ...]:
    return () if entry is None else (entry.name, entry.acronym, entry.aliases, dict(entry.names))
