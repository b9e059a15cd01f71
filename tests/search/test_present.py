"""What a results page says, word for word."""

from urllib.parse import parse_qsl

import pytest

from portal.search.page import FacetView, ResultsPage
from portal.search.present import COUNTING, results_page
from portal.search.reading import read
from portal.search.service import SearchService
from tests.search.library import SIZE


def page_at(service: SearchService, query: str) -> ResultsPage:
    reading = read(parse_qsl(query))
    return results_page(service.answer(reading.state, COUNTING), ignored=reading.notices)


def facet_of(page: ResultsPage, field: str) -> FacetView:
    return next(facet for facet in page.facets if facet.field == field)


@pytest.mark.parametrize(
    ("query", "title", "status"),
    [
        ("", "All articles", f"All {SIZE} articles"),
        ("q=cobalt", "cobalt – 10 articles", "10 articles for cobalt"),
        ("q=nowhere", "nowhere – 0 articles", "No articles for nowhere"),
        ("tag=ships", "Ships – 12 articles", "12 articles filtered by Ships"),
        ("tag=ships&tag=minerals", "Minerals and Ships – 28 articles", "28 articles filtered by Minerals and Ships"),
        (
            "q=report&tag=ships&-org=imo&from=2025",
            "report – 6 articles",
            "6 articles for report, filtered by Ships, without IMO, from 2025",
        ),
        ("from=2025-03&to=2025-03", "March 2025 – 9 articles", "9 articles in March 2025"),
        ("from=2024&to=2025-01", None, "27 articles from 2024 to January 2025"),
        ("to=2024", None, "18 articles until 2024"),
        ("date=_none", "Without a date – 8 articles", "8 articles without a date"),
        ("lang=ar", None, "16 articles filtered by Arabic"),
    ],
)
def test_title_and_status_say_what_was_found(
    service: SearchService, query: str, title: str | None, status: str
) -> None:
    page = page_at(service, query)

    assert page.status == status
    assert title is None or page.title == title


def test_filters_are_told_in_the_order_of_the_page(service: SearchService) -> None:
    page = page_at(service, "org=imo&lang=en&tag=ships")

    assert [chip.label.partition(":")[0] for chip in page.chips] == ["Tag", "Organization", "Language"]
    assert "filtered by Ships, IMO and English" in page.status


def test_chips_name_each_filter_and_how_to_remove_it(service: SearchService) -> None:
    chips = page_at(service, "q=report&tag=ships&-org=imo&from=2025&to=2025").chips

    assert [chip.label for chip in chips] == ["Tag: Ships", "Not: IMO", "Date: 2025"]
    assert [chip.excluded for chip in chips] == [False, True, False]
    assert chips[0].remove_label == "Remove filter: Tag: Ships"
    assert chips[0].href == "/search?q=report&-org=imo&from=2025&to=2025"


@pytest.mark.parametrize(
    ("query", "interpretation"),
    [
        ("q=child labour", None),
        ("q=child  AND labour", "Searched for child labour"),
        ("q=***", "Searched for everything: there was no word to look for"),
    ],
)
def test_the_interpretation_is_shown_where_it_differs(
    service: SearchService, query: str, interpretation: str | None
) -> None:
    assert page_at(service, query).interpretation == interpretation


def test_years_open_into_months_when_one_is_picked(service: SearchService) -> None:
    closed = facet_of(page_at(service, ""), "date")
    opened = facet_of(page_at(service, "from=2025&to=2025"), "date")

    assert [choice.label for choice in closed.choices] == ["2026", "2025", "2024", "No date"]
    assert all(not choice.children for choice in closed.choices)
    picked = next(choice for choice in opened.choices if choice.selected)
    assert [month.label for month in picked.children] == ["March 2025", "January 2025"]
    assert sum(month.count for month in picked.children) == picked.count
    assert picked.href == "/search"


def test_the_histogram_has_no_gaps_and_its_empty_bars_lead_nowhere(service: SearchService) -> None:
    bars = page_at(service, "").bars

    assert (bars[0].label, bars[-1].label) == ("January 2024", "March 2026")
    assert len(bars) == 27
    assert all((bar.href == "") == (bar.count == 0) for bar in bars)
    assert max(bar.height for bar in bars) == 1.0


def test_languages_are_called_by_their_names(service: SearchService) -> None:
    page = page_at(service, "lang=fr")

    assert {choice.label for choice in facet_of(page, "lang").choices} == {"English", "French", "Arabic"}
    assert {hit.language_label for hit in page.hits} == {"French"}


def test_a_hit_without_a_title_shows_the_beginning_of_its_text(service: SearchService) -> None:
    hits = [hit for page in range(1, 8) for hit in page_at(service, f"page={page}").hits]

    untitled = [hit for hit in hits if hit.id in {"r005", "r022", "r039", "r056"}]
    assert len(untitled) == 4
    assert all(hit.title[0].text.startswith("Report ") for hit in untitled)
    assert all(hit.title for hit in hits)
