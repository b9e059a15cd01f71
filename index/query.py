"""The query tree: what the parser makes of what was typed, before any analysis.

Query
├── Everything            matches every document
├── Word    Phrase    Prefix              text, in the title and body or in one of them
├── FacetValue    Author    Dates         properties of a document; they never score
└── And    Or    Not                      combinations

Nodes hold words as typed (after the parser's gate), so that `to_text` can print
them back: ``parse(to_text(tree))`` is the same tree. Engines resolve words to
terms with `index.resolve`.

The normal form, which the parser gives: And and Or have two children or more
and none of their own kind, Not holds no Not, and Everything stands only at the
top. A query of exclusions alone is a Not, or an And of them: documents that
match none, without an Everything beside them.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

Zone: TypeAlias = Literal["text", "title", "body"]
"""Where a word is looked for: title and body as one text, or only one of them."""


@dataclass(frozen=True, slots=True)
class Everything:
    """Matches every document."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word, matched by its stem; analysis may split it (``end-of-life``): then every part must be there."""

    text: str
    zone: Zone = "text"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words at successive positions, matched by surface form; never spans title and body."""

    text: str
    zone: Zone = "text"


@dataclass(frozen=True, slots=True)
class Prefix:
    """Every word that begins with *text* (the ``*`` is not part of it), matched by surface form."""

    text: str
    zone: Zone = "text"


@dataclass(frozen=True, slots=True)
class FacetValue:
    """Documents that carry a value of *field* that *text* names, by its value or by its label.

    Compared by `index.analysis.facet_key`; ``_none`` names the documents without any value.
    """

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Author:
    """Documents whose author contains every word of *text*, by surface form."""

    text: str


@dataclass(frozen=True, slots=True)
class Dates:
    """Documents published from *first* to *last*, both days included, in UTC; None leaves an end open.

    Undated documents never match, not even with both ends open.
    """

    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class And:
    """Documents that match every child (two or more, none of them an And)."""

    children: tuple["Query", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Documents that match at least one child (two or more, none of them an Or)."""

    children: tuple["Query", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Documents that do not match *child* (never a Not)."""

    child: "Query"


Query: TypeAlias = Everything | Word | Phrase | Prefix | FacetValue | Author | Dates | And | Or | Not
