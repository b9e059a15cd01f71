"""Untrusted HTML or plain text → safe HTML, and safe HTML → plain text.

`sanitize` makes the only markup in the portal that is ever shown unescaped.
bleach decides what is safe; `shape` in front of it bounds its work.
"""

import html
import re
import threading
from collections.abc import Callable

from bleach.sanitizer import Cleaner  # type: ignore[import-untyped]  # it ships no types

from portal.articles.characters import clean_text, one_line, unescape_once
from portal.ingest.elements import ELEMENTS, KEPT
from portal.ingest.errors import BodyTooBig
from portal.ingest.images import is_allowed
from portal.ingest.shape import shape

MAX_CHARACTERS = 2_000_000
"""About 2 MB; the longest body among 24,000 news articles that we measure with has 68,000."""

MAX_REFERENCES = 50_000
"""Escaped characters that bleach is given; it takes 10 µs for each, and more the more there are."""

MAX_TITLE = 500
"""Characters; longer ones are cut, with an ellipsis."""

ATTRIBUTES = {
    "a": ["href", "rel"],
    "abbr": ["title"],
    "ol": ["start"],
    "td": ["colspan", "rowspan"],
    "th": ["colspan", "rowspan"],
}
PROTOCOLS = frozenset(("http", "https"))

_NAMES = "|".join(sorted(ELEMENTS, key=len, reverse=True))
_MARKUP = re.compile(
    rf"""</(?:{_NAMES})\s*+>                                    # an end tag of HTML
    | <(?:{_NAMES})\s++[a-z-]++\s*+=                            # or an attribute in a start tag
    | <(?:p|br|hr|img|li|script|style|iframe|svg)\s*+/?>        # or an element that is often left open
    | <!--(?=.*-->) | <!doctype\s
    | &(?:[a-z]{{2,8}}|\#[0-9]{{1,7}}|\#x[0-9a-f]{{1,6}});      # or a character reference""",
    re.IGNORECASE | re.ASCII | re.VERBOSE,
)
_REMOVED_WHOLE = re.compile(
    r"<(script|style)\b[^>]*+>.*?(?:</\1\s*+>|\Z)|<!--.*?(?:-->|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_TAG_OF_HTML = re.compile(rf"</?(?:{_NAMES})(?=[\s/>])[^<>]*+>", re.IGNORECASE | re.ASCII)
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")

# Characters that `clean_text` leaves in no text stand for breaks until white space has been folded.
_LINE, _PARAGRAPH = "\x01", "\x02"
_BREAKS = dict.fromkeys(("br", "li", "tr", "dt", "dd"), _LINE) | dict.fromkeys(("td", "th"), " ")
_BREAKS |= dict.fromkeys(
    [
        "p",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "dl",
        "table",
        "caption",
        "blockquote",
        "figure",
        "figcaption",
        "pre",
        "hr",
    ],
    _PARAGRAPH,
)
_TOKEN = re.compile(r"""<(/?)([a-z0-9]+)(?:[^>"']++|"[^"]*+")*+>""")
_ALTERNATIVE = re.compile(r' alt="([^"]*+)"')
_AROUND_LINE = re.compile(f" *(?:{_LINE} *)+")


IMAGE_ATTRIBUTES = ["src", "alt", "width", "height", "loading", "referrerpolicy"]


class _Bleach(threading.local):
    """Cleaners for each thread, because bleach's are not made to be shared: one for the same hosts of images."""

    def __init__(self) -> None:
        self._cleaners: dict[frozenset[str], Cleaner] = {}

    def cleaner(self, image_hosts: frozenset[str]) -> Cleaner:
        """Return the cleaner that lets through images of *image_hosts* alone."""
        if image_hosts not in self._cleaners:
            self._cleaners[image_hosts] = Cleaner(
                tags=KEPT | {"img"} if image_hosts else KEPT,
                attributes=ATTRIBUTES | {"img": _image_attributes(image_hosts)},
                protocols=PROTOCOLS,
                strip=True,
                strip_comments=True,
            )
        return self._cleaners[image_hosts]


def _image_attributes(image_hosts: frozenset[str]) -> Callable[[str, str, str], bool]:
    def is_kept(_tag: str, name: str, value: str) -> bool:
        return name in IMAGE_ATTRIBUTES and (name != "src" or is_allowed(value, image_hosts))

    return is_kept


_BLEACH = _Bleach()


def sanitize(body: str, base_url: str | None = None, image_hosts: frozenset[str] = frozenset()) -> str:
    """Return *body*, HTML or plain text, as HTML that may be shown as it is.

    Shape: only the elements of `elements.KEPT` and the attributes of
    `ATTRIBUTES`: no id, class, style, event or htmx attribute. An image
    becomes a link with its words, unless it lies at one of *image_hosts*;
    what only counts readers goes. Links are absolute http(s) with
    ``rel="nofollow noopener ugc"``; relative ones need *base_url*. Plain text
    becomes escaped paragraphs. Empty when nothing readable is left. Applying
    it twice changes nothing.

    Raises:
        BodyTooBig: it is longer than `MAX_CHARACTERS`, or over a limit of `nesting`.

    Source: decisions.md 8; trust.md §3, "Sanitizer DoS".
    """
    if len(body) > MAX_CHARACTERS:
        raise BodyTooBig(f"the body has {len(body):,} characters; the most that is kept is {MAX_CHARACTERS:,}")
    if not looks_like_html(body):
        return _paragraphs(body)
    shaped = shape(body, base_url, image_hosts)
    if shaped.count("&") > MAX_REFERENCES:
        raise BodyTooBig(f"the body has more than {MAX_REFERENCES:,} escaped characters in its markup")
    cleaned: str = _BLEACH.cleaner(image_hosts).clean(shaped)
    return cleaned


def looks_like_html(body: str) -> bool:
    """Say whether *body* is markup rather than text in which an angle bracket or two occur."""
    return ("<" in body or "&" in body) and _MARKUP.search(body) is not None


def plain_text(safe_html: str) -> str:
    """Return the text of what `sanitize` made.

    Shape: paragraphs parted by a blank line; lines of a list, a table or a
    verse by a line end; other white space folded; empty for empty.
    """
    pieces, position, is_preformatted = list[str](), 0, False
    for tag in _TOKEN.finditer(safe_html):
        text = safe_html[position : tag.start()]
        pieces.append(text.replace("\n", _LINE) if is_preformatted else text)
        pieces.append(_alternative(tag[0]) if tag[2] == "img" else _BREAKS.get(tag[2], ""))
        is_preformatted = (is_preformatted or tag[2] == "pre") and not (tag[1] and tag[2] == "pre")
        position = tag.end()
    pieces.append(safe_html[position:])
    paragraphs = (_with_lines(_folded(part)) for part in "".join(pieces).split(_PARAGRAPH) if part)
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph).replace(_LINE, "\n")


def _with_lines(paragraph: str) -> str:
    return _AROUND_LINE.sub(_LINE, paragraph).strip(_LINE) if _LINE in paragraph else paragraph


def _alternative(image: str) -> str:
    """Return the words of an image, escaped as they stand."""
    words = _ALTERNATIVE.search(image)
    return words[1] if words else ""


def plain_title(title: str) -> str:
    """Return *title* as plain text on one line.

    Shape: tags stripped, character references read once, white space folded;
    at most `MAX_TITLE` characters. Angle brackets that are no HTML stay.
    """
    title = title[: MAX_TITLE * 20]
    if "<" in title:
        title = _TAG_OF_HTML.sub("", _REMOVED_WHOLE.sub("", title))
    return one_line(unescape_once(title), most=MAX_TITLE)


def _paragraphs(text: str) -> str:
    """Return plain *text* as paragraphs: at blank lines where it has any, else at every line."""
    text = clean_text(text).strip()
    parts = _BLANK_LINES.split(text)
    if len(parts) == 1:
        parts = text.split("\n")
    return "".join(f"<p>{html.escape(part.strip(), quote=False)}</p>" for part in parts if part and not part.isspace())


def _folded(text: str) -> str:
    folded = " ".join(text.split())
    return html.unescape(folded) if "&" in folded else folded
