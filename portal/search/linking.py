"""Linking: the addresses one step away from a search, written without building each search first."""

from bisect import bisect_left
from typing import NamedTuple

from portal.search.state import PLACES, Refinement, SearchState, query_string, quoted

Fields = tuple[tuple[str, str], ...]

_DATES = ("from", "to", "date")


class Around(NamedTuple):
    """What stands before and after a quoted value in the address that picks it, and in the one that leaves it out."""

    picking: tuple[str, str]
    leaving_out: tuple[str, str]


class Linking:
    """Where the links of a page lead: the search they change, and the address it lies under.

    A page has some ninety links that differ from its own address in one
    parameter; what they share is encoded once.
    """

    def __init__(self, state: SearchState, path: str = "/search", own: Fields = ()) -> None:
        """*own* are parameters of this page alone, carried along."""
        self.state = state
        self.path = path
        self.own = own
        fields = state.at_page(1).fields()
        self._keys = [key for key, _ in fields]
        self._places = [(PLACES[key], value) for key, value in fields if key in PLACES]
        self._pairs = [query_string((one,)) for one in (*fields, *own)]
        self._around: dict[str, tuple[str, str]] = {}
        dated = sum(key in _DATES for key in self._keys)
        self._around_dates = self._split(len(self._places), len(self._places) + dated)

    def to(self, state: SearchState) -> str:
        """Return the address of *state* on this page."""
        return address(state, self.path, self.own)

    def picking(self, one: Refinement) -> str:
        """Return the address narrowed by *one*, which is not in force yet."""
        return self._joined_by(one.field, one.value)

    def leaving_out(self, one: Refinement) -> str:
        """Return the address without what *one* would find; it is not in force yet."""
        return self._joined_by(f"-{one.field}", one.value)

    def around(self, field: str) -> Around | None:
        """Return what stands around a value of *field* in the addresses of `picking` and `leaving_out`.

        None where a value of it is in force: then it depends on the value.
        """
        excluded = f"-{field}"
        if field in self._keys or excluded in self._keys:
            return None
        picked, left_out = (self._split(place, place) for place in map(self._place_of, (field, excluded)))
        return Around((f"{picked[0]}{field}=", picked[1]), (f"{left_out[0]}{excluded}=", left_out[1]))

    def during(self, period: str) -> str:
        """Return the address for this year, month or day alone."""
        before, after = self._around_dates
        return f"{before}from={period}&to={period}{after}"

    def at_page(self, number: int) -> str:
        """Return the address of another page of this search."""
        place = self._keys.index("limit") if "limit" in self._keys else len(self._keys)
        if number == 1:
            return self.to(self.state.at_page(1))
        before, after = self._split(place, place)
        return f"{before}page={number}{after}"

    def all_values(self, field: str) -> str:
        """Return the address of the page with every value of *field*."""
        query = "&".join(self._pairs[: len(self._pairs) - len(self.own)])
        path = f"/search/facets/{field}"
        return f"{path}?{query}" if query else path

    def _joined_by(self, key: str, value: str) -> str:
        around = self._around.get(key)
        if around is None:
            place = self._place_of(key, value)
            around = self._split(place, place)
            if key not in self._keys:  # else the place depends on the value
                self._around[key] = around
        return f"{around[0]}{key}={quoted(value)}{around[1]}"

    def _place_of(self, key: str, value: str = "") -> int:
        return bisect_left(self._places, (PLACES[key], value))

    def _split(self, start: int, end: int) -> tuple[str, str]:
        """Return what stands before and after parameters that take the places from *start* to *end*."""
        before = "".join([f"{pair}&" for pair in self._pairs[:start]])
        return f"{self.path}?{before}", "".join([f"&{pair}" for pair in self._pairs[end:]])


def address(state: SearchState, path: str, own: Fields) -> str:
    """Return the canonical address of *state* under *path*, *own* parameters last."""
    href = state.href(path)
    if not own:
        return href
    return f"{href}{'&' if '?' in href else '?'}{query_string(own)}"
