"""What pages show of their view models, and that nothing in them can become markup."""

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from index import Piece
from portal.search.page import AboutView, FacetView, HitView, LinkView, NamesIn, OfferView
from portal.web.pages import OrganizationView, QuoteView

Draw = Callable[..., str]

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}"


@pytest.mark.parametrize("name", ["search", "search-update", "nothing"])
def test_typed_text_and_sentences_are_escaped(draw: Draw, name: str) -> None:
    html = draw(
        name, text=HOSTILE, title=HOSTILE, status=HOSTILE, notices=(HOSTILE,), interpretation=HOSTILE,
        hidden_fields=((HOSTILE, HOSTILE),), canonical_href=HOSTILE, json_href=HOSTILE,
    )  # fmt: skip

    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "{{ 7*7 }}" in html


def test_everything_in_a_hit_is_escaped(draw: Draw, hit: HitView) -> None:
    link = LinkView(HOSTILE, HOSTILE)
    hostile = hit._replace(
        title=(Piece(HOSTILE, True),), snippet=(Piece(HOSTILE, True), Piece(HOSTILE, False)), source=link,
        date_text=HOSTILE, language_label=HOSTILE, organizations=(link,), tags=(link,), also=(link,), also_text=HOSTILE,
    )  # fmt: skip

    html = draw("search", hits=(hostile,))

    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_only_the_body_of_an_article_is_written_as_it_is(draw: Draw) -> None:
    html = draw(
        "article", title=HOSTILE, author=HOSTILE, standfirst=HOSTILE, description=HOSTILE, original_host=HOSTILE,
        notes=(HOSTILE,), changed_text=HOSTILE, body_html="<p>Kept <em>as it is</em></p>",
    )  # fmt: skip

    assert "<script>alert" not in html
    assert "<p>Kept <em>as it is</em></p>" in html


def test_searched_words_are_marked_and_join_to_the_same_text(draw: Draw, hit: HitView) -> None:
    title = (Piece("Child", True), Piece("-free ", False), Piece("labour", True))

    html = draw("search", hits=(hit._replace(title=title),))

    assert "<mark>Child</mark>-free <mark>labour</mark></a>" in html


def test_an_article_in_arabic_is_right_to_left_and_its_hints_are_not(
    draw: Draw,
) -> None:
    html = draw("article-arabic")

    assert '<article class="article" dir="rtl">' in html
    assert re.search(r'<h1 class="title" lang="ar">', html)
    assert '<div class="continues" lang="en" dir="ltr">' in html


def test_an_excerpt_says_so_and_leads_to_the_original(draw: Draw) -> None:
    html = draw("article", is_excerpt=True)

    assert "Excerpt" in html
    assert 'href="https://harvest.example/2026/child-labour" rel="noopener"><span>Read the whole article' in html


def test_an_excerpt_without_an_original_leads_nowhere(draw: Draw) -> None:
    html = draw("article-bare")

    assert "The source gave no address for the rest." in html
    assert 'class="onward"' not in html


def test_the_body_of_an_article_is_nothing_to_htmx(draw: Draw) -> None:
    assert re.search(r'<div class="prose" lang="en" hx-ignore>', draw("article"))


def test_counts_are_part_of_what_a_link_is_called(draw: Draw) -> None:
    html = draw("search")
    link = re.search(r'<a id="facet-tag-cocoa".*?</a>', html, re.DOTALL)

    assert link
    assert " ".join(re.sub(r"<[^>]*>", "", link[0]).split()) == "Cocoa , 388 articles"


def test_picked_and_left_out_values_say_so_without_color(draw: Draw) -> None:
    html = draw("search")

    assert re.search(r'id="facet-tag-supply-chains"[^>]* aria-current="true"', html)
    assert "Left out: </span><bdi>Seafarers" in html


def test_the_update_and_the_page_draw_the_same_region(draw: Draw) -> None:
    page, update = draw("search"), draw("search-update")
    region = update[update.index('<div id="search-region"') : update.index('<p id="search-status"')].strip()

    assert region in page


def test_the_update_names_the_page_fills_the_status_and_replaces_what_the_form_carries(
    draw: Draw,
) -> None:
    html = draw("search-update")

    assert html.lstrip().startswith("<title>child labour – 37 articles – Discovery Portal</title>")
    assert re.search(r'id="search-status" [^>]*hx-swap-oob="innerHTML">37 articles', html)
    assert (
        '<div id="search-carry" hidden hx-swap-oob="true"><input type="hidden" name="tag" value="supply-chains">'
        in html
    )


def test_an_update_of_an_error_brings_the_apology_into_the_region(draw: Draw) -> None:
    html = draw("error-update")

    assert '<div id="search-region"' in html
    assert "The search is away for a moment" in html
    assert re.search(r'hx-swap-oob="innerHTML">The search is away', html)


def test_an_error_page_keeps_what_was_typed_and_its_filters(draw: Draw) -> None:
    html = draw("error")

    assert 'name="q" type="search" value="child labour"' in html
    assert '<input type="hidden" name="tag" value="supply-chains">' in html


@pytest.mark.parametrize(("total", "words"), [(1, "Show 1 article<"), (37, "Show 37 articles<")])
def test_the_foot_of_the_filters_counts_rightly(draw: Draw, total: int, words: str) -> None:
    assert words in draw("search", total=total, total_text=str(total))


def test_an_empty_period_is_a_gap_and_no_link(draw: Draw) -> None:
    assert 'href=""' not in draw("search")
    assert 'href=""' not in draw("topic")


def test_share_bars_stay_between_nothing_and_all(draw: Draw) -> None:
    widths = [float(width) for width in re.findall(r'class="share".*?h([\d.]+)v1', draw("search"))]

    assert widths
    assert all(0 <= width <= 100 for width in widths)


def test_what_is_said_to_machines_never_ends_its_block(draw: Draw) -> None:
    html = draw("topic")
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)

    assert json.loads(block)["name"] == "</script><script>alert(1)"
    assert "<script>alert" not in html


def test_everything_about_an_organization_is_escaped(draw: Draw) -> None:
    link = LinkView(HOSTILE, HOSTILE)
    about = AboutView(
        HOSTILE, (HOSTILE,), (HOSTILE,), (NamesIn(HOSTILE, HOSTILE, HOSTILE, (HOSTILE,)),), (HOSTILE,), (link,),
        {"name": HOSTILE},
    )  # fmt: skip
    offered = OfferView(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    why = OrganizationView(HOSTILE, HOSTILE, HOSTILE, (QuoteView((Piece(HOSTILE, True),), HOSTILE),), HOSTILE)

    for html in (draw("topic", about=about), draw("offer", offer=offered), draw("article", organizations=(why,))):
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def test_names_in_other_languages_say_which(draw: Draw) -> None:
    html = draw("topic")

    assert '<li><bdi lang="ar" dir="rtl">منظمة العمل الدولية</bdi></li>' in html
    assert "<summary>38 more</summary>" in html


def test_why_an_organization_is_there_can_be_unfolded_without_script(draw: Draw) -> None:
    html = draw("article")

    assert html.count('<details class="why">') == 2
    assert "paid for by the <mark>ILO</mark> and four buyers" in html


def test_a_value_found_by_another_name_says_so(draw: Draw, facets: tuple[FacetView, ...]) -> None:
    choice = facets[0].choices[0]
    found = replace(facets[0], choices=(choice._replace(found_by="OIT"),))

    assert '<span class="found-by">– <bdi>OIT</bdi></span>' in draw("facet", facet=found)
