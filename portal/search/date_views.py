"""The date facet: years that open into months, and the histogram above the list."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from index import NONE_VALUE, Facet
from portal.search import dates
from portal.search.facet_views import LISTED, dom_id
from portal.search.linking import Linking
from portal.search.page import Bar, Choice, FacetView
from portal.search.state import SearchState
from portal.search.words import FIELD_LABELS, NONE_LABELS, number

MAX_BARS = 60
MONTHS_UP_TO = MAX_BARS
"""A span of at most this many months is drawn in months, a longer one in years."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """A ``date`` facet that was counted in months."""

    months: Mapping[str, int]
    """Oldest first; empty ones are left out."""

    years: Mapping[str, int]
    """The same, added up: every article has one date."""

    undated: int


def timeline(facet: Facet) -> Timeline:
    """Return the months and years of a ``date`` facet that was counted in months."""
    months = {one.value: one.count for one in facet.values}
    undated = months.pop(NONE_VALUE, 0)
    years: dict[str, int] = {}
    for year, of_year in groupby(months, dates.year_of):
        years[year] = sum([months[month] for month in of_year])
    return Timeline(months, years, undated)


def date_facet_view(times: Timeline, linking: Linking, *, listed: int | None = LISTED) -> FacetView:
    """Return the ``date`` facet: years newest first, the months of a picked year beneath it."""
    state = linking.state
    years = dict(times.years)
    picked_year = _common_year(state)
    if picked_year:
        years.setdefault(picked_year, 0)  # a picked value stays listed; the engine leaves empty periods out
    most = max(years.values(), default=0)
    newest_first = sorted(years, reverse=True)
    shown = newest_first if listed is None else newest_first[:listed]
    if picked_year and picked_year not in shown:
        shown = [*shown, picked_year]
    choices = [_year(year, years[year], most, times.months, linking) for year in shown]
    if times.undated or state.undated:
        choices.append(_undated(times.undated, most, linking))
    hides_some = len(shown) < len(years)
    return FacetView(
        field="date",
        label=FIELD_LABELS["date"],
        choices=tuple(choices),
        more_href=linking.all_values("date") if hides_some else None,
        more_text=f"Show all {number(len(years))} years" if hides_some else "",
        has_picks=state.has_dates,
        clear_href=linking.to(state.without_field("date")) if state.has_dates else None,
    )


def bars(times: Timeline, linking: Linking) -> tuple[Bar, ...]:
    """Return the histogram of *times*, oldest first, empty periods included.

    Shape: at most 60 bars, or none when fewer than two periods hold
    anything. Months of the picked year, else months of a short span, else years.
    """
    periods = _periods(times.months, linking.state)
    by_period = times.months if periods and len(periods[0]) == 7 else times.years
    counts = [by_period.get(period, 0) for period in periods]
    if sum(count > 0 for count in counts) < 2:
        return ()
    tallest = max(counts)
    return tuple(_bar(period, count, tallest, linking) for period, count in zip(periods, counts, strict=True))


def dates_label(state: SearchState) -> str:
    """Return the dates in force in words: ``March 2026``, ``from 2025 to March 2026``, ``without a date``."""
    if state.undated:
        return "without a date"
    first, last = state.first, state.last
    if first and first == last:
        return dates.date_words(first)
    return " ".join(
        f"{word} {dates.date_words(end)}" for word, end in (("from", first), ("to" if first else "until", last)) if end
    )


def period_is_picked(state: SearchState, period: str) -> bool:
    """Say whether *state* asks for exactly this year, month or day."""
    return state.first == period == state.last


def toggled(state: SearchState, period: str) -> SearchState:
    """Return *state* for this period alone, or without dates where it was picked."""
    return state.without_field("date") if period_is_picked(state, period) else state.between(period, period)


def _year(year: str, count: int, most: int, months: Mapping[str, int], linking: Linking) -> Choice:
    children: tuple[Choice, ...] = ()
    if year == _common_year(linking.state):
        of_year = {month: count for month, count in months.items() if dates.year_of(month) == year}
        if (first := linking.state.first) and first == linking.state.last and len(first) >= len("2026-03"):
            of_year.setdefault(dates.month_of(first), 0)
        tallest = max(of_year.values(), default=0)
        children = tuple(_period(month, of_year[month], tallest, linking) for month in sorted(of_year, reverse=True))
    return _period(year, count, most, linking, children)


def _period(period: str, count: int, most: int, linking: Linking, children: tuple[Choice, ...] = ()) -> Choice:
    return Choice(
        dom_id=dom_id("facet", "date", period),
        value=period,
        label=dates.date_words(period),
        count=count,
        count_text=number(count),
        share=count / most if most else 0.0,
        selected=period_is_picked(linking.state, period),
        excluded=False,
        href=_href(period, linking),
        exclude_href=None,
        children=children,
    )


def _undated(count: int, most: int, linking: Linking) -> Choice:
    state = linking.state
    return Choice(
        dom_id=dom_id("facet", "date", "none"),
        value=NONE_VALUE,
        label=NONE_LABELS["date"],
        count=count,
        count_text=number(count),
        share=min(count / most, 1.0) if most else 0.0,
        selected=state.undated,
        excluded=False,
        href=linking.to(state.without_field("date") if state.undated else state.only_undated()),
        exclude_href=None,
    )


def _href(period: str, linking: Linking) -> str:
    picked = period_is_picked(linking.state, period)
    return linking.to(linking.state.without_field("date")) if picked else linking.during(period)


def _bar(period: str, count: int, tallest: int, linking: Linking) -> Bar:
    return Bar(
        label=dates.date_words(period),
        count=count,
        count_text=number(count),
        height=count / tallest,
        href=_href(period, linking) if count else "",
        selected=period_is_picked(linking.state, period),
    )


def _common_year(state: SearchState) -> str | None:
    if not (state.first and state.last):
        return None
    year = dates.year_of(state.first)
    return year if year == dates.year_of(state.last) else None


def _periods(months: Mapping[str, int], state: SearchState) -> list[str]:
    if year := _common_year(state):
        return [f"{year}-{month:02}" for month in range(1, 13)]
    if not months:
        return []
    first, last = min(months), max(months)
    if dates.months_between(first, last) > MONTHS_UP_TO:
        first_year, last_year = int(first[:4]), int(last[:4])
        return [f"{year:04}" for year in range(max(first_year, last_year - MAX_BARS + 1), last_year + 1)]
    periods = [last]
    while periods[-1] > first:
        periods.append(dates.month_before(periods[-1]))
    return periods[::-1]
