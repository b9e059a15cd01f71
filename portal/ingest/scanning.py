"""Markup → its tags and the text between them, in linear time, without what is never text for a reader."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from portal.ingest.elements import RAW, REMOVED, RENAMED

_MARKUP = re.compile(r"<(?:([!?]|/(?![a-zA-Z]))|/?[a-zA-Z])")
"""The beginning of a tag, or of what the HTML parser takes for a comment (group 1)."""

# Possessive throughout: no backtracking, so linear on every string.
_TAG = re.compile(
    r"""<(/?)([a-zA-Z][^\s/>]*+)
        ((?: [\s/]++ | [^\s/>][^\s/>=]*+ (?: \s*+ = \s*+ (?: "[^"]*+" | '[^']*+' | [^\s"'>][^\s>]*+ )?+ )?+ )*+)>""",
    re.VERBOSE,
)


class Tag(NamedTuple):
    """A start tag or an end tag."""

    name: str
    """In lower case, and as we call it: see `elements.RENAMED`."""

    is_end: bool
    attributes: str
    """As they stand in the markup."""


def scan(markup: str) -> Iterator[Tag | str]:
    """Yield the tags of *markup* and the text between them, as it is written, in order.

    Shape: comments are left out, and elements of `elements.REMOVED` with
    what is in them; a tag that never ends is text.
    """
    position, last_end = 0, markup.rfind(">")
    unclosed: set[str] = set()
    while (found := _MARKUP.search(markup, position)) is not None and found.start() < last_end:
        start = found.start()
        if start > position:
            yield markup[position:start]
        if found[1] is not None:
            position = _end_of_comment(markup, start, last_end)
            continue
        tag = _TAG.match(markup, start)
        if tag is None:  # it never ends; one failure is the last, which keeps this linear
            position = start
            break
        position = tag.end()
        name = tag[2].lower()
        name = RENAMED.get(name, name)
        if name not in REMOVED:
            yield Tag(name, bool(tag[1]), tag[3])
        elif not tag[1]:
            position = _after_removed(name, markup, position, unclosed)
    if position < len(markup):
        yield markup[position:]


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
    return len(markup) if name in RAW else position
