"""Open an engine from its address; the only module that imports from `index.engines`."""

from index.engine import Engine
from index.errors import InvalidRequest
from index.schema import Schema


def open_engine(url: str, schema: Schema | None = None, *, budget: float = 1.0) -> Engine:
    """Return the engine that *url* names, creating its index where there is none.

    Shape: ``memory:`` or ``whoosh:PATH``. *budget* is in seconds per search;
    ``memory:``, the reference, takes as long as it takes.

    Raises:
        InvalidRequest: the address names no engine we know.
        SchemaMismatch: the index at PATH was built for another schema.
        EngineUnavailable: nothing intact was found at PATH.
    """
    kind, _, rest = url.partition(":")
    schema = schema or Schema()
    if kind == "memory":
        from index.engines.memory import MemoryEngine

        return MemoryEngine(schema)
    if kind == "whoosh" and rest:
        from index.engines.whoosh.engine import WhooshEngine

        return WhooshEngine(rest, schema, budget=budget)
    raise InvalidRequest(f"engine address {url!r}: expected memory: or whoosh:PATH")
