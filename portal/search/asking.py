"""SearchState → SearchRequest: a search as an engine takes it; a pure function."""

from dataclasses import dataclass

from index import Dates, DateUnit, Match, SearchRequest, Sort
from index.query import And, Everything, Not, Query
from portal.search import dates
from portal.search.state import Refinement, SearchState


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """Which facets to count along with a search, and how finely."""

    fields: tuple[str, ...] | None = None
    """None counts all, () none."""

    values: int | None = 50
    """Values listed per facet besides the picked ones; None lists all."""

    unit: DateUnit = DateUnit.YEAR
    hits: bool = True
    """False asks for counts alone."""


NOTHING = Counting(fields=())


def request_of(state: SearchState, query: Query, sort: Sort, counting: Counting) -> SearchRequest:
    """Return what an engine is asked for *state*, whose text was read as *query*."""
    return SearchRequest(
        query=_joined(query, Not(Dates())) if state.undated else query,
        match=state.match or Match.ALL,
        refinements=_by_field(state.refinements),
        exclusions=_by_field(state.exclusions),
        dates=_dates(state),
        sort=sort,
        group=state.group,
        size=state.limit if counting.hits else 0,
        offset=(state.page - 1) * state.limit,
        after=state.after,
        facets=counting.fields,
        facet_size=counting.values,
        date_unit=counting.unit,
    )


def _by_field(refinements: frozenset[Refinement]) -> dict[str, frozenset[str]]:
    values: dict[str, set[str]] = {}
    for one in refinements:
        values.setdefault(one.field, set()).add(one.value)
    return {name: frozenset(found) for name, found in values.items()}


def _dates(state: SearchState) -> Dates | None:
    if not (state.first or state.last):
        return None
    return Dates(
        dates.first_day(state.first) if state.first else None,
        dates.last_day(state.last) if state.last else None,
    )


def _joined(query: Query, condition: Query) -> Query:
    match query:
        case Everything():
            return condition
        case And(children):
            return And((*children, condition))
        case _:
            return And((query, condition))
