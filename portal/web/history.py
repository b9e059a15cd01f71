"""Article and what it was → HistoryPage: what changed, when, and word by word."""

from collections.abc import Sequence
from datetime import datetime

from portal.articles.article import Article, Version
from portal.search.addresses import article_href
from portal.search.dates import date_words
from portal.search.hits import display_title
from portal.search.words import direction_of
from portal.web.differences import Paragraph, Piece, line_differences, text_differences
from portal.web.pages import ChangeLink, HistoryPage


def history_href(article: Article, change: int | None = None) -> str:
    """Return where the last change of *article* is shown, or that one."""
    href = f"{article_href(article.id, article.title)}/history"
    return href if change is None else f"{href}?change={change}"


def chosen_change(versions: Sequence[Version], asked: str | None) -> int | None:
    """Return the place among *versions*, newest first, of the change that was *asked* for; None when there is none."""
    if asked is None:
        return 0
    return next((place for place, version in enumerate(versions) if str(version.number) == asked), None)


def history_page(article: Article, versions: Sequence[Version], place: int) -> HistoryPage:
    """Return the page of the change that made of ``versions[place]`` what came after it.

    *article* and *versions*, newest first, are as `showing.shown` and
    `showing.shown_versions` give them; without versions nothing has changed.
    """
    language = "" if article.language == "und" else article.language
    title: tuple[Piece, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    if versions:
        before = versions[place]
        after = versions[place - 1] if place else article
        title = line_differences(before.title, after.title)
        if not article.is_excerpt_only:
            paragraphs = text_differences(before.body_text, after.body_text)
    return HistoryPage(
        title=display_title(article.title, article.body_text or article.excerpt),
        language=language,
        direction=direction_of(language) if language else "auto",
        article_href=article_href(article.id, article.title),
        changes=tuple(_change(article, version, at, place) for at, version in enumerate(versions)),
        title_pieces=title,
        paragraphs=paragraphs,
        is_limited=article.is_excerpt_only,
    )


def moment_words(at: datetime) -> str:
    """Return a moment in UTC as a reader sees it: ``6 March 2026, 07:15 UTC``."""
    return f"{date_words(at.date().isoformat())}, {at:%H:%M} UTC"


def _change(article: Article, version: Version, at: int, place: int) -> ChangeLink:
    return ChangeLink(
        text=moment_words(version.replaced_at),
        iso=version.replaced_at.isoformat(),
        href=history_href(article, version.number if at else None),
        is_shown=at == place,
    )
