"""Versions: what the title and the body of an article were before they changed."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from portal.articles.article import Article, ArticleId, Completeness, Version
from portal.articles.parts import parts_of
from portal.articles.rows import version_of, version_values
from portal.articles.tables import versions

MOST_KEPT = 20
"""Versions of one article; the oldest go first."""

MOST_CHARACTERS = 2_000_000
"""Of all versions of one article together, markup included: as much as the longest body; the oldest go first."""


def is_another_text(now: Article, before: Article) -> bool:
    """Say whether readers would find other words in *now* than in *before*.

    Shape: the whole that takes the place of an excerpt is no other text, nor
    is a title or a body where there was none.
    """
    is_upgraded = before.completeness is Completeness.EXCERPT and now.completeness is Completeness.FULL
    has_other_title = bool(before.title) and now.title != before.title
    has_other_body = bool(before.body_text) and now.body_text != before.body_text
    return not is_upgraded and (has_other_title or has_other_body)


def keep(
    connection: Connection, replaced: Mapping[str, Article], numbered: Mapping[str, int], at: datetime
) -> dict[str, int]:
    """Keep the articles of *replaced* as they were until the changes *numbered*; return how many versions each has."""
    if not replaced:
        return {}
    rows = [version_values(article, numbered[one], at) for one, article in replaced.items()]
    connection.execute(insert(versions), rows)
    return {one: _trim(connection, one) for one in replaced}


def of(connection: Connection, article_id: ArticleId) -> tuple[Version, ...]:
    """Return the versions of an article, newest first."""
    statement = select(versions).where(versions.c.article_id == article_id).order_by(versions.c.number.desc())
    return tuple(version_of(row) for row in connection.execute(statement))


def _trim(connection: Connection, one: str) -> int:
    """Drop the oldest versions of an article that are too many or too long; return how many it has now."""
    length = func.length(versions.c.title) + func.length(versions.c.body_html) + func.length(versions.c.body_text)
    rows = connection.execute(
        select(versions.c.number, length.label("length"))
        .where(versions.c.article_id == one)
        .order_by(versions.c.number.desc())
    ).all()
    kept = characters = 0
    for row in rows[:MOST_KEPT]:
        characters += row.length
        if kept and characters > MOST_CHARACTERS:
            break
        kept += 1
    dropped = [row.number for row in rows[kept:]]
    for part in parts_of(dropped):
        connection.execute(delete(versions).where(versions.c.article_id == one, versions.c.number.in_(part)))
    return kept
