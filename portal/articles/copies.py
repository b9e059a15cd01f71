"""The copies of an article, and which of them gave what, told in full."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from portal.articles.article import Article, Completeness
from portal.articles.provenance import GIVEN, Copy, Giver, Provenance

_TOLD_ANEW = frozenset(("no-title", "no-date"))
"""Flags that follow from what an article lacks, whoever brought it."""


@dataclass(frozen=True, slots=True)
class Given:
    """Which copy gave a field, and how it was read there."""

    copy: Copy
    origin: str


def copies_of(article: Article) -> tuple[Copy, ...]:
    """Return the copies of *article*, the most trusted first; never empty."""
    return article.provenance.copies or (_the_only(article),)


def givers_of(article: Article) -> dict[str, Given]:
    """Return where each field that *article* has came from, by the names of `GIVEN`."""
    told = article.provenance
    if told.copies:
        return {name: Given(told.copies[giver.copy], giver.origin) for name, giver in told.fields.items()}
    copy = _the_only(article)
    return {
        name: Given(copy, told.fields[name].origin if name in told.fields else told.origin)
        for name in GIVEN
        if has(article, name)
    }


def told(copies: Iterable[Copy], givers: Mapping[str, Given]) -> Provenance:
    """Return the provenance that says that *copies*, most trusted first, gave what *givers* says."""
    kept = tuple(copies)
    if len(kept) == 1:
        (only,) = kept
        other = {name: Giver(0, given.origin) for name, given in givers.items() if given.origin != only.origin}
        return Provenance(origin=only.origin, fields=other)
    places = {copy: place for place, copy in enumerate(kept)}
    fields = {name: Giver(places[givers[name].copy], givers[name].origin) for name in GIVEN if name in givers}
    return Provenance(copies=kept, fields=fields)


def renamed(provenance: Provenance, tags: Mapping[str, str], organizations: Mapping[str, str]) -> Provenance:
    """Return *provenance*, the tags and organizations of its copies that are called otherwise by now called so."""
    copies = tuple(
        replace(copy, tags=_led(copy.tags, tags), organizations=_led(copy.organizations, organizations))
        for copy in provenance.copies
    )
    return provenance if copies == provenance.copies else replace(provenance, copies=copies)


def _led(slugs: tuple[str, ...], led: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(led.get(slug, slug) for slug in slugs))


def has(article: Article, name: str) -> bool:
    """Say whether *article* has the field *name* of `GIVEN`."""
    if name == "url":
        return True  # an article without an address came from somewhere too
    if name == "body":
        return bool(article.body_text)
    if name == "language":
        return article.language != "und"
    return bool(getattr(article, name))


def size_of(text: str) -> int:
    """Return the characters of *text* without its white space, which markup adds and takes away."""
    return len("".join(text.split()))


def _the_only(article: Article) -> Copy:
    return Copy(
        origin=article.provenance.origin,
        source=article.source.slug if article.source else "",
        url=article.url,
        source_key=article.source_key,
        is_full=article.completeness is Completeness.FULL and bool(article.body_text),
        size=size_of(article.body_text),
        published=article.published,
        tags=tuple(tag.slug for tag in article.tags),
        organizations=tuple(organization.slug for organization in article.organizations),
        flags=tuple(flag for flag in article.flags if flag not in _TOLD_ANEW),
    )
