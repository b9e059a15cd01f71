"""Archive pages become excerpts, whatever theme has built them."""

import re
import time
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from portal.sources.archive_page import ArchivePage, CardSelectors, archive_of, read_archive_page
from portal.sources.page import page_of
from portal.sources.raw import Origin, RawItem, Refusal
from tests.sources.school import files_of_site
from tests.sources.themes import LINKS, TEXTS, THEMES, TITLES, Theme

ADDRESS = "https://e.org/tag/ilo/"


def _archive(html: str, address: str = ADDRESS, selectors: CardSelectors | None = None) -> ArchivePage:
    return archive_of(page_of([html.encode()], base_url=address), "page", selectors=selectors)


@pytest.fixture(params=THEMES, ids=lambda theme: theme.name)
def theme(request: pytest.FixtureRequest) -> Theme:
    chosen: Theme = request.param
    return chosen


def test_the_cards_of_every_theme_are_found_and_nothing_else(theme: Theme) -> None:
    archive = _archive(theme.html)

    assert [item.title for item in archive.items] == list(TITLES)
    assert [item.url for item in archive.items] == list(LINKS)
    assert [item.excerpt for item in archive.items] == (list(TEXTS) if theme.has_text else [""] * 3)


def test_what_a_theme_says_beside_its_texts_is_read(theme: Theme) -> None:
    archive = _archive(theme.html)

    assert archive.tags == theme.tags
    assert archive.next_page == theme.next_page
    for item in archive.items:
        assert item.tags == theme.tags
        assert item.published == theme.published
        assert item.author == theme.author
        assert item.completeness == "excerpt"
        assert item.origin is Origin.CARD


def test_one_card_alone_is_found() -> None:
    theme = THEMES[0]
    start, end = theme.html.index("<article"), theme.html.index("</article>") + len("</article>")
    last = theme.html.rindex("</article>") + len("</article>")

    archive = _archive(theme.html[:end] + theme.html[last:])

    assert start < end
    assert [item.title for item in archive.items] == [TITLES[0]]


def test_tags_and_a_title_cut_short_are_read_from_a_card() -> None:
    html = """<h1>News</h1>
    <article><h2><a href="/a/" title="A title that goes on for some words">A title that goes…</a></h2>
    <p>Text that is long enough to be the excerpt of an article.</p>
    <p>Filed under <a href="/category/work/" rel="category tag">Work</a>, <a href="/tag/rest/" rel="tag">Rest</a></p>
    </article><article><h2><a href="/b/">Another title of some words</a></h2><p>Long enough to be an excerpt of it.</p>
    </article>"""

    first, _ = _archive(html, "https://e.org/news/").items

    assert first.title == "A title that goes on for some words"
    assert first.tags == ("Work", "Rest")


@pytest.mark.parametrize(
    ("heading", "tags"),
    [
        ("Tag: ILO", ("ILO",)),
        ("Posts Tagged: ILO", ("ILO",)),
        ("Tag Archives: ILO", ("ILO",)),
        ("Posts tagged “ILO”", ("ILO",)),
        ("Étiquette : ILO", ("ILO",)),
        ("Schlagwort: ILO", ("ILO",)),
        ("Метка: ILO", ("ILO",)),
        ("Author: Ada King", ()),
        ("Month: March 2026", ()),
        ("Search Results for: ILO", ()),
        ("Latest news", ()),
    ],
)
def test_a_heading_names_the_tag_or_does_not(heading: str, tags: tuple[str, ...]) -> None:
    html = THEMES[8].html.replace("Category: ILO", heading)

    assert _archive(html, "https://e.org/news/").tags == tags


def test_the_last_page_has_no_next() -> None:
    html = THEMES[0].html.replace("page/2/", "page/1/")

    assert _archive(html, "https://e.org/tag/ilo/page/2/").next_page == ""
    assert (
        _archive(THEMES[0].html.replace('href="/tag/ilo/page/2/"', 'href="https://evil.org/page/2/"')).next_page == ""
    )


def test_selectors_override_what_would_be_found() -> None:
    html = """<div class=x><b>First title</b><i>Words.</i><u>Ada</u><s>2026-03-05</s>
    <a href=/a>go</a><tt>One</tt><tt>Two</tt></div>
    <div class=x><b>Second title</b><i>Other words.</i><a href=/b>go</a></div><div class=y><b>No card</b></div>
    <em id=tag>ILO</em><a class=more href=/2>on</a>"""
    selectors = CardSelectors(
        card="div.x",
        title="b",
        link="a[href]",
        excerpt="i",
        published="s",
        author="u",
        tags="tt",
        next_page="a.more",
        page_tag="#tag",
    )

    archive = _archive(html, selectors=selectors)

    assert archive.next_page == "https://e.org/2"
    first, second = archive.items
    assert (first.title, first.url, first.excerpt) == ("First title", "https://e.org/a", "Words.")
    assert (first.published, first.author, first.tags) == ("2026-03-05", "Ada", ("ILO", "One", "Two"))
    assert (second.title, second.url, second.tags) == ("Second title", "https://e.org/b", ("ILO",))


@pytest.mark.parametrize(
    ("selectors", "reason"),
    [
        (CardSelectors(card="div..x"), "'div..x' is no CSS selector"),
        (CardSelectors(card="p.nowhere"), "'p.nowhere' finds no card"),
    ],
)
def test_a_selector_that_finds_nothing_is_told(selectors: CardSelectors, reason: str) -> None:
    (entry,) = read_archive_page([THEMES[0].html.encode()], "page", selectors=selectors)

    assert isinstance(entry, Refusal)
    assert reason in entry.reason


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (b"", "empty"),
        (b"<p>Nothing here.</p>", "no list of articles"),
        (b"<div>" * 300_000, "nested more than 256 deep"),
        (b"<a href=x>" * 100_000, "more than 40,000 elements"),
        (b"<p " + b"".join(b"a%d=1 " % number for number in range(50_000)) + b">", "more than 1,000 attributes"),
        (b"<p>" + b"x" * 6_000_000, "more than 5,242,880 bytes"),
    ],
    ids=["empty", "prose", "deep", "many", "attributes", "long"],
)
def test_a_page_that_cannot_be_read_says_why(page: bytes, reason: str) -> None:
    (entry,) = read_archive_page([page], "page")

    assert isinstance(entry, Refusal)
    assert reason in entry.reason


MANY = b" ".join(b"%x" % number for number in range(400_000))


@pytest.mark.parametrize(
    "page",
    [
        b"<script " + MANY + b">x</script>",
        b"<p x=" + b" ".join(b"=a%d=b" % number for number in range(200_000)) + b">",
        '<p a=\xa0"'.encode() + MANY + b'">',
        b"<title></titlex><script></title><p " + MANY + b">",
        b"<iframe><script></iframe><p " + MANY + b">",
        b"<!--><p " + MANY + b">-->",
        b"<p" * 2_400_000,
    ],
    ids=["of a script", "without names", "behind a space", "behind a title", "behind a frame", "no comment", "no end"],
)
def test_too_many_attributes_are_seen_whatever_hides_them(page: bytes) -> None:
    """The parser would take minutes: it is never given them."""
    started = time.process_time()

    (entry,) = read_archive_page([page], "page")

    assert isinstance(entry, Refusal)
    assert entry.reason.startswith("an element of the page")
    assert time.process_time() - started < 5


def test_scripts_that_hold_markup_are_no_attributes() -> None:
    script = "<script>" + "if (a<b && c) { write('<p class=\"x\">y</p>') }\n" * 5_000 + "</script>"

    assert [item.url for item in _archive(THEMES[0].html.replace("<body", script + "<body", 1)).items] == list(LINKS)


def test_links_that_lead_nowhere_safe_are_left_out() -> None:
    html = THEMES[0].html.replace('href="/2026/03/brief/"', 'href="javascript:alert(1)"')

    assert [item.url for item in _archive(html).items] == ["", *LINKS[1:]]


@given(
    st.lists(
        st.sampled_from(
            [*"<>/=\"' ", "a", "h2", "article", "p", "li", "href", "Read more", "Tag: x", "</", "<a href='/x'>"]
        )
    )
)
def test_any_page_is_read_or_refused(pieces: list[str]) -> None:
    for entry in read_archive_page(["".join(pieces).encode()], "page"):
        assert isinstance(entry, RawItem | Refusal)


def test_the_tag_archives_of_a_real_site_list_what_their_feeds_list(shared_data: Path) -> None:
    files = files_of_site(shared_data)
    listed = found = 0
    for path, feed in files.items():
        tag = re.fullmatch(r"tag/([^/]+)/feed/index.html", path)
        if tag is None:
            continue
        expected = [
            (entry.findtext("title"), re.findall(r"\?p=(\d+)", entry.findtext("guid") or ""))
            for entry in etree.fromstring(feed).iter("item")
        ]
        page = files[f"tag/{tag[1]}/index.html"].decode()
        items = _archive(page, f"http://site.test/tag/{tag[1]}/index.html").items
        got = [(item.title, re.findall(r"\?p=(\d+)", unquote(item.url))) for item in items]
        listed += len(expected)
        found += sum(entry in got for entry in expected)
        assert len(got) == len(expected)

    assert listed == 130
    assert found / listed >= 0.98
