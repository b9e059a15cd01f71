"""Everything this room raises on purpose.

StoreError
├── StoreUnavailable     try again later: busy, away, or not to be opened
│   └── StoreFull        there is no room to write; what was acknowledged before is kept
├── AlreadyWatched       a source that is to be watched is watched already, or its name is taken
├── MergeRefused         two names that cannot become one
├── StoreTooNew          a newer version of the portal made it
└── BackupUnusable       a file that is no backup, or a damaged one
"""


class StoreError(Exception):
    """Anything that goes wrong in this room on purpose; the message is a sentence for the operator."""


class StoreUnavailable(StoreError):
    """The store cannot be used now; the caller may try again later."""


class StoreFull(StoreUnavailable):
    """There is no room to write: the transaction was undone, and what was acknowledged before it is kept."""


class AlreadyWatched(StoreError):
    """A source that is to be watched is watched already, or its name is taken."""


class MergeRefused(StoreError):
    """Two names that are to become one: one of them is unknown, or they are one already."""


class StoreTooNew(StoreError):
    """A newer version of the portal made the tables."""


class BackupUnusable(StoreError):
    """A file that is no backup of a store, or a damaged one."""
