"""The four articles that the examples of docs/api.md are answered from."""

from datetime import UTC, datetime

from portal.articles.article import Article, ArticleId, Completeness, Named
from tests.builders import an_article

HARVEST = Named("harvest-monitor", "Harvest Monitor")
QUAY = Named("the-quay", "The Quay")
SEEN = datetime(2026, 3, 6, 7, 15, tzinfo=UTC)


def shelf() -> tuple[Article, ...]:
    """Return the articles, oldest arrival first; one is an excerpt, and the date of one is unknown."""
    return (
        _article(
            "k3f9",
            "School fees cut child labour in cocoa districts",
            "Fewer children worked the harvest where cooperatives paid their fees.",
            published="2026-03-05",
            source=HARVEST,
            author="Ama Mensah",
            tags=("Child labour", "Cocoa"),
            organizations=("International Labour Organization",),
        ),
        _article(
            "p7wq",
            "Child labour inspectors get boats",
            "Inspectors of child labour reach the lake's fishing villages at last.",
            published="2025-11",
            source=QUAY,
            tags=("Child labour",),
            organizations=("International Labour Organization", "World Bank"),
        ),
        _article(
            "t2mz",
            "Crews win pay for nights on board",
            "Ports will pay a day's wage for every night.",
            published="2025-06-30T09:30:00Z",
            source=QUAY,
            tags=("Ships",),
            completeness=Completeness.EXCERPT,
        ),
        _article(
            "x8ab", "Cobalt buyers name their mines", "Buyers named forty mines.", published=None, tags=("Cobalt",)
        ),
    )


def _article(key: str, title: str, text: str, **given: object) -> Article:
    return an_article(
        key,
        title=title,
        body_html=f"<p>{text}</p>",
        body_text=text,
        sequence=int(key[1]),
        first_seen_at=SEEN,
        changed_at=SEEN,
        id=ArticleId(key),
        **given,
    )
