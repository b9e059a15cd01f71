"""The search box suggests: a combobox for keyboard, mouse and screen readers, and nothing at all without script."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.test_access import complaints_of_axe

BOX, LIST, SAID = "#q", "#suggestions", "#suggestions-said"


def typed(page: Page, text: str, where: str = "/") -> None:
    """Type into the box, and wait for suggestions."""
    page.goto(where)
    page.locator(BOX).click()
    page.locator(BOX).press_sequentially(text)
    expect(page.locator(f"{LIST} li").first).to_be_visible()


def test_typing_suggests_and_says_how_many(page: Page) -> None:
    typed(page, "international")
    count = page.locator(f"{LIST} li").count()

    assert 1 < count <= 10
    expect(page.locator(SAID)).to_have_text(f"{count} suggestions")
    expect(page.locator(BOX)).to_have_attribute("aria-expanded", "true")
    expect(page.locator(BOX)).to_be_focused()


def test_an_organization_is_suggested_under_its_other_names(page: Page) -> None:
    typed(page, "OIT")

    expect(page.locator(f"{LIST} li").first).to_contain_text("International Labour Organization – OIT")


def test_arrows_choose_and_enter_goes_there(page: Page) -> None:
    typed(page, "international")
    box, options = page.locator(BOX), page.locator(f"{LIST} li")

    box.press("ArrowDown")
    box.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", options.nth(1).get_attribute("id") or "")
    box.press("ArrowUp")
    box.press("ArrowUp")
    expect(page.locator(f"{LIST} [aria-selected=true]")).to_have_count(0)
    box.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    box.press("ArrowDown")
    box.press("ArrowDown")
    href = options.first.get_attribute("data-href") or ""
    box.press("Enter")

    page.wait_for_url(f"**{href}")


def test_enter_without_a_choice_searches_for_what_was_typed(page: Page) -> None:
    typed(page, "international")

    page.locator(BOX).press("Enter")

    page.wait_for_url("**/search?q=international")


def test_escape_closes_and_keeps_what_was_typed(page: Page) -> None:
    typed(page, "international", "/search")

    page.locator(BOX).press("Escape")

    expect(page.locator(LIST)).to_be_hidden()
    expect(page.locator(BOX)).to_have_value("international")
    expect(page.locator(BOX)).to_have_attribute("aria-expanded", "false")
    page.locator(BOX).press("ArrowDown")
    expect(page.locator(LIST)).to_be_visible()


def test_a_suggestion_can_be_clicked(page: Page) -> None:
    typed(page, "international labour")

    page.locator(f"{LIST} li").first.click()

    page.wait_for_url("**/orgs/ilo")


def test_leaving_the_box_closes_the_list(page: Page) -> None:
    typed(page, "international")

    page.locator(BOX).press("Tab")

    expect(page.locator(LIST)).to_be_hidden()


@pytest.mark.parametrize("where", ["/", "/search", "/orgs/world-bank"])
def test_axe_finds_nothing_in_open_suggestions(page: Page, where: str) -> None:
    typed(page, "international", where)
    page.locator(BOX).press("ArrowDown")

    assert complaints_of_axe(page) == []


def test_on_a_phone_suggestions_fit(phone: Page) -> None:
    typed(phone, "international")

    assert phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_without_an_answer_the_box_works_as_ever(page: Page) -> None:
    page.route("**/suggest?*", lambda route: route.fulfill(status=200, json={"items": []}))
    page.goto("/")
    page.locator(BOX).fill("cobalt")
    page.locator(BOX).press("Enter")

    page.wait_for_url("**/search?q=cobalt")


def test_a_late_answer_is_not_shown_after_the_box_was_left(page: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/suggest?*", hold)
    page.goto("/")
    page.locator(BOX).click()
    with page.expect_request("**/suggest?*"):
        page.locator(BOX).press_sequentially("inter")
    page.locator(BOX).press("Tab")

    for route in held:
        route.fulfill(status=200, json={"items": [{"kind": "tag", "label": "Late", "href": "/tags/late"}]})

    expect(page.locator(LIST)).to_be_hidden()


def test_without_script_there_is_a_plain_box(plain_page: Page) -> None:
    plain_page.goto("/")
    box = plain_page.locator(BOX)

    assert box.get_attribute("role") is None
    box.fill("cobalt")
    box.press("Enter")

    expect(plain_page).to_have_url(re.compile(r"/search\?q=cobalt$"))


def test_evidence_can_be_unfolded_without_script(plain_page: Page) -> None:
    plain_page.goto("/search?org=ilo&lang=en")
    plain_page.locator(".hit .headline a").first.click()
    why = plain_page.locator(".why").first

    why.locator("summary").click()

    expect(why.locator("p").first).to_be_visible()
