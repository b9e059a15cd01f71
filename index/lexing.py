"""What a visitor typed → a flat list of tokens; accepts every string there is.

One scan by one expression, each alternative of which looks at a character at
most twice, so the time is linear whatever was typed. Nothing is dropped here:
whether a parenthesis has a partner is for `index.parse` to find out.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

MAX_CHARACTERS = 512

FIELDS = ("title", "body", "tag", "org", "author", "source", "lang", "date")
"""What may stand before a colon."""

OPERATORS = frozenset({"AND", "OR", "NOT"})


class Kind(Enum):
    """What a token is."""

    WORD = "word"
    QUOTED = "quoted"
    OPEN = "("
    CLOSE = ")"
    OPERATOR = "operator"
    STRAY = "stray"
    """A quotation mark without a partner."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of what was typed."""

    kind: Kind
    raw: str
    """As typed, for the list of what was left out."""

    text: str = ""
    """The word, the words between quotation marks, or the operator; spaces single."""

    field: str = ""
    """One of `FIELDS`, or empty."""

    is_excluded: bool = False


def gate(typed: str) -> tuple[str, bool]:
    """Return *typed* as the parser reads it, and whether it had to be cut.

    Shape: at most `MAX_CHARACTERS`, in NFC; without control characters,
    lone surrogates and marks that reorder text; quotation marks of every kind
    are ``"``; single spaces between words and none around. Cut after a whole
    word where there is one. Applying it twice changes nothing.
    """
    text = " ".join(_UNWANTED.sub("", _SPACES.sub(" ", typed.translate(_QUOTES))).split())
    # Cut before normalizing too: sorting a long run of combining marks takes more than linear time.
    normal = unicodedata.normalize("NFC", text[: MAX_CHARACTERS + 1])
    if len(text) <= MAX_CHARACTERS and len(normal) <= MAX_CHARACTERS:
        return normal, False
    head, space, _ = normal[: MAX_CHARACTERS + 1].rpartition(" ")
    return (head if space else normal[:MAX_CHARACTERS]).rstrip(), True


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of *text*, which has passed the gate."""
    for match in _TOKEN.finditer(text):
        raw = match.group()
        kind = str(match.lastgroup)
        if kind == "quoted":
            yield Token(Kind.QUOTED, raw, " ".join(match["words"].split()), _field(match["f1"]), bool(match["not1"]))
        elif kind == "group":
            yield Token(Kind.OPEN, raw, field=_field(match["f2"]), is_excluded=bool(match["not2"]))
        elif kind == "mark":
            yield Token(_MARKS[raw], raw)
        elif raw in OPERATORS:
            yield Token(Kind.OPERATOR, raw, raw)
        else:
            yield _word(raw)


def _field(typed: str | None) -> str:
    return typed.lower() if typed else ""


def _word(raw: str) -> Token:
    # A single dash excludes; more of them, or stars in front, are decoration.
    bare = raw.lstrip("-*")
    is_excluded = raw.startswith("-") and len(raw) - len(bare) == 1
    match = _FIELDED.match(bare)
    field, text = (_field(match[1]), bare[match.end() :]) if match else ("", bare)
    return Token(Kind.WORD, raw, text, field, is_excluded)


_QUOTES = {ord(mark): '"' for mark in "“”„‟«»＂"}

_SPACES = re.compile(r"[\t-\r\x1c-\x1f\x85\u2028\u2029]")

# Controls, lone surrogates, and the marks that override the direction of what stands around them.
_UNWANTED = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")

_NAMES = "|".join(FIELDS)

_FIELDED = re.compile(rf"({_NAMES}):(?=.)", re.ASCII | re.IGNORECASE)

_MARKS = {"(": Kind.OPEN, ")": Kind.CLOSE, '"': Kind.STRAY}

# A phrase or a prefixed group begins a word: 5" pipe 3" hose holds no phrase. The last
# named group that closes in each alternative names it, which is what `lastgroup` tells.
_TOKEN = re.compile(
    rf"""
      (?P<quoted> (?<![^\ ()"]) (?P<not1>-)? (?:(?P<f1>{_NAMES}):)? "(?P<words>[^"]*)" )
    | (?P<group>  (?<![^\ ()"]) (?P<not2>-)? (?:(?P<f2>{_NAMES}):)? \( )
    | (?P<mark>   [()"] )
    | (?P<word>   [^\ ()"]+ )
    """,
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
