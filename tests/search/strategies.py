"""Search states and addresses, as Hypothesis draws them."""

from hypothesis import strategies as st

from index import Group, Match, Sort
from portal.search.reading import usual_case
from portal.search.state import FIELDS, MAX_LIMIT, MAX_PAGE, Refinement, SearchState

SLUGS = st.sampled_from(("ilo", "child-labour", "world-bank", "مناخ", "a+b", "x&y=z", "50%")) | st.from_regex(
    r"[a-z0-9]{1,8}(-[a-z0-9]{1,8})?", fullmatch=True
)

REFINEMENTS = st.builds(
    lambda field, slug: Refinement(field, usual_case(slug) if field == "lang" else slug), st.sampled_from(FIELDS), SLUGS
)

PERIODS = st.one_of(
    st.integers(1, 9999).map("{:04}".format),
    st.dates().map(lambda day: day.isoformat()[:7]),
    st.dates().map(lambda day: day.isoformat()),
)

TEXTS = st.one_of(
    st.just(""), st.text(max_size=40), st.sampled_from(("child labour", '"forced labour"', "a OR b", "x:y"))
)


@st.composite
def states(draw: st.DrawFn, *, door_group: Group = Group.STORY) -> SearchState:
    """Any search that an address can hold."""
    state = SearchState(
        text=draw(TEXTS),
        match=draw(st.none() | st.sampled_from(Match)),
        sort=draw(st.none() | st.sampled_from(Sort)),
        group=draw(st.sampled_from(Group)),
        limit=draw(st.integers(1, MAX_LIMIT)),
    )
    for refinement in draw(st.sets(REFINEMENTS, max_size=6)):
        state = draw(st.sampled_from((state.refined_by, state.excluding)))(refinement)
    match draw(st.integers(0, 3)):
        case 1:
            state = state.between(draw(PERIODS), draw(st.none() | PERIODS))
        case 2:
            state = state.between(None, draw(PERIODS))
        case 3:
            state = state.only_undated()
    return state.at_page(draw(st.integers(1, MAX_PAGE)))


KEYS = st.sampled_from(
    (
        "q",
        "tag",
        "-tag",
        "tag[]",
        "org",
        "-org",
        "source",
        "lang",
        "from",
        "to",
        "date",
        "match",
        "sort",
        "group",
        "page",
    )
    + ("limit", "cursor", "facets", "ui", "keywords", "utm_source", "fbclid", "find", "order", "TAG", "", "-", "[]")
)

VALUES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ("ilo", "_none", "2026", "2026-03", "2026-02-31", "0000", "9999-12-31", "any", "all", "newest", "story", "none")
        + ("0", "-1", str(10**18), "9" * 5000, "null", "\x00", "\ud800", "１２", "name", "tag", "en", " ")
    ),
)

PAIRS = st.lists(st.tuples(KEYS | st.text(max_size=12), VALUES), max_size=12)
"""What stands behind the question mark of any address, decoded."""
