"""The store ↔ one file that holds all of it; for the embedded store, while the portal runs."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, create_engine, select, update

from portal.articles.changes import enqueue
from portal.articles.errors import BackupUnusable, StoreError, StoreUnavailable
from portal.articles.faults import as_store_errors
from portal.articles.opening import sqlite_path
from portal.articles.tables import AUTHORITY, NUMBER, articles, numbers
from portal.articles.upgrading import upgrade, version_of
from portal.clock import Clock, now


def backup(url: str, target: Path) -> None:
    """Write the store at *url* as it is at one moment to *target*, replacing what is there once all is written.

    Shape: one SQLite database, readable by its owner only. Others may write
    to the store meanwhile.

    Raises:
        StoreError: the store is not embedded: its own tools make backups.
        StoreUnavailable: it cannot be read, or *target* cannot be written.
        StoreFull: there is no room for it; *target* is as it was.
    """
    source, target = _embedded(url), target.resolve()
    if target == source.resolve() or (target.exists() and not target.is_file()):
        raise StoreUnavailable(f"a backup cannot take the place of {target}: name another file")
    with as_store_errors(), _beside(target) as partial:
        with closing(_opened(source)) as reading, closing(sqlite3.connect(partial)) as writing:
            reading.backup(writing)
            writing.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        _settle(partial, target)


def restore(url: str, source: Path, *, clock: Clock = now) -> int:
    """Put the backup *source* in place of the store at *url*, in one transaction; return how many articles it has.

    Shape: every article of either is on the list of changes afterwards, so
    that a sync makes the index follow. Numbers go on from the higher of both.

    Raises:
        BackupUnusable: *source* is not a backup, or damaged; the store is as it was.
        StoreTooNew: a newer version of the portal made the backup; likewise.
        StoreError: the store is not embedded.
        StoreFull: there is no room; likewise.
    """
    target = _embedded(url)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with as_store_errors(), _beside(target) as prepared:
        _copy(source, prepared)
        count = _prepare(prepared, _replaced(target), clock())
        with closing(sqlite3.connect(prepared)) as reading, closing(sqlite3.connect(target, timeout=30)) as writing:
            writing.execute("PRAGMA synchronous=FULL")
            reading.backup(writing)
    return count


def _embedded(url: str) -> Path:
    path = sqlite_path(url)
    if path is None:
        raise StoreError("only the embedded store is backed up from here: for PostgreSQL, use pg_dump and pg_restore")
    return path


def _opened(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise StoreUnavailable(f"there is no store at {path}")
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=30)


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Give an empty file in the folder of *target*, which only its owner can read and which is gone afterwards."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise StoreUnavailable(f"{target.parent} cannot be written to: {error.strerror}") from error
    os.close(handle)
    try:
        yield Path(name)
    finally:
        for suffix in ("", "-journal", "-wal", "-shm"):
            Path(name + suffix).unlink(missing_ok=True)


def _settle(partial: Path, target: Path) -> None:
    """Move *partial* to *target*, so that a power cut leaves one of them whole."""
    for path in (partial, target.parent):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
            if path == partial:
                partial.replace(target)
        finally:
            os.close(handle)


def _copy(source: Path, prepared: Path) -> None:
    """Copy the backup *source*, looking at every page of it."""
    try:
        with closing(_opened(source)) as reading, closing(sqlite3.connect(prepared)) as writing:
            found = [row[0] for row in reading.execute("PRAGMA quick_check(1)")]
            reading.backup(writing)
            writing.execute("PRAGMA journal_mode=DELETE")
    except StoreUnavailable as error:
        raise BackupUnusable(f"{source} cannot be read") from error
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        raise BackupUnusable(f"{source} is not a backup, or damaged: {error}") from error
    if found != ["ok"]:
        raise BackupUnusable(f"{source} is damaged: {' '.join(found[0].split())}")


@dataclass(frozen=True, slots=True)
class _Replaced:
    """What is known of a store that is about to be replaced."""

    ids: tuple[str, ...] = ()
    last: Mapping[str, int] = field(default_factory=dict)
    """Its counters, by name."""


def _replaced(target: Path) -> _Replaced:
    if not target.is_file():
        return _Replaced()
    with closing(_opened(target)) as reading:
        if not reading.execute("SELECT 1 FROM sqlite_master WHERE name = 'articles'").fetchone():
            return _Replaced()
        ids = tuple(row[0] for row in reading.execute("SELECT id FROM articles"))
        return _Replaced(ids, dict(reading.execute("SELECT name, last FROM numbers").fetchall()))


def _prepare(prepared: Path, replaced: _Replaced, at: datetime) -> int:
    """Bring the copy up to date, and put every article of either store on its list of changes."""
    engine = create_engine(f"sqlite:///{prepared}")
    try:
        with engine.begin() as connection:
            if version_of(connection) is None:
                raise BackupUnusable("this database is no backup of a store")
            upgrade(connection)
            # Numbers given since the backup was made may not come back with another meaning.
            number = _beyond(connection, NUMBER, replaced)
            _beyond(connection, AUTHORITY, replaced)
            connection.execute(update(articles).values(revision=number))
            ids = set(connection.scalars(select(articles.c.id)))
            enqueue(connection, ids.union(replaced.ids), at)
            return len(ids)
    finally:
        engine.dispose()


def _beyond(connection: Connection, name: str, replaced: _Replaced) -> int:
    """Raise the counter *name* over what it was in either store; return it."""
    held: int = connection.execute(select(numbers.c.last).where(numbers.c.name == name)).scalar_one()
    last = max(held, replaced.last.get(name, 0)) + 1
    connection.execute(update(numbers).where(numbers.c.name == name).values(last=last))
    return last
