"""Tags that look like one are found, and others are left alone."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.articles.article import Named
from portal.articles.authority import Listed
from portal.articles.naming import slug
from portal.organizations.likeness import likeness, twins


def listed(label: str, articles: int, *, is_entry: bool = False) -> Listed:
    return Listed(Named(slug(label), label), articles, is_entry)


@pytest.mark.parametrize(
    "labels",
    [
        ("Child labour", "child-labor", "Child Labor", "childlabour", "Child labours"),
        ("Organisation", "organizations"),
        ("Trade union", "Trade unions", "trade-union"),
        ("Development programme", "Development Programs"),
        ("E-waste", "ewaste", "E waste"),
        ("Policy", "Policies"),
        ("Defence", "defense"),
        ("Café", "cafes"),
        ("Élections", "elections"),
    ],
    ids=lambda labels: labels[0],
)
def test_labels_that_differ_in_spelling_alone_are_alike(labels: tuple[str, ...]) -> None:
    assert len({likeness(label) for label in labels}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("New", "News"),
        ("AID", "AIDS"),
        ("Filling", "Filing"),
        ("Four", "For"),
        ("1990s", "1990"),
        ("1-2", "12"),
        ("Gas", "Ga"),
        ("Crisis", "Crisi"),
        ("Labour", "Labourer"),
        ("Cobalt", "Cobol"),
    ],
)
def test_other_labels_are_not(one: str, other: str) -> None:
    assert likeness(one) != likeness(other)


def test_the_one_with_fewer_articles_goes_into_the_other() -> None:
    (pair,) = twins([listed("Child labor", 2), listed("Child labour", 9), listed("Cobalt", 5)])

    assert (pair.old.name.slug, pair.into.name.slug) == ("child-labor", "child-labour")


def test_a_tag_of_the_authority_file_is_kept_whatever_its_articles() -> None:
    (pair,) = twins([listed("Union", 1, is_entry=True), listed("Unions", 90)])

    assert (pair.old.name.slug, pair.into.name.slug) == ("unions", "union")


def test_three_that_look_alike_go_into_one() -> None:
    pairs = twins([listed("Union", 1), listed("Unions", 9), listed("Uni-on", 3)])

    assert [(pair.old.articles, pair.into.articles) for pair in pairs] == [(3, 9), (1, 9)]


@given(st.text())
@example("0×\U0001d16d")
def test_a_label_is_like_its_slug(label: str) -> None:
    assert likeness(label) == likeness(slug(label))
