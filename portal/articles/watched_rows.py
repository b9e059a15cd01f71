"""WatchedSource ↔ the row it is kept as."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Row

from portal.articles.article import Named
from portal.articles.rows import Values, as_json
from portal.articles.watched import Counts, Health, Run, WatchedSource


def watched_of(row: Row[Any]) -> WatchedSource:
    """Return the watched source of a row that is joined with its name."""
    return WatchedSource(
        name=Named(row.slug, row.label),
        address=row.address,
        kind=row.kind,
        every=row.every,
        tags=tuple(row.tags),
        organizations=tuple(row.organizations),
        language=row.language,
        is_excerpt_only=row.is_excerpt_only,
        selectors=row.selectors,
        is_paused=row.is_paused,
        added_at=row.added_at,
        health=_health_of(row),
    )


def _health_of(row: Row[Any]) -> Health:
    return Health(
        next_run_at=row.next_run_at,
        last_run_at=row.last_run_at,
        last_success_at=row.last_success_at,
        failures=row.failures,
        last_error=row.last_error,
        last=Counts(**row.last_counts),
        total=Counts(**row.total_counts),
    )


def settings_of(source: WatchedSource) -> Values:
    """Return what an operator chose of *source*."""
    return {
        "address": source.address,
        "kind": source.kind,
        "every": source.every,
        "tags": list(source.tags),
        "organizations": list(source.organizations),
        "language": source.language,
        "selectors": as_json(source.selectors),
        "is_paused": source.is_paused,
    }


def new_values(source: WatchedSource) -> Values:
    """Return the whole row of a *source* that is new."""
    health = source.health
    return settings_of(source) | {
        "slug": source.name.slug,
        "added_at": source.added_at,
        "next_run_at": health.next_run_at,
        "last_run_at": health.last_run_at,
        "last_success_at": health.last_success_at,
        "failures": health.failures,
        "last_error": health.last_error,
        "last_counts": asdict(health.last),
        "total_counts": asdict(health.total),
    }


def values_after(health: Health, run: Run) -> Values:
    """Return what *run* changes of a row whose health was *health*."""
    values: Values = {
        "last_run_at": run.at,
        "next_run_at": run.next_run_at,
        "last_error": run.error,
        "failures": health.failures + 1 if run.error else 0,
        "total_counts": asdict(health.total + run.counts),
    }
    if not run.error:
        values |= {"last_success_at": run.at, "last_counts": asdict(run.counts)}
    return values
