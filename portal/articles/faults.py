"""Errors of the database, as ours."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from portal.articles.errors import StoreError, StoreFull, StoreUnavailable

_FULL = "there is no room left for the store; free some space and run this again: nothing acknowledged was lost"

# SQLite grows its shared memory file before it writes: on a full disk that fails first.
_FULL_CODES = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_IOERR_WRITE)
_BUSY_CODES = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_DAMAGED_CODES = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)

_DISK_FULL_STATE = "53100"
"""The SQLSTATE of PostgreSQL for a full disk."""


@contextmanager
def as_store_errors() -> Iterator[None]:
    """Re-raise errors of the database as `StoreError`, keeping the cause; a wrong statement is a bug, and stays."""
    try:
        yield
    except DBAPIError as error:
        raise _translated(error.orig) or error from error
    except sqlite3.Error as error:
        raise _translated(error) or error from error
    except SQLAlchemyError as error:
        raise StoreUnavailable(f"the store cannot be used: {error}") from error


def _translated(error: BaseException | None) -> StoreError | None:
    if isinstance(error, sqlite3.Error):
        return _translated_sqlite(error)
    if getattr(error, "sqlstate", None) == _DISK_FULL_STATE:
        return StoreFull(_FULL)
    if type(error).__name__ in ("OperationalError", "InterfaceError", "AdminShutdown", "ConnectionTimeout"):
        return StoreUnavailable(f"the store does not answer: {error}")
    return None


def _translated_sqlite(error: sqlite3.Error) -> StoreError | None:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    if code in _FULL_CODES or code & 0xFF == sqlite3.SQLITE_FULL:
        return StoreFull(_FULL)
    if code & 0xFF in _BUSY_CODES:
        return StoreUnavailable("the store is busy: another command has been writing for too long")
    if code & 0xFF in _DAMAGED_CODES:
        return StoreUnavailable(f"the store is damaged ({error}): `portal restore` brings back a backup")
    if code & 0xFF == sqlite3.SQLITE_READONLY:
        return StoreUnavailable("the store may not be written to by this user")
    if isinstance(error, sqlite3.OperationalError) and code & 0xFF != sqlite3.SQLITE_ERROR:
        return StoreUnavailable(f"the store cannot be used: {error}")
    return None
