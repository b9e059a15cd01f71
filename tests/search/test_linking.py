"""A link that is written at once is the address of the search it leads to."""

from hypothesis import assume, given
from hypothesis import strategies as st

from portal.search.linking import Linking
from portal.search.state import MAX_PAGE, Refinement, SearchState
from tests.search.strategies import PERIODS, REFINEMENTS, states

OWN = st.sampled_from(((), (("find", "a b&c"), ("order", "name"))))


@given(states(), REFINEMENTS, OWN)
def test_picking_and_leaving_out_lead_to_the_narrower_search(
    state: SearchState, one: Refinement, own: tuple[tuple[str, str], ...]
) -> None:
    assume(one not in state.refinements | state.exclusions)
    linking = Linking(state, own=own)

    assert linking.picking(one) == linking.to(state.refined_by(one))
    assert linking.leaving_out(one) == linking.to(state.excluding(one))


@given(states(), PERIODS, OWN)
def test_a_period_leads_to_the_search_within_it(
    state: SearchState, period: str, own: tuple[tuple[str, str], ...]
) -> None:
    linking = Linking(state, own=own)

    assert linking.during(period) == linking.to(state.between(period, period))


@given(states(), st.integers(1, MAX_PAGE), OWN)
def test_a_page_leads_to_that_page(state: SearchState, page: int, own: tuple[tuple[str, str], ...]) -> None:
    linking = Linking(state, own=own)

    assert linking.at_page(page) == linking.to(state.at_page(page))


@given(states(), OWN)
def test_all_values_are_those_of_the_same_search(state: SearchState, own: tuple[tuple[str, str], ...]) -> None:
    assert Linking(state, "/elsewhere", own).all_values("tag") == state.at_page(1).href("/search/facets/tag")
