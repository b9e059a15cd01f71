"""A sitemap gives its addresses, and a news sitemap articles; XML that attacks is refused, whoever reads it."""

import gzip
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from portal.sources.errors import SourceCut, SourceUnreadable
from portal.sources.feed import read_feed
from portal.sources.opening import read_source
from portal.sources.raw import Origin, RawItem, Refusal
from portal.sources.sitemap import MAX_ADDRESSES, Listed, addresses_in, read_sitemap
from portal.sources.wxr import read_wxr

NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://wharf.example/night-pay?a=1&amp;b=2 </loc><lastmod>2026-03-06</lastmod>
<image:image><image:loc>https://wharf.example/a.jpg</image:loc><image:title>A pier</image:title></image:image>
<news:news><news:publication><news:name>The Wharf</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2026-03-05T10:30:00+01:00</news:publication_date><news:title>Night pay</news:title>
<news:keywords>Ports, ILO,Ports</news:keywords></news:news></url>
<url><loc>/about</loc></url>
<url><loc>/about</loc></url>
<url><loc>javascript:alert(1)</loc></url>
</urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://wharf.example/news.xml.gz</loc><lastmod>2026-03-06</lastmod></sitemap></sitemapindex>"""

PAGE = "https://wharf.example/sitemap.xml"


def test_a_sitemap_gives_each_address_once_with_when_it_changed() -> None:
    first, second, refused = addresses_in([NEWS.encode()], "s.xml", base_url=PAGE)

    assert isinstance(first, Listed)
    assert (first.address, first.changed) == ("https://wharf.example/night-pay?a=1&b=2", "2026-03-06")
    assert second == Listed(where="s.xml:9", address="https://wharf.example/about")
    assert refused == Refusal("s.xml:11", "it has no address that begins with http:// or https://")


def test_a_news_sitemap_gives_articles_without_a_body(tmp_path: Path) -> None:
    path = tmp_path / "news"
    path.write_bytes(gzip.compress(NEWS.encode()))

    item, *refused = read_source(str(path))

    assert item == RawItem(
        where=f"{path}:4",
        url="https://wharf.example/night-pay?a=1&b=2",
        title="Night pay",
        completeness="excerpt",
        tags=("Ports", "ILO"),
        published="2026-03-05T10:30:00+01:00",
        source="The Wharf",
        language="en",
        origin=Origin.FEED,
    )
    assert len(refused) == 3  # without their own address, relative ones lead nowhere


def test_an_index_gives_sitemaps() -> None:
    assert list(addresses_in([INDEX.encode()], "i.xml")) == [
        Listed(where="i.xml:2", address="https://wharf.example/news.xml.gz", changed="2026-03-06", is_sitemap=True)
    ]


def test_pages_of_which_only_the_address_is_known_are_counted() -> None:
    (refused,) = read_sitemap([INDEX.encode()], "i.xml")

    assert isinstance(refused, Refusal)
    assert "one page or sitemap" in refused.reason


def test_a_sitemap_that_lists_too_many_is_cut_there() -> None:
    entries = "".join(f"<url><loc>https://e.org/{number}</loc></url>" for number in range(MAX_ADDRESSES + 1))
    read = []

    with pytest.raises(SourceCut, match="50,000"):
        read.extend(addresses_in([f"<urlset>{entries}</urlset>".encode()], "s.xml"))


def test_a_broken_sitemap_keeps_what_came_before_and_names_the_line() -> None:
    read = []

    with pytest.raises(SourceCut, match="broken in line 3"):
        read.extend(addresses_in([b"<urlset>\n<url><loc>https://e.org/a</loc></url>\n<url></loc>"], "s.xml"))

    assert read == [Listed(where="s.xml:2", address="https://e.org/a")]


@pytest.mark.parametrize("read", [read_feed, read_wxr, addresses_in], ids=["feed", "wxr", "sitemap"])
def test_every_bomb_is_refused_with_a_sentence_within_a_second(
    shared_data: Path, read: Callable[[list[bytes], str], Iterable[object]]
) -> None:
    for path in sorted((shared_data / "xml-bombs").glob("*.xml")):
        started = time.process_time()

        with pytest.raises(SourceUnreadable) as refused:
            list(read([path.read_bytes()], path.name))

        assert str(refused.value), path.name
        assert time.process_time() - started < 1, path.name


def test_every_bomb_given_as_a_file_is_refused_but_for_the_page_that_is_none(shared_data: Path) -> None:
    for path in sorted((shared_data / "xml-bombs").glob("*.xml")):
        started = time.process_time()

        try:
            entries = list(read_source(str(path)))
        except SourceUnreadable:
            entries = []

        assert not any(isinstance(entry, RawItem) and "123456789" in entry.body for entry in entries), path.name
        assert path.name == "dtd.xml" or not entries, path.name
        assert time.process_time() - started < 1, path.name
