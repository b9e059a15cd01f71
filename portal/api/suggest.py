"""``/api/v1/suggest`` and ``/suggest``: what the letters typed into a search box may become."""

from collections.abc import Sequence

from portal.api.serialize import Json
from portal.search.state import clean, query_string
from portal.search.suggesting import MAX_TYPED, Suggestion


def suggest_document(typed: str, found: Sequence[Suggestion], path: str) -> dict[str, Json]:
    """Return *found* for what was *typed*."""
    text = clean(typed, MAX_TYPED)
    items: list[Json] = [
        {
            "kind": one.kind,
            "value": one.value,
            "label": one.label,
            "found_by": one.found_by,
            "count": one.articles,
            "href": one.href,
        }
        for one in found
    ]
    own = f"{path}?{query_string((('q', text),))}" if text else path
    return {"query": text, "items": items, "links": {"self": own}}
