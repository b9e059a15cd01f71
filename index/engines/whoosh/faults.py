"""Whoosh's errors, and those of damaged files, as ours."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pickle import UnpicklingError

from whoosh.index import EmptyIndexError, IndexVersionError, LockError, OutOfDateError
from whoosh.reading import ReaderClosed, TermNotFound
from whoosh.writing import IndexingError

from index.engines.whoosh.columns import DamagedFile
from index.engines.whoosh.disk import as_storage_full
from index.errors import EngineUnavailable

BUSY = (LockError,)
DAMAGED = (
    DamagedFile,
    EmptyIndexError,
    IndexVersionError,
    OutOfDateError,
    IndexingError,
    ReaderClosed,
    TermNotFound,
    UnpicklingError,
    EOFError,
    FileNotFoundError,
    struct.error,
)
"""What reading a file that is gone or not what was written ends in."""

UNREADABLE = (ValueError, LookupError, ArithmeticError)
"""What using a damaged file ends in; a bug ends in the same, so whoever catches these looks at the files."""


@contextmanager
def as_search_errors() -> Iterator[None]:
    """Re-raise errors of Whoosh and of the disk as `index.errors.SearchError`, keeping the cause."""
    try:
        with as_storage_full():
            yield
    except BUSY as error:
        raise EngineUnavailable("another writer holds the index") from error
    except DAMAGED as error:
        raise EngineUnavailable(f"the index is damaged ({error}): `portal index rebuild` makes it anew") from error
