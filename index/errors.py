"""Everything this package raises on purpose.

SearchError
├── InvalidRequest       the caller asked for something the schema does not offer
│   └── InvalidCursor    the cursor is damaged, or belongs to another search
├── EngineUnavailable    try again later: closed, busy, or nothing intact to search
│   └── SearchTimeout    the search went over its budget of time
├── StorageFull          the disk has no room for the commit; nothing was changed
└── SchemaMismatch       the index on disk was built for another schema
"""


class SearchError(Exception):
    """Anything that goes wrong in this package on purpose."""


class InvalidRequest(SearchError):
    """The caller asked for something the schema does not offer."""


class InvalidCursor(InvalidRequest):
    """The cursor is damaged, or belongs to another search."""


class EngineUnavailable(SearchError):
    """The engine cannot answer now; the caller may try again later."""


class SearchTimeout(EngineUnavailable):
    """The search went over its budget of time."""


class StorageFull(SearchError):
    """The disk has no room for the commit; nothing was changed."""


class SchemaMismatch(SearchError):
    """The index on disk was built for another schema; rebuild it."""
