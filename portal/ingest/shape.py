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

from portal.articles.characters import clean_text
from portal.ingest.attributes import attributes_of, link_tag, start_tag
from portal.ingest.elements import (
    CELLS,
    DIVIDING,
    ENDED_BY_BLOCK,
    HEADINGS,
    INLINE,
    KEPT,
    LIST_PARTS,
    OPENS_INSIDE,
    ROW_GROUPS,
    TABLE_PARTS,
    WANTS_PARAGRAPHS,
)
from portal.ingest.images import image_tag, is_allowed, words_of
from portal.ingest.nesting import Nest
from portal.ingest.scanning import Tag, scan
from portal.ingest.trackers import is_dot
from portal.ingest.urls import leads_to_counter, safe_link

_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_LIST_SCOPE = CELLS | {"blockquote", "figure", "ul", "ol", "dl"}
_NOT_IN_BLOCKS = KEPT - ENDED_BY_BLOCK


def shape(markup: str, base_url: str | None = None, image_hosts: frozenset[str] = frozenset()) -> str:
    """Return *markup* balanced, canonical, and of kept elements only.

    Shape: links absolute, with ``rel``; images turned into links, but for
    those at *image_hosts*; loose text in paragraphs. Applying it twice changes
    nothing.

    Raises:
        BodyTooBig: it is over a limit of `nesting`.
    """
    shaper = _Shaper(base_url, image_hosts)
    for part in scan(clean_text(markup)):
        if isinstance(part, Tag):
            shaper.tag(part)
        else:
            shaper.text(part)
    return shaper.finish()


class _Shaper:
    def __init__(self, base_url: str | None, image_hosts: frozenset[str]) -> None:
        self._base_url = base_url
        self._image_hosts = image_hosts
        self._nest = Nest()

    def finish(self) -> str:
        self._nest.close_to(0)
        return "".join(self._nest.out)

    def tag(self, tag: Tag) -> None:
        name = tag.name
        if name in DIVIDING:
            self._end_of_block()
            self._nest.is_divided = True
        elif name == "img" and not tag.is_end:
            self._image(attributes_of(tag.attributes))
        elif name in KEPT:
            if tag.is_end:
                self._end(name)
            else:
                self._start(name, tag.attributes)

    def text(self, raw: str) -> None:
        text = clean_text(html.unescape(raw)) if "&" in raw else raw
        nest = self._nest
        if nest.implicit and nest.implicit == len(nest.stack) and "\n" in text:
            first, *others = _BLANK_LINE.split(text)
            self._words(first)
            for other in others:
                nest.close_to(nest.implicit - 1)
                self._words(other)
        else:
            self._words(text)

    def _start(self, name: str, attributes: str) -> None:
        if name == "br":
            self._make_room()
            self._nest.write_void("<br>", fills=False)
        elif name in INLINE:
            self._start_inline(name, attributes)
        elif name in TABLE_PARTS:
            self._start_table_part(name, attributes)
        elif name in LIST_PARTS:
            self._start_list_part(name)
        else:
            self._make_block_room()
            if name == "hr":
                self._nest.write_void("<hr>", fills=True)
            else:
                self._nest.push(name, start_tag(name, attributes, self._base_url))

    def _start_inline(self, name: str, attributes: str) -> None:
        if name == "a":
            self._end("a")
        written = start_tag(name, attributes, self._base_url)
        if written == "<a>":
            return
        self._make_room()
        self._nest.push(name, written)

    def _start_table_part(self, name: str, attributes: str) -> None:
        nest = self._nest
        table = nest.nearest("table")
        if table is None:
            self._end_of_block()
            nest.is_divided = True
            return
        place = table + 1
        if name in ("tr", "td", "th"):
            place += place < len(nest.stack) and nest.stack[place] in ROW_GROUPS
        if name in ("td", "th"):
            place += place < len(nest.stack) and nest.stack[place] == "tr"
        nest.close_to(place)
        if name in ("tr", "td", "th") and nest.top == "table":
            nest.push("tbody")
        if name in ("td", "th") and nest.top != "tr":
            nest.push("tr")
        nest.push(name, start_tag(name, attributes, self._base_url))

    def _start_list_part(self, name: str) -> None:
        parent = self._nest.nearest(*LIST_PARTS[name], scope=_LIST_SCOPE)
        if parent is None:
            self._end_of_block()
            self._nest.is_divided = True
        else:
            self._nest.close_to(parent + 1)
            self._nest.push(name)

    def _end(self, name: str) -> None:
        nest = self._nest
        if name in INLINE:
            self._end_inline(name)
        elif name in HEADINGS or name == "p":
            if nest.nearest(*HEADINGS, "p", scope=_NOT_IN_BLOCKS) is not None:
                self._end_of_block()
        elif name in TABLE_PARTS or name == "table":
            self._close(nest.nearest(name, scope=frozenset(("table",))))
        else:
            scope = CELLS | {"table"} | (frozenset(("ul", "ol", "dl")) if name in LIST_PARTS else frozenset())
            self._close(nest.nearest(name, scope=scope))

    def _end_inline(self, name: str) -> None:
        stack = self._nest.stack
        place = len(stack)
        while place and stack[place - 1] in INLINE:
            place -= 1
            if stack[place] == name:
                self._nest.close_to(place)
                return

    def _close(self, place: int | None) -> None:
        if place is not None:
            self._nest.close_to(place)

    def _words(self, text: str) -> None:
        nest = self._nest
        top = nest.top
        if not text or (text.isspace() and (top in OPENS_INSIDE or top in WANTS_PARAGRAPHS)):
            return
        if top == "pre" and nest.out[-1] == "<pre>":
            text = text.lstrip("\n")  # the parser drops the first, and would drop another each time
            if not text:
                return
        if not text.isspace():
            was_open = nest.implicit
            self._make_room()
            if nest.implicit and not was_open and "\n" in text:
                self.text(html.escape(text, quote=False))
                return
            nest.fill()
        nest.out.append(html.escape(text, quote=False))

    def _image(self, attributes: dict[str, str]) -> None:
        """Write the image, its words as a link, its words alone, or nothing of one that only counts readers."""
        source = attributes.get("src", "")
        if is_dot(attributes) or leads_to_counter(source, self._base_url):
            return
        link = safe_link(source, self._base_url)
        words = words_of(attributes)
        if link is not None and is_allowed(link, self._image_hosts):
            self._make_room()
            self._nest.write_void(image_tag(link, attributes), fills=True)
        elif not words:
            return
        elif link is None or "a" in self._nest.stack:
            self._words(words)
        else:
            self._make_room()
            self._nest.push("a", link_tag(link))
            self._words(words)
            self._end("a")

    def _make_room(self) -> None:
        """Open whatever words and inline elements need around them here."""
        nest = self._nest
        if nest.top in OPENS_INSIDE:
            self._open_inside(nest.top)
        top = nest.top
        if top in WANTS_PARAGRAPHS or (nest.is_divided and top not in ENDED_BY_BLOCK):
            nest.push("p")
            nest.implicit = len(nest.stack)

    def _make_block_room(self) -> None:
        self._end_of_block()
        if self._nest.top in OPENS_INSIDE:
            self._open_inside(self._nest.top)

    def _open_inside(self, top: str) -> None:
        if OPENS_INSIDE[top] == "td":
            self._start_table_part("td", "")
        else:
            self._nest.push(OPENS_INSIDE[top])

    def _end_of_block(self) -> None:
        stack = self._nest.stack
        place = len(stack)
        while place and stack[place - 1] in ENDED_BY_BLOCK:
            place -= 1
        self._nest.close_to(place)
