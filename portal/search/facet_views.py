"""Facet → FacetView: the values of a facet as links that pick, un-pick and leave out."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from index import NONE_VALUE, Facet, FacetCount
from portal.search.linking import Linking
from portal.search.page import Choice, FacetView
from portal.search.state import Refinement, quoted
from portal.search.words import FIELD_LABELS, NONE_LABELS, language_name, number

LISTED = 8
"""Values a rail shows besides the picked ones."""

_PLAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_NOT_IN_IDS = re.compile(r"[^a-z0-9-]+")


def facet_view(facet: Facet, linking: Linking, *, listed: int | None = LISTED) -> FacetView:
    """Return *facet* for a rail: picked values first, then left-out ones, then the most frequent."""
    state = linking.state
    most = max((one.count for one in facet.values), default=0)
    picked = [one for one in facet.values if one.selected]
    excluded = [one for one in facet.values if one.excluded and not one.selected]
    others = [one for one in facet.values if not (one.selected or one.excluded)]
    none = [one for one in others if one.value == NONE_VALUE]
    ranked = [one for one in others if one.value != NONE_VALUE]
    shown = [*picked, *excluded, *(ranked if listed is None else ranked[:listed]), *none]
    hides_some = facet.total_values > sum(one.value != NONE_VALUE for one in shown)
    has_picks = bool(picked or excluded)
    return FacetView(
        field=facet.field,
        label=FIELD_LABELS[facet.field],
        choices=_choices(facet.field, shown, linking, most),
        more_href=linking.all_values(facet.field) if hides_some else None,
        more_text=f"Show all {number(facet.total_values)}" if hides_some else "",
        has_picks=has_picks,
        clear_href=linking.to(state.without_field(facet.field)) if has_picks else None,
    )


def _choices(field: str, shown: Sequence[FacetCount], linking: Linking, most: int) -> tuple[Choice, ...]:
    around = linking.around(field)
    if around is None:
        return tuple([choice(field, one, linking, most) for one in shown])
    # None of them is in force: what their addresses share is known, and the rest is written here at once.
    (before, after), (before_not, after_not) = around
    made: list[Choice] = []
    for one in shown:
        value, _, count, _, _ = one
        name = quoted(value)
        leaving_out = f"{before_not}{name}{after_not}" if value != NONE_VALUE else None
        made.append(
            Choice(
                dom_id("facet", field, value),
                value,
                value_label(field, one),
                count,
                number(count),
                count / most if most else 0.0,
                False,
                False,
                f"{before}{name}{after}",
                leaving_out,
            )
        )
    return tuple(made)


def choice(field: str, one: FacetCount, linking: Linking, most: int) -> Choice:
    """Return one value of *field* as a link; *most* is the largest count of its facet."""
    refinement = Refinement(field, one.value)
    is_in_force = one.selected or one.excluded
    can_exclude = not is_in_force and one.value != NONE_VALUE
    return Choice(
        dom_id=dom_id("facet", field, one.value),
        value=one.value,
        label=value_label(field, one),
        count=one.count,
        count_text=number(one.count),
        share=one.count / most if most else 0.0,
        selected=one.selected,
        excluded=one.excluded,
        href=linking.to(linking.state.without(refinement)) if is_in_force else linking.picking(refinement),
        exclude_href=linking.leaving_out(refinement) if can_exclude else None,
    )


def value_label(field: str, one: FacetCount) -> str:
    """Return what a reader sees for a value; ``_none`` and the codes of languages are put into words."""
    if one.value == NONE_VALUE:
        return NONE_LABELS.get(field, one.label)
    return language_name(one.value) if field == "lang" else one.label or one.value


def labels_of(facets: Iterable[Facet]) -> dict[Refinement, str]:
    """Return the label of every picked or left-out value among *facets*; dates have none."""
    return {
        Refinement(facet.field, one.value): value_label(facet.field, one)
        for facet in facets
        if facet.field != "date"
        for one in facet.values
        if one.selected or one.excluded
    }


@lru_cache(maxsize=16_384)
def dom_id(*parts: str) -> str:
    """Return an id for an element: the same for the same *parts*, and another for others.

    Shape: lower-case letters, digits and hyphens. Values with other
    characters get a short digest, since what stands for them may clash.
    """
    plain = "-".join(parts)
    if _PLAIN.fullmatch(plain):
        return plain
    safe = _NOT_IN_IDS.sub("-", plain.lower()).strip("-")
    digest = hashlib.blake2s(plain.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    return f"{safe[:60]}-{digest}"
