"""What a visitor sees when something is not there, or not now."""

import re
from collections.abc import Iterator
from typing import Protocol

import pytest
from playwright.sync_api import Browser, Page, Route, expect


class Outage(Protocol):
    is_on: bool


class Portal(Protocol):
    outage: Outage


@pytest.fixture
def outage(portal: Portal) -> Iterator[Outage]:
    yield portal.outage
    portal.outage.is_on = False


def test_an_outage_during_an_update_is_told_in_the_region_and_spoken(page: Page, outage: Outage) -> None:
    page.goto("/search?q=work")
    outage.is_on = True

    with page.expect_response(lambda response: "lang=en" in response.url) as answered:
        page.locator("#facet-lang-en").click()

    expect(page.locator("#search-region h1")).to_be_visible()
    assert answered.value.status == 503
    assert page.locator("html").count() == page.locator("main").count() == 1
    expect(page.locator("#search-status")).to_contain_text(page.locator("#search-region h1").inner_text())
    expect(page.locator("#q")).to_have_value("work")


def test_an_outage_on_the_page_of_a_facet_leaves_one_heading(page: Page, outage: Outage) -> None:
    page.goto("/search/facets/tag")
    outage.is_on = True

    page.locator("#find").press_sequentially("co")

    expect(page.locator("#search-region.error-region h2")).to_be_visible()
    expect(page.locator("h1")).to_have_count(1)


def test_the_region_is_busy_while_an_answer_is_on_its_way(browser: Browser, base_url: str) -> None:
    """In a context that nobody listens to: the browser complains of the network, rightly."""
    context = browser.new_context(base_url=base_url)
    page = context.new_page()
    page.goto("/search?q=work")
    held: list[Route] = []
    page.route(re.compile("lang=en"), lambda route: held.append(route))  # noqa: PLW0108  # Playwright marks what it is given

    page.locator("#facet-lang-en").click()
    expect(page.locator("#search-region")).to_have_attribute("aria-busy", "true")
    held[0].continue_()
    expect(page.locator("#facet-lang-en")).to_have_attribute("aria-current", "true")
    expect(page.locator("#search-region")).not_to_have_attribute("aria-busy", "true")

    page.goto("/search?q=work")
    page.locator("#facet-lang-en").click()
    expect(page.locator("#search-region")).to_have_attribute("aria-busy", "true")
    held[1].abort()
    expect(page.locator("#search-region")).not_to_have_attribute("aria-busy", "true")
    context.close()


def test_a_printed_address_has_a_host(page: Page) -> None:
    page.goto("/search?q=work")

    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")

    host = page.evaluate("location.origin")
    printed = page.locator(".printed-address").all_text_contents()
    assert printed[-1].endswith(f" {host}/search?q=work")
    assert all(line.startswith(f"{host}/articles/") for line in printed[:-1])


def test_after_an_outage_the_same_search_goes_on(page: Page, outage: Outage) -> None:
    page.goto("/search?q=work")
    outage.is_on = True
    page.locator("#facet-lang-en").click()
    expect(page.get_by_role("link", name="Try again")).to_be_visible()
    outage.is_on = False

    page.get_by_role("link", name="Try again").click()

    expect(page.locator("#facet-lang-en")).to_have_attribute("aria-current", "true")
    assert "q=work&lang=en" in page.url


def test_typing_on_after_an_outage_shows_articles_again(page: Page, outage: Outage) -> None:
    page.goto("/search?q=work")
    outage.is_on = True
    page.locator("#q").press("End")
    page.locator("#q").press_sequentially("er")
    expect(page.locator("#search-region h1")).to_be_visible()
    outage.is_on = False

    page.locator("#q").press_sequentially("s")

    expect(page.locator("article.hit").first).to_be_visible()


def test_a_page_during_an_outage_keeps_the_box_and_what_was_typed(page: Page, outage: Outage) -> None:
    outage.is_on = True

    response = page.goto("/search?q=work&lang=en")

    assert response
    assert response.status == 503
    expect(page.locator("#q")).to_have_value("work")
    assert page.locator("#search-carry input[name=lang]").input_value() == "en"


def test_filters_that_find_nothing_are_told_in_the_region(page: Page) -> None:
    page.goto("/search?lang=ar")
    with page.expect_response(lambda response: "lang=xx" in response.url) as answered:
        page.evaluate("htmx.ajax('GET', '/search?lang=xx', {target: '#search-region', swap: 'outerHTML'})")

    expect(page.locator(".nothing .headline")).to_be_visible()
    assert answered.value.status == 404
    expect(page.locator("#search-status")).to_contain_text("No articles")


def test_no_answer_at_all_is_told_in_the_status(browser: Browser, base_url: str) -> None:
    """In a context that nobody listens to: the browser complains of the network, rightly."""
    context = browser.new_context(base_url=base_url)
    page = context.new_page()
    page.goto("/search?q=work")
    page.route(re.compile("lang=en"), lambda route: route.abort())

    page.locator("#facet-lang-en").click()

    expect(page.locator("#search-status")).to_contain_text("did not answer")
    expect(page.locator("article.hit").first).to_be_visible()
    context.close()


@pytest.mark.parametrize(
    "path", ["/articles/nowhere", "/tags/no-such-tag", "/orgs/no-such-organization", "/no/such/page"]
)
def test_what_is_not_there_is_said_with_the_same_box(page: Page, path: str) -> None:
    response = page.goto(path)

    assert response
    assert response.status == 404
    expect(page.locator("#q")).to_be_visible()
    expect(page.locator("h1")).to_have_count(1)
    assert page.locator(".ways-on a").count() >= 2


def test_an_empty_result_offers_ways_out_that_find_something(page: Page) -> None:
    page.goto("/search?q=cobalt&tag=no-such-tag")

    page.locator(".nothing a").first.click()

    expect(page.locator("article.hit").first).to_be_visible()
