"""Attributes of untrusted start tags → the few that are kept, written in one way."""

import html
import re
from collections.abc import Callable

from portal.articles.characters import clean_text, unescape_once
from portal.ingest.urls import safe_link

# Possessive: linear on every string.
_ATTRIBUTE = re.compile(
    r"""([^\s/>][^\s/>=]*+)(?: \s*+ = \s*+ (?: "([^"]*+)" | '([^']*+)' | ([^\s"'>][^\s>]*+) )?+ )?+""",
    re.VERBOSE,
)
_SMALL_NUMBER = re.compile(r"[1-9][0-9]{0,2}\Z")


def attributes_of(raw: str) -> dict[str, str]:
    """Read attributes; the first of a name counts, as in browsers."""
    found: dict[str, str] = {}
    for attribute in _ATTRIBUTE.finditer(raw):
        name = attribute[1].lower()
        if name not in found:
            found[name] = unescape_once(attribute[2] or attribute[3] or attribute[4] or "")
    return found


def start_tag(name: str, attributes: str, base_url: str | None) -> str:
    """Return the start tag of *name* with the few attributes that it keeps."""
    write = _ATTRIBUTE_WRITERS.get(name)
    return write(name, attributes_of(attributes), base_url) if write and attributes else f"<{name}>"


def _write_link(name: str, attributes: dict[str, str], base_url: str | None) -> str:
    link = safe_link(attributes.get("href", ""), base_url)
    return f"<{name}>" if link is None else link_tag(link)


def link_tag(url: str) -> str:
    """Return the start tag of a link to *url*, which `safe_link` made."""
    return f'<a href="{html.escape(url)}" rel="nofollow noopener ugc">'


def _write_abbreviation(name: str, attributes: dict[str, str], _base_url: str | None) -> str:
    title = " ".join(clean_text(attributes.get("title", "")).split())
    return f'<{name} title="{html.escape(title)}">' if title else f"<{name}>"


def _write_numbers(*names: str) -> Callable[[str, dict[str, str], str | None], str]:
    def write(name: str, attributes: dict[str, str], _base_url: str | None) -> str:
        kept = ((key, attributes.get(key, "").strip()) for key in names)
        return f"<{name}" + "".join(f' {key}="{value}"' for key, value in kept if _SMALL_NUMBER.match(value)) + ">"

    return write


_ATTRIBUTE_WRITERS: dict[str, Callable[[str, dict[str, str], str | None], str]] = {
    "a": _write_link,
    "abbr": _write_abbreviation,
    "td": _write_numbers("colspan", "rowspan"),
    "th": _write_numbers("colspan", "rowspan"),
    "ol": _write_numbers("start"),
}
