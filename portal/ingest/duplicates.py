"""Have we met this article before, and what becomes of two copies of it?

Pure functions: the pipeline asks the store for whatever these need.
"""

import hashlib
import re
import unicodedata
from dataclasses import replace

from portal.articles.article import Article, Completeness, Named

_WORDS = re.compile(r"\w+")


def title_key(article: Article) -> str | None:
    """Return what identifies an article that has neither address nor key: source, title, and day; None without a title.

    Shape: 32 hexadecimal digits. Case, punctuation and spelling of
    characters in the title make no difference.
    """
    title = _folded(article.title)
    if not title:
        return None
    source = article.source.slug if article.source else ""
    return _digest(source, title, (article.published or "")[:10])


def fingerprint(article: Article) -> str | None:
    """Return what two copies of one text share, wherever they came from; None for a text of a title only.

    Shape: 32 hexadecimal digits, of title and body in any case, punctuation and spacing.
    """
    body = _folded(article.body_text)
    return _digest(_folded(article.title), body) if body else None


def is_same(met: Article, arriving: Article) -> bool:
    """Say whether two articles that share a weak key may be one: no stronger key tells them apart.

    The address is the strongest. The source's own key comes next, and only
    counts within one source.
    """
    if met.url and arriving.url:
        return met.url == arriving.url or _share_source_key(met, arriving)
    if met.source_key and arriving.source_key and _slug(met.source) == _slug(arriving.source):
        return met.source_key == arriving.source_key
    return True


def _share_source_key(met: Article, arriving: Article) -> bool:
    """Say whether a named source gave both under one key; without a name, two files may both count from 1."""
    return (
        met.source is not None
        and _slug(met.source) == _slug(arriving.source)
        and met.source_key is not None
        and met.source_key == arriving.source_key
    )


def updated(met: Article, arriving: Article) -> Article:
    """Return *met* as it is after it *arrives* again.

    Shape: id, sequence and times stay; what arrives replaces what we have,
    except where it is empty, and except that an excerpt never replaces a whole
    body. Equal to *met* when there is nothing new.
    """
    kept = _filled(arriving, met)
    if met.completeness is Completeness.FULL and arriving.completeness is Completeness.EXCERPT and met.body_text:
        kept = replace(
            kept,
            body_html=met.body_html,
            body_text=met.body_text,
            completeness=met.completeness,
            language=met.language,
            title=met.title or arriving.title,
        )
    return _as(met, kept)


def merged(met: Article, copy: Article) -> Article:
    """Return *met* with whatever it lacks taken from a *copy* of the same text.

    Shape: nothing that *met* has is changed, so that any order of copies,
    however often they come, ends in one article.
    """
    return _as(met, _filled(met, copy))


def _filled(article: Article, other: Article) -> Article:
    """Return *article* with its empty fields taken from *other*."""
    has_body = bool(article.body_text)
    return replace(
        article,
        title=article.title or other.title,
        body_html=article.body_html if has_body else other.body_html,
        body_text=article.body_text or other.body_text,
        completeness=article.completeness if has_body else other.completeness,
        excerpt=article.excerpt or other.excerpt,
        url=article.url or other.url,
        source_key=article.source_key or other.source_key,
        author=article.author or other.author,
        language=article.language if article.language != "und" else other.language,
        published=article.published or other.published,
        source=article.source or other.source,
        tags=article.tags or other.tags,
        organizations=article.organizations or other.organizations,
        extra=article.extra or other.extra,
    )


def _as(met: Article, article: Article) -> Article:
    """Return *article* under the identity of *met*, its flags told by what it now has."""
    flags = {flag for flag in article.flags if flag not in ("no-title", "no-date", "bad-date", "bad-url")}
    flags |= {flag for flag in ("bad-url",) if flag in article.flags and not article.url}
    flags |= {"no-title"} if not article.title else set()
    if not article.published:
        flags |= {"bad-date"} if "bad-date" in article.flags else {"no-date"}
    return replace(
        article,
        id=met.id,
        sequence=met.sequence,
        first_seen_at=met.first_seen_at,
        changed_at=met.changed_at,
        flags=tuple(sorted(flags)),
    )


def _folded(text: str) -> str:
    return " ".join(_WORDS.findall(unicodedata.normalize("NFKC", text).casefold()))


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()


def _slug(source: Named | None) -> str:
    return source.slug if source else ""
