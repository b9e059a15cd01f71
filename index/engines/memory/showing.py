"""What is shown of a hit: its title and a snippet, with the words that were searched for marked."""

from collections.abc import Iterator, Sequence
from itertools import dropwhile

from index.analysis import Token, spans_two
from index.engines.memory.corpus import Read
from index.engines.memory.matching import Leaf, Matcher
from index.query import Zone
from index.resolve import All, AtLeastOne, Resolved, ResolvedPhrase, ResolvedPrefix, ResolvedTerms
from index.response import Piece
from index.snippets import snippet, whole, window_start

Pieces = tuple[Piece, ...]


def leaves_of(query: Resolved) -> Sequence[Leaf]:
    """Return the terms of *query* that score, in order."""
    match query:
        case ResolvedTerms() | ResolvedPhrase() | ResolvedPrefix():
            return [query]
        case All(children) | AtLeastOne(children):
            return [leaf for child in children for leaf in leaves_of(child)]
        case _:
            return []


def pieces(read: Read, leaves: Sequence[Leaf], matcher: Matcher) -> tuple[Pieces, Pieces]:
    """Return title and snippet of a hit."""
    in_title = _marked(leaves, read.title, "title", matcher)
    in_body = _marked(leaves, read.body, "body", matcher)
    start = window_start(in_body)
    window = dropwhile(lambda token: token.position < start, read.body)
    title = whole(read.document.title, read.title, in_title)
    return title, snippet(read.document.body, window, in_body)


def _marked(leaves: Sequence[Leaf], tokens: tuple[Token, ...], zone: Zone, matcher: Matcher) -> dict[int, int]:
    """Return the positions to mark, each with the number of the first term that matches there."""
    marked: dict[int, int] = {}
    for number, leaf in enumerate(leaves):
        if leaf.zone in ("text", zone):
            for place in matcher.places(leaf, tokens):
                for position in _covered(leaf, tokens[place]):
                    marked.setdefault(position, number)
    return marked


def _covered(leaf: Leaf, token: Token) -> Iterator[int]:
    match leaf:
        case ResolvedPhrase(slots):
            yield from range(token.position, token.position + len(slots))
        case ResolvedTerms() if spans_two(token.stem):
            yield from (token.position, token.position + 1)
        case _:
            yield token.position
