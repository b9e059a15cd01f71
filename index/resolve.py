"""From a query tree to terms: what the words of a query are in the languages of an index.

A pure function of the tree and of the languages held, so that every engine
evaluates the same thing. What is looked up per index (facet values, words
under a prefix) stays for the engine.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from index.analysis import analyze, primary_language, surfaces
from index.query import And, Author, Dates, Everything, FacetValue, Not, Or, Phrase, Prefix, Query, Word, Zone
from index.request import Match
from index.spelling import spellings
from index.stopwords import STOP_WORDS


@dataclass(frozen=True, slots=True)
class ResolvedTerms:
    """Documents with any of these stem keys: to scoring, one term."""

    forms: frozenset[str]
    zone: Zone = "text"


@dataclass(frozen=True, slots=True)
class ResolvedPhrase:
    """Documents with these surface forms at successive positions of one field; each slot takes any of its spellings."""

    slots: tuple[frozenset[str], ...]
    zone: Zone = "text"


@dataclass(frozen=True, slots=True)
class ResolvedPrefix:
    """Documents with a surface form that begins with *prefix* (the first 200 of them in code point order): one term."""

    prefix: str
    zone: Zone = "text"


PREFIX_LIMIT = 200
"""Surface forms that a prefix stands for at most; the first in the order of their UTF-8 bytes."""


@dataclass(frozen=True, slots=True)
class AuthorWords:
    """Documents whose author has all of these surface forms."""

    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class All:
    """Documents that every child matches."""

    children: tuple["Resolved", ...]


@dataclass(frozen=True, slots=True)
class AtLeastOne:
    """Documents that some child matches; the score sums those that do."""

    children: tuple["Resolved", ...]


@dataclass(frozen=True, slots=True)
class Except:
    """Documents that *child* does not match; never scores."""

    child: "Resolved"


Resolved: TypeAlias = (
    Everything
    | ResolvedTerms
    | ResolvedPhrase
    | ResolvedPrefix
    | FacetValue
    | AuthorWords
    | Dates
    | All
    | AtLeastOne
    | Except
)

SCORING = (ResolvedTerms, ResolvedPhrase, ResolvedPrefix)
"""The leaves that score, each as one term, summed in the order of the tree; never below an `Except`."""


def resolve(query: Query, *, match: Match = Match.ALL, languages: Mapping[str, int]) -> Resolved:
    """Return what *query* asks in terms of an index.

    Shape: *languages* counts the live documents by language as written; all
    of them, whatever is refined, so that a language's count keeps its promise
    (docs/decisions/0015). Words that hold nothing to search for (``!!!``) are
    left out; where nothing is left, the result is `Everything`.
    """
    stemmers = frozenset(primary_language(language) for language in languages) or frozenset({""})
    context = _Context(stemmers, _stop_words(query, languages))
    clauses = query.children if isinstance(query, And) else (query,)
    parts = [part for clause in _without_stop_words(clauses, context) for part in _parts(clause, context)]
    if match is Match.ANY:
        asked = [part for part in parts if _is_text(part)]
        held = [part for part in parts if not _is_text(part)]
        return _all([*_some(asked), *held])
    return _all(parts)


@dataclass(frozen=True, slots=True)
class _Context:
    stemmers: frozenset[str]
    stop_words: frozenset[str]

    def words(self, text: str) -> list[tuple[str, frozenset[str]]]:
        """Return surface form and stem keys, one per stemmer, for each position of *text*."""
        by_stemmer = [analyze(text, stemmer) for stemmer in self.stemmers]
        return [
            (tokens[0].surface, frozenset(token.stem for token in tokens if token.stem))
            for tokens in zip(*by_stemmer, strict=True)
        ]


def _stop_words(query: Query, languages: Mapping[str, int]) -> frozenset[str]:
    """The stop words of the index's main language, and of any that owns two words of the query."""
    by_stemmer: Counter[str] = Counter()
    for language, count in languages.items():
        by_stemmer[primary_language(language)] += count
    if not by_stemmer:
        return frozenset()
    if len(by_stemmer) == 1:
        return STOP_WORDS.get(next(iter(by_stemmer)), frozenset())
    words = {word for text in _words(query) for word in surfaces(text)}
    main = min(by_stemmer, key=lambda language: (-by_stemmer[language], language))
    chosen = {main} | {language for language in by_stemmer if len(words & STOP_WORDS.get(language, frozenset())) > 1}
    return frozenset().union(*(STOP_WORDS.get(language, frozenset()) for language in chosen))


def _words(query: Query) -> list[str]:
    match query:
        case Word(text):
            return [text]
        case And(children) | Or(children):
            return [text for child in children for text in _words(child)]
        case _:
            return []


def _without_stop_words(clauses: tuple[Query, ...], context: _Context) -> tuple[Query, ...]:
    """Drop words that are stop words while something else to look for remains in this And."""
    kept = tuple(clause for clause in clauses if not _is_stop_word(clause, context))
    return kept if any(_looks_for_text(clause) for clause in kept) else clauses


def _is_stop_word(clause: Query, context: _Context) -> bool:
    return isinstance(clause, Word) and all(word in context.stop_words for word in surfaces(clause.text))


def _looks_for_text(query: Query) -> bool:
    match query:
        case Word(text) | Phrase(text) | Prefix(text):
            return bool(surfaces(text))
        case And(children) | Or(children):
            return any(_looks_for_text(child) for child in children)
        case _:
            return False


def _parts(query: Query, context: _Context) -> list[Resolved]:
    """What stands in an All for *query*: nothing, itself, or the several words that it holds."""
    match query:
        case Word(text, zone):
            return _word_parts(context.words(text), zone, context)
        case Prefix(text, zone):
            return _prefix_parts(context.words(text), zone, context)
        case Phrase(text, zone):
            return _phrase(text, zone)
        case Author(text):
            return [AuthorWords(frozenset(surfaces(text)))] if surfaces(text) else []
        case And(children):
            kept = _without_stop_words(children, context)
            parts = [part for child in kept for part in _parts(child, context)]
            return [_all(parts)] if parts else []
        case Or(children):
            groups = [_parts(child, context) for child in children]
            return _some([_all(group) for group in groups if group])
        case Not(child):
            excluded = _excluded(child, context)
            return [Except(_all(excluded))] if excluded else []
        case _:
            return [query]


def _excluded(child: Query, context: _Context) -> list[Resolved]:
    """A word of several parts is excluded only where they stand together; everything else by what it matches."""
    parts = _parts(child, context)
    if isinstance(child, Word) and len(parts) > 1:
        return _phrase(child.text, child.zone)
    return parts


def _word_parts(words: list[tuple[str, frozenset[str]]], zone: Zone, context: _Context) -> list[Resolved]:
    if len(words) == 1 and not words[0][1]:
        # One character of a script without spaces begins no bigram, but stands there as a surface form.
        return [ResolvedPhrase((frozenset({words[0][0]}),), zone)]
    terms = [(surface, forms) for surface, forms in words if forms]
    kept = [(surface, forms) for surface, forms in terms if surface not in context.stop_words] or terms
    return [ResolvedTerms(forms, zone) for _, forms in kept]


def _prefix_parts(words: list[tuple[str, frozenset[str]]], zone: Zone, context: _Context) -> list[Resolved]:
    if not words:
        return []
    before = _word_parts(words[:-1], zone, context) if len(words) > 1 else []
    return [*before, ResolvedPrefix(words[-1][0], zone)]


def _phrase(text: str, zone: Zone) -> list[Resolved]:
    slots = tuple(spellings(surface) for surface in surfaces(text))
    return [ResolvedPhrase(slots, zone)] if slots else []


def _is_text(part: Resolved) -> bool:
    match part:
        case All(children) | AtLeastOne(children):
            return any(_is_text(child) for child in children)
        case _:
            return isinstance(part, SCORING)


def _all(parts: list[Resolved]) -> Resolved:
    if not parts:
        return Everything()
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _some(parts: list[Resolved]) -> list[Resolved]:
    if len(parts) < 2:
        return parts
    return [AtLeastOne(tuple(parts))]


def leaves(resolved: Resolved) -> list[ResolvedTerms | ResolvedPhrase | ResolvedPrefix]:
    """Return the scoring leaves in the order of the tree; a hit is highlighted by them, each under its number."""
    match resolved:
        case All(children) | AtLeastOne(children):
            return [leaf for child in children for leaf in leaves(child)]
        case ResolvedTerms() | ResolvedPhrase() | ResolvedPrefix():
            return [resolved]
        case _:
            return []
