"""Text of feed entries: as HTML, with absolute links, and without what plug-ins add to it."""

import html
import re
from urllib.parse import urljoin

_LINKING = re.compile(r"<(?:a|area|img|source|video|audio|iframe|blockquote|q|ins|del)\s[^<>]*+>", re.IGNORECASE)
_ADDRESS = re.compile(r"""(\s(?:href|src|cite|poster)\s*+=\s*+)("[^"]*+"|'[^']*+')""", re.IGNORECASE)
_ABSOLUTE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*+:|#)", re.IGNORECASE)

# What WordPress's most used plug-in for search engines ends each entry with.
_FAREWELL = re.compile(
    r"<p>The post <a [^<>]{0,2000}>[^<]{0,1000}</a> (?:appeared first on|first appeared on) "
    r"<a [^<>]{0,2000}>[^<]{0,300}</a>\.?</p>\s*\Z"
)
_LONGEST_FAREWELL = 5_500

_TAG = re.compile(r"<[^<>]*+>")
_ENDS_OPEN = re.compile(
    r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\W{0,5}(?:(?:continue reading|read more|read the rest)\b.{0,200})?\Z"
    r"|(?:continue reading|read more|read the rest of (?:this|the) \w+)\W{0,5}\Z",
    re.IGNORECASE | re.DOTALL,
)
_END = 600


def as_html(text: str) -> str:
    """Return plain *text* as HTML that shows the same; text that needs no markup stays."""
    if "<" not in text and "&" not in text:
        return text
    paragraphs = (part.strip() for part in re.split(r"\n[ \t]*+\n", text))
    return "".join(f"<p>{html.escape(part, quote=False)}</p>" for part in paragraphs if part)


def absolute_links(markup: str, base_url: str) -> str:
    """Return *markup* with its relative links read from *base_url*."""

    def resolved(address: re.Match[str]) -> str:
        quote, link = address[2][0], address[2][1:-1]
        if _ABSOLUTE.match(link):
            return address[0]
        try:
            absolute = urljoin(base_url, html.unescape(link).strip())
        except ValueError:  # an address that none can be made of
            return address[0]
        return f"{address[1]}{quote}{html.escape(absolute)}{quote}"

    return _LINKING.sub(lambda tag: _ADDRESS.sub(resolved, tag[0]), markup)


def without_farewell(markup: str) -> str:
    """Return *markup* without the line that says where it appeared first."""
    start = markup.rfind("<p>The post ", max(0, len(markup) - _LONGEST_FAREWELL))
    return _FAREWELL.sub("", markup[start:]).join((markup[:start], "")).rstrip() if start >= 0 else markup


def is_cut_short(markup: str) -> bool:
    """Say whether *markup* breaks off as excerpts do."""
    return _ENDS_OPEN.search(html.unescape(_TAG.sub(" ", markup[-_END:])).rstrip()) is not None
