"""Article → the article fields that `portal ingest` reads, so that an export can be ingested again."""

from typing import Final

from portal.articles.article import Article

FIELDS: Final = (
    "id",
    "url",
    "title",
    "body",
    "excerpt",
    "completeness",
    "tags",
    "organizations",
    "published",
    "source",
    "author",
    "language",
)
"""In the order in which they are written; ``id`` is the source's own identity of the article."""

_UNKNOWN_LANGUAGE = "und"


def record_of(article: Article) -> dict[str, object]:
    """Return *article* as a record of `FIELDS`, then those of its source that we do not know.

    Shape: text, or lists of labels; what is empty is left out. Ingesting it
    again gives an article that readers see alike: organizations that its text
    names are given to it then.
    """
    values = (
        article.source_key,
        article.url,
        article.title,
        article.body_html,
        article.excerpt,
        article.completeness.value,
        [tag.label for tag in article.tags],
        [organization.label for organization in article.all_organizations],
        article.published,
        article.source.label if article.source else None,
        article.author,
        article.language if article.language != _UNKNOWN_LANGUAGE else None,
    )
    known = {name: value for name, value in zip(FIELDS, values, strict=True) if value}
    return known | {name: value for name, value in article.extra.items() if name not in FIELDS}
