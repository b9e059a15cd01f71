"""Images of bodies → a link with their words, or, from hosts that the operator allows, the image itself."""

import html
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from portal.articles.characters import clean_text

_SIZE = re.compile(r"[1-9][0-9]{0,4}\Z")


def is_allowed(url: str, hosts: frozenset[str]) -> bool:
    """Say whether the image at *url* may be shown.

    Shape: over https only, for readers came over https too; *hosts* are
    names such as ``images.example``, or ``*.example`` for every subdomain.
    """
    if not hosts:
        return False
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.port is not None:
        return False
    host = parts.hostname or ""
    above = host.partition(".")[2]
    while above:
        if f"*.{above}" in hosts:
            return True
        above = above.partition(".")[2]
    return host in hosts


def words_of(attributes: Mapping[str, str]) -> str:
    """Return what stands for an image where it is not shown."""
    return " ".join(clean_text(attributes.get("alt", "")).split())


def image_tag(url: str, attributes: Mapping[str, str]) -> str:
    """Return the element of an image that may be shown; its host learns the reader's address, and not the page."""
    sizes = ((name, attributes.get(name, "").strip()) for name in ("width", "height"))
    written = "".join(f' {name}="{size}"' for name, size in sizes if _SIZE.match(size))
    return (
        f'<img src="{html.escape(url)}" alt="{html.escape(words_of(attributes))}"{written}'
        ' loading="lazy" referrerpolicy="no-referrer">'
    )
