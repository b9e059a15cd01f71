"""Hit → HitView: one article in a list, decided to the last word."""

from functools import lru_cache
from urllib.parse import quote_plus

from index import Document, Hit, Label, Piece
from portal.search.addresses import article_href, topic_href
from portal.search.dates import date_words
from portal.search.page import HitView, LinkView
from portal.search.words import counted, direction_of, is_same_language, language_name, shortened

TITLE_FROM_BODY = 90
SNIPPET = 280
MAX_ALSO = 5

NO_DATE = "No date"


def hit_view(hit: Hit, *, interface_language: str = "en") -> HitView:
    """Return *hit* as a list shows it."""
    document = hit.document
    language = "" if document.language == "und" else document.language
    is_foreign = bool(language) and not is_same_language(language, interface_language)
    published = published_text(document)
    return HitView(
        id=document.id,
        href=article_href(document.id, document.title),
        title=_title(hit),
        snippet=_snippet(hit),
        source=source_link(document),
        date_iso=published,
        date_text=date_words(published) if published else NO_DATE,
        language=language,
        direction=direction_of(language),
        language_label=language_name(language) if is_foreign else None,
        is_excerpt=document.stored.get("completeness") == "excerpt",
        organizations=_topics(document, "org"),
        tags=_topics(document, "tag"),
        also=_also_links(hit),
        also_text=f"also from {counted(hit.also_total, 'other place')}" if hit.also_total else "",
    )


def published_text(document: Document) -> str | None:
    """Return when *document* was published, to the precision its source gave; None when undated."""
    if document.published is None:
        return None
    return document.stored.get("published") or document.published.date().isoformat()


def display_title(title: str, body: str) -> str:
    """Return *title*, or the beginning of *body* where there is none."""
    return title or shortened(" ".join(body[: TITLE_FROM_BODY * 4].split()), TITLE_FROM_BODY) or "Untitled"


def first_label(document: Document, field: str) -> Label | None:
    """Return the first value of *field* that *document* carries, or None."""
    values = document.facets.get(field, ())
    return values[0] if values else None


def source_link(document: Document) -> LinkView | None:
    """Return the source of *document*, leading to its articles."""
    source = first_label(document, "source")
    return _source(source) if source else None


@lru_cache(maxsize=1_024)
def _source(label: Label) -> LinkView:
    return LinkView(label.label, f"/search?source={quote_plus(label.value)}")


def _title(hit: Hit) -> tuple[Piece, ...]:
    if hit.document.title:
        return hit.title or (Piece(hit.document.title, False),)
    return (Piece(display_title("", hit.document.body), False),)


def _snippet(hit: Hit) -> tuple[Piece, ...]:
    if hit.snippet:
        return hit.snippet
    body = hit.document.body
    return (Piece(shortened(" ".join(body[: SNIPPET * 2].split()), SNIPPET), False),) if body else ()


def _topics(document: Document, field: str) -> tuple[LinkView, ...]:
    return tuple([_topic(field, one) for one in document.facets.get(field, ())])


@lru_cache(maxsize=8_192)
def _topic(field: str, label: Label) -> LinkView:
    return LinkView(label.label, topic_href(field, label.value))


def _also_links(hit: Hit) -> tuple[LinkView, ...]:
    """Return links to the others of a story: by their source, or by their title where that was named already."""
    named = {first_label(hit.document, "source")}
    links: list[LinkView] = []
    for other in hit.also[:MAX_ALSO]:
        source = first_label(other, "source")
        label = source.label if source and source not in named else display_title(other.title, other.body)
        named.add(source)
        links.append(LinkView(label, article_href(other.id, other.title)))
    return tuple(links)
