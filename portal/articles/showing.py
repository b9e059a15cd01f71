"""What of an article may be shown: the one function that pages, answers and files ask before they give its text."""

import html
from collections.abc import Iterable
from dataclasses import replace

from portal.articles.article import Article, Completeness, Version

LONGEST_EXCERPT = 500
"""Characters; a snippet of a search never has more."""

_ELLIPSIS = "…"


def shown(article: Article) -> Article:
    """Return *article* as readers may have it: whole, or an excerpt where its source gives no more.

    Shape: of an excerpt, body and excerpt are the same plain paragraph, from
    what the source calls its excerpt or else from its beginning; what the
    source gave beside our own fields is left out, for it may hold the text.
    """
    if not article.is_excerpt_only:
        return article
    text = " ".join(article.body_text.split())
    excerpt = _cut(" ".join(article.excerpt.split()) or text)
    return replace(
        article,
        body_html=f"<p>{html.escape(excerpt, quote=False)}</p>" if excerpt else "",
        body_text=excerpt,
        excerpt=excerpt,
        completeness=article.completeness if excerpt == text else Completeness.EXCERPT,
        extra={},
    )


def shown_versions(article: Article, versions: Iterable[Version]) -> tuple[Version, ...]:
    """Return what *article* was as readers may have it: without its text where its source gives excerpts only."""
    if not article.is_excerpt_only:
        return tuple(versions)
    return tuple(replace(version, body_html="", body_text="") for version in versions)


def _cut(text: str) -> str:
    """Return the beginning of *text*, to the end of a word where there are any, with an ellipsis."""
    if len(text) <= LONGEST_EXCERPT:
        return text
    room = LONGEST_EXCERPT - len(_ELLIPSIS)
    end = text.rfind(" ", room // 2, room + 1)
    return text[: end if end > 0 else room].rstrip(" .,;:–-") + _ELLIPSIS
