"""What a visitor does: search, narrow, turn pages, read, and go back; with script and without."""

import re

from playwright.sync_api import Page, expect

QUERY = "/search?q=work"
ENGLISH = "#facet-lang-en"


def ids(page: Page) -> list[str]:
    """The articles on the page, in order."""
    return list(page.locator("article.hit").evaluate_all("hits => hits.map(hit => hit.id)"))


def address(page: Page) -> str:
    """Path and query."""
    return str(page.evaluate("location.pathname + location.search"))


def history_length(page: Page) -> int:
    return int(page.evaluate("history.length"))


def settled(page: Page) -> None:
    """Wait until no update is under way."""
    expect(page.locator("#progress")).not_to_have_class(re.compile("htmx-request"))
    expect(page.locator("#search-region")).not_to_have_class(re.compile("htmx-request"))


def choose(page: Page, selector: str) -> None:
    """Click a live link and wait until the address says so."""
    before = address(page)
    page.locator(selector).click()
    page.wait_for_function("before => location.pathname + location.search !== before", arg=before)
    settled(page)


def walk(page: Page) -> list[tuple[str, list[str]]]:
    """Search, pick a facet value, turn the page and read an article; return addresses and articles on the way."""
    seen = []
    page.goto("/")
    page.locator("#q").fill("work")
    page.locator("#q").press("Enter")
    page.wait_for_url("**/search?q=work")
    seen.append((address(page), ids(page)))
    choose(page, ENGLISH)
    seen.append((address(page), ids(page)))
    choose(page, "#page-next")
    seen.append((address(page), ids(page)))
    page.locator(".hit .headline a").first.click()
    page.wait_for_url("**/articles/**")
    return seen


def test_back_forward_reload_and_deep_links_show_the_same_articles(page: Page) -> None:
    seen = walk(page)

    for there, articles in reversed(seen):
        page.go_back()
        page.wait_for_function("there => location.pathname + location.search === there", arg=there)
        expect(page.locator("article.hit").first).to_have_attribute("id", articles[0])
        assert ids(page) == articles
        expect(page).to_have_title(re.compile("^work – "))
        expect(page.locator("#q")).to_have_value("work")
    for there, articles in seen[1:]:
        page.go_forward()
        page.wait_for_function("there => location.pathname + location.search === there", arg=there)
        expect(page.locator("article.hit").first).to_have_attribute("id", articles[0])
        assert ids(page) == articles
    page.reload()
    assert (address(page), ids(page)) == seen[-1]
    for there, articles in seen:
        page.goto(there)
        assert ids(page) == articles


def test_the_same_journey_without_script_shows_the_same_articles(page: Page, plain_page: Page) -> None:
    with_script = walk(page)
    seen = []
    plain_page.goto("/")
    plain_page.locator("#q").fill("work")
    plain_page.locator("#search-form button").click()
    plain_page.wait_for_url("**/search?q=work")
    for step in (ENGLISH, "#page-next", ".hit .headline a >> nth=0"):
        seen.append((plain_page.url[len(plain_page.url.partition("/search")[0]) :], plain_ids(plain_page)))
        with plain_page.expect_navigation():
            plain_page.locator(step).click()

    assert seen == with_script
    assert "/articles/" in plain_page.url


def plain_ids(page: Page) -> list[str]:
    return [hit.get_attribute("id") or "" for hit in page.locator("article.hit").all()]


def test_typing_updates_in_place_without_adding_to_the_history(page: Page) -> None:
    page.goto(QUERY)
    before, total = history_length(page), page.locator("#search-status").inner_text()
    box = page.locator("#q")

    box.press("End")
    box.press_sequentially("ers mine", delay=40)
    expect(page).to_have_title(re.compile("^workers mine – "))
    settled(page)

    assert address(page) == "/search?q=workers+mine"
    assert history_length(page) == before
    expect(box).to_be_focused()
    expect(box).to_have_value("workers mine")
    assert box.evaluate("box => box.selectionStart") == len("workers mine")
    expect(page.locator("#search-status")).not_to_have_text(total)


KEYSTROKES = """(box, text) => {
  for (const letter of text) {
    box.value += letter;
    box.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
}"""
"""All in one go: a busy machine may pause between real ones for longer than htmx waits."""


def test_typing_waits_and_asks_once(page: Page) -> None:
    page.goto("/search")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "hx-request" in request.headers else None)

    page.locator("#q").evaluate(KEYSTROKES, "minerals")
    expect(page).to_have_title(re.compile("^minerals – "))

    assert len(asked) == 1


def test_back_from_an_article_finds_what_was_typed(page: Page) -> None:
    page.goto("/search")
    page.locator("#q").press_sequentially("minerals")
    expect(page).to_have_title(re.compile("^minerals – "))
    articles = ids(page)
    page.locator(".hit .headline a").first.click()
    page.wait_for_url("**/articles/**")

    page.go_back()

    expect(page.locator("#q")).to_have_value("minerals")
    assert ids(page) == articles
    assert address(page) == "/search?q=minerals"


def test_choosing_adds_to_the_history_and_keeps_the_focus(page: Page) -> None:
    page.goto(QUERY)
    before = history_length(page)
    pick = page.locator(".facet:has(#facet-tag-legend) .pick").nth(2)
    chosen, name = pick.get_attribute("id"), pick.locator(".label").inner_text()

    pick.focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#{chosen}")).to_have_attribute("aria-current", "true")

    assert history_length(page) == before + 1
    expect(page.locator(f"#{chosen}")).to_be_focused()
    expect(page.locator("#search-status")).to_contain_text(f"filtered by {name}")
    expect(page.locator(".chip")).to_have_text([f"Tag: {name}"])


def test_the_count_of_a_value_is_the_number_of_articles_it_gives(page: Page) -> None:
    page.goto(QUERY)
    pick = page.locator(".facet:has(#facet-org-legend) .pick").nth(1)
    count = re.search(r"\d+", pick.locator(".count").inner_text())

    pick.click()
    expect(page.locator(".chip")).to_have_count(1)

    assert count
    expect(page.locator("#search-status")).to_have_text(re.compile(rf"^{count[0]} articles? "))


def test_the_status_is_one_polite_element_that_stays(page: Page) -> None:
    """A live region that is replaced is not spoken."""
    page.goto(QUERY)
    page.evaluate("window.status_before = document.getElementById('search-status')")

    choose(page, ".facet:has(#facet-tag-legend) .pick >> nth=0")

    assert page.evaluate("window.status_before === document.getElementById('search-status')")
    assert page.locator("[role=status]").count() == 1


def test_turning_a_page_shows_its_top_and_takes_the_focus_there(page: Page) -> None:
    page.goto(QUERY)
    page.locator("#page-next").focus()

    choose(page, "#page-next")

    expect(page.locator("#results")).to_be_focused()
    assert page.locator("#search-status").evaluate("status => status.getBoundingClientRect().top") >= 0
    assert page.evaluate("scrollY") < 200


def test_what_was_chosen_is_carried_along_when_typing_on(page: Page) -> None:
    page.goto(QUERY)
    choose(page, ".facet:has(#facet-tag-legend) .pick >> nth=0")
    narrowed = address(page)

    page.locator("#q").press("End")
    page.locator("#q").press_sequentially("ers")
    expect(page).to_have_title(re.compile("^workers – "))

    assert address(page) == narrowed.replace("q=work", "q=workers")


def test_submitting_what_is_already_shown_adds_nothing_to_the_history(page: Page) -> None:
    page.goto("/search")
    page.locator("#q").press_sequentially("minerals")
    expect(page).to_have_title(re.compile("^minerals – "))
    before = history_length(page)

    page.locator("#q").press("Enter")
    page.wait_for_timeout(500)

    assert history_length(page) == before


def test_leaving_a_value_out_strikes_it_and_can_be_taken_back(page: Page) -> None:
    page.goto(QUERY)
    row = page.locator(".facet:has(#facet-tag-legend) .choice").nth(1)
    name = row.locator(".label").inner_text()

    row.hover()
    row.locator(".not").click()
    expect(page.locator(".chip")).to_have_count(1)

    left_out = page.locator(".choice.left-out")
    expect(left_out).to_have_count(1)
    expect(left_out.locator("bdi").first).to_have_text(name)
    choose(page, ".choice.left-out .pick")
    assert address(page) == QUERY


def test_a_bar_of_the_histogram_narrows_to_its_period(page: Page) -> None:
    page.goto(QUERY)
    bar = page.locator(".bar").last
    count = bar.locator("b").text_content()

    bar.click()
    expect(page.locator(".chip")).to_have_count(1)

    expect(page.locator("#search-status")).to_have_text(re.compile(rf"^{count} articles? "))


def test_all_values_can_be_found_picked_and_taken_back_to_the_articles(page: Page) -> None:
    page.goto("/search")
    page.locator("#facet-org-more").click()
    page.wait_for_url("**/search/facets/org")

    page.locator("#find").press_sequentially("labour")
    expect(page.locator("#search-status")).to_contain_text("labour")
    choose(page, ".in-columns .pick >> nth=0")
    page.locator("#show-results").click()
    page.wait_for_url("**/search?org=*")

    expect(page.locator(".chip")).to_have_count(1)


def test_a_value_can_be_found_from_beside_the_articles(plain_page: Page) -> None:
    plain_page.goto("/search?q=work&lang=en")
    plain_page.locator("#find-org").fill("bank")
    plain_page.locator("#find-org").press("Enter")
    plain_page.wait_for_url("**/search/facets/org?q=work&lang=en&find=bank")

    labels = plain_page.locator(".in-columns .label").all_inner_texts()

    assert labels
    assert all("bank" in label.lower() for label in labels)


def test_slash_goes_to_the_box_unless_switched_off(page: Page) -> None:
    page.goto(QUERY)
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#q")).to_have_value("work")

    page.goto("/accessibility")
    page.locator("#keys-switch").click()
    expect(page.locator("#keys-switch")).to_have_text("Switch the key / on")
    page.locator("h1").click()
    page.keyboard.press("/")

    expect(page.locator("#q")).not_to_be_focused()


def test_the_panel_of_filters_stays_open_and_where_it_was(phone: Page) -> None:
    phone.goto(QUERY)
    phone.locator("#filters > summary").click()
    phone.locator("#facets").evaluate("facets => { facets.scrollTop = 300 }")
    pick = phone.locator(".facet:has(#facet-org-legend) .pick").first

    pick.evaluate("pick => pick.click()")
    expect(phone.locator("#filters > summary")).to_have_text(re.compile(r"Filters \(1\)"))

    assert phone.locator("#filters").evaluate("filters => filters.open")
    assert phone.locator("#facets").evaluate("facets => facets.scrollTop") == 300
    phone.locator("#show-results").click()
    expect(phone.locator("#filters .rail")).not_to_be_visible()
    expect(phone.locator(".chip")).to_have_count(1)


def test_an_arabic_article_reads_from_right_to_left(page: Page) -> None:
    page.goto("/search?lang=ar")
    page.locator(".hit .headline a").first.click()
    page.wait_for_url("**/articles/**")

    assert page.locator(".prose").evaluate("body => getComputedStyle(body).direction") == "rtl"
    assert page.locator("h1").evaluate("title => getComputedStyle(title).direction") == "rtl"
    assert page.locator("h1").get_attribute("lang") == "ar"
    assert page.locator(".masthead").evaluate("head => getComputedStyle(head).direction") == "ltr"
