"""A WordPress export gives its posts and pages, whole, and nothing else; what is broken is named with its line."""

import gzip
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.ingest.clean import plain_text, sanitize
from portal.ingest.dates import published_date
from portal.sources.errors import SourceCut, SourceUnreadable
from portal.sources.opening import read_source
from portal.sources.raw import Origin, RawItem, Refusal
from portal.sources.wordpress_text import paragraphs
from portal.sources.wxr import read_wxr

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="WordPress/6.1" -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>The Wharf</title><link>https://wharf.example</link><language>pt-BR</language>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_login>amara
</wp:author_login><wp:author_display_name><![CDATA[Amara Diallo]]></wp:author_display_name></wp:author>
<wp:category><wp:category_nicename>ports</wp:category_nicename><wp:cat_name>Ports</wp:cat_name></wp:category>
"""
TAIL = "</channel></rss>"
POST = """<item><title>Night pay &amp; rest</title><link>https://wharf.example/night-pay/</link>
<pubDate>Thu, 05 Mar 2026 10:30:00 +0100</pubDate><dc:creator><![CDATA[amara]]></dc:creator>
<guid isPermaLink="false">https://wharf.example/?p=7</guid><description></description>
<content:encoded><![CDATA[One <b>day</b>.

Two days.]]></content:encoded><excerpt:encoded><![CDATA[In short.]]></excerpt:encoded>
<wp:post_id>7</wp:post_id><wp:post_date>2026-03-05 10:30:00</wp:post_date>
<wp:post_date_gmt>2026-03-05 09:30:00</wp:post_date_gmt><wp:post_modified_gmt>2026-03-06 09:30:00</wp:post_modified_gmt>
<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<category domain="category" nicename="ports"><![CDATA[Ports]]></category>
<category domain="category" nicename="uncategorized"><![CDATA[Sem categoria]]></category>
<category domain="post_tag" nicename="ilo"><![CDATA[ILO]]></category>
<category domain="post_format" nicename="post-format-aside"><![CDATA[Aside]]></category></item>
"""


def _read(document: str, left_out: Counter[str] | None = None) -> list[RawItem | Refusal]:
    return list(read_wxr([document.encode()], "site.xml", left_out=left_out))


def _item(fields: str) -> RawItem:
    (item,) = _read(f"{HEAD}<item><title>T</title>{fields}</item>{TAIL}")
    assert isinstance(item, RawItem)
    return item


def test_every_field_of_a_post_is_read() -> None:
    (item,) = _read(HEAD + POST + TAIL)

    assert item == RawItem(
        where="site.xml:11",
        id="https://wharf.example/?p=7",
        url="https://wharf.example/night-pay/",
        title="Night pay & rest",
        body="<p>One <b>day</b>.</p>\n<p>Two days.</p>\n",
        excerpt="In short.",
        completeness="full",
        tags=("Ports", "ILO"),
        published="2026-03-05 09:30:00Z",
        source="The Wharf",
        author="Amara Diallo",
        language="pt-BR",
        extra={"post_id": "7", "post_type": "post", "modified": "2026-03-06 09:30:00Z"},
        origin=Origin.REST,
    )


def test_what_is_no_article_or_not_published_is_counted_and_left_out() -> None:
    kinds = ("attachment", "inherit"), ("nav_menu_item", "publish"), ("post", "draft"), ("page", "private")
    others = "".join(
        f"<item><title>x</title><wp:post_type>{kind}</wp:post_type><wp:status>{status}</wp:status></item>"
        for kind, status in kinds
    )
    left = Counter[str]()

    entries = _read(HEAD + others + POST + TAIL, left)

    assert [entry.where for entry in entries] == ["site.xml:11"]
    assert left == {"attachment": 1, "nav_menu_item": 1, "draft": 1, "private": 1}


def test_a_post_behind_a_password_is_refused() -> None:
    locked = POST.replace("<wp:status>", "<wp:post_password>x</wp:post_password><wp:status>")

    assert _read(HEAD + locked + TAIL) == [Refusal("site.xml:11", "this is protected by a password")]


@pytest.mark.parametrize(
    ("fields", "published"),
    [
        pytest.param("<wp:post_date_gmt>2026-03-05 09:30:00</wp:post_date_gmt>", "2026-03-05T09:30:00Z", id="UTC"),
        pytest.param(
            "<pubDate>Thu, 05 Mar 2026 10:30:00 +0100</pubDate>"
            "<wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt>",
            "2026-03-05T09:30:00Z",
            id="no UTC, but a zone",
        ),
        pytest.param(
            "<pubDate>Mon, 30 Nov -0001 00:00:00 +0000</pubDate><wp:post_date>2026-03-05 10:30:00</wp:post_date>",
            "2026-03-05T10:30:00Z",
            id="only the clock of the site",
        ),
        pytest.param("<wp:post_date>0000-00-00 00:00:00</wp:post_date>", None, id="the year 0"),
    ],
)
def test_a_date_is_the_surest_that_there_is(fields: str, published: str | None) -> None:
    from datetime import UTC, datetime

    assert published_date(_item(fields).published, now=datetime(2026, 11, 24, tzinfo=UTC)) == published


def test_terms_are_labels_with_domains_and_without() -> None:
    old = (
        '<category><![CDATA[boat]]></category><category domain="tag">lake</category><category>Uncategorized</category>'
    )

    assert _item(old).tags == ("boat", "lake")
    assert _item('<category domain="category" nicename="ports"/>').tags == ("Ports",)


def test_control_characters_cost_nothing() -> None:
    broken = POST.replace("One", "One\x0b\x00")

    (item,) = _read(HEAD + broken + TAIL)

    assert isinstance(item, RawItem)
    assert "One <b>" in item.body


def test_rss_that_is_no_export_is_refused() -> None:
    with pytest.raises(SourceUnreadable, match="no WordPress export"):
        _read("<rss><channel><item><title>a</title></item></channel></rss>")


def test_every_well_formed_export_is_read_whole(shared_data: Path) -> None:
    folder = shared_data / "wxr-wordpress"
    for path in sorted([*folder.glob("*.xml.gz"), *folder.glob("importer-cases/*.xml")]):
        if path.name in BROKEN:
            continue
        text = (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()).decode()
        left = Counter[str]()

        entries = list(read_wxr([text.encode()], path.name, left_out=left))

        assert len(entries) + left.total() == len(re.findall(r"<item[ >]", text)), path.name
        assert all(isinstance(entry, RawItem) or "password" in entry.reason for entry in entries), path.name


BROKEN = {
    "crazy-cdata.xml": (0, 18),
    "malformed.xml": (0, 90),
    "malformed-simple.xml": (0, 14),
    "namespace-edge-cases.xml": (4, 84),
}
"""What each gives before it breaks at the least, and the line."""


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_export_keeps_what_came_before_and_names_the_line(shared_data: Path, name: str) -> None:
    at_least, line = BROKEN[name]

    entries = list(read_source(str(shared_data / "wxr-wordpress" / "importer-cases" / name)))

    *items, last = entries
    assert isinstance(last, Refusal)
    assert f"broken in line {line}" in last.reason
    assert len(items) >= at_least


def test_the_test_data_of_themes_is_what_its_readme_says(shared_data: Path) -> None:
    left = Counter[str]()
    packed = (shared_data / "wxr-wordpress" / "themeunittestdata.wordpress.xml.gz").read_bytes()

    entries = list(read_wxr([gzip.decompress(packed)], "themes.xml", left_out=left))

    kinds = Counter(entry.extra["post_type"] for entry in entries if isinstance(entry, RawItem))
    assert kinds == {"post": 55, "page": 21}
    assert left == {"attachment": 37, "nav_menu_item": 70, "draft": 1, "future": 1}
    authors = Counter(entry.author for entry in entries if isinstance(entry, RawItem))
    assert authors.most_common(2) == [("Theme Buster", 54), ("Theme Reviewer", 21)]


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        pytest.param('<!DOCTYPE rss [<!ENTITY a "b">]><rss>&a;</rss>', "document type definition", id="entities"),
        pytest.param('<!DOCTYPE rss SYSTEM "http://e.org/x.dtd" [', "cannot be read", id="half a DTD"),
        pytest.param("<!-- never ended", "no element begins", id="half a comment"),
    ],
)
def test_a_document_type_of_its_own_is_refused(document: str, reason: str) -> None:
    with pytest.raises(SourceUnreadable, match=reason):
        _read(document)


@pytest.mark.parametrize("depth", [300, 100_000])
def test_what_is_nested_too_deeply_is_cut_off_after_what_came_before(depth: int) -> None:
    deep = f"<item>{'<a>' * depth}{'</a>' * depth}</item>"
    read = []

    with pytest.raises(SourceCut, match=r"256 deep|broken in line"):
        read.extend(read_wxr([(HEAD + POST).encode(), deep.encode()], "deep.xml"))


def test_an_export_of_60_megabytes_is_read_in_little_memory(project: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "bench.exports", "--megabytes", "60"],
        cwd=project,
        capture_output=True,
        text=True,
        check=True,
    )

    held = int(re.search(r"at most (\d+) MB", ran.stdout)[1])
    assert held < 150


PARTS = st.lists(
    st.sampled_from(["One day.", "A <b>b</b>", "<ul><li>x</li></ul>", "a\nb", "<pre>x\n\ny</pre>"]), min_size=2
)


@given(PARTS)
def test_each_part_between_blank_lines_becomes_a_paragraph_of_its_own(parts: list[str]) -> None:
    shown = plain_text(sanitize(paragraphs("\n\n".join(parts))))

    expected = [plain_text(sanitize(part.replace("\n", "<br>") if "pre" not in part else part)) for part in parts]
    assert shown == "\n\n".join(expected)


def test_short_codes_go_and_what_they_enclose_stays() -> None:
    assert paragraphs('[caption id="a" width="3"]<b>x</b> A pier[/caption] [gallery ids="1,2"] [1] [sic]') == (
        "<b>x</b> A pier  [1] [sic]"
    )
