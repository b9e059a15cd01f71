"""SearchState: what a visitor has asked for so far; the only place a search URL is built.

Reading an address lies in `portal.search.reading`; writing one is canonical:
equal states give equal addresses.
"""

import re
from dataclasses import dataclass, replace
from typing import NamedTuple, Self
from urllib.parse import quote_plus

from index import Group, Match, Schema, Sort
from portal.search import dates

FIELDS = Schema().facets
"""Facet fields with values in the address, in the order of the page; ``date`` has ``from`` and ``to`` instead."""

PLACES = {key: place for place, key in enumerate(("q", *(sign + field for field in FIELDS for sign in ("", "-"))))}
"""The order of the parameters that an address begins with; equal ones follow their values."""

DEFAULT_LIMIT = 10
MAX_LIMIT = 100
MAX_PAGE = 10_000
MAX_TEXT = 1_024
"""Longer than the parser reads (512), so that the page can still say what was left out."""

MAX_VALUE = 200

_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class Refinement(NamedTuple):
    """A facet value that the visitor has picked, or left out."""

    field: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchState:
    """What the visitor has asked for so far.

    Every method returns another state. Changing what is asked for, or its
    order, starts again from the first hit.
    """

    text: str = ""
    """As typed; control characters and lone surrogates become blanks, and blanks are evened out."""

    refinements: frozenset[Refinement] = frozenset()
    exclusions: frozenset[Refinement] = frozenset()

    first: str | None = None
    """The earliest year, month or day, as ``dates.is_period`` has it; included."""

    last: str | None = None
    undated: bool = False
    """Only articles without a date; never together with *first* or *last*."""

    match: Match | None = None
    """None where it was not said: every word, unless nothing matches. Always None without text."""

    sort: Sort | None = None
    """None is the default: by relevance with text, newest first without."""

    group: Group = Group.STORY
    page: int = 1
    limit: int = DEFAULT_LIMIT
    after: str | None = None
    """An opaque cursor, for programs; *page* is 1 with it."""

    def __post_init__(self) -> None:
        text = clean(self.text, MAX_TEXT)
        put = object.__setattr__
        if text != self.text:
            put(self, "text", text)
        if not text and self.match is not None:
            put(self, "match", None)
        if self.sort is (Sort.RELEVANCE if text else Sort.NEWEST) or (not text and self.sort is Sort.RELEVANCE):
            put(self, "sort", None)
        if self.undated and (self.first or self.last):
            put(self, "undated", False)
        if self.after is not None and self.page != 1:
            put(self, "page", 1)

    @property
    def is_narrowed(self) -> bool:
        """Say whether anything but the text narrows this search."""
        return bool(self.refinements or self.exclusions or self.has_dates)

    @property
    def has_dates(self) -> bool:
        """Say whether the date facet has a pick."""
        return bool(self.first or self.last or self.undated)

    @property
    def filter_count(self) -> int:
        """How many refinements are in force; the ends of one range of dates count once."""
        return len(self.refinements) + len(self.exclusions) + self.has_dates

    def with_text(self, text: str) -> Self:
        """Return this search for other words."""
        return replace(self, text=text, page=1, after=None)

    def refined_by(self, refinement: Refinement) -> Self:
        """Return this search narrowed by *refinement*."""
        return replace(
            self,
            refinements=self.refinements | {refinement},
            exclusions=self.exclusions - {refinement},
            page=1,
            after=None,
        )

    def excluding(self, refinement: Refinement) -> Self:
        """Return this search with every article left out that *refinement* would find."""
        return replace(
            self,
            refinements=self.refinements - {refinement},
            exclusions=self.exclusions | {refinement},
            page=1,
            after=None,
        )

    def without(self, refinement: Refinement) -> Self:
        """Return this search with *refinement* neither picked nor left out."""
        return replace(
            self,
            refinements=self.refinements - {refinement},
            exclusions=self.exclusions - {refinement},
            page=1,
            after=None,
        )

    def without_field(self, field: str) -> Self:
        """Return this search without any pick or exclusion of *field*, which may be ``date``."""
        if field == "date":
            return self.between(None, None)
        return replace(
            self,
            refinements=frozenset(one for one in self.refinements if one.field != field),
            exclusions=frozenset(one for one in self.exclusions if one.field != field),
            page=1,
            after=None,
        )

    def between(self, first: str | None, last: str | None) -> Self:
        """Return this search from *first* to *last*, both included; None leaves an end open.

        The ends change places where the earlier one comes last.
        """
        if first and last and dates.first_day(first) > dates.last_day(last):
            first, last = last, first
        return replace(self, first=first, last=last, undated=False, page=1, after=None)

    def only_undated(self) -> Self:
        """Return this search among the articles without a date."""
        return replace(self, first=None, last=None, undated=True, page=1, after=None)

    def cleared(self) -> Self:
        """Return this search with its text alone."""
        return replace(
            self,
            refinements=frozenset(),
            exclusions=frozenset(),
            first=None,
            last=None,
            undated=False,
            page=1,
            after=None,
        )

    def matching(self, match: Match | None) -> Self:
        """Return this search with *match* said outright."""
        return replace(self, match=match, page=1, after=None)

    def sorted_by(self, sort: Sort) -> Self:
        """Return this search in another order."""
        return replace(self, sort=sort, page=1, after=None)

    def grouped(self, group: Group) -> Self:
        """Return this search with stories shown once, or each of their articles."""
        return replace(self, group=group, page=1, after=None)

    def at_page(self, page: int) -> Self:
        """Return another page of this search."""
        return replace(self, page=page, after=None)

    def continued(self, cursor: str) -> Self:
        """Return what follows *cursor*."""
        return replace(self, page=1, after=cursor)

    def values(self, field: str) -> tuple[str, ...]:
        """Return the picked values of *field*, sorted."""
        return tuple(sorted(one.value for one in self.refinements if one.field == field))

    def excluded_values(self, field: str) -> tuple[str, ...]:
        """Return the values of *field* left out, sorted."""
        return tuple(sorted(one.value for one in self.exclusions if one.field == field))

    def fields(self, *, group_default: Group = Group.STORY) -> tuple[tuple[str, str], ...]:
        """Return the parameters of the canonical address, in order, defaults left out."""
        found = [("q", self.text)] if self.text else []
        if self.refinements or self.exclusions:
            picked: list[tuple[str, str]] = [*self.refinements]
            picked += ((f"-{field}", value) for field, value in self.exclusions)
            found += sorted(picked, key=lambda one: (PLACES[one[0]], one[1]))
        rest = (
            ("from", self.first),
            ("to", self.last),
            ("date", "_none" if self.undated else None),
            ("match", self.match),
            ("sort", self.sort),
            ("group", self.group if self.group is not group_default else None),
            ("page", str(self.page) if self.page != 1 else None),
            ("limit", str(self.limit) if self.limit != DEFAULT_LIMIT else None),
            ("cursor", self.after),
        )
        found += ((key, str(value)) for key, value in rest if value)
        return tuple(found)

    def to_query_string(self, *, group_default: Group = Group.STORY) -> str:
        """Return the canonical query string: equal states give equal strings. Empty for the search of everything."""
        return query_string(self.fields(group_default=group_default))

    def href(self, path: str = "/search", *, group_default: Group = Group.STORY) -> str:
        """Return the canonical, relative address of this search."""
        query = self.to_query_string(group_default=group_default)
        return f"{path}?{query}" if query else path


def query_string(fields: tuple[tuple[str, str], ...]) -> str:
    """Return *fields* as ``application/x-www-form-urlencoded``."""
    return "&".join([f"{key}={quoted(value)}" for key, value in fields])


def quoted(value: str) -> str:
    """Return *value* as ``application/x-www-form-urlencoded`` has it."""
    # Nearly all are slugs, dates and plain words: nothing to quote, and this is cheaper to see than to do.
    return value if value.isascii() and value.replace("-", "").isalnum() else quote_plus(value)


def clean(text: str, limit: int) -> str:
    """Return *text* as an address can carry it: no control characters or lone surrogates, blanks evened out.

    Shape: at most *limit* characters. Applying it twice changes nothing.
    """
    if not text.isprintable():
        text = _ODD.sub(" ", text)
    return " ".join(text.split())[:limit].rstrip()
