"""What holds for every template, and for every page drawn from one."""

import re
from html.parser import HTMLParser
from itertools import pairwise

from jinja2 import Environment

BODY = "page.body_html|safe"

URL_ATTRIBUTES = {"href", "src", "action", "hx-get"}

VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "track",
    "wbr",
    "path",
}


class Reader(HTMLParser):
    """Collects tags in order, and complains about those that do not close as they opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.in_force: list[tuple[str, dict[str, str]]] = []
        """Every tag with its attributes and those that htmx lets it inherit."""

        self._inherited: list[dict[str, str]] = [{}]
        self.mistakes: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        self.mistakes += [f"<{tag}> has {name} twice" for name in set(names) if names.count(name) > 1]
        attributes = {name: value or "" for name, value in attrs}
        handed_on = {name.removesuffix(":inherited"): attributes[name] for name in names if name.endswith(":inherited")}
        inherited = {**self._inherited[-1], **handed_on}
        self.tags.append((tag, attributes))
        self.in_force.append((tag, {**inherited, **attributes}))
        if tag not in VOID:
            self.open.append(tag)
            self._inherited.append(inherited)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()
            self._inherited.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.mistakes.append(f"</{tag}> closes what was not open")
        else:
            self._inherited.pop()


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


def test_every_template_compiles(environment: Environment, template: str) -> None:
    assert environment.get_template(template).name == template


def test_every_template_says_what_it_is_or_needs(source: str) -> None:
    assert source.startswith("{# ")


def test_only_the_body_of_an_article_is_marked_safe(template: str, source: str) -> None:
    allowed = 1 if template == "pages/article.html" else 0

    assert len(re.findall(r"\|\s*safe\b", source)) == allowed == source.count(BODY)
    assert "autoescape" not in source


def test_no_template_holds_inline_script_or_style(source: str) -> None:
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=|hx-on|javascript:|js:", source)
    data = re.sub(r'<script type="application/ld\+json">\{\{ [\w.]+\|tojson \}\}</script>', "", source)
    assert not re.search(r"<script(?![^>]*\ssrc=)", data)


def test_no_template_asks_the_request(source: str) -> None:
    assert not re.search(r"\{[{%][^}]*\b(request|url_for|session|g|current_app)\b", source)


def test_htmx_attributes_stand_in_one_template(template: str, source: str) -> None:
    assert template == "macros/live.html" or "hx-" not in source


def test_pages_are_well_formed(rendered: str) -> None:
    reader = read(rendered)

    assert reader.mistakes == []
    assert reader.open == []


def test_ids_are_unique_on_a_page(rendered: str) -> None:
    ids = [attributes["id"] for _, attributes in read(rendered).tags if "id" in attributes]

    assert sorted(ids) == sorted(set(ids))


def test_pages_have_one_first_heading_and_skip_no_level(rendered: str) -> None:
    levels = [int(tag[1]) for tag, _ in read(rendered).tags if re.fullmatch("h[1-6]", tag)]

    assert levels.count(1) == 1 or "<html" not in rendered
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_pages_load_and_send_nothing_elsewhere(rendered: str) -> None:
    sent = [
        value
        for tag, attributes in read(rendered).tags
        for name, value in attributes.items()
        if name in URL_ATTRIBUTES and not (tag in ("a", "link") and name == "href")
    ]

    assert all(value.startswith("/") and not value.startswith("//") for value in sent)


def test_live_elements_are_plain_links_or_forms_too(rendered: str) -> None:
    for tag, attributes in read(rendered).in_force:
        if "hx-get" not in attributes:
            continue
        if tag == "a":
            assert attributes["href"] == attributes["hx-get"]
        else:
            assert tag in ("form", "input")
        assert attributes["hx-target"] == "#search-region"
        assert attributes["hx-swap"].startswith("outerHTML")
        assert attributes["hx-sync"] == "#search-form:replace"
        assert ("hx-push-url" in attributes) != ("hx-replace-url" in attributes)


def test_live_links_keep_focus_by_their_ids(rendered: str) -> None:
    live = [attributes for tag, attributes in read(rendered).tags if tag == "a" and "hx-get" in attributes]

    assert all(attributes.get("id") for attributes in live)
