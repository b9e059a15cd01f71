"""What a visitor typed → a query tree; accepts every string there is.

The language, for people, is in docs/search-semantics.md. OR joins what stands
left and right of it, more tightly than a space does.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from index.dates import parse_dates
from index.lexing import FIELDS, MAX_CHARACTERS, OPERATORS, Kind, Token, gate, tokens
from index.query import And, Author, Everything, FacetValue, Not, Or, Phrase, Prefix, Query, Word, Zone
from index.text import MAX_DEPTH, to_text

MAX_WORDS = 64
MIN_PREFIX_LETTERS = 3

TOO_LONG = f"everything after {MAX_CHARACTERS} characters"
TOO_MANY = f"everything after {MAX_WORDS} words"
TOO_DEEP = f"parentheses deeper than {MAX_DEPTH} levels"


@dataclass(frozen=True, slots=True)
class Parsed:
    """What became of what was typed."""

    query: Query

    text: str
    """The canonical text: it parses to the same query, and prints as itself."""

    ignored: tuple[str, ...]
    """What was left out, or taken otherwise than it looks, each once: as it was typed, or a limit in words."""


def parse_query(text: str, *, today: date) -> Parsed:
    """Return the query that *text* asks for; *today* (UTC) anchors ``date:P2W/``.

    Shape: accepts every string, in time linear in its length, without
    recursion. Nothing is an error: what is odd is taken literally or left out,
    and listed. The tree has the normal form that `index.query` describes.
    """
    typed, was_cut = gate(text)
    parser = _Parser(today)
    query = parser.parse(list(tokens(typed)))
    if was_cut:
        parser.ignore(TOO_LONG)
    return Parsed(query, to_text(query), tuple(parser.ignored))


@dataclass(slots=True)
class _Group:
    """An open parenthesis, or the whole text: clauses that all hold, each one or more choices joined by OR."""

    scope: str = ""
    """The field that stood before the parenthesis; words inside belong to it."""

    is_excluded: bool = False
    clauses: list[list[Query]] = field(default_factory=list)
    awaits_choice: bool = False
    awaits_excluded: bool = False

    def add(self, query: Query, *, is_excluded: bool) -> None:
        member = _negated(query) if is_excluded != self.awaits_excluded else query
        if self.awaits_choice:
            self.clauses[-1].append(member)
        else:
            self.clauses.append([member])
        self.skip()

    def skip(self) -> None:
        """Let the operators in force go: what they stood before is done with."""
        self.awaits_choice = self.awaits_excluded = False

    def query(self) -> Query | None:
        """Return what the group asks; None when it holds nothing."""
        return _joined(And, (_joined(Or, choices) for choices in self.clauses))


class _Parser:
    """One pass over the tokens; open groups lie on a stack."""

    def __init__(self, today: date) -> None:
        self.ignored: dict[str, None] = {}
        self._today = today
        self._groups = [_Group()]
        self._words_left = MAX_WORDS
        # The canonical text can be longer than what was typed (title:(a b) is title:a title:b) and has to be
        # readable too, so its length is counted as it grows, each leaf with the space after it.
        self._characters_left = MAX_CHARACTERS + 1

    def ignore(self, what: str) -> None:
        self.ignored[what] = None

    def parse(self, typed: list[Token]) -> Query:
        for token in self._readable(typed):
            match token.kind:
                case Kind.OPEN:
                    self._characters_left -= len("()") + token.is_excluded
                    self._groups.append(_Group(token.field or self._groups[-1].scope, token.is_excluded))
                case Kind.CLOSE:
                    self._close()
                case Kind.OPERATOR:
                    self._operate(token.text)
                case _ if not self._add(token):
                    break
        while len(self._groups) > 1:
            self._close()
        return self._finished(self._groups[0]) or Everything()

    def _readable(self, typed: list[Token]) -> Iterator[Token]:
        """Yield the tokens without unpaired marks and without groups that lie too deep."""
        paired = _paired(typed)
        depth = 0
        for at, token in enumerate(typed):
            if token.kind is Kind.STRAY or (token.kind in _PARENTHESES and at not in paired):
                self.ignore(token.raw)
                continue
            depth += token.kind is Kind.OPEN
            if depth <= MAX_DEPTH:
                yield token
            elif token.kind is Kind.OPEN:
                self.ignore(TOO_DEEP)
                self._groups[-1].skip()
            depth -= token.kind is Kind.CLOSE

    def _close(self) -> None:
        group = self._groups.pop()
        query = self._finished(group)
        if query is None:
            self.ignore("()")
            self._groups[-1].skip()
        else:
            self._groups[-1].add(query, is_excluded=group.is_excluded)

    def _finished(self, group: _Group) -> Query | None:
        if group.awaits_choice:
            self.ignore("OR")
        if group.awaits_excluded:
            self.ignore("NOT")
        return group.query()

    def _operate(self, operator: str) -> None:
        group = self._groups[-1]
        if operator == "NOT":
            self._characters_left -= len("-")
            group.awaits_excluded = not group.awaits_excluded
        elif not group.clauses or group.awaits_choice or group.awaits_excluded:
            self.ignore(operator)
        elif operator == "OR":
            self._characters_left -= len("OR ")
            group.awaits_choice = True

    def _add(self, token: Token) -> bool:
        """Take a word or a phrase into the innermost group; False when there is no room for more."""
        words = token.text.split(" ")
        if len(words) > self._words_left:
            self.ignore(TOO_MANY)
        if not self._words_left:
            return False
        leaf = self._leaf(token, " ".join(words[: self._words_left]))
        if leaf is None:
            self._groups[-1].skip()
            return True
        self._words_left -= min(len(words), self._words_left)
        self._characters_left -= len(to_text(leaf)) + len(" ") + token.is_excluded
        if self._characters_left < 0:
            self.ignore(TOO_LONG)
            return False
        self._groups[-1].add(leaf, is_excluded=token.is_excluded)
        return True

    def _leaf(self, token: Token, text: str) -> Query | None:
        field_name = token.field or self._groups[-1].scope
        if field_name == "date":
            dates = parse_dates(text, today=self._today)
            if dates is None:
                self.ignore(token.raw)
            return dates
        if not any(map(str.isalnum, text)):
            if not _is_punctuation(token.raw):
                self.ignore(token.raw)
            return None
        if field_name == "author":
            return Author(text)
        if field_name in _FACETS:
            return FacetValue(field_name, text)
        zone = cast("Zone", field_name or "text")
        return Phrase(text, zone) if token.kind is Kind.QUOTED else self._word(token, text, zone)

    def _word(self, token: Token, text: str, zone: Zone) -> Word | Prefix:
        base = text.rstrip("*")
        is_prefix = base != text and base[-1].isalnum() and sum(map(str.isalnum, base)) >= MIN_PREFIX_LETTERS
        if "*" in base or token.raw.startswith(("*", "-*")) or (base != text and not is_prefix):
            self.ignore(token.raw)
        if is_prefix:
            return Prefix(base, zone)
        if unknown := _UNKNOWN_FIELD.match(base):
            self.ignore(unknown[0])
        return Word(base.lower() if base in OPERATORS else base, zone)


_PARENTHESES = (Kind.OPEN, Kind.CLOSE)

_FACETS = frozenset(FIELDS) - {"title", "body", "author", "date"}

# "ILO: new brief" and "https://ilo.org" ask for no field; "site:ilo.org" and "tag: ILO" did.
_UNKNOWN_FIELD = re.compile(rf"[^\W\d_]+:(?=[^/])|(?:{'|'.join(FIELDS)}):", re.IGNORECASE | re.ASCII)


def _paired(typed: list[Token]) -> frozenset[int]:
    opened: list[int] = []
    paired: set[int] = set()
    for at, token in enumerate(typed):
        if token.kind is Kind.OPEN:
            opened.append(at)
        elif token.kind is Kind.CLOSE and opened:
            paired |= {opened.pop(), at}
    return frozenset(paired)


def _negated(query: Query) -> Query:
    return query.child if isinstance(query, Not) else Not(query)


def _joined(kind: type[And] | type[Or], children: Iterable[Query | None]) -> Query | None:
    members: list[Query] = []
    for child in children:
        if isinstance(child, kind):
            members.extend(child.children)
        elif child is not None:
            members.append(child)
    if len(members) < 2:
        return members[0] if members else None
    return kind(tuple(members))


def _is_punctuation(text: str) -> bool:
    """Whether leaving *text* out goes without saying: a dash between words, but no star and no emoji."""
    return "*" not in text and all(unicodedata.category(character)[0] in "PZM" for character in text)
