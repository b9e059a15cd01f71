"""SearchRequest: what may be asked of an engine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from index.errors import InvalidRequest
from index.query import Dates, Everything, Query
from index.schema import NONE_VALUE, Schema


class Sort(StrEnum):
    """The order of hits; ties always go by ascending document id."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    """Undated documents come last in both orders by date."""


class Match(StrEnum):
    """How many of the words, phrases and groups at the top of the query must be there."""

    ALL = "all"
    ANY = "any"


class Group(StrEnum):
    """Whether articles of one story are shown once or each."""

    NONE = "none"
    STORY = "story"


class DateUnit(StrEnum):
    """How finely the ``date`` facet is counted."""

    YEAR = "year"
    MONTH = "month"
    WEEK = "week"
    DAY = "day"


_EVERYTHING = Everything()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """Everything one search can ask."""

    query: Query = _EVERYTHING
    match: Match = Match.ALL

    refinements: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Picked values by facet field: any of them within a field, all fields together.

    ``_none`` where the schema allows it.
    """

    exclusions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Values by facet field that no hit carries."""

    dates: Dates | None = None
    """The refinement of the ``date`` facet."""

    sort: Sort = Sort.RELEVANCE
    group: Group = Group.NONE

    size: int = 10
    """Hits wanted, 0 or more; 0 asks for counts alone."""

    offset: int = 0
    """Hits (stories, when grouped) skipped from the front; only without *after*."""

    after: str | None = None
    """A cursor from ``SearchResponse.next`` of the same search.

    Same query, match, refinements, exclusions, dates, sort and group.
    """

    facets: tuple[str, ...] | None = None
    """Fields to count, in the order wanted in the answer; None counts all of the schema, () none."""

    facet_size: int | None = 50
    """Values listed per facet besides picked and excluded ones; None lists all. The ``date`` facet is always whole."""

    date_unit: DateUnit = DateUnit.YEAR

    snippets: bool = True
    """False leaves ``Hit.title`` as one unmatched piece and ``Hit.snippet`` empty: exports need neither."""


def check_request(request: SearchRequest, schema: Schema) -> None:
    """Raise unless *schema* offers everything that *request* asks for; every engine calls it first.

    Raises:
        InvalidRequest: a refinement, exclusion or facet names a field that the
            schema has not, ``_none`` is asked of a field without it, size,
            offset or facet_size is negative, or a cursor comes with an offset.
    """
    for name, values in (*request.refinements.items(), *request.exclusions.items()):
        if name not in schema.facets:
            raise InvalidRequest(f"refinement field {name!r}: expected one of {', '.join(schema.facets)}")
        if NONE_VALUE in values and name not in schema.missing:
            raise InvalidRequest(
                f"{name}={NONE_VALUE}: only {', '.join(schema.missing)} can be asked for without any value"
            )
    for name in request.facets or ():
        if name not in schema.all_facets:
            raise InvalidRequest(f"facet {name!r}: expected one of {', '.join(schema.all_facets)}")
    for name, number in (("size", request.size), ("offset", request.offset), ("facet_size", request.facet_size or 0)):
        if number < 0:
            raise InvalidRequest(f"{name}={number}: expected 0 or more")
    if request.after is not None and request.offset:
        raise InvalidRequest("a cursor and an offset exclude each other: leave one out")
