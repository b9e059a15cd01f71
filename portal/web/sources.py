"""Watched sources and counts → SourcesPage: what is collected, from where, and how fresh it is."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from index import FacetCount
from portal.articles.watched import WatchedSource
from portal.search.dates import date_words
from portal.search.state import Refinement, SearchState
from portal.search.words import counted, number
from portal.web.pages import SourcesPage, SourceView

FRESH, WAITING, PAUSED, TROUBLE, KEPT = "fresh", "waiting", "paused", "trouble", "kept"
UNSCHEDULED = "Not on a schedule"


def sources_page(watched: Sequence[WatchedSource], counts: Iterable[FacetCount] | None, now: datetime) -> SourcesPage:
    """Return what the page of sources shows.

    Shape: watched sources by label, then all others that articles came from.
    *counts* are those of the index by source; None while nothing can be counted.
    """
    numbers = None if counts is None else {one.value: one for one in counts}
    views = [_watched_view(source, numbers, now) for source in watched]
    slugs = {source.name.slug for source in watched}
    views += [_kept_view(one) for slug, one in (numbers or {}).items() if slug not in slugs and one.count]
    return SourcesPage(summary=_summary(views), sources=tuple(views), json_href="/api/v1/sources")


def state_of(source: WatchedSource) -> str:
    """Return the word for how *source* is doing."""
    health = source.health
    if source.is_paused:
        return PAUSED
    if health.last_error:
        return TROUBLE
    return FRESH if health.last_success_at else WAITING


def _watched_view(source: WatchedSource, counts: Mapping[str, FacetCount] | None, now: datetime) -> SourceView:
    health = source.health
    count = None if counts is None else counts[source.name.slug].count if source.name.slug in counts else 0
    ahead = None if source.is_paused or health.next_run_at <= now else health.next_run_at
    return SourceView(
        name=source.name.label,
        articles_text=_articles_text(count, is_read=health.last_success_at is not None),
        href=_search_href(source.name.slug) if count else None,
        address=source.address if source.address.startswith(("https://", "http://")) else "",
        host=(urlsplit(source.address).hostname or "").removeprefix("www."),
        kind=source.kind,
        state=state_of(source),
        sentence=_sentence(source, "; what it brought stays." if count else "."),
        fresh_iso=health.last_success_at.isoformat() if health.last_success_at else None,
        fresh_text=moment_words(health.last_success_at) if health.last_success_at else "",
        next_iso=ahead.isoformat() if ahead else None,
        next_text=moment_words(ahead) if ahead else "" if source.is_paused else "soon",
        is_excerpt_only=source.is_excerpt_only,
    )


def _kept_view(one: FacetCount) -> SourceView:
    return SourceView(
        name=one.label,
        articles_text=_articles_text(one.count, is_read=True),
        href=_search_href(one.value),
        address="",
        host="",
        kind=UNSCHEDULED,
        state=KEPT,
        sentence="",
        fresh_iso=None,
        fresh_text="",
        next_iso=None,
        next_text="",
        is_excerpt_only=False,
    )


def moment_words(moment: datetime) -> str:
    """Return *moment*, in UTC, as a reader sees it: ``24 November 2026, 14:05``."""
    return f"{date_words(moment.date().isoformat())}, {moment:%H:%M}"


def _articles_text(count: int | None, *, is_read: bool) -> str:
    if count is None:
        return ""
    # What several sources carry is counted with the one that says most of it.
    return counted(count, "article") if count else "None of its own" if is_read else "No articles yet"


def _search_href(slug: str) -> str:
    return SearchState().refined_by(Refinement("source", slug)).href()


def _sentence(source: WatchedSource, rest: str) -> str:
    failures = source.health.failures
    if source.is_paused:
        return f"We are not asking it for new articles at the moment{rest}"
    if source.health.last_error:
        when = "when we last asked" if failures == 1 else f"the last {number(failures)} times"
        return f"It could not be read {when}. We keep trying{rest}"
    return "" if source.health.last_success_at else "It was added a moment ago, and has not been read yet."


def _summary(views: Sequence[SourceView]) -> str:
    active = [view for view in views if view.state in (FRESH, WAITING, TROUBLE)]
    trouble = sum(view.state == TROUBLE for view in views)
    if not views:
        return "Nothing is collected yet."
    if not active:
        return "Nothing new is collected at the moment."
    summary = f"New articles are collected from {counted(len(active), 'place')}"
    if not trouble:
        return f"{summary}."
    if trouble < len(active):
        return f"{summary}; {'one' if trouble == 1 else number(trouble)} of them cannot be read at the moment."
    which = "which cannot" if trouble == 1 else "none of which can"
    return f"{summary}, {which} be read at the moment."
