"""Have we met this article before?

Pure functions: the pipeline asks the store for whatever these need.
"""

import hashlib
import re
import unicodedata

from portal.articles.article import Article, Completeness, Named
from portal.articles.store import Key, KeyKind, source_key

_WORDS = re.compile(r"\w+")

OPENING_WORDS = 12
"""What an excerpt and its whole article must have in common to be compared; a list card has some fifty words."""

_OPENING = "opening "
_LOOKED_AT = 500
"""Characters that nearly always hold the opening."""


def keys_of(article: Article) -> tuple[Key, ...]:
    """Return everything by which *article* may be met again, strongest first, never empty.

    Shape: its address; its source's own key; source, title and day; a
    fingerprint of title and body; and one of the first words of the body, by
    which an excerpt finds its whole article. Case and spacing make no
    difference, nor does punctuation but in the fingerprint. A title without a
    body has no fingerprint.
    """
    title, source = _folded(article.title), _slug(article.source)
    keys: list[Key] = []
    if article.url:
        keys.append(Key(KeyKind.URL, article.url))
    if article.source_key:
        keys.append(source_key(source, article.source_key))
    if title:
        keys.append(Key(KeyKind.TITLE, _digest(source, title, (article.published or "")[:10])))
    if article.body_text or not keys:
        keys.append(fingerprint(article))
    opening = _opening_of(article.body_text)
    if len(opening) > OPENING_WORDS:
        keys.append(Key(KeyKind.TEXT, _OPENING + _digest(*opening[:OPENING_WORDS])))
    return tuple(keys)


def fingerprint(article: Article) -> Key:
    """Return the key of the title and body of *article*: its copies have the same."""
    return Key(KeyKind.TEXT, _digest(_spaced(article.title), _spaced(article.body_text)))


def keys_of_copies(article: Article) -> tuple[Key, ...]:
    """Return the addresses and keys under which other sources than its own carry *article*."""
    keys: list[Key] = []
    for copy in article.provenance.copies:
        if copy.url:
            keys.append(Key(KeyKind.URL, copy.url))
        if copy.source_key and copy.source:
            keys.append(source_key(copy.source, copy.source_key))
    return tuple(keys)


def identity(keys: tuple[Key, ...]) -> tuple[Key, ...]:
    """Return those of an article's *keys* that name it and no other: what a tombstone is looked up by.

    Shape: its address and its key in a source with a name; failing these, the strongest it has.
    """
    named = tuple(
        key
        for key in keys
        if key.kind is KeyKind.URL or (key.kind is KeyKind.SOURCE_KEY and not key.value.startswith(" "))
    )
    return named or keys[:1]


def may_identify(key: Key, met: Article, arriving: Article) -> bool:
    """Say whether *key*, which both have, makes them one article, and not two copies of a text.

    Shape: the fingerprint of a text does so where what we have met has neither
    address nor key, and takes over those that arrive, or where neither has so
    much as a title; its opening, where one is an excerpt of the other, or its
    text and nothing else.
    """
    if not is_same(met, arriving):
        return False
    if key.kind is not KeyKind.TEXT:
        return True
    if key.value.startswith(_OPENING):
        return _is_excerpt_of(met, arriving) or _is_excerpt_of(arriving, met) or _is_bare_text_of(met, arriving)
    if _has_identity(met):
        return False
    return _has_identity(arriving) or not (met.title or arriving.title)


def is_copy(key: Key) -> bool:
    """Say whether *key* is the fingerprint of a whole text."""
    return key.kind is KeyKind.TEXT and not key.value.startswith(_OPENING)


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


def _has_identity(article: Article) -> bool:
    return bool(article.url or article.source_key)


def _share_source_key(met: Article, arriving: Article) -> bool:
    """Say whether a named source gave both under one key; without a name, two files may both count from 1."""
    return (
        met.source is not None
        and _slug(met.source) == _slug(arriving.source)
        and met.source_key is not None
        and met.source_key == arriving.source_key
    )


def _is_bare_text_of(one: Article, other: Article) -> bool:
    """Say whether both have one text, and either has neither title, address nor key that could tell them apart."""
    is_bare = any(not each.title and not _has_identity(each) for each in (one, other))
    return is_bare and _folded(one.body_text) == _folded(other.body_text)


def _is_excerpt_of(excerpt: Article, whole: Article) -> bool:
    """Say whether all the words of *excerpt* begin *whole*; the last may have been cut."""
    if excerpt.completeness is not Completeness.EXCERPT or whole.completeness is not Completeness.FULL:
        return False
    if excerpt.title and whole.title and _folded(excerpt.title) != _folded(whole.title):
        return False
    return _folded(whole.body_text).startswith(_folded(excerpt.body_text))


def _opening_of(text: str) -> list[str]:
    """Return the first words of *text*, and one more if there are more; folding all of a long text takes long."""
    words = _folded(text[:_LOOKED_AT]).split(" ", OPENING_WORDS + 1)
    is_cut = len(text) > _LOOKED_AT and len(words) <= OPENING_WORDS + 1
    return _folded(text).split(" ", OPENING_WORDS)[: OPENING_WORDS + 1] if is_cut else words


def _folded(text: str) -> str:
    """Return the words of *text*, or, where it has none, its signs."""
    spaced = _spaced(text)
    return " ".join(_WORDS.findall(spaced)) or spaced


def _spaced(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()


def _slug(source: Named | None) -> str:
    return source.slug if source else ""
