"""SearchResponse → ResultsPage: labels, counts, links and sentences, all decided here."""

from index import DateUnit, Group, Match, Sort
from portal.search import sentences
from portal.search.asking import Counting
from portal.search.date_views import bars, date_facet_view, dates_label, timeline
from portal.search.facet_views import LISTED, dom_id, facet_view, labels_of
from portal.search.hits import hit_view
from portal.search.linking import Linking
from portal.search.page import Chip, LinkView, OfferView, ResultsPage, SortView
from portal.search.pager import pager
from portal.search.sentences import Labels
from portal.search.service import Answer, WayOut
from portal.search.state import SearchState
from portal.search.words import FIELD_LABELS, counted, number

COUNTING = Counting(values=LISTED, unit=DateUnit.MONTH)
"""What `results_page` needs counted."""

_SORT_LABELS = {Sort.RELEVANCE: "Best match", Sort.NEWEST: "Newest first", Sort.OLDEST: "Oldest first"}


def results_page(
    answer: Answer,
    *,
    ignored: tuple[str, ...] = (),
    ways_out: tuple[WayOut, ...] = (),
    offer: OfferView | None = None,
) -> ResultsPage:
    """Return everything a results page shows.

    *answer* was counted as `COUNTING` says; *ignored* are sentences about the
    address, *ways_out* wider searches for an empty result, *offer* the
    organization whose name was typed.
    """
    state, response = answer.state, answer.response
    labels = labels_of(response.facets)
    linking = Linking(state)
    times = timeline(response.facet("date"))
    return ResultsPage(
        text=state.text,
        title=sentences.title(answer, labels),
        status=sentences.status(answer, labels),
        interpretation=sentences.interpretation(answer),
        notices=sentences.notices(answer, ignored),
        strict_href=answer.asked.matching(Match.ALL).href() if answer.is_relaxed else None,
        total=response.total,
        total_text=number(response.total),
        stories=response.stories,
        took_ms=round(response.took * 1000, 1),
        hits=tuple(hit_view(hit) for hit in response.hits),
        facets=tuple(
            date_facet_view(times, linking) if facet.field == "date" else facet_view(facet, linking)
            for facet in response.facets
        ),
        bars=bars(times, linking),
        chips=chips(state, labels),
        clear_all_href=state.cleared().href() if state.is_narrowed else None,
        sorts=_sorts(answer),
        pager=pager(state.page, answer.page_count, linking.at_page),
        group_toggle=_group_toggle(answer),
        suggestions=tuple(_suggestion(way, state, labels) for way in ways_out),
        canonical_href=answer.address.href(),
        json_href=state.href("/search.json", group_default=Group.NONE),
        hidden_fields=hidden_fields(state),
        filter_count=state.filter_count,
        offer=offer,
    )


def chips(state: SearchState, labels: Labels) -> tuple[Chip, ...]:
    """Return one chip for each refinement in force: picked, left out, then the dates."""
    found = [
        _chip(f"{FIELD_LABELS[one.field]}: {sentences.label(one, labels)}", one, state.without(one).href())
        for one in sentences.in_order(state.refinements)
    ]
    found += (
        _chip(f"Not: {sentences.label(one, labels)}", one, state.without(one).href(), excluded=True)
        for one in sentences.in_order(state.exclusions)
    )
    if state.has_dates:
        words = sentences.capitalized(dates_label(state))
        plain = f"{FIELD_LABELS['date']}: {words}" if state.first == state.last and state.first else words
        found.append(_chip(plain, ("date",), state.without_field("date").href()))
    return tuple(found)


def hidden_fields(state: SearchState) -> tuple[tuple[str, str], ...]:
    """Return what a search form carries along besides ``q``: everything but the place in the list."""
    fields = state.at_page(1).fields()
    return tuple((key, value) for key, value in fields if key not in ("q", "match"))


def _chip(label: str, parts: tuple[str, ...], href: str, *, excluded: bool = False) -> Chip:
    kind = "chip-not" if excluded else "chip"
    return Chip(dom_id(kind, *parts), label, f"Remove filter: {label}", href, excluded)


def _sorts(answer: Answer) -> tuple[SortView, ...]:
    offered = (sort for sort in Sort if sort is not Sort.RELEVANCE or answer.state.text)
    return tuple(
        SortView(_SORT_LABELS[sort], answer.state.sorted_by(sort).href(), sort is answer.sort) for sort in offered
    )


def _group_toggle(answer: Answer) -> LinkView | None:
    response, state = answer.response, answer.state
    if response.total == response.stories:
        return None
    if state.group is Group.STORY:
        return LinkView(f"Show all {counted(response.total, 'article')}", state.grouped(Group.NONE).href())
    return LinkView(
        f"Show {counted(response.stories, 'story', 'stories')}, each once", state.grouped(Group.STORY).href()
    )


def _suggestion(way: WayOut, state: SearchState, labels: Labels) -> LinkView:
    return LinkView(f"{_way_in_words(way, state, labels)} ({counted(way.total, 'article')})", way.state.href())


def _way_in_words(way: WayOut, state: SearchState, labels: Labels) -> str:
    if way.dropped is not None and way.dropped.field == "date":
        return f"Without the filter {dates_label(state)}"
    if way.dropped is not None:
        kind = "Not" if way.dropped in state.exclusions else FIELD_LABELS[way.dropped.field]
        return f"Without the filter {kind}: {sentences.label(way.dropped, labels)}"
    if way.state.match is not None and way.state.match is not state.match:
        return "With any of the words"
    return "Without any filter" if way.state.text else "Everything"
