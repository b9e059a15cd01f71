"""A query tree → the one text that `parse_query` reads as the same tree."""

import re
from dataclasses import dataclass

from index.dates import dates_text
from index.lexing import MAX_CHARACTERS
from index.query import And, Author, Dates, FacetValue, Not, Or, Phrase, Prefix, Query, Word, Zone

MAX_DEPTH = 8
"""Levels of parentheses that are read, and so the most that are written."""


def to_text(query: Query) -> str:
    """Return *query* as a visitor would type it; empty for `Everything`.

    Shape: an OR beside other words stands in parentheses, so that a reader
    sees what belongs together; where that made the text longer or deeper than
    the parser reads, it goes without, which means the same. For every tree
    that `parse_query` gives, parsing the text gives the tree again.
    """
    readable = _Writer(shows_groups=True).text(query)
    if len(readable) <= MAX_CHARACTERS and _depth(readable) <= MAX_DEPTH:
        return readable
    return _Writer(shows_groups=False).text(query)


def _depth(text: str) -> int:
    depth = deepest = 0
    for parenthesis in re.findall(r"[()]", re.sub(r'"[^"]*"', "", text)):
        depth += 1 if parenthesis == "(" else -1
        deepest = max(deepest, depth)
    return deepest


@dataclass(frozen=True, slots=True)
class _Writer:
    shows_groups: bool

    def text(self, query: Query) -> str:
        match query:
            case And(children):
                return " ".join(self._in(child, bracket=Or if self.shows_groups else None) for child in children)
            case Or(children):
                return " OR ".join(self._in(child, bracket=And) for child in children)
            case Not(child):
                return f"-({self.text(child)})" if isinstance(child, And | Or) else f"-{self.text(child)}"
            case _:
                return _leaf_text(query)

    def _in(self, child: Query, *, bracket: type[Query] | None) -> str:
        text = self.text(child)
        return f"({text})" if bracket is not None and isinstance(child, bracket) else text


def _leaf_text(leaf: Query) -> str:
    match leaf:
        case Word(text, zone):
            return f"{_zone_text(zone)}{text}"
        case Prefix(text, zone):
            return f"{_zone_text(zone)}{text}*"
        case Phrase(text, zone):
            return f'{_zone_text(zone)}"{text}"'
        case FacetValue(field, text):
            return f"{field}:{_value_text(text)}"
        case Author(text):
            return f"author:{_value_text(text)}"
        case Dates():
            return f"date:{dates_text(leaf)}"
        case _:
            return ""


def _zone_text(zone: Zone) -> str:
    return "" if zone == "text" else f"{zone}:"


def _value_text(text: str) -> str:
    return f'"{text}"' if re.search(r"[ ()]", text) else text
