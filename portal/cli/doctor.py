"""``portal doctor``: what is configured, reachable, behind; what to do about it."""

import os
import platform
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import click

from index import SearchError, open_engine
from portal.articles.authority import Authority
from portal.articles.database import open_store
from portal.articles.errors import StoreError
from portal.articles.store import NameKind, StoreCounts
from portal.articles.watched import WatchedSource
from portal.cli.exits import AWAY, DONE, REFUSED
from portal.cli.running import as_json, counted, print_json, read_settings
from portal.clock import now
from portal.config import VARIABLES, Settings, without_password
from portal.parent import VARIABLE

LITTLE_BYTES = 500 * 1024 * 1024
BEHIND_SECONDS = 60.0
FAILURES_IN_A_ROW = 3
"""A source that fails once or twice mends itself more often than not."""

RETAGGING_MINUTES = 15.0
"""A worker that runs reads 100,000 articles anew in less."""

MOST_CANDIDATES = 1_000
"""That are counted."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look showed."""

    name: str
    state: str
    """``ok``, ``attention``: it works, and something should be done; or ``away``: it does not."""

    detail: str
    advice: str = ""
    """What to do, a command where there is one."""

    def as_json(self) -> dict[str, str]:
        """Return it for programs."""
        return {"name": self.name, "state": self.state, "detail": self.detail, "advice": self.advice}


@click.command()
@as_json
def doctor(*, as_json: bool) -> int:
    """Say what is configured, whether it works, and what to do where it does not.

    Exit status 1: something should be done; 3: something is away.

    \b
    Example:
        portal doctor --json
    """
    settings = read_settings()
    found = examine(settings)
    if as_json:
        print_json({"settings": shown_settings(settings), "findings": [one.as_json() for one in found]})
    else:
        _print(settings, found)
    states = {one.state for one in found}
    return AWAY if "away" in states else REFUSED if "attention" in states else DONE


def examine(settings: Settings) -> list[Finding]:
    """Look at everything the portal stands on."""
    found = [_python(), _data_dir(settings)]
    counts = _counts(settings)
    found += [counts] if isinstance(counts, Finding) else [_store(counts), _behind(counts), *_kept(settings)]
    found.append(_index(settings, None if isinstance(counts, Finding) else counts))
    found.append(_secret(settings))
    return found + _unknown(os.environ)


def shown_settings(settings: Settings) -> dict[str, str]:
    """Return every variable with its value, secrets left out."""
    hidden: Mapping[str, Callable[[], str]] = {
        "secret_key": lambda: "set" if settings.secret_key else "kept in the data directory",
        "database_url": lambda: without_password(settings.database),
        "engine_url": lambda: settings.engine,
    }
    known = {field.name for field in fields(settings)}
    return {
        variable: hidden[name]() if name in hidden else str(getattr(settings, name))
        for variable, name in VARIABLES.items()
        if name in known
    }


def _python() -> Finding:
    return Finding("python", "ok", f"{platform.python_version()} on {platform.system()}")


def _data_dir(settings: Settings) -> Finding:
    folder = settings.data_dir.absolute()
    there = next(one for one in (folder, *folder.parents) if one.exists())
    if not os.access(there, os.W_OK):
        return Finding("data directory", "away", f"{folder} is read-only", "set PORTAL_DATA_DIR to another folder")
    free = shutil.disk_usage(there).free
    detail = f"{folder}, {free / 1024**3:,.1f} GiB free"
    if free < LITTLE_BYTES:
        return Finding("data directory", "attention", detail, "free some space before it is full")
    return Finding("data directory", "ok", detail)


def _counts(settings: Settings) -> StoreCounts | Finding:
    try:
        store = open_store(settings.database)
        try:
            return store.counts()
        finally:
            store.close()
    except (StoreError, OSError) as error:
        return Finding("store", "away", str(error), "check PORTAL_DATABASE_URL and PORTAL_DATA_DIR")


def _store(counts: StoreCounts) -> Finding:
    detail = f"{counted(counts.articles, 'article')}, {counts.removed:,} removed"
    if not counts.articles:
        return Finding("store", "ok", detail, "`portal ingest FILE` brings articles, `portal demo` brings samples")
    return Finding("store", "ok", detail)


def _kept(settings: Settings) -> list[Finding]:
    """Look at what else the store keeps."""
    store = open_store(settings.database)
    try:
        return [*_sources(settings, store.watched.all()), *_authority(store.authority)]
    finally:
        store.close()


def _authority(authority: Authority) -> list[Finding]:
    """Look at what is known of organizations, and at what is to be done about it."""
    entries, tags = len(authority.entries(NameKind.ORGANIZATION)), len(authority.entries(NameKind.TAG))
    detail = f"{counted(entries, 'organization')}, {counted(tags, 'tag')}, revision {authority.revision()}"
    advice = "" if entries else "`portal organizations import FILE`, or `--starter` for the list that ships with it"
    found = [Finding("authority file", "ok", detail, advice)]
    due = authority.retagging()
    if due is not None:
        minutes = (now() - due.started_at).total_seconds() / 60
        detail = f"{due.looked_at:,} of {counted(due.articles, 'article')} looked at anew, {due.written:,} changed"
        state = "attention" if minutes > RETAGGING_MINUTES else "ok"
        found.append(Finding("re-tagging", state, f"{detail}; due for {minutes:,.0f} min", "run `portal worker`"))
    waiting = len(authority.candidates(limit=MOST_CANDIDATES + 1))
    if waiting:
        more = f"more than {MOST_CANDIDATES:,}" if waiting > MOST_CANDIDATES else f"{waiting:,}"
        detail = f"{more} may be organizations that the authority file lacks"
        found.append(Finding("candidates", "ok", detail, "`portal organizations candidates`"))
    return found


def _sources(settings: Settings, all_watched: Iterable[WatchedSource]) -> list[Finding]:
    """Look at how watched sources are doing; nothing where none is watched."""
    watched = [source for source in all_watched if not source.is_paused]
    if not watched:
        return []
    broken = [source.name.slug for source in watched if source.health.failures >= FAILURES_IN_A_ROW]
    detail = f"{counted(len(watched), 'source')} watched"
    if broken:
        return [
            Finding("sources", "attention", f"{detail}, not to be read: {', '.join(broken)}", "`portal sources list`")
        ]
    if not (settings.contact or settings.base_url):
        return [Finding("sources", "ok", detail, "set PORTAL_CONTACT, so that sites see whom they can write to")]
    return [Finding("sources", "ok", detail)]


def _behind(counts: StoreCounts) -> Finding:
    if not counts.pending or counts.oldest_pending_at is None:
        return Finding("list of changes", "ok", "the index has seen every change")
    seconds = (now() - counts.oldest_pending_at).total_seconds()
    detail = f"{counted(counts.pending, 'change')} not indexed yet, the oldest {seconds:,.0f} s old"
    state = "attention" if seconds > BEHIND_SECONDS else "ok"
    return Finding("list of changes", state, detail, "`portal index sync`, or run `portal worker`")


def _index(settings: Settings, counts: StoreCounts | None) -> Finding:
    kind, _, path = settings.engine.partition(":")
    if kind == "memory":
        return Finding("index", "attention", "in memory: every process has its own", "unset PORTAL_ENGINE_URL")
    if not Path(path).exists():
        return Finding("index", "ok", f"none yet at {path}", "it is made with the first articles")
    try:
        engine = open_engine(settings.engine)
        try:
            stats, wrong = engine.stats(), engine.check()
        finally:
            engine.close()
    except (SearchError, OSError) as error:
        return Finding("index", "away", str(error), "`portal index rebuild`")
    detail = f"{counted(stats.documents, 'document')} at {path}, version {stats.version}"
    if wrong:
        return Finding("index", "away", f"{detail}; damaged: {wrong[0]}", "`portal index rebuild`")
    if counts is not None and not counts.pending and counts.articles != stats.documents:
        return Finding("index", "attention", f"{detail}, but {counts.articles:,} articles", "`portal index rebuild`")
    if stats.details.get("kernels") == "numpy":
        advice = "searching is several times faster with a C compiler and Python's headers at installation"
        return Finding("index", "ok", f"{detail}, searched in NumPy alone", advice)
    return Finding("index", "ok", detail)


def _secret(settings: Settings) -> Finding:
    if settings.secret_key:
        return Finding("secret key", "ok", "set")
    return Finding("secret key", "ok", "a local one", "set PORTAL_SECRET_KEY before other machines are let in")


def _unknown(environment: Iterable[str]) -> list[Finding]:
    """Return a finding for each variable that looks like a setting and is none: a misspelled one does nothing."""
    names = sorted(name for name in environment if name.startswith("PORTAL_") and name not in (*VARIABLES, VARIABLE))
    advice = f"the settings are {', '.join(VARIABLES)}"
    return [Finding("environment", "attention", f"{name} is not a setting", advice) for name in names]


def _print(settings: Settings, found: list[Finding]) -> None:
    for name, value in shown_settings(settings).items():
        click.echo(f"{name:24} {value}")
    click.echo()
    for one in found:
        click.echo(f"{one.state:10} {one.name}: {one.detail}")
        if one.advice:
            click.echo(f"{'':10} {'→ ' if one.state != 'ok' else ''}{one.advice}")
