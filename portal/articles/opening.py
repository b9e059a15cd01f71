"""A database address → a SQLAlchemy engine, set up to keep what it acknowledges."""

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry

from portal.articles.errors import StoreUnavailable

BUSY_SECONDS = 30.0
"""How long a writer waits for another."""

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # NORMAL would lose the last commits when the power goes
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-32768",
)


def open_database(url: str) -> Engine:
    """Return the engine of the database at *url*; the folder of a SQLite file is made.

    Raises:
        StoreUnavailable: the address cannot be used.
    """
    path = sqlite_path(url)
    try:
        if path is None:
            return create_engine(url, pool_pre_ping=True)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            path.touch(mode=0o600)  # SQLite gives the files beside it the same mode
        engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError, OSError) as error:
        raise StoreUnavailable(f"the store cannot be opened: {error}") from error
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def sqlite_path(url: str) -> Path | None:
    """Return the file of a SQLite address; None for another database."""
    parsed = make_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def _set_up(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    # Python's own transactions begin late and commit before DDL; `_begin` says it plainly instead.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection) -> None:
    # A writer that began by reading could not wait for another: SQLite would refuse it at once.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
