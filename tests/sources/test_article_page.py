"""Article pages become raw items, each field from where it is said best."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.ingest.clean import plain_text, plain_title, sanitize
from portal.ingest.dates import published_date
from portal.sources.article_page import read_article_page
from portal.sources.article_title import without_site
from portal.sources.html_page import read_html_page
from portal.sources.raw import Origin, RawItem, Refusal
from tests.sources.pages import marked_pages, words
from tests.sources.school import files_of_site
from tests.sources.themes import THEMES, TITLES

TEXT = "".join(
    f"<p>Paragraph {number} says something about work, and says it in enough words to be taken for a text.</p>"
    for number in range(1, 7)
)
LD = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "WebSite", "@id": "#site", "name": "The Site"},
        {"@type": "Person", "@id": "#ada", "name": "Ada King"},
        {
            "@type": ["NewsArticle"],
            "headline": "Work &amp; rest in numbers",
            "datePublished": "2026-03-05T09:30:00+01:00",
            "author": [{"@id": "#ada"}, {"@type": "Person", "name": "Bo Li"}],
            "publisher": {"@type": "Organization", "name": "The Site"},
            "about": [{"@type": "NGO", "name": "Union of Rest"}, {"@type": "Thing", "name": "rest"}],
            "keywords": "work, rest",
            "articleSection": "Labour",
            "inLanguage": "en-GB",
            "description": "How work and rest are shared.",
        },
    ],
}


def _page(head: str = "", body: str = f"<article><h1>Work &amp; rest in numbers</h1>{TEXT}</article>") -> bytes:
    title = "<title>Work &amp; rest in numbers - The Site</title>"
    return f"<!doctype html><html lang=fr><head>{title}{head}</head><body>{body}</body></html>".encode()


def _ld(value: Any) -> str:
    return f'<script type="application/ld+json">{value if isinstance(value, str) else json.dumps(value)}</script>'


def _entry(html: bytes, **options: Any) -> RawItem | Refusal:
    (entry,) = read_article_page([html], "page", **{"base_url": "https://e.org/a?utm_source=x", **options})
    return entry


def _item(html: bytes, **options: Any) -> RawItem:
    entry = _entry(html, **options)
    assert isinstance(entry, RawItem), entry
    return entry


def test_json_ld_comes_first() -> None:
    meta = '<meta property="og:title" content="Other"><meta name="author" content="Other"><meta name=date content=2020>'
    item = _item(
        _page(_ld(LD) + meta + '<link rel="canonical" href="/a"><meta property="og:site_name" content="The Site">')
    )

    assert item.title == "Work & rest in numbers"
    assert item.published == "2026-03-05T09:30:00+01:00"
    assert item.author == "Ada King, Bo Li"
    assert item.tags == ("work", "rest", "Labour")
    assert item.organizations == ("Union of Rest",)
    assert item.language == "en-GB"
    assert item.excerpt == "How work and rest are shared."
    assert item.url == "https://e.org/a"
    assert item.source == "The Site"
    assert item.extra == {"publisher": "The Site"}
    assert {item.origin_of(field) for field in ("title", "published", "author", "tags", "language")} == {Origin.JSON_LD}
    assert item.origin_of("body") is Origin.EXTRACTION
    assert item.body.count("<p>") == 6
    assert "Work" not in item.body.split("<p>")[0]


@pytest.mark.parametrize(
    ("here", "stated", "address"),
    [
        ("https://e.org/a?x=1", "/a", "https://e.org/a"),
        ("http://m.e.org/a?x=1", "https://www.e.org/a", "https://www.e.org/a"),
        ("https://e.org/a?x=1", "https://victim.org/a", "https://e.org/a?x=1"),
        ("https://evil.e.org/a", "https://e.org/a", "https://evil.e.org/a"),
        ("https://e.org/a", "https://e.org.evil.org/a", "https://e.org/a"),
        ("https://e.org/a", "https://e.org:8080/a", "https://e.org/a"),
        ("https://m.org/a", "https://www.org/a", "https://m.org/a"),
        ("https://e.org/a", "https://e.org:x/a", "https://e.org/a"),
        ("", "https://e.org/a", "https://e.org/a"),
    ],
)
def test_a_page_names_its_own_address_and_no_other_sites(here: str, stated: str, address: str) -> None:
    for head in (f'<link rel=canonical href="{stated}">', f'<meta property="og:url" content="{stated}">'):
        assert _item(_page(head), base_url=here).url == address


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(json.dumps(LD["@graph"]), id="a list"),
        pytest.param(json.dumps({"@type": "WebPage", "mainEntity": LD}), id="nested"),
        pytest.param("<!--\n" + json.dumps(LD) + "\n-->", id="in a comment"),
        pytest.param("//<![CDATA[\n" + json.dumps(LD) + "\n//]]>", id="in CDATA"),
        pytest.param(json.dumps(LD)[:-1] + ",}", id="a comma too many"),
        pytest.param(json.dumps(LD).replace("shared.", "shared.\n\tOr not."), id="line ends in a string"),
        pytest.param(json.dumps({"@type": "Thing"}) + json.dumps(LD), id="two in one"),
        pytest.param(json.dumps(LD).replace('"#site",', '"#site"'), id="broken beyond repair"),
    ],
)
def test_json_ld_is_read_however_it_is_written(written: str) -> None:
    item = _item(_page(_ld(written)))

    assert item.title == "Work & rest in numbers"
    assert item.published == "2026-03-05T09:30:00+01:00"


def test_of_several_articles_that_of_the_page_is_read() -> None:
    others = [
        {"@type": "NewsArticle", "headline": f"Other {n}", "datePublished": "2020-01-01", "url": f"https://e.org/o{n}"}
        for n in range(5)
    ]
    own = {
        "@type": "NewsArticle",
        "headline": "Own",
        "datePublished": "2026-03-05",
        "mainEntityOfPage": {"@id": "https://e.org/a"},
    }

    assert _item(_page(_ld(others[:2]) + _ld(own)), base_url="https://e.org/a").published == "2026-03-05"
    assert not _item(_page(_ld(others)), base_url="https://e.org/a").published.startswith("2020")


def test_meta_elements_come_second() -> None:
    head = (
        '<meta property="og:title" content="Work &amp; rest in numbers | The Site">'
        '<meta property="og:site_name" content="The Site">'
        '<meta property="article:published_time" content="2026-03-05"><meta name="author" content="Ada King">'
        '<meta property="article:tag" content="work"><meta property="article:tag" content="rest">'
        '<meta name="keywords" content="seo, spam">'
    )
    item = _item(_page(head))

    assert (item.title, item.published, item.author) == ("Work & rest in numbers", "2026-03-05", "Ada King")
    assert item.tags == ("work", "rest")
    assert item.language == "fr"
    assert item.origin_of("published") is Origin.OPENGRAPH


def test_what_stands_in_the_page_comes_third() -> None:
    time = '<time datetime="2026-03-05T10:00:00Z" pubdate>Thursday</time>'
    body = f'<article><h1>Title of it</h1>{time}{TEXT}<a rel="tag" href="/t">work</a></article>'
    item = _item(_page("", body))

    assert item.published == "2026-03-05T10:00:00Z"
    assert item.tags == ("work",)
    assert item.origin_of("published") is Origin.EXTRACTION


@pytest.mark.parametrize(
    ("title", "names", "left"),
    [
        ("Work and rest - The Site", ("The Site",), "Work and rest"),
        ("Work and rest | News | The Site", ("The Site",), "Work and rest | News"),
        ("The Site: Work", ("The Site",), "The Site: Work"),
        ("The Site » Work and rest", ("The Site",), "Work and rest"),
        ("Work – rest", ("The Site",), "Work – rest"),
        ("The Site", ("The Site",), "The Site"),
        ("Well-being at work - thesite.org", ("thesite.org",), "Well-being at work"),
    ],
)
def test_the_name_of_the_site_is_taken_off_a_title(title: str, names: tuple[str, ...], left: str) -> None:
    assert without_site(title, names) == left


def test_structure_of_the_text_is_kept() -> None:
    lists = "<h2>Part</h2><ul><li>One thing</li><li>Other thing</li></ul>"
    link = '<p>See <a href="https://e.org/x">this page</a> for all that is known about it today.</p>'
    body = f"<article><h1>T</h1>{TEXT}{lists}{link}{TEXT}</article>"
    kept = _item(_page("", body)).body

    assert "<h2>Part</h2>" in kept
    assert kept.count("<li>") == 2
    assert '<a href="https://e.org/x">this page</a>' in kept


@pytest.mark.parametrize(
    ("encoding", "head", "content_type", "mark"),
    [
        ("utf-8", "", "", b""),
        ("utf-8", "", "", b"\xef\xbb\xbf"),
        ("windows-1251", '<meta charset="windows-1251">', "", b""),
        ("windows-1251", "", "text/html; charset=windows-1251", b""),
        ("windows-1251", "", "", b""),
        ("shift_jis", '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">', "", b""),
        ("utf-16-le", "", "", b"\xff\xfe"),
    ],
)
def test_encodings_are_read_as_declared_marked_or_guessed(
    encoding: str, head: str, content_type: str, mark: bytes
) -> None:
    said = "Международная организация труда опубликовала новый доклад о занятости. " * 6
    body = f"<article><h1>Доклад</h1><p>{said}</p><p>{said}</p></article>"
    page = f"<html><head>{head}<title>Доклад</title></head><body>{body}</body></html>"

    item = _item(mark + page.encode(encoding), content_type=content_type)

    assert item.title == "Доклад"
    assert "организация труда" in item.body


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(
            b"<html><body><h1>Please enable cookies</h1></body></html>", "no text of an article", id="no text"
        ),
        pytest.param(_page(_ld({**LD["@graph"][2], "isAccessibleForFree": "False"})), "must be paid for", id="paywall"),
        pytest.param(b"<div>" * 2_000_000, "more than 5,242,880 bytes", id="10 MB of nested tags"),
        pytest.param(b"<div>" * 1_000_000, "nested more than 256 deep", id="5 MB of nested tags"),
        pytest.param(b"<p>x" * 1_200_000, "more than 40,000 elements", id="5 MB of paragraphs"),
        pytest.param(b"<b a=1>" * 250 + b"<p>" * 700_000, "more than", id="formatting left open"),
    ],
)
def test_a_page_without_an_article_is_refused_with_a_reason_and_soon(html: bytes, reason: str) -> None:
    begun = time.process_time()
    entry = _entry(html)

    assert isinstance(entry, Refusal)
    assert reason in entry.reason
    assert time.process_time() - begun < 20


def test_deep_json_ld_costs_no_article() -> None:
    assert _item(_page(_ld("[" * 100_000))).title == "Work & rest in numbers"


@given(
    st.lists(
        st.sampled_from(
            ["{", "}", "[", "]", '"', ":", ",", '"@type"', '"Article"', '"headline"', "1", "null", "<!--", "\\"]
        )
    )
)
def test_any_json_ld_is_survived(pieces: list[str]) -> None:
    assert isinstance(_entry(_page(_ld("".join(pieces)))), RawItem)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_a_page_that_lists_is_told_from_one_that_is_an_article(theme: Any) -> None:
    listed = list(read_html_page([theme.html.encode()], "page", base_url="https://e.org/tag/ilo/"))
    (article,) = read_html_page([_page()], "page", base_url="https://e.org/a")

    assert [entry.title for entry in listed if isinstance(entry, RawItem)] == list(TITLES)
    assert isinstance(article, RawItem)
    assert article.completeness == "full"


def test_the_pages_of_a_real_site_are_told_apart(shared_data: Path) -> None:
    files = files_of_site(shared_data)
    lists = [path for path in files if path.startswith("tag/") and "feed" not in path]
    articles = [path for path in files if path.startswith("index.html?p=")][:8]
    for paths, completeness in ((lists, "excerpt"), (articles, "full")):
        for path in paths:
            for entry in read_html_page([files[path]], path, base_url=f"http://site.test/{path}"):
                assert isinstance(entry, RawItem)
                assert entry.completeness == completeness, path


def test_what_people_marked_in_real_pages_is_found(shared_data: Path) -> None:
    inside, outside, titles, dates = list[bool](), list[bool](), list[bool](), list[bool]()
    for marked in marked_pages(shared_data):
        (entry,) = read_article_page([marked.html], "page", base_url=marked.address)
        assert isinstance(entry, RawItem), (marked.address, entry)
        text = " ".join(plain_text(sanitize(entry.body, marked.address)).split())
        inside += [" ".join(segment.split()) in text for segment in marked.inside]
        outside += [" ".join(segment.split()) in text for segment in marked.outside]
        titles += [words(plain_title(entry.title)) == words(marked.title)] if marked.title else []
        found = published_date(entry.published, now=datetime.now(UTC)) or ""
        dates += [found[:10] == marked.published] if marked.published else []

    assert sum(inside) / len(inside) >= 0.95
    assert sum(outside) / len(outside) <= 0.05
    assert sum(titles) / len(titles) >= 0.82
    assert sum(dates) / len(dates) >= 0.85
