"""SearchState → SearchResponse: what a search means on the way to the engine and back."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from index import DateUnit, Engine, Facet, Group, Hit, Match, SearchRequest, SearchResponse, Sort
from index.analysis import surfaces
from index.parse import Parsed, parse_query
from index.query import And, FacetValue, Not, Or, Phrase, Prefix, Query, Word
from portal.search.asking import NOTHING, Counting, request_of
from portal.search.meaning import TRIES, Meanings
from portal.search.names import NO_NAMES, Names
from portal.search.state import MAX_PAGE, Refinement, SearchState
from portal.search.vocabulary import Vocabulary

logger = logging.getLogger(__name__)

MAX_WAYS_OUT = 6
"""Searches tried for an empty result."""

LEAST_OF_A_WORD = 3
"""Letters of a word that is only begun, before titles are looked through for it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A search and what came of it."""

    asked: SearchState
    """With the values that its names have by now."""

    state: SearchState
    """What was searched in the end, and links build on: ``match=any`` when relaxed, the last page when cut back."""

    parsed: Parsed
    response: SearchResponse
    sort: Sort
    """The order of the hits, also where it was not said."""

    is_relaxed: bool

    @property
    def address(self) -> SearchState:
        """The search whose address this answer has: as asked, a relaxed one too, so that a reload says so again."""
        return self.asked.at_page(self.state.page) if self.is_cut_back else self.asked

    @property
    def units(self) -> int:
        """How many things are paged through: stories when grouped, else articles."""
        return self.response.stories if self.state.group is Group.STORY else self.response.total

    @property
    def page_count(self) -> int:
        """How many pages there are; 1 when nothing was found."""
        return page_count(self.units, self.state.limit)

    @property
    def is_cut_back(self) -> bool:
        """Say whether a page past the end was asked for."""
        return self.asked.page != self.state.page


@dataclass(frozen=True, slots=True)
class WayOut:
    """A wider search that does find something."""

    state: SearchState
    total: int
    dropped: Refinement | None = None
    """The refinement that stood in the way; ``date`` with an empty value for the dates."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A facet value with what goes together with it."""

    answer: Answer
    refinement: Refinement
    label: str
    companions: Mapping[str, Facet]
    """Counts among its articles, by field; its own value among them."""

    vocabulary: Vocabulary


class SearchService:
    """Asks one engine what visitors and programs want to know.

    Every method may raise `EngineUnavailable`.

    Names that were merged lead to what they were merged into; whenever that
    happens, an answer is as before or as after it: see `portal.search.meaning`.
    """

    def __init__(self, engine: Engine, today: Callable[[], date], names: Names = NO_NAMES) -> None:
        self._engine = engine
        self._today = today
        self.names = names
        self._meanings = Meanings(engine, names)

    def version(self) -> str:
        """Return what answers depend on besides the request: the index's version, and today's date."""
        return f"{self._engine.stats().version}/{self._today().isoformat()}"

    def article_count(self) -> int:
        """Return how many articles can be found."""
        return self._engine.stats().documents

    def answer(self, state: SearchState, counting: Counting = NOTHING, *, cuts_back: bool = True) -> Answer:
        """Search for *state*, relaxed when its text alone finds nothing.

        A page past the end becomes the last one where *cuts_back*; else it has no hits.

        Raises:
            InvalidCursor: ``state.after`` belongs to another search.
        """
        answer = self._settled(state, lambda now, parsed: self._answer(now, parsed, counting, cuts_back=cuts_back))
        _log(answer)
        return answer

    def total(self, state: SearchState) -> int:
        """Return how many articles *state* finds, never relaxed."""
        alone = replace(state, limit=0, page=1)
        return self._settled(alone, lambda now, parsed: self._ask(now, now, parsed, NOTHING)).response.total

    def resolved(self, state: SearchState) -> SearchState:
        """Return *state* with the values that its names have by now."""
        return self._meanings.resolved(state)

    def leads_to(self, refinement: Refinement) -> Refinement | None:
        """Return where the page of a value that no article carries has gone; None where it has not."""
        return self._meanings.leads_to(refinement)

    def vocabulary(self) -> Vocabulary:
        """Return every facet value with its count; kept until the index changes."""
        return self._meanings.vocabulary()

    def ways_out(self, state: SearchState) -> tuple[WayOut, ...]:
        """Return wider searches that find something: without one filter, with any word, without filters, everything."""
        start = state.at_page(1)
        tries: list[tuple[SearchState, Refinement | None]] = []
        if state.has_dates:
            tries.append((start.without_field("date"), Refinement("date", "")))
        tries += ((start.without(one), one) for one in sorted(state.refinements | state.exclusions))
        tries = tries[: MAX_WAYS_OUT - 2]
        if state.text and state.match is not Match.ANY:
            tries.append((start.matching(Match.ANY), None))
        if state.text and state.filter_count > 1:
            tries.append((start.cleared(), None))
        tries.append((SearchState(limit=state.limit, group=state.group), None))
        found = (WayOut(wider, self.total(wider), dropped) for wider, dropped in tries if wider != state)
        return tuple(way for way in found if way.total)

    def topic(self, refinement: Refinement, *, limit: int, companions: int = 100, label: str = "") -> Topic | None:
        """Return a facet value with its newest articles and what goes with it; None when nothing carries it.

        With a *label*, a value that nothing carries is called so.
        """
        topic = None
        for _ in range(TRIES):
            version = self._engine.stats().version
            topic = self._topic(refinement, limit, companions, label)
            if self._engine.stats().version == version:
                break
        return topic

    def titles(self, typed: str, limit: int) -> tuple[Hit, ...]:
        """Return articles whose title has all words of *typed*, the last of them perhaps only begun; best first."""
        *whole, last = surfaces(typed) or ("",)
        if len(last) < LEAST_OF_A_WORD:
            return ()
        words: tuple[Query, ...] = (*(Word(word, "title") for word in whole), Prefix(last, "title"))
        query = And(words) if whole else words[0]
        request = SearchRequest(query=query, group=Group.STORY, size=limit, facets=(), snippets=False)
        return self._engine.search(request).hits

    def _topic(self, refinement: Refinement, limit: int, companions: int, called: str) -> Topic | None:
        vocabulary = self.vocabulary()
        label = vocabulary.label(refinement.field, refinement.value) or called
        if not label:
            return None
        state = SearchState(refinements=frozenset({refinement}), limit=limit)
        others = tuple(name for name in ("tag", "org") if name != refinement.field)
        counting = Counting(fields=(*others, "date"), values=companions, unit=DateUnit.MONTH)
        answer = self._ask(state, state, parse_query("", today=self._today()), counting)
        _log(answer)
        counted = {name: answer.response.facet(name) for name in others}
        # A facet leaves its own picks out of account, so the companions of its own kind need a query instead.
        among = SearchRequest(
            query=FacetValue(*refinement),
            sort=Sort.NEWEST,
            size=0,
            facets=(refinement.field,),
            facet_size=companions,
        )
        counted[refinement.field] = self._engine.search(among).facet(refinement.field)
        return Topic(answer, refinement, label, counted, vocabulary)

    def _settled(self, state: SearchState, ask: Callable[[SearchState, Parsed], Answer]) -> Answer:
        return self._meanings.settled(state, parse_query(state.text, today=self._today()), ask)

    def _answer(self, state: SearchState, parsed: Parsed, counting: Counting, *, cuts_back: bool) -> Answer:
        answer = self._ask(state, state, parsed, counting)
        if answer.response.total == 0 and _may_relax(state, parsed):
            relaxed = self._ask(state, replace(state, match=Match.ANY), parsed, counting)
            if relaxed.response.total:
                answer = replace(relaxed, is_relaxed=True)
        is_past_end = counting.hits and not answer.response.hits and answer.response.total and state.page > 1
        if cuts_back and is_past_end:
            last = answer.state.at_page(answer.page_count)
            answer = replace(self._ask(state, last, parsed, counting), is_relaxed=answer.is_relaxed)
        return answer

    def _ask(self, asked: SearchState, state: SearchState, parsed: Parsed, counting: Counting) -> Answer:
        sort = state.sort or (Sort.RELEVANCE if _scores(parsed.query) else Sort.NEWEST)
        response = self._engine.search(request_of(state, parsed.query, sort, counting))
        if state.undated and any(facet.field == "date" for facet in response.facets):
            response = self._with_dates_uncut(response, state, parsed, counting)
        return Answer(asked, state, parsed, response, sort, is_relaxed=False)

    def _with_dates_uncut(
        self, response: SearchResponse, state: SearchState, parsed: Parsed, counting: Counting
    ) -> SearchResponse:
        # "Without a date" is a pick of the date facet, yet part of the query for the engine:
        # the facet is counted once more, without it.
        uncut = replace(state, undated=False, limit=0, page=1, after=None)
        request = request_of(uncut, parsed.query, Sort.NEWEST, replace(counting, fields=("date",)))
        counted = self._engine.search(request).facet("date")
        facets = tuple(counted if facet.field == "date" else facet for facet in response.facets)
        return replace(response, facets=facets)


def page_count(units: int, limit: int) -> int:
    """Return how many pages of *limit* hold *units*: 1 at least, and no more than can be asked for."""
    return min(max(-(-units // limit), 1), MAX_PAGE) if limit else 1


def _log(answer: Answer) -> None:
    # What a visitor typed may be personal: it is written down only while somebody debugs.
    if not logger.isEnabledFor(logging.INFO):
        return
    response = answer.response
    fields = {
        "total": response.total,
        "took_ms": round(response.took * 1000, 1),
        "facets": len(response.facets),
        "refinements": answer.state.filter_count,
        "relaxed": answer.is_relaxed,
    }
    logger.info("search.answered", extra=fields)
    logger.debug("search.asked", extra={"text": answer.state.text})


def _may_relax(state: SearchState, parsed: Parsed) -> bool:
    return (
        state.match is None
        and not state.is_narrowed
        and state.after is None
        and isinstance(parsed.query, And)
        and sum(not isinstance(child, Not) for child in parsed.query.children) > 1
    )


def _scores(query: Query) -> bool:
    match query:
        case Word() | Phrase() | Prefix():
            return True
        case And(children) | Or(children):
            return any(_scores(child) for child in children)
        case _:
            return False
