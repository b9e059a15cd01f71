"""Numbers, names, sentences, addresses and pagers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.addresses import article_href, article_slug
from portal.search.facet_views import dom_id
from portal.search.pager import AROUND, pager
from portal.search.words import counted, direction_of, folded, joined, shortened


def test_counts_agree_with_their_nouns() -> None:
    assert counted(1, "article") == "1 article"
    assert counted(0, "article") == "0 articles"
    assert counted(1204, "story", "stories") == "1,204 stories"


def test_lists_are_joined_as_in_prose() -> None:
    assert [joined(names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]


@pytest.mark.parametrize(
    ("language", "direction"),
    [("ar", "rtl"), ("ar-EG", "rtl"), ("fa", "rtl"), ("ckb", "rtl"), ("en", "ltr"), ("ar" * 9, "ltr")],
)
def test_languages_have_a_direction(language: str, direction: str) -> None:
    assert direction_of(language) == direction


@given(st.text(max_size=400), st.integers(2, 100))
def test_a_shortened_text_is_never_longer_than_asked(text: str, length: int) -> None:
    short = shortened(text, length)

    assert len(short) <= length
    assert short == text or short.endswith("…")


def test_finding_looks_past_accents_and_capitals() -> None:
    assert folded("  Économie   Verte ") == "economie verte"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Child labour: 37 cases — and counting!", "child-labour-37-cases-and-counting"),
        ("L’Économie à vélo", "l-economie-a-velo"),
        ("العمل اللائق", "العمل-اللائق"),
        ("???", ""),
        ("a" * 300, "a" * 80),
        ("word " * 40, ("word-" * 16)[:-1]),
    ],
)
def test_a_slug_is_what_a_reader_can_read_of_a_title(title: str, slug: str) -> None:
    assert article_slug(title) == slug


@given(st.text(max_size=120))
def test_every_title_gives_an_address_that_is_plain_ascii(title: str) -> None:
    href = article_href("a1", title)

    assert href.isascii()
    assert href.startswith("/articles/a1")
    assert len(article_slug(title)) <= 80


@given(st.lists(st.text(max_size=20), min_size=1, max_size=3), st.lists(st.text(max_size=20), min_size=1, max_size=3))
def test_other_values_get_other_element_ids(first: list[str], second: list[str]) -> None:
    ids = dom_id("facet", *first), dom_id("facet", *second)

    assert all(set(each) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") for each in ids)
    assert ("-".join(first) == "-".join(second)) == (ids[0] == ids[1])


@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_a_pager_fits_on_a_line_and_names_both_ends(current: int, last: int) -> None:
    if current > last:
        current, last = last, current

    found = pager(current, last, str)

    if last == 1:
        assert found is None
        return
    assert found is not None
    numbers = [int(link.label.replace(",", "")) for link in found.pages if link.label != "…"]
    assert numbers == sorted(set(numbers))
    assert {1, current, last} <= set(numbers)
    assert len(found.pages) <= 2 * AROUND + 5
    assert [link.label for link in found.pages if link.current] == [f"{current:,}"]
    assert found.previous == (str(current - 1) if current > 1 else None)
    assert found.next == (str(current + 1) if current < last else None)
