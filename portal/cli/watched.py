"""Watched sources as commands name and show them."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

import click

from portal.articles.naming import slug as slug_of
from portal.articles.watched import Counts, WatchedSource, WatchedSources
from portal.cli.periods import words


def found(watched: WatchedSources, name: str) -> WatchedSource | None:
    """Return the watched source that *name* names: by its slug, its label, or its address."""
    return watched.get(name) or watched.at(name) or watched.get(slug_of(name))


def unknown(watched: WatchedSources, name: str) -> str:
    """Return the sentence for a *name* that names none."""
    there = [source.name.slug for source in watched.all()]
    known = f"watched are {', '.join(there[:20])}" if there else "none is watched yet: `portal sources add ADDRESS`"
    return f"{name}: there is no such source; {known}{', …' if len(there) > 20 else ''}"


def document(source: WatchedSource) -> dict[str, object]:
    """Return everything of *source*, for ``--json``."""
    health = source.health
    return {
        "name": source.name.slug,
        "label": source.name.label,
        "address": source.address,
        "kind": source.kind,
        "every": words(source.every),
        "tags": list(source.tags),
        "organizations": list(source.organizations),
        "language": source.language or None,
        "excerpts_only": source.is_excerpt_only,
        "select": dict(source.selectors),
        "paused": source.is_paused,
        "added_at": source.added_at.isoformat(),
        "next_run_at": None if source.is_paused else health.next_run_at.isoformat(),
        "last_run_at": _iso(health.last_run_at),
        "last_success_at": _iso(health.last_success_at),
        "failures": health.failures,
        "last_error": health.last_error or None,
        "last": asdict(health.last),
        "total": asdict(health.total),
    }


def print_table(sources: Sequence[WatchedSource], now: datetime) -> None:
    """Print *sources* as a table, and below it why some could not be read."""
    head = ("name", "kind", "every", "last success", "next run", "added", "changed", "refused", "")
    rows = [head, *(_row(source, now) for source in sources)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    for row in rows:
        cells = [
            f"{cell:>{width}}" if column in (5, 6, 7) else f"{cell:{width}}"
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        click.echo("  ".join(cells).rstrip())
    for source in sources:
        if source.health.last_error:
            click.echo(f"{source.name.slug}: {source.health.last_error}")


def print_source(source: WatchedSource, now: datetime) -> None:
    """Print everything of *source*."""
    health = source.health
    rows = {
        "name": source.name.slug,
        "label": source.name.label,
        "address": source.address,
        "kind": source.kind,
        "every": words(source.every),
        "tags": ", ".join(source.tags) or "(none)",
        "organizations": ", ".join(source.organizations) or "(none)",
        "language": source.language or "(detected)",
        "shown": "excerpts only" if source.is_excerpt_only else "whole texts",
        "select": ", ".join(f"{part}={css}" for part, css in source.selectors.items()) or "(by structure)",
        "last run": moment(health.last_run_at),
        "last success": moment(health.last_success_at),
        "next run": _next(source, now),
        "last brought": counts_text(health.last),
        "in all": counts_text(health.total),
        "last error": health.last_error or "(none)",
    }
    for name, value in rows.items():
        click.echo(f"{name:14} {value}")


def counts_text(counts: Counts) -> str:
    """Return *counts* as the report of an ingest gives them."""
    return (
        f"{counts.added:,} added, {counts.changed:,} changed, {counts.unchanged:,} unchanged, "
        f"{counts.duplicate:,} duplicate, {counts.refused:,} refused"
    )


def moment(at: datetime | None) -> str:
    """Return *at*, in UTC, as a table has it."""
    return "never" if at is None else f"{at:%Y-%m-%d %H:%M}"


def _row(source: WatchedSource, now: datetime) -> tuple[str, ...]:
    total = source.health.total
    failures = source.health.failures
    return (
        source.name.slug,
        source.kind,
        words(source.every),
        moment(source.health.last_success_at),
        _next(source, now),
        f"{total.added:,}",
        f"{total.changed:,}",
        f"{total.refused:,}",
        f"failed {failures:,}×" if failures else "",
    )


def _next(source: WatchedSource, now: datetime) -> str:
    if source.is_paused:
        return "paused"
    return "due" if source.health.next_run_at <= now else moment(source.health.next_run_at)


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
