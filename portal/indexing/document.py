"""Article → Document: what the index is told of an article, and what a results page needs of it; a pure function."""

from datetime import UTC, datetime

from index import Document, Label
from portal.articles.article import Article, Named
from portal.articles.showing import shown

UNKNOWN = "und"


def document_of(article: Article) -> Document:
    """Return *article* as the index sees it.

    Shape: facets ``tag``, ``org``, ``source`` and ``lang`` carry slugs with
    their labels; the label of a language is its code. ``stored`` holds
    ``url``, ``published`` to the precision given, and ``completeness``:
    a results page never has to ask the store. Its organizations are those it
    was given and those that its text names. The first article of a story
    carries none: alone or not, it counts under its own id. Of an article whose source
    gives excerpts only, the whole text is searched.
    """
    return Document(
        id=article.id,
        title=article.title,
        body=article.body_text,
        author=article.author,
        language=article.language,
        facets={field: values for field, values in _facets(article) if values},
        published=published_at(article.published),
        sequence=article.sequence,
        story=article.story if article.story != article.id else "",
        stored={
            "url": article.url or "",
            "published": article.published or "",
            "completeness": shown(article).completeness.value,
        },
    )


def published_at(published: str | None) -> datetime | None:
    """Return the first moment of what *published* names, in UTC; None when undated."""
    if published is None:
        return None
    if "T" in published:
        return datetime.fromisoformat(published).astimezone(UTC)
    year, month, day = (*map(int, published.split("-")), 1, 1)[:3]
    return datetime(year, month, day, tzinfo=UTC)


def _facets(article: Article) -> tuple[tuple[str, tuple[Label, ...]], ...]:
    return (
        ("tag", _labels(article.tags)),
        ("org", _labels(article.all_organizations)),
        ("source", _labels((article.source,) if article.source else ())),
        ("lang", (Label(article.language, article.language),) if article.language != UNKNOWN else ()),
    )


def _labels(names: tuple[Named, ...]) -> tuple[Label, ...]:
    return tuple(Label(*name) for name in names)
