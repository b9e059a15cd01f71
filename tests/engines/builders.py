"""Documents and requests with everything defaulted, so that a test gives only its point."""

from datetime import UTC, date, datetime
from typing import Any

from index import Document, Engine, Label, SearchRequest, SearchResponse
from index.parse import parse_query

TODAY = date(2026, 11, 24)


def a_document(key: str = "a", *, on: str | None = None, **given: Any) -> Document:
    """Return an English document; *on* is its day or time of publication, facets map fields to values or labels."""
    facets = {field: tuple(map(_label, values)) for field, values in given.pop("facets", {}).items()}
    published = datetime.fromisoformat(on).replace(tzinfo=UTC) if on else None
    return Document(id=key, **{"language": "en", "published": published, "facets": facets, **given})


def _label(value: str | tuple[str, str]) -> Label:
    return Label(value, value) if isinstance(value, str) else Label(*value)


def a_search(typed: str = "", **given: Any) -> SearchRequest:
    """Return a request for what is typed; refinements and exclusions map fields to any iterable of values."""
    for name in "refinements", "exclusions":
        if name in given:
            given[name] = {field: frozenset(values) for field, values in given[name].items()}
    return SearchRequest(query=parse_query(typed, today=TODAY).query, **given)


def ids_of(response: SearchResponse) -> str:
    """Return the ids of the hits, in order, separated by spaces."""
    return " ".join(hit.id for hit in response.hits)


def found(engine: Engine, typed: str = "", **given: Any) -> str:
    """Return the ids of what is found, in order, separated by spaces."""
    return ids_of(engine.search(a_search(typed, **{"size": 100, **given})))


def counts_of(response: SearchResponse, field: str) -> list[tuple[str, int]]:
    """Return the values of a facet with their counts, in order."""
    return [(value.value, value.count) for value in response.facet(field).values]
