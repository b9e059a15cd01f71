"""Which documents a resolved query matches, and with what score."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import assert_never

from index.analysis import Token, facet_key
from index.engines.memory.corpus import Corpus, Read
from index.query import Dates, Everything, FacetValue
from index.resolve import (
    PREFIX_LIMIT,
    All,
    AtLeastOne,
    AuthorWords,
    Except,
    Resolved,
    ResolvedPhrase,
    ResolvedPrefix,
    ResolvedTerms,
)
from index.schema import NONE_VALUE
from index.scoring import term_score

Leaf = ResolvedTerms | ResolvedPhrase | ResolvedPrefix


@dataclass(frozen=True)
class Matcher:
    """Evaluates resolved queries over one corpus, for one search; what it remembers dies with it."""

    corpus: Corpus
    _matching: dict[Resolved, frozenset[str]] = field(default_factory=dict)
    _frequencies: dict[Leaf, Mapping[str, int]] = field(default_factory=dict)
    _under: dict[str, frozenset[str]] = field(default_factory=dict)

    def matching(self, query: Resolved) -> frozenset[str]:
        """Return the ids of the documents that match *query*."""
        if query not in self._matching:
            self._matching[query] = self._evaluate(query)
        return self._matching[query]

    def score(self, query: Resolved, identity: str) -> float:
        """Return the score of a document that matches *query*.

        Shape: the scores of its parts added one after the other, in the order
        of the query; a group is added up before it is added.
        """
        match query:
            case ResolvedTerms() | ResolvedPhrase() | ResolvedPrefix():
                return self._term_score(query, identity)
            case All(children) | AtLeastOne(children):
                total = 0.0
                for child in children:
                    if identity in self.matching(child):
                        total += self.score(child, identity)
                return total
            case _:
                return 0.0

    def places(self, leaf: Leaf, tokens: tuple[Token, ...]) -> list[int]:
        """Return the positions in *tokens*, a title or a body, at which a term occurs; a phrase, where it begins."""
        match leaf:
            case ResolvedTerms(forms):
                return [token.position for token in tokens if token.stem in forms]
            case ResolvedPrefix(prefix):
                words = self._words_under(prefix)
                return [token.position for token in tokens if token.surface in words]
            case ResolvedPhrase(slots):
                starts = range(len(tokens) - len(slots) + 1)
                return [at for at in starts if all(tokens[at + i].surface in slot for i, slot in enumerate(slots))]

    def frequencies(self, leaf: Leaf) -> Mapping[str, int]:
        """Return how often a term occurs, weighted, in every document that it matches, by id."""
        if leaf not in self._frequencies:
            counts = {each.document.id: self._weighted_count(leaf, each) for each in self.corpus}
            self._frequencies[leaf] = {identity: count for identity, count in counts.items() if count}
        return self._frequencies[leaf]

    def _evaluate(self, query: Resolved) -> frozenset[str]:
        match query:
            case Everything():
                return self.corpus.ids
            case ResolvedTerms() | ResolvedPhrase() | ResolvedPrefix():
                return frozenset(self.frequencies(query))
            case FacetValue(name, text):
                return self._carrying(name, text)
            case AuthorWords(words):
                return frozenset(each.document.id for each in self.corpus if words <= each.author)
            case Dates():
                return frozenset(each.document.id for each in self.corpus if is_within(each, query))
            case All(children):
                return frozenset.intersection(*map(self.matching, children))
            case AtLeastOne(children):
                return frozenset.union(*map(self.matching, children))
            case Except(child):
                return self.corpus.ids - self.matching(child)
            case _:
                assert_never(query)

    def _term_score(self, leaf: Leaf, identity: str) -> float:
        frequencies = self.frequencies(leaf)
        return term_score(
            float(frequencies[identity]),
            float(self.corpus.length(self.corpus.read[identity])),
            documents=len(self.corpus.read),
            df=len(frequencies),
            average_length=self.corpus.average_length,
            schema=self.corpus.schema,
        )

    def _weighted_count(self, leaf: Leaf, read: Read) -> int:
        return self.corpus.weighted(len(self.places(leaf, read.title)), len(self.places(leaf, read.body)), leaf.zone)

    def _words_under(self, prefix: str) -> frozenset[str]:
        if prefix not in self._under:
            words = {token.surface for each in self.corpus for token in (*each.title, *each.body)}
            # Code points sort as their UTF-8 bytes do.
            self._under[prefix] = frozenset(sorted(word for word in words if word.startswith(prefix))[:PREFIX_LIMIT])
        return self._under[prefix]

    def _carrying(self, name: str, text: str) -> frozenset[str]:
        if text == NONE_VALUE:
            values = frozenset({NONE_VALUE}) if name in self.corpus.schema.missing else frozenset()
        else:
            key = facet_key(text)
            labels = self.corpus.labels(name).items() if name in self.corpus.schema.facets else ()
            values = frozenset(value for value, label in labels if key in (facet_key(value), facet_key(label)))
        return frozenset(each.document.id for each in self.corpus if carries(each, name, values))


def carries(read: Read, field: str, values: frozenset[str]) -> bool:
    """Whether a document carries any of *values*, ``_none`` standing for no value at all."""
    carried = read.values(field)
    return bool(carried & values) or (NONE_VALUE in values and not carried)


def is_within(read: Read, dates: Dates) -> bool:
    """Whether a document was published within *dates*; undated ones never were."""
    day = read.day
    if day is None:
        return False
    return (dates.first is None or dates.first <= day) and (dates.last is None or day <= dates.last)
