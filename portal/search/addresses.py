"""Addresses of articles and topics; those of searches are built in `portal.search.state`."""

import re
import unicodedata
from urllib.parse import quote

_SEPARATORS = re.compile(r"[\W_]+")
_BLANKS = str.maketrans({char: " " for char in map(chr, range(128)) if not char.isalnum()})

_MAX_SLUG = 80

TOPIC_PATHS = {"tag": "/tags/", "org": "/orgs/"}
"""Where the page of a facet value lies, for the facets that have one."""

TOPIC_DOCUMENTS = {"tag": "/api/v1/tags/", "org": "/api/v1/organizations/"}
"""Where the same lies for programs."""


def article_slug(title: str) -> str:
    """Return the readable end of an article's address.

    Shape: lower-case letters and digits of any script, parted by single
    hyphens, at most 80 characters; Latin letters lose their accents. Empty
    when *title* has neither letters nor digits.
    """
    if title.isascii():
        slug = "-".join(title.lower().translate(_BLANKS).split())
    else:
        slug = _SEPARATORS.sub("-", _unaccented(title).lower()).strip("-")
    if len(slug) > _MAX_SLUG:
        slug = slug[:_MAX_SLUG].rpartition("-")[0] or slug[:_MAX_SLUG]
    return slug


def article_href(article_id: str, title: str) -> str:
    """Return ``/articles/<id>-<slug>``, percent-encoded; without the hyphen when there is no slug."""
    slug = article_slug(title)
    if not slug:
        return f"/articles/{article_id}"
    return f"/articles/{article_id}-{slug if slug.isascii() else quote(slug)}"


def topic_href(field: str, value: str) -> str:
    """Return the page of a tag or an organization."""
    return TOPIC_PATHS[field] + _in_path(value)


def topic_json_href(field: str, value: str) -> str:
    """Return what programs are told of a tag or an organization."""
    return TOPIC_DOCUMENTS[field] + _in_path(value)


def _in_path(value: str) -> str:
    is_plain = value.isascii() and value.replace("-", "").isalnum()
    return value if is_plain else quote(value, safe="")


def _unaccented(title: str) -> str:
    # Marks are dropped after Latin letters only: elsewhere (Hindi, Thai) they are letters.
    kept = []
    latin = False
    for char in unicodedata.normalize("NFKD", title):
        if unicodedata.combining(char):
            if not latin:
                kept.append(char)
        else:
            latin = char.isascii()
            kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept))
