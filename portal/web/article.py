"""Article → ArticlePage: everything the page of one article shows."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from urllib.parse import urlsplit

from portal.articles.article import Article, Completeness, Named
from portal.articles.showing import shown
from portal.search.addresses import article_href, topic_href
from portal.search.dates import date_words
from portal.search.evidence import nothing_more
from portal.search.hits import NO_DATE, display_title
from portal.search.page import LinkView
from portal.search.state import Refinement, SearchState
from portal.search.words import direction_of, is_same_language, language_name, shortened
from portal.web.evidence import organization_views
from portal.web.history import history_href
from portal.web.pages import ArticlePage, TellerView

DESCRIPTION = 200
MAX_RELATED = 4
MAX_TELLERS = 12
"""Other articles of its story that are listed."""

SETTLED = timedelta(minutes=1)
"""A change sooner than this after arrival belongs to the arrival."""

_NOTES = {
    "no-title": "The source gave no title; the beginning of the text stands in for it.",
    "no-date": "The source gave no date.",
    "bad-date": "The date that the source gave cannot be read.",
    "bad-url": "The address of the original that the source gave cannot be used.",
}


def article_page(
    whole: Article,
    labels: Mapping[str, str] = MappingProxyType({}),
    story: Iterable[Article] = (),
    names: Callable[[str], Iterable[str]] = nothing_more,
    *,
    interface_language: str = "en",
) -> ArticlePage:
    """Return everything the page of an article shows, which is no more of *whole* than may be shown.

    Shape: *labels* are those of `other_sources`, by slug; *story* holds the
    articles of its story, itself among them or not; *names* gives what an
    organization is called beside its label.
    """
    article = shown(whole)
    language = "" if article.language == "und" else article.language
    is_foreign = bool(language) and not is_same_language(language, interface_language)
    is_excerpt = article.completeness is Completeness.EXCERPT
    href = article_href(article.id, article.title)
    original = _web_address(article.url)
    changed = _changed_at(article)
    return ArticlePage(
        id=article.id,
        title=display_title(article.title, article.body_text or article.excerpt),
        has_title=bool(article.title),
        language=language,
        direction=direction_of(language) if language else "auto",
        language_label=language_name(language) if is_foreign else None,
        source=_source(article.source),
        author=article.author,
        date_iso=article.published,
        date_text=date_words(article.published) if article.published else NO_DATE,
        body_html=article.body_html,
        standfirst=_standfirst(article),
        is_excerpt=is_excerpt,
        original_href=original,
        original_host=urlsplit(original).netloc.removeprefix("www.") if original else "",
        tags=_topics("tag", article.tags),
        organizations=organization_views(whole, names),
        changed_iso=changed.isoformat() if changed else None,
        changed_text=f"Changed on {date_words(changed.date().isoformat())}" if changed else "",
        notes=tuple(_NOTES[flag] for flag in article.flags if flag in _NOTES),
        flags=article.flags,
        related=_related(article),
        description=shortened(" ".join((article.excerpt or article.body_text)[: DESCRIPTION * 4].split()), DESCRIPTION),
        canonical_href=original if is_excerpt and original else href,
        json_href=f"/api/v1/articles/{article.id}",
        history_href=history_href(article) if article.versions else None,
        also=_also(article, labels),
        tellers=tuple(_teller(other, article) for other in story if other.id != article.id)[:MAX_TELLERS],
    )


def other_sources(article: Article) -> tuple[str, ...]:
    """Return the slugs of the sources beside its own that carry *article*."""
    own = article.source.slug if article.source else ""
    slugs = dict.fromkeys(copy.source for copy in article.provenance.copies if copy.source)
    return tuple(slug for slug in slugs if slug != own)


def _also(article: Article, labels: Mapping[str, str]) -> tuple[LinkView, ...]:
    """Return the other sources that published it, each with its own address or else with its articles."""
    links = []
    for slug in other_sources(article):
        addresses = (_web_address(copy.url) for copy in article.provenance.copies if copy.source == slug)
        address = next((one for one in addresses if one and one != article.url), None)
        listed = SearchState().refined_by(Refinement("source", slug)).href()
        links.append(LinkView(labels.get(slug, slug), address or listed))
    return tuple(links)


def _teller(other: Article, article: Article) -> TellerView:
    title = display_title(other.title, other.body_text)
    is_named = other.source is not None and other.source != article.source
    return TellerView(
        label=other.source.label if other.source is not None and is_named else title,
        href=article_href(other.id, other.title),
        title=title if is_named and other.title and other.title != article.title else "",
        date_iso=other.published,
        date_text=date_words(other.published) if other.published else NO_DATE,
        is_excerpt=other.completeness is Completeness.EXCERPT,
    )


def _web_address(url: str | None) -> str | None:
    # Cleaned on the way in; looked at again because nothing else would stop a javascript: address here.
    return url if url and url.lower().startswith(("https://", "http://")) else None


def _changed_at(article: Article) -> datetime | None:
    if article.text_changed_at is not None:
        return article.text_changed_at
    if article.changed_at is None or article.first_seen_at is None:
        return None
    return article.changed_at if article.changed_at - article.first_seen_at > SETTLED else None


def _standfirst(article: Article) -> str:
    lead = " ".join(article.excerpt.split())
    body = " ".join(article.body_text[: len(lead) * 2 + 200].split())
    return "" if not lead or body.startswith(lead.rstrip("….").rstrip()) else lead


def _source(source: Named | None) -> LinkView | None:
    if source is None:
        return None
    return LinkView(source.label, SearchState().refined_by(Refinement("source", source.slug)).href())


def _topics(field: str, values: tuple[Named, ...]) -> tuple[LinkView, ...]:
    return tuple(LinkView(one.label, topic_href(field, one.slug)) for one in values)


def _related(article: Article) -> tuple[LinkView, ...]:
    pairs = [(tag, organization) for organization in article.all_organizations[:2] for tag in article.tags[:2]]
    links = [
        LinkView(
            f"{tag.label} and {organization.label}",
            SearchState()
            .refined_by(Refinement("tag", tag.slug))
            .refined_by(Refinement("org", organization.slug))
            .href(),
        )
        for tag, organization in pairs[: MAX_RELATED - 1]
    ]
    if article.source:
        source = _source(article.source)
        assert source is not None
        links.append(LinkView(f"More from {source.label}", source.href))
    return tuple(links)
