"""Article ↔ the rows it is kept as."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from portal.articles.article import Article, ArticleId, Completeness, Named, Version
from portal.articles.carrying import Organizations
from portal.articles.provenance import Copy, Giver, Provenance

_NOTHING_TOLD = Provenance()

# Values of a row are whatever the columns of `tables` say; SQLAlchemy types them as Any.
Values = dict[str, Any]


def article_of(row: Row[Any], tags: tuple[Named, ...], organizations: Organizations) -> Article:
    """Return the article of a row of `reading.ARTICLES` and of the names that it carries."""
    return Article(
        id=ArticleId(row.id),
        title=row.title,
        body_html=row.body_html,
        body_text=row.body_text,
        excerpt=row.excerpt,
        url=row.url,
        source_key=row.source_key,
        author=row.author,
        language=row.language,
        completeness=Completeness(row.completeness),
        published=row.published,
        source=None if row.source_slug is None else Named(row.source_slug, row.source_label),
        tags=tags,
        organizations=organizations.given,
        recognized=organizations.recognized,
        chosen=organizations.chosen,
        flags=tuple(row.flags),
        extra=row.extra,
        provenance=provenance_of(row.provenance),
        sequence=row.sequence,
        story=row.story or "",
        is_excerpt_only=bool(row.is_excerpt_only),
        first_seen_at=row.first_seen_at,
        changed_at=row.changed_at,
        versions=row.versions,
        text_changed_at=row.text_changed_at,
    )


def values_of(article: Article, *, revision: int, is_retagged: bool, is_settled: bool) -> Values:
    """Return *article* as a row of the table ``articles``."""
    return {
        "id": article.id,
        "sequence": article.sequence,
        "revision": revision,
        "title": article.title,
        "body_html": article.body_html,
        "body_text": article.body_text,
        "excerpt": article.excerpt,
        "url": article.url,
        "source_key": article.source_key,
        "author": article.author,
        "language": article.language,
        "completeness": article.completeness.value,
        "published": article.published,
        "source_slug": article.source.slug if article.source else None,
        "flags": list(article.flags),
        "extra": as_json(article.extra),
        "is_retagged": is_retagged,
        "is_settled": is_settled,
        "first_seen_at": article.first_seen_at,
        "changed_at": article.changed_at,
        "provenance": provenance_values(article.provenance),
        "versions": article.versions,
        "text_changed_at": article.text_changed_at,
    }


def provenance_values(told: Provenance) -> Values | None:
    """Return *told* as JSON, without what is empty; None when there is nothing to say."""
    values: Values = {} if told.copies else {"origin": told.origin}
    if told.copies:
        values["copies"] = [{name: value for name, value in asdict(copy).items() if value} for copy in told.copies]
    if told.fields:
        values["fields"] = {name: list(giver) for name, giver in told.fields.items()}
    return None if told == _NOTHING_TOLD else values


def provenance_of(values: Values | None) -> Provenance:
    """Return the provenance that is kept as *values*."""
    if values is None:
        return _NOTHING_TOLD
    return Provenance(
        origin=values.get("origin", _NOTHING_TOLD.origin),
        copies=tuple(_copy_of(copy) for copy in values.get("copies", ())),
        fields={name: Giver(*giver) for name, giver in values.get("fields", {}).items()},
    )


def _copy_of(values: Values) -> Copy:
    named: Values = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    return Copy(**named)


def version_values(article: Article, number: int, at: datetime) -> Values:
    """Return a row of the table ``versions``: *article* as it was until the change *number*."""
    return {
        "article_id": article.id,
        "number": number,
        "title": article.title,
        "body_html": article.body_html,
        "body_text": article.body_text,
        "replaced_at": at,
    }


def version_of(row: Row[Any]) -> Version:
    """Return the version of a row of the table ``versions``."""
    return Version(
        number=row.number,
        title=row.title,
        body_html=row.body_html,
        body_text=row.body_text,
        replaced_at=row.replaced_at,
    )


def tag_values(article: Article) -> list[Values]:
    """Return the rows that link *article* to its tags, in order."""
    return [{"article_id": article.id, "slug": name.slug, "position": place} for place, name in enumerate(article.tags)]


def organization_values(article: Article) -> list[Values]:
    """Return the rows that link *article* to the organizations that it was given, in order."""
    return [
        {"article_id": article.id, "slug": name.slug, "position": place, "is_chosen": name.slug in article.chosen}
        for place, name in enumerate(article.organizations)
    ]


def change_values(number: int, article_id: str, at: datetime, together: int | None = None) -> Values:
    """Return a row of the table ``changes``; see `Change.together`."""
    return {"number": number, "article_id": article_id, "made_at": at, "together": together}


def as_json(extra: Mapping[str, object]) -> dict[str, object]:
    """Return *extra* as it comes back from the database."""
    kept: dict[str, object] = json.loads(json.dumps(dict(extra))) if extra else {}
    return kept
