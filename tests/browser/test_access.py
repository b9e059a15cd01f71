"""Everybody can read every page: checked by axe, by keyboard, and at the width of a small phone."""

import json
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships no types
from playwright.sync_api import Page, expect

Open = Callable[..., Page]

PAGES = {
    "home": "/",
    "results": "/search?q=child+labour",
    "narrowed": "/search?q=work&lang=en&-tag=shipping",
    "second page": "/search?page=2",
    "dates": "/search?from=2025&to=2025",
    "nothing": "/search?q=zebra+xylophone&tag=shipping",
    "relaxed": "/search?q=zebra+minerals",
    "facet": "/search/facets/org",
    "facet, nothing found": "/search/facets/org?find=zebra",
    "tag": "/tags/child-labour",
    "organization": "/orgs/ilo",
    "a name that was typed": "/search?q=OIT",
    "a value found by another name": "/search/facets/org?find=OIT",
    "article": "first of /search?q=cobalt&lang=en",
    "article in Arabic": "first of /search?lang=ar",
    "about": "/about",
    "privacy": "/privacy",
    "accessibility": "/accessibility",
    "not there": "/articles/nowhere",
}

LOOKS: dict[str, dict[str, object]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 320, "height": 640}},
}

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def visit(page: Page, where: str) -> None:
    page.goto(where.removeprefix("first of "))
    if where.startswith("first of "):
        page.goto(page.locator(".hit .headline a").first.get_attribute("href") or "")


def complaints_of_axe(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("where", PAGES)
def test_axe_finds_nothing(open_page: Open, where: str, look: str) -> None:
    page = open_page(**LOOKS[look])
    visit(page, PAGES[where])

    assert complaints_of_axe(page) == []


@pytest.mark.parametrize("wish", [{"forced_colors": "active"}, {"contrast": "more"}], ids=["forced", "more contrast"])
@pytest.mark.parametrize("where", ["home", "narrowed", "article"])
def test_axe_finds_nothing_where_colors_are_the_readers_own(open_page: Open, where: str, wish: dict[str, str]) -> None:
    page = open_page(**wish)
    visit(page, PAGES[where])

    assert complaints_of_axe(page) == []


def test_axe_finds_nothing_after_an_update(page: Page) -> None:
    page.goto("/search?q=work")
    page.locator("#facet-lang-en").click()
    expect(page.locator(".chip")).to_have_count(1)

    assert complaints_of_axe(page) == []


def test_axe_finds_nothing_in_the_open_panel_of_filters(phone: Page) -> None:
    phone.goto("/search?q=work&lang=en")
    phone.locator("#filters > summary").click()

    assert complaints_of_axe(phone) == []


def test_axe_does_find_what_is_wrong(page: Page) -> None:
    """Else the tests above would say nothing."""
    page.goto("/about")
    page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=\"/static/none.png\">')")

    assert any(complaint.startswith("image-alt") for complaint in complaints_of_axe(page))


@pytest.mark.parametrize("where", PAGES)
def test_no_page_scrolls_sideways(page: Page, where: str) -> None:
    visit(page, PAGES[where])
    for width in (320, 360, 768, 832, 1024, 1280, 2560):
        page.set_viewport_size({"width": width, "height": 800})

        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, width


def test_text_of_twice_the_size_fits(open_page: Open) -> None:
    """Zoomed to 200 %, a window of 1280 is one of 640 pixels."""
    page = open_page(viewport={"width": 640, "height": 450}, device_scale_factor=2)
    page.goto("/search?q=work&lang=en")

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    expect(page.locator("#filters > summary")).to_be_visible()


OUTLINE = """() => {
  const style = getComputedStyle(document.activeElement);
  const hit = document.activeElement.closest('.hit');
  const around = hit ? getComputedStyle(hit) : style;
  const box = document.activeElement.getBoundingClientRect();
  return {
    tag: document.activeElement.tagName, id: document.activeElement.id,
    text: document.activeElement.textContent.trim().slice(0, 40),
    outlined: [style, around].some(one => one.outlineStyle !== 'none' && parseFloat(one.outlineWidth) >= 2),
    shown: box.bottom > 0 && box.top < innerHeight && box.width > 0 && Number(style.opacity) > 0.9,
  };
}"""


def tab_to(page: Page, selector: str, *, at_most: int = 250) -> None:
    """Press Tab until the focus is on what *selector* finds, seeing it on every stop."""
    for _ in range(at_most):
        page.keyboard.press("Tab")
        stop = page.evaluate(OUTLINE)
        if stop["tag"] == "BODY":
            continue
        assert stop["outlined"], json.dumps(stop)
        assert stop["shown"], json.dumps(stop)
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} was not reached")


def test_the_journey_can_be_made_with_a_keyboard_alone(page: Page) -> None:
    page.goto("/")
    tab_to(page, "#q")
    page.keyboard.type("work")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=work")

    tab_to(page, "#facet-lang-en")
    page.keyboard.press("Enter")
    expect(page.locator("#facet-lang-en")).to_have_attribute("aria-current", "true")
    expect(page.locator("#facet-lang-en")).to_be_focused()

    tab_to(page, "#page-next")
    page.keyboard.press("Enter")
    expect(page.locator("#results")).to_be_focused()

    tab_to(page, ".hit .headline a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/**")


@pytest.mark.parametrize(("stop", "target"), [(1, "#main"), (2, "#results")], ids=["content", "articles"])
def test_the_first_stops_skip_to_the_content_and_to_the_articles(page: Page, stop: int, target: str) -> None:
    page.goto("/search?q=work")
    for _ in range(stop):
        page.keyboard.press("Tab")
    link = page.locator(f".skip[href='{target}']")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()

    page.keyboard.press("Enter")

    expect(page.locator(target)).to_be_focused()


def test_motion_is_left_out_when_asked(open_page: Open) -> None:
    page = open_page(reduced_motion="reduce")
    page.goto("/search")

    assert page.locator("#results").evaluate("list => getComputedStyle(list).transitionDuration") == "0s"
