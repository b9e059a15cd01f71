"""Untrusted markup → balanced markup of the few elements we keep, in linear time.

This is not the sanitizer: `clean.sanitize` gives the result to bleach, whose
allow-list decides. It exists because bleach alone is slow on hostile nesting
and on thousands of attributes, keeps the text of scripts, and does not give
the same answer when it is applied twice. What comes out here is canonical:
every attribute quoted, every element closed, and nested as the HTML parser
would nest it, so that parsing it again changes nothing.
"""

import html
import re

from portal.ingest.attributes import attributes_of, link_tag, start_tag
from portal.ingest.characters import clean_text
from portal.ingest.errors import BodyTooBig
from portal.ingest.urls import safe_link

MAX_DEPTH = 256
MAX_ELEMENTS = 20_000
"""bleach takes 25 to 60 µs for each; the richest of 2,079 digital.gov articles has 592."""

INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "strong",
        "i",
        "em",
        "u",
        "s",
        "del",
        "ins",
        "sub",
        "sup",
        "small",
        "code",
        "kbd",
        "samp",
        "var",
        "cite",
        "q",
        "mark",
        "dfn",
    ]
)
HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
TABLE_PARTS = frozenset(("caption", "thead", "tbody", "tfoot", "tr", "td", "th"))
LIST_PARTS = {
    "li": ("ul", "ol"),
    "dt": ("dl",),
    "dd": ("dl",),
    "figcaption": ("figure",),
}
CONTAINERS = frozenset(("ul", "ol", "dl", "table", "blockquote", "figure", "pre"))
KEPT = INLINE | HEADINGS | TABLE_PARTS | LIST_PARTS.keys() | CONTAINERS | {"p", "br", "hr"}

# h1 is the page's own.
_RENAMED = {
    "h1": "h2",
    "strike": "s",
    "tt": "code",
    "acronym": "abbr",
    "menu": "ul",
    "dir": "ul",
}
_DIVIDING = frozenset(
    [
        "div",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "nav",
        "aside",
        "address",
        "center",
        "fieldset",
        "form",
        "body",
        "html",
        "details",
        "summary",
    ]
)

# Their content is never text for a reader. Without an end, those that the HTML parser reads raw swallow the rest.
_REMOVED = frozenset(
    [
        "script",
        "style",
        "iframe",
        "noembed",
        "noframes",
        "noscript",
        "template",
        "textarea",
        "title",
        "xmp",
        "svg",
        "math",
        "object",
        "select",
        "audio",
        "video",
        "canvas",
        "plaintext",
    ]
)
_RAW = frozenset(
    [
        "script",
        "style",
        "iframe",
        "noembed",
        "noframes",
        "textarea",
        "title",
        "xmp",
        "plaintext",
    ]
)

ELEMENTS = KEPT | _RENAMED.keys() | _DIVIDING | _REMOVED | {"img", "span", "font", "input", "embed", "link", "meta"}
"""Names that tell markup from text in angle brackets."""

_CELLS = frozenset(("td", "th", "caption"))
_ROW_GROUPS = frozenset(("thead", "tbody", "tfoot"))
_ENDED_BY_BLOCK = INLINE | HEADINGS | {"p", "pre"}
_OPENS_INSIDE = {
    "table": "td",
    "thead": "td",
    "tbody": "td",
    "tfoot": "td",
    "tr": "td",
    "ul": "li",
    "ol": "li",
    "dl": "dd",
}
_WANTS_PARAGRAPHS = frozenset(("", "blockquote", "figure"))
_KEPT_WHEN_EMPTY = frozenset(("td", "th", "tr", "dt", "dd"))

_MARKUP = re.compile(r"<(?:([!?]|/(?![a-zA-Z]))|/?[a-zA-Z])")
"""The beginning of a tag, or of what the HTML parser takes for a comment (group 1)."""

# Possessive throughout: no backtracking, so linear on every string.
_TAG = re.compile(
    r"""<(/?)([a-zA-Z][^\s/>]*+)
        ((?: [\s/]++ | [^\s/>][^\s/>=]*+ (?: \s*+ = \s*+ (?: "[^"]*+" | '[^']*+' | [^\s"'>][^\s>]*+ )?+ )?+ )*+)>""",
    re.VERBOSE,
)
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")


def shape(markup: str, base_url: str | None = None) -> str:
    """Return *markup* balanced, canonical, and of kept elements only.

    Shape: links absolute, with ``rel``; images turned into links; loose text
    in paragraphs. Applying it twice changes nothing.

    Raises:
        BodyTooBig: it nests deeper than `MAX_DEPTH`, or has more than `MAX_ELEMENTS`.
    """
    shaper = _Shaper(base_url)
    shaper.feed(clean_text(markup))
    return shaper.finish()


class _Shaper:
    def __init__(self, base_url: str | None) -> None:
        self._base_url = base_url
        self._out: list[str] = []
        self._stack: list[str] = []
        self._starts: list[int] = []
        """Where in the output each open element began."""
        self._filled: list[bool] = []
        """Whether each open element holds something to read."""
        self._elements = 0
        self._implicit = 0
        """Depth of the open paragraph that the markup did not ask for; 0 if there is none."""
        self._is_divided = False

    def feed(self, markup: str) -> None:
        position, last_end = 0, markup.rfind(">")
        unclosed: set[str] = set()
        while (found := _MARKUP.search(markup, position)) is not None and found.start() < last_end:
            start = found.start()
            if start > position:
                self._text(markup[position:start])
            if found[1] is not None:
                position = _end_of_comment(markup, start, last_end)
                continue
            tag = _TAG.match(markup, start)
            if tag is None:  # it never ends; one failure is the last, which keeps this linear
                position = start
                break
            position = self._tag(tag, markup, unclosed)
        if position < len(markup):
            self._text(markup[position:])

    def finish(self) -> str:
        self._close_to(0)
        return "".join(self._out)

    def _tag(self, tag: re.Match[str], markup: str, unclosed: set[str]) -> int:
        name = tag[2].lower()
        name = _RENAMED.get(name, name)
        if name in _REMOVED:
            return tag.end() if tag[1] else _after_removed(name, markup, tag.end(), unclosed)
        if name in _DIVIDING:
            self._end_of_block()
            self._is_divided = True
        elif name == "img" and not tag[1]:
            self._image(attributes_of(tag[3]))
        elif name in KEPT:
            if tag[1]:
                self._end(name)
            else:
                self._start(name, tag[3])
        return tag.end()

    def _start(self, name: str, attributes: str) -> None:
        if name == "br":
            self._make_room()
            self._count()
            self._out.append("<br>")
        elif name in INLINE:
            self._start_inline(name, attributes)
        elif name in TABLE_PARTS:
            self._start_table_part(name, attributes)
        elif name in LIST_PARTS:
            self._start_list_part(name)
        else:
            self._make_block_room()
            if name == "hr":
                self._count()
                self._out.append("<hr>")
                self._fill()
            else:
                self._push(name, start_tag(name, attributes, self._base_url))

    def _start_inline(self, name: str, attributes: str) -> None:
        if name == "a":
            self._end("a")
            written = start_tag(name, attributes, self._base_url)
            if written == "<a>":
                return
        else:
            written = start_tag(name, attributes, self._base_url)
        self._make_room()
        self._push(name, written)

    def _start_table_part(self, name: str, attributes: str) -> None:
        table = self._nearest("table")
        if table is None:
            self._end_of_block()
            self._is_divided = True
            return
        place = table + 1
        if name in ("tr", "td", "th"):
            place += place < len(self._stack) and self._stack[place] in _ROW_GROUPS
        if name in ("td", "th"):
            place += place < len(self._stack) and self._stack[place] == "tr"
        self._close_to(place)
        if name in ("tr", "td", "th") and self._stack[-1] == "table":
            self._push("tbody")
        if name in ("td", "th") and self._stack[-1] != "tr":
            self._push("tr")
        self._push(name, start_tag(name, attributes, self._base_url))

    def _start_list_part(self, name: str) -> None:
        parent = self._nearest(*LIST_PARTS[name], scope=_CELLS | {"blockquote", "figure", "ul", "ol", "dl"})
        if parent is None:
            self._end_of_block()
            self._is_divided = True
        else:
            self._close_to(parent + 1)
            self._push(name)

    def _end(self, name: str) -> None:
        if name in INLINE:
            place = len(self._stack)
            while place and self._stack[place - 1] in INLINE:
                place -= 1
                if self._stack[place] == name:
                    self._close_to(place)
                    return
        elif name in HEADINGS or name == "p":
            if self._nearest(*HEADINGS, "p", scope=self._not_in_blocks()) is not None:
                self._end_of_block()
        elif name in TABLE_PARTS or name == "table":
            found = self._nearest(name, scope=frozenset(("table",)))
            if found is not None:
                self._close_to(found)
        elif name in KEPT:
            scope = _CELLS | {"table"} | (frozenset(("ul", "ol", "dl")) if name in LIST_PARTS else frozenset())
            found = self._nearest(name, scope=scope)
            if found is not None:
                self._close_to(found)

    def _not_in_blocks(self) -> frozenset[str]:
        return KEPT - _ENDED_BY_BLOCK

    def _nearest(self, *names: str, scope: frozenset[str] = frozenset()) -> int | None:
        """Return the place of the innermost open element of *names*, not looking out of *scope*."""
        for place in range(len(self._stack) - 1, -1, -1):
            if self._stack[place] in names:
                return place
            if self._stack[place] in scope:
                return None
        return None

    def _text(self, raw: str) -> None:
        text = clean_text(html.unescape(raw)) if "&" in raw else raw
        if self._implicit and self._implicit == len(self._stack) and "\n" in text:
            first, *others = _BLANK_LINE.split(text)
            self._words(first)
            for other in others:
                self._close_to(self._implicit - 1)
                self._words(other)
        else:
            self._words(text)

    def _words(self, text: str) -> None:
        top = self._stack[-1] if self._stack else ""
        if not text or (text.isspace() and (top in _OPENS_INSIDE or top in _WANTS_PARAGRAPHS)):
            return
        if top == "pre" and self._out[-1] == "<pre>":
            text = text.lstrip("\n")  # the parser drops the first, and would drop another each time
            if not text:
                return
        if not text.isspace():
            was_open = self._implicit
            self._make_room()
            if self._implicit and not was_open and "\n" in text:
                self._text(html.escape(text, quote=False))
                return
            self._fill()
        self._out.append(html.escape(text, quote=False))

    def _image(self, attributes: dict[str, str]) -> None:
        alternative = " ".join(clean_text(attributes.get("alt", "")).split())
        if not alternative:
            return
        link = safe_link(attributes.get("src", ""), self._base_url)
        if link is None or "a" in self._stack:
            self._words(alternative)
            return
        self._make_room()
        self._push("a", link_tag(link))
        self._words(alternative)
        self._end("a")

    def _make_room(self) -> None:
        """Open whatever words and inline elements need around them here."""
        top = self._stack[-1] if self._stack else ""
        if top in _OPENS_INSIDE:
            self._open_inside(top)
            top = self._stack[-1]
        if top in _WANTS_PARAGRAPHS or (self._is_divided and top not in _ENDED_BY_BLOCK):
            self._push("p")
            self._implicit = len(self._stack)

    def _make_block_room(self) -> None:
        self._end_of_block()
        if self._stack and self._stack[-1] in _OPENS_INSIDE:
            self._open_inside(self._stack[-1])

    def _open_inside(self, top: str) -> None:
        if _OPENS_INSIDE[top] == "td":
            self._start_table_part("td", "")
        else:
            self._push(_OPENS_INSIDE[top])

    def _end_of_block(self) -> None:
        place = len(self._stack)
        while place and self._stack[place - 1] in _ENDED_BY_BLOCK:
            place -= 1
        self._close_to(place)

    def _push(self, name: str, written: str = "") -> None:
        if len(self._stack) >= MAX_DEPTH:
            raise BodyTooBig(f"the body nests its elements deeper than {MAX_DEPTH}")
        self._count()
        self._stack.append(name)
        self._starts.append(len(self._out))
        self._filled.append(False)
        self._out.append(written or f"<{name}>")
        self._is_divided = False

    def _count(self) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise BodyTooBig(f"the body has more than {MAX_ELEMENTS:,} elements")

    def _close_to(self, depth: int) -> None:
        while len(self._stack) > depth:
            name, start, is_filled = (
                self._stack.pop(),
                self._starts.pop(),
                self._filled.pop(),
            )
            if self._implicit > len(self._stack):
                self._implicit = 0
            if is_filled or name in _KEPT_WHEN_EMPTY:
                self._out.append(f"</{name}>")
                self._fill()
            elif name in INLINE:
                del self._out[start]  # the white space in it still parts words
            else:
                del self._out[start:]

    def _fill(self) -> None:
        if self._filled:
            self._filled[-1] = True


def _end_of_comment(markup: str, start: int, last_end: int) -> int:
    if markup.startswith("<!--", start):
        end = markup.find("-->", start + 2)
        return end + 3 if end >= 0 else len(markup)
    return markup.find(">", start, last_end + 1) + 1


def _after_removed(name: str, markup: str, position: int, unclosed: set[str]) -> int:
    if name not in unclosed:
        closing = re.compile(rf"</{name}(?=[\s/>])[^>]*+>?", re.IGNORECASE | re.ASCII).search(markup, position)
        if closing is not None:
            return closing.end()
        unclosed.add(name)
    return len(markup) if name in _RAW else position
