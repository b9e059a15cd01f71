"""Watched sources and counts → JSON: what is collected, from where, and how fresh it is."""

from collections.abc import Iterable, Mapping, Sequence

from index import FacetCount
from portal.api.serialize import Json
from portal.articles.watched import WatchedSource
from portal.search.state import Refinement, SearchState


def sources_document(watched: Sequence[WatchedSource], counts: Iterable[FacetCount]) -> dict[str, Json]:
    """Return the watched sources by label, then all others that articles came from.

    Shape: what went wrong is said to be so, and not how: that is for the operator.
    """
    numbers = {one.value: one for one in counts}
    slugs = {source.name.slug for source in watched}
    kept = [one for slug, one in numbers.items() if slug not in slugs and one.count]
    items: list[Json] = [_watched(source, numbers) for source in watched]
    items += [_item(one.value, one.label, one.count) for one in kept]
    return {"total": len(items), "items": items, "links": {"self": "/api/v1/sources", "html": "/sources"}}


def _watched(source: WatchedSource, numbers: Mapping[str, FacetCount]) -> dict[str, Json]:
    slug, label = source.name
    health = source.health
    count = numbers[slug].count if slug in numbers else 0
    return _item(slug, label, count) | {
        "address": source.address if source.address.startswith(("https://", "http://")) else None,
        "kind": source.kind,
        "is_watched": True,
        "is_paused": source.is_paused,
        "is_excerpt_only": source.is_excerpt_only,
        "is_working": not health.last_error,
        "last_success_at": health.last_success_at.isoformat() if health.last_success_at else None,
        "next_run_at": None if source.is_paused else health.next_run_at.isoformat(),
    }


def _item(slug: str, label: str, count: int) -> dict[str, Json]:
    return {
        "value": slug,
        "label": label,
        "articles": count,
        "url": SearchState().refined_by(Refinement("source", slug)).href(),
        "address": None,
        "kind": None,
        "is_watched": False,
        "is_paused": False,
        "is_excerpt_only": False,
        "is_working": True,
        "last_success_at": None,
        "next_run_at": None,
    }
