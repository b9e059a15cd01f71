"""A small library that has a bit of everything: the same sixty articles in every test of the doors."""

from datetime import UTC, datetime

from index import Document, Label
from portal.articles.article import Article, ArticleId, Completeness, Named
from portal.search import dates

TAGS = (
    Named("child-labour", "Child labour"),
    Named("minerals", "Minerals"),
    Named("a-b", "A & <b>"),
    Named("ships", "Ships"),
)
ORGANIZATIONS = (
    Named("ilo", "International Labour Organization"),
    Named("world-bank", "World Bank"),
    Named("imo", "IMO"),
)
SOURCES = (Named("the-desk", "The Desk"), Named("wire", "Wire"))
LANGUAGES = (("en", "English"), ("fr", "French"), ("ar", "Arabic"))
PUBLISHED = ("2024", "2024-11", "2025-01-15", "2025-03-05T09:30:00Z", "2026-03", "2026-03-31", None)
WORDS = ("child labour", "cobalt mining", "ship recycling", "safe harbour", "minimum wage", "child care")

SIZE = 60


def articles() -> tuple[Article, ...]:
    """Return the library, oldest arrival first."""
    return tuple(_article(number) for number in range(SIZE))


def documents() -> tuple[Document, ...]:
    """Return the library as an index sees it."""
    return tuple(document(article, story=number) for number, article in enumerate(articles()))


def document(article: Article, *, story: int = 0) -> Document:
    """Return *article* as an index sees it; every tenth of the library belongs to one story."""
    return Document(
        id=article.id,
        title=article.title,
        body=article.body_text,
        author=article.author,
        language=article.language,
        facets={
            "tag": tuple(Label(*one) for one in article.tags),
            "org": tuple(Label(*one) for one in article.all_organizations),
            "source": (Label(*article.source),) if article.source else (),
            "lang": tuple(Label(*one) for one in LANGUAGES if one[0] == article.language),
        },
        published=_moment(article.published),
        sequence=article.sequence,
        story="shared" if story % 10 == 3 else "",
        stored={
            "url": article.url or "",
            "published": article.published or "",
            "completeness": article.completeness.value,
        },
    )


def _article(number: int) -> Article:
    words = WORDS[number % len(WORDS)]
    text = f"Report {number} on {words}, rights and <b>work</b> & more. " + "Plain words follow here. " * (number % 4)
    return Article(
        id=ArticleId(f"r{number:03}"),
        title="" if number % 17 == 5 else f"Report {number}: {words}",
        body_html=f"<p>Report {number} on {words}, rights and &lt;b&gt;work&lt;/b&gt; &amp; more.</p>",
        body_text=text,
        url=f"https://www.example.org/{number}" if number % 5 else None,
        author="Ada Author" if number % 3 else "",
        language=LANGUAGES[number % 11 % 3][0],
        completeness=Completeness.EXCERPT if number % 4 == 1 else Completeness.FULL,
        published=PUBLISHED[number % len(PUBLISHED)],
        source=SOURCES[number % 2],
        tags=tuple(tag for place, tag in enumerate(TAGS) if number % (place + 2) == 0),
        organizations=tuple(one for place, one in enumerate(ORGANIZATIONS) if number % (place + 3) == 1),
        sequence=number + 1,
    )


def _moment(published: str | None) -> datetime | None:
    if published is None:
        return None
    if "T" in published:
        return datetime.fromisoformat(published)
    day = dates.first_day(published)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
