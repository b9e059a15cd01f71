"""A search index for documents with facets; it has never heard of the portal."""

from index.documents import Document, Label
from index.engine import Engine
from index.errors import (
    EngineUnavailable,
    InvalidCursor,
    InvalidRequest,
    SchemaMismatch,
    SearchError,
    SearchTimeout,
    StorageFull,
)
from index.opening import open_engine
from index.query import Dates
from index.request import DateUnit, Group, Match, SearchRequest, Sort
from index.response import Facet, FacetCount, Hit, IndexStats, Piece, SearchResponse
from index.schema import NONE_VALUE, Schema

__all__ = [
    "NONE_VALUE",
    "DateUnit",
    "Dates",
    "Document",
    "Engine",
    "EngineUnavailable",
    "Facet",
    "FacetCount",
    "Group",
    "Hit",
    "IndexStats",
    "InvalidCursor",
    "InvalidRequest",
    "Label",
    "Match",
    "Piece",
    "Schema",
    "SchemaMismatch",
    "SearchError",
    "SearchRequest",
    "SearchResponse",
    "SearchTimeout",
    "Sort",
    "StorageFull",
    "open_engine",
]
