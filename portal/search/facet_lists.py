"""All values of one facet, paged and searchable: ``/search/facets/<field>``."""

from collections.abc import Mapping
from dataclasses import replace

from index import NONE_VALUE, DateUnit, Facet
from portal.search import sentences
from portal.search.asking import Counting
from portal.search.date_views import date_facet_view, timeline
from portal.search.facet_views import facet_view, value_label
from portal.search.linking import Linking, address
from portal.search.names import NOTHING_CALLED, Book, Called
from portal.search.page import FacetPage, FacetView, SortView
from portal.search.pager import pager
from portal.search.present import hidden_fields
from portal.search.service import Answer, page_count
from portal.search.state import SearchState
from portal.search.words import FIELD_LABELS, FIELD_PLURALS, counted, folded, shortened

PER_PAGE = 60

BY_NAME = "name"


def counting(field: str) -> Counting:
    """Return what `facet_page` needs counted."""
    return Counting(fields=(field,), values=None, unit=DateUnit.MONTH, hits=False)


def facet_page(
    answer: Answer, field: str, *, find: str, order: str, page: int, book: Book = NOTHING_CALLED
) -> FacetPage:
    """Return one page of the values of *field* whose labels, or other names in *book*, contain *find*.

    *order* is ``name``, or anything else for the most frequent first. A page
    past the end is the last.
    """
    state = answer.state
    facet = answer.response.facet(field)
    named = book.containing(find)
    listed = facet if field == "date" else _ordered(_found(facet, find, named), order)
    last = 1 if field == "date" else page_count(len(listed.values), PER_PAGE)
    page = min(page, last)
    path = f"/search/facets/{field}"
    own = _own_fields(find, order)
    linking = Linking(state, path, own)
    shown = listed.values[(page - 1) * PER_PAGE : page * PER_PAGE]
    view = (
        date_facet_view(timeline(facet), linking, listed=None)
        if field == "date"
        else facet_view(replace(listed, values=shown, total_values=0), linking, listed=None)
    )
    return FacetPage(
        facet=_saying_why(view, find, named),
        find=find,
        title=_title(state, field),
        status=_status(len(view.choices) if field == "date" else len(listed.values), field, find),
        results_href=answer.asked.href(),
        sorts=_orders(state, path, find, order) if field != "date" else (),
        pager=pager(page, last, lambda number: facet_href(state, field, find=find, order=order, page=number)),
        hidden_fields=(*hidden_text(state), *hidden_fields(state), *_own_fields("", order)),
        canonical_href=facet_href(answer.asked, field, find=find, order=order, page=page),
    )


def facet_href(state: SearchState, field: str, *, find: str, order: str, page: int) -> str:
    """Return the canonical address of one page of the values of *field* within *state*."""
    fields = (*_own_fields(find, order), *_page_field(page))
    return address(state, f"/search/facets/{field}", fields)


def hidden_text(state: SearchState) -> tuple[tuple[str, str], ...]:
    """Return the words and how they match, for a form whose box is not the search box."""
    return tuple((key, value) for key, value in state.fields() if key in ("q", "match"))


def _found(facet: Facet, find: str, named: Mapping[str, Called]) -> Facet:
    wanted = folded(find)
    if not wanted:
        return facet
    values = tuple(one for one in facet.values if one.value in named or wanted in folded(value_label(facet.field, one)))
    return replace(facet, values=values)


def _saying_why(view: FacetView, find: str, named: Mapping[str, Called]) -> FacetView:
    """Return *view* with the other name of each value that was found by one."""
    wanted = folded(find)
    if not named:
        return view
    choices = tuple(
        one._replace(found_by=named[one.value].name) if one.value in named and wanted not in folded(one.label) else one
        for one in view.choices
    )
    return replace(view, choices=choices)


def _ordered(facet: Facet, order: str) -> Facet:
    values = list(facet.values)
    if order == BY_NAME:
        values.sort(key=lambda one: (one.value == NONE_VALUE, folded(value_label(facet.field, one)), one.value))
    values.sort(key=lambda one: (not one.selected, not one.excluded))  # stable: picked ones come to the first page
    return replace(facet, values=tuple(values))


def _title(state: SearchState, field: str) -> str:
    name = FIELD_PLURALS[field]
    if state.text:
        return f"{sentences.capitalized(name)} in articles for {shortened(state.text, sentences.TITLE_TEXT)}"
    return f"{sentences.capitalized(name)} in this selection" if state.is_narrowed else f"All {name}"


def _status(count: int, field: str, find: str) -> str:
    found = counted(count, FIELD_LABELS[field].lower(), FIELD_PLURALS[field])
    return f"{found} with “{find}”" if find else found


def _orders(state: SearchState, path: str, find: str, order: str) -> tuple[SortView, ...]:
    offered = (("Most articles", ""), ("By name", BY_NAME))
    return tuple(
        SortView(label, address(state, path, _own_fields(find, value)), value == order) for label, value in offered
    )


def _own_fields(find: str, order: str) -> tuple[tuple[str, str], ...]:
    return tuple((key, value) for key, value in (("find", find), ("order", order)) if value)


def _page_field(page: int) -> tuple[tuple[str, str], ...]:
    return (("page", str(page)),) if page > 1 else ()
