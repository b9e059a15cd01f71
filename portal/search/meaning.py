"""What a search means by now: names that were merged lead to what they were merged into, all at once.

A name leads elsewhere only while the index no longer knows it and knows what
it leads to. The index changes all articles of a merge in one commit, so that
every answer is as before or as after it, never half.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple, TypeVar

from index import NONE_VALUE, Engine
from index.parse import Parsed
from index.query import FacetValue
from portal.articles.naming import slug
from portal.search.moving import moved_query, names_any
from portal.search.names import KINDS, Names
from portal.search.state import Refinement, SearchState
from portal.search.vocabulary import Vocabulary, read_vocabulary

TRIES = 10
"""Of one search, while the names in it come to mean something else between looking and searching."""

NAMED = frozenset(KINDS)

_Answer = TypeVar("_Answer")


class _Meant(NamedTuple):
    """What a search means while the index has this version."""

    version: str
    state: SearchState
    parsed: Parsed


class Meanings:
    """What the values in a search mean, looked up in the index, and in the authority file where that is newer."""

    def __init__(self, engine: Engine, names: Names) -> None:
        self._engine = engine
        self._names = names
        self._vocabulary: tuple[str, Vocabulary] | None = None

    def vocabulary(self) -> Vocabulary:
        """Return every facet value with its count; kept until the index changes."""
        version = self._engine.stats().version
        known = self._vocabulary
        if known is None or known[0] != version:
            known = (version, read_vocabulary(self._engine))
            self._vocabulary = known
        return known[1]

    def resolved(self, state: SearchState) -> SearchState:
        """Return *state* with the values that its names have by now."""
        if not _picks_names(state):
            return state
        vocabulary = self.vocabulary()
        unknown = [
            one for one in state.refinements | state.exclusions if one.field in NAMED and not vocabulary.has(one)
        ]
        redirects = {field: self._names.redirects(field) for field in {one.field for one in unknown}}
        moves = {
            one: Refinement(one.field, target)
            for one in unknown
            if (target := redirects[one.field].get(one.value)) and target in vocabulary.counts[one.field]
        }
        if not moves:
            return state
        excluded = frozenset(moves.get(one, one) for one in state.exclusions)
        picked = frozenset(moves.get(one, one) for one in state.refinements)
        return replace(state, refinements=picked - excluded, exclusions=excluded)

    def leads_to(self, refinement: Refinement) -> Refinement | None:
        """Return where the page of a value that no article carries has gone; None where it has not.

        What it leads to may be an entry of the authority file without articles.
        """
        if refinement.field not in NAMED or self.vocabulary().has(refinement):
            return None
        target = self._names.redirects(refinement.field).get(refinement.value)
        return Refinement(refinement.field, target) if target else None

    def settled(self, state: SearchState, parsed: Parsed, ask: Callable[[SearchState, Parsed], _Answer]) -> _Answer:
        """Return what *ask* answers to *state*, whose text was *parsed*, with what its names mean meanwhile."""
        if not (_picks_names(state) or names_any(parsed.query, NAMED)):
            return ask(state, parsed)
        meant = self._meant(state, parsed)
        answer = ask(meant.state, meant.parsed)
        for _ in range(TRIES):
            if self._engine.stats().version == meant.version:
                break
            before, meant = meant, self._meant(state, parsed)
            if (before.state, before.parsed) == (meant.state, meant.parsed):
                break  # articles came and went; the names in it mean what they did
            answer = ask(meant.state, meant.parsed)
        return answer

    def _meant(self, state: SearchState, parsed: Parsed) -> _Meant:
        version = self._engine.stats().version  # before names are looked up, so that no later one goes unnoticed
        query = moved_query(parsed.query, self._moved) if names_any(parsed.query, NAMED) else parsed.query
        return _Meant(version, self.resolved(state), replace(parsed, query=query))

    def _moved(self, value: FacetValue) -> FacetValue:
        vocabulary = self.vocabulary()
        if value.field not in NAMED or value.text == NONE_VALUE or vocabulary.is_called(value.field, value.text):
            return value
        target = self._names.redirects(value.field).get(slug(value.text))
        return FacetValue(value.field, target) if target and target in vocabulary.counts[value.field] else value


def _picks_names(state: SearchState) -> bool:
    return any(one.field in NAMED for one in state.refinements | state.exclusions)
