"""DatabaseWatched: the watched sources, in the database that holds the articles."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select, update

from portal.articles.calling import keep_names
from portal.articles.editing import limit, rename
from portal.articles.errors import AlreadyWatched
from portal.articles.parts import parts_of
from portal.articles.reading import kept_value
from portal.articles.store import NameKind
from portal.articles.tables import source_visits, sources, watched_sources
from portal.articles.watched import KeptVisit, Run, WatchedSource
from portal.articles.watched_rows import new_values, settings_of, values_after, watched_of
from portal.clock import Clock

_Connecting = Callable[[], AbstractContextManager[Connection]]

_TABLE = watched_sources
_WATCHED = select(_TABLE, sources.c.label, sources.c.is_excerpt_only).join_from(_TABLE, sources)


class DatabaseWatched:
    """Keeps `portal.articles.watched.WatchedSources` in tables beside the articles."""

    def __init__(self, reading: _Connecting, writing: _Connecting, clock: Clock) -> None:
        self._reading = reading
        self._writing = writing
        self._clock = clock

    def all(self) -> tuple[WatchedSource, ...]:
        """Return every watched source, by label."""
        with self._reading() as connection:
            return _read(connection, _WATCHED.order_by(sources.c.label, _TABLE.c.slug))

    def get(self, slug: str) -> WatchedSource | None:
        """Return the watched source whose articles carry *slug*."""
        with self._reading() as connection:
            return _one(connection, slug)

    def at(self, address: str) -> WatchedSource | None:
        """Return the one that watches *address*."""
        with self._reading() as connection:
            return _first(connection, _WATCHED.where(_TABLE.c.address == address))

    def due(self, at: datetime) -> tuple[WatchedSource, ...]:
        """Return those that are to be run by *at*; see `WatchedSources.due`."""
        statement = _WATCHED.where(_TABLE.c.next_run_at <= at, _TABLE.c.is_paused.is_(False))
        with self._reading() as connection:
            return _read(connection, statement.order_by(_TABLE.c.next_run_at, _TABLE.c.slug))

    def add(self, source: WatchedSource) -> None:
        """Keep a new one; see `WatchedSources.add`."""
        with self._writing() as connection:
            _refuse_taken_address(connection, source)
            if _one(connection, source.name.slug) is not None:
                raise AlreadyWatched(f"there is already a watched source {source.name.slug}")
            keep_names(connection, NameKind.SOURCE, (source.name,))
            connection.execute(insert(_TABLE), new_values(source))
            self._apply_to_articles(connection, source)

    def change(self, source: WatchedSource) -> int:
        """Keep other settings; see `WatchedSources.change`."""
        with self._writing() as connection:
            _refuse_taken_address(connection, source)
            statement = update(_TABLE).where(_TABLE.c.slug == source.name.slug)
            if not connection.execute(statement.values(settings_of(source))).rowcount:
                return 0
            return self._apply_to_articles(connection, source)

    def _apply_to_articles(self, connection: Connection, source: WatchedSource) -> int:
        slug, label = source.name
        at = self._clock()
        renamed = rename(connection, NameKind.SOURCE, slug, label, at)
        limited = limit(connection, slug, at, is_excerpt_only=source.is_excerpt_only)
        return max(renamed, limited)

    def schedule(self, slug: str, at: datetime) -> None:
        """Have it run at *at*."""
        with self._writing() as connection:
            connection.execute(update(_TABLE).where(_TABLE.c.slug == slug).values(next_run_at=at))

    def record(self, slug: str, run: Run) -> None:
        """Keep what a run came to; see `WatchedSources.record`."""
        with self._writing() as connection:
            met = _one(connection, slug)
            if met is not None:
                values = values_after(met.health, run)
                connection.execute(update(_TABLE).where(_TABLE.c.slug == slug).values(values))

    def remove(self, slug: str) -> bool:
        """Watch it no longer; see `WatchedSources.remove`."""
        with self._writing() as connection:
            return bool(connection.execute(delete(_TABLE).where(_TABLE.c.slug == slug)).rowcount)

    def visit(self, slug: str, address: str) -> KeptVisit | None:
        """Return what is remembered of *address*."""
        statement = select(source_visits).where(
            source_visits.c.slug == slug, source_visits.c.address == kept_value(address)
        )
        with self._reading() as connection:
            row = connection.execute(statement).one_or_none()
        if row is None:
            return None
        return KeptVisit(
            asked_at=row.asked_at,
            etag=row.etag,
            last_modified=row.last_modified,
            not_before=row.not_before,
            moved_to=row.moved_to,
            mark=row.mark,
        )

    def keep_visits(self, slug: str, visits: Mapping[str, KeptVisit]) -> None:
        """Remember *visits*; see `WatchedSources.keep_visits`."""
        rows = [{"slug": slug, "address": kept_value(address), **asdict(one)} for address, one in visits.items()]
        with self._writing() as connection:
            if _one(connection, slug) is None:
                return
            for part in parts_of(rows):
                met = source_visits.c.address.in_([row["address"] for row in part])
                connection.execute(delete(source_visits).where(source_visits.c.slug == slug, met))
                connection.execute(insert(source_visits), part)


def _read(connection: Connection, statement: Select[*tuple[Any, ...]]) -> tuple[WatchedSource, ...]:
    return tuple(watched_of(row) for row in connection.execute(statement))


def _first(connection: Connection, statement: Select[*tuple[Any, ...]]) -> WatchedSource | None:
    return next(iter(_read(connection, statement)), None)


def _one(connection: Connection, slug: str) -> WatchedSource | None:
    return _first(connection, _WATCHED.where(_TABLE.c.slug == slug))


def _refuse_taken_address(connection: Connection, source: WatchedSource) -> None:
    met = _first(connection, _WATCHED.where(_TABLE.c.address == source.address))
    if met is not None and met.name.slug != source.name.slug:
        raise AlreadyWatched(f"{source.address} is watched already, as {met.name.slug}")
