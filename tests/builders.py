"""Articles and documents with everything defaulted, so that a test gives only its point."""

from datetime import UTC, datetime

from index import Document, Label
from portal.articles.article import Article, ArticleId, Named

PARAGRAPHS = ("Ports will pay a day's wage for every night on board.", "The crews had asked for it since spring.")


def an_article(
    key: str = "a1", *, tags: tuple[str, ...] = (), organizations: tuple[str, ...] = (), **given: object
) -> Article:
    """Return an English article; tags and organizations are given as labels."""
    fields: dict[str, object] = {
        "id": ArticleId(key),
        "title": "Crews win pay for nights on board",
        "body_html": "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS),
        "body_text": "\n\n".join(PARAGRAPHS),
        "url": f"https://news.example/{key}",
        "language": "en",
        "published": "2026-03-05",
        "tags": tuple(Named(slug_of(label), label) for label in tags),
        "organizations": tuple(Named(slug_of(label), label) for label in organizations),
    }
    return Article(**{**fields, **given})


def a_document(key: str = "a1", *, facets: dict[str, tuple[str, ...]] | None = None, **given: object) -> Document:
    """Return an English document; *facets* maps fields to labels."""
    fields: dict[str, object] = {
        "id": key,
        "title": "Crews win pay for nights on board",
        "body": "\n\n".join(PARAGRAPHS),
        "language": "en",
        "published": datetime(2026, 3, 5, tzinfo=UTC),
        "facets": {
            field: tuple(Label(slug_of(one), one) for one in labels) for field, labels in (facets or {}).items()
        },
    }
    return Document(**{**fields, **given})


def slug_of(label: str) -> str:
    """Return the slug of a plain English label."""
    return "-".join(label.lower().split())
