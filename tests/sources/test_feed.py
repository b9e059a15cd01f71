"""Feeds of every kind become raw items; what is ill-formed is read as far as it goes, and the line is named."""

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.feeds import KINDS, LEAST, compare, files_of
from portal.ingest.clean import plain_text, plain_title, sanitize
from portal.ingest.dates import published_date
from portal.sources.errors import SourceCut, SourceUnreadable
from portal.sources.feed import MAX_BYTES, open_feed, read_feed
from portal.sources.json_feed import open_json_feed, read_json_feed
from portal.sources.opening import read_source
from portal.sources.raw import Origin, RawItem, Refusal

NOW = datetime(2026, 11, 24, tzinfo=UTC)
FEED = "https://wharf.example/news/feed/"

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel><title>The Wharf</title><link>https://wharf.example/</link><language>en-GB</language>
<atom:link rel="next" href="?page=2"/>
<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>
<item>
<title>Night pay &amp;#8211; at last</title><link>../night-pay/</link><guid isPermaLink="false">w-7</guid>
<dc:creator><![CDATA[Amara Diallo]]></dc:creator><pubDate>Thu, 05 Mar 2026 10:30:00 +0100</pubDate>
<category><![CDATA[Ports]]></category><category>Uncategorized</category><category>ILO</category>
<description><![CDATA[<p>In short &#8230;</p>]]></description>
<content:encoded><![CDATA[<p>One day. <a href="/a">More</a></p>
<p>The post <a href="https://wharf.example/a">Night pay</a> appeared first on <a href="https://w.example">W</a>.</p>]]></content:encoded>
<enclosure url="https://wharf.example/a.mp3" type="audio/mpeg" length="12"/><comments>https://wharf.example/c</comments>
</item></channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr" xml:base="https://quai.example/base/">
<title type="text">Le &lt;Quai&gt;</title><author><name>Rédaction</name></author>
<link rel="alternate" href="https://quai.example/"/><link rel="next" href="?p=2"/>
<link rel="hub" href="https://hub.example/"/>
<entry xml:base="entries/"><title type="text">Balises &lt;b&gt; &amp; co</title><id>tag:quai.example,2026:1</id>
<link rel="alternate" href="un"/><updated>2026-03-06T00:00:00+02:00</updated>
<published>2026-03-05T00:30:00+02:00</published>
<category term="oit" label="OIT" scheme="https://quai.example/s"/>
<category term="x" scheme="http://schemas.google.com/g/2005#kind"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Un <a href="deux">lien</a></p></div></content>
<summary type="text">a &lt; b</summary></entry></feed>"""


def _read(document: str | bytes, **given: str) -> list[RawItem | Refusal]:
    raw = document.encode() if isinstance(document, str) else document
    return list(read_feed([raw], "f.xml", **given))


def _rss(items: str, before: str = "") -> str:
    return f'{before}<rss version="2.0">\n<channel><title>T</title>\n{items}\n</channel></rss>'


def test_every_field_of_an_rss_item_is_read() -> None:
    (item,) = _read(RSS, base_url=FEED)

    assert item == RawItem(
        where="f.xml:7",
        id="w-7",
        url="https://wharf.example/news/night-pay/",
        title="Night pay &#8211; at last",
        body='<p>One day. <a href="https://wharf.example/a">More</a></p>',
        excerpt="<p>In short &#8230;</p>",
        completeness="full",
        tags=("Ports", "ILO"),
        published="Thu, 05 Mar 2026 10:30:00 +0100",
        source="The Wharf",
        author="Amara Diallo",
        language="en-GB",
        extra={
            "enclosures": [{"url": "https://wharf.example/a.mp3", "type": "audio/mpeg", "length": "12"}],
            "comments": "https://wharf.example/c",
        },
        origin=Origin.FEED,
    )


def test_every_field_of_an_atom_entry_is_read() -> None:
    (item,) = _read(ATOM, base_url="https://quai.example/atom")

    assert isinstance(item, RawItem)
    assert item.url == "https://quai.example/base/entries/un"
    assert (item.id, item.author, item.language) == ("tag:quai.example,2026:1", "Rédaction", "fr")
    assert plain_title(item.title) == "Balises <b> & co"
    assert '<a href="https://quai.example/base/entries/deux">' in item.body
    assert plain_text(sanitize(item.excerpt)) == "a < b"
    assert item.tags == ("OIT",)
    assert item.published == "2026-03-05T00:30:00+02:00"
    assert item.extra == {"updated": "2026-03-06T00:00:00+02:00"}


def test_a_feed_says_how_long_it_may_be_kept_and_where_it_goes_on() -> None:
    rss, atom = (open_feed([document.encode()], "f", base_url=FEED).facts for document in (RSS, ATOM))

    assert (rss.title, rss.link, rss.language) == ("The Wharf", "https://wharf.example/", "en-GB")
    assert rss.keep_for == timedelta(minutes=30)
    assert rss.next_page == f"{FEED}?page=2"
    assert (plain_title(atom.title), atom.hub, atom.is_atom) == ("Le <Quai>", "https://hub.example/", True)
    ttl = open_feed([_rss("<ttl>90</ttl>").encode()], "f").facts
    assert ttl.keep_for == timedelta(minutes=90)


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
            '<channel rdf:about="x"><title>T</title></channel><item rdf:about="https://e.org/1"><title>A</title>'
            "<link>https://e.org/1</link></item></rdf:RDF>",
            id="RSS 1.0",
        ),
        pytest.param(
            '<rss version="0.91"><channel><title>T</title><item><title>A</title><link>https://e.org/1</link></item>'
            "</channel></rss>",
            id="RSS 0.91",
        ),
        pytest.param(
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
            'xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>T</title></channel>'
            "<item><title>A</title><link>https://e.org/1</link></item></rdf:RDF>",
            id="RSS 0.90",
        ),
        pytest.param(
            '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>T</title><entry><title>A</title>'
            '<link rel="alternate" type="text/html" href="https://e.org/1"/></entry></feed>',
            id="Atom 0.3",
        ),
        pytest.param(
            "\ufeff\n\n  <!-- made by hand -->\n<rss><channel><title>T</title><item><title>A</title>"
            "<link>https://e.org/1</link></item></channel></rss>",
            id="a mark, white space and a comment before",
        ),
    ],
)
def test_every_version_is_recognized_and_read(tmp_path: Path, document: str) -> None:
    path = tmp_path / "given"
    path.write_text(document)

    (item,) = read_source(str(path))

    assert isinstance(item, RawItem)
    assert (item.title, item.url, item.source) == ("A", "https://e.org/1", "T")


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "windows-1252", "utf-16", "utf-16-le", "utf-32"])
def test_every_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "given"
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'
    path.write_bytes(_rss("<item><title>Café</title></item>", declared).encode(encoding))

    (item,) = read_source(str(path))

    assert isinstance(item, RawItem)
    assert item.title == "Café"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        pytest.param("&lt;b&gt;Night&lt;/b&gt; pay", "Night pay", id="markup"),
        pytest.param("Use &lt;script&gt; with care", "Use <script> with care", id="a tag that is spoken of"),
        pytest.param("<![CDATA[Q&A <em>now</em>]]>", "Q&A now", id="CDATA"),
        pytest.param("AT&amp;amp;T", "AT&T", id="escaped twice"),
        pytest.param("&lt;img src=x onerror=alert(1)&gt;Boo&lt;/img&gt;", "Boo", id="an event"),
        pytest.param("1 &lt; 2", "1 < 2", id="a comparison"),
    ],
)
def test_a_title_with_markup_is_shown_as_its_text(given: str, shown: str) -> None:
    (item,) = _read(_rss(f"<item><title>{given}</title></item>"))

    assert isinstance(item, RawItem)
    assert plain_title(item.title) == shown


@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param("Thu, 05 Mar 2026 10:30:00 +0100", "2026-03-05T09:30:00Z", id="RFC 2822"),
        pytest.param("Thu, 05 Mar 26 10:30:00 PST", "2026-03-05T18:30:00Z", id="two figures for the year"),
        pytest.param("2026-03-05", "2026-03-05", id="a day"),
        pytest.param("2026-03-05T10:30:00.123+01:00", "2026-03-05T09:30:00Z", id="ISO 8601"),
        pytest.param("Thu Mar  5 10:30:00 2026", "2026-03-05T10:30:00Z", id="asctime"),
        pytest.param("Mon, 30 Nov -0001 00:00:00 +0000", None, id="the year before 0"),
        pytest.param("0000-00-00T00:00:00Z", None, id="the year 0"),
        pytest.param("yesterday", None, id="words"),
    ],
)
def test_dates_of_every_common_kind_are_read(written: str, read: str | None) -> None:
    (item,) = _read(_rss(f"<item><title>A</title><pubDate>{written}</pubDate></item>"))

    assert isinstance(item, RawItem)
    assert published_date(item.published, now=NOW) == read


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", " JaVaScRiPt:alert(1)", "file:///etc/passwd"]
)
def test_a_link_that_runs_costs_the_link_alone(link: str) -> None:
    from portal.ingest.making import Given, article_of

    (item,) = _read(_rss(f"<item><title>A</title><link>{link}</link></item>"), base_url=FEED)

    assert isinstance(item, RawItem)
    article = article_of(item, Given(), now=NOW)
    assert article.url is None
    assert "bad-url" in article.flags


def test_an_entry_that_only_has_a_description_is_an_excerpt_unless_it_is_long() -> None:
    short, long = _read(
        _rss(
            "<item><title>A</title><description>Some words</description></item>"
            f"<item><title>B</title><description>{'Many words. ' * 200}</description></item>"
        )
    )

    assert isinstance(short, RawItem)
    assert isinstance(long, RawItem)
    assert (short.body, short.excerpt, short.completeness) == ("", "Some words", "excerpt")
    assert (long.excerpt, long.completeness) == ("", "full")


@pytest.mark.parametrize(
    "end", ["Words […]", "Words [&amp;#8230;]", 'Words… &lt;a href="/a"&gt;Continue reading →&lt;/a&gt;']
)
def test_a_content_that_breaks_off_is_an_excerpt(end: str) -> None:
    document = _rss(
        "<item><title>A</title><content:encoded>&lt;p&gt;" + end + "&lt;/p&gt;</content:encoded></item>"
    ).replace("<rss ", '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" ')

    (item,) = _read(document)

    assert isinstance(item, RawItem)
    assert item.body
    assert item.completeness == "excerpt"


def test_names_of_characters_and_stray_ampersands_are_mended() -> None:
    entries = _read(_rss("<item><title>Caf&eacute; &amp; B&B &nbsp;&copy</title></item><item><title>B</title></item>"))

    assert [plain_title(entry.title) for entry in entries if isinstance(entry, RawItem)] == ["Café & B&B &copy", "B"]
    assert len(entries) == 2


def test_characters_that_a_feed_names_itself_are_read() -> None:
    doctype = '<!DOCTYPE rss [<!ENTITY oe "&#339;"> <!ENTITY c "(C)">]>'

    (item,) = _read(_rss("<item><title>&oe;uf &c;</title></item>", doctype))

    assert isinstance(item, RawItem)
    assert plain_title(item.title) == "œuf (C)"


def test_an_ill_formed_feed_keeps_what_came_before_and_what_can_be_guessed() -> None:
    document = _rss("<item><title>A</title></item>\n<item><title>B</item>\n<item><title>C</title></item>")

    *items, last = _read(document)

    titles = {item.where: item.title for item in items if isinstance(item, RawItem)}
    assert titles == {"f.xml:3": "A", "f.xml:4": "", "f.xml:5": "C"}
    assert isinstance(last, Refusal)
    assert last.where == "f.xml:4"
    assert "broken in line 4: mismatched tag" in last.reason


@given(st.integers(min_value=0, max_value=len(RSS.encode())), st.binary(max_size=8))
def test_no_damage_makes_a_feed_crash(place: int, damage: bytes) -> None:
    raw = RSS.encode()

    try:
        entries = _read(raw[:place] + damage + raw[place + len(damage) :], base_url=FEED)
    except SourceUnreadable:
        return
    assert entries == [] or all(isinstance(entry, RawItem | Refusal) for entry in entries)


@given(st.integers(min_value=0, max_value=len(RSS.encode())))
def test_a_feed_that_is_cut_off_anywhere_says_so(place: int) -> None:
    whole = RSS.rstrip()

    try:
        entries = _read(whole.encode()[: min(place, len(whole.encode()) - 1)])
    except SourceUnreadable:
        return
    assert isinstance(entries[-1], Refusal)


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        pytest.param("<html><body>Not found</body></html>", "begins with <html>", id="HTML served as a feed"),
        pytest.param("", "no element begins", id="nothing"),
        pytest.param('<!DOCTYPE rss [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><rss/>', "hold others", id="nested entities"),
        pytest.param(
            '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss>&a;</rss>', "more than", id="a file"
        ),
        pytest.param('<!DOCTYPE rss [<!ENTITY % a "x">%a;]><rss/>', "more than", id="a parameter entity"),
        pytest.param(
            f'<!DOCTYPE rss [<!ENTITY a "{"x" * 30}">]>' + _rss("<item><title>" + "&a;" * 200_000 + "</title></item>"),
            "without measure",
            id="one entity, many times",
        ),
    ],
)
def test_what_is_no_feed_is_refused_with_a_sentence(document: str, reason: str) -> None:
    started = time.process_time()

    with pytest.raises(SourceUnreadable, match=reason):
        _read(document)

    assert time.process_time() - started < 1


CROWD = " ".join(f"a{number}='1'" for number in range(32_000))
MONSTERS = {
    "10 MB of nested tags": "<item><description>" + "<b>" * 3_400_000,
    "5 MB of an author": f"<item><title>x</title><author>{'a' * 5_000_000}</author></item>",
    "100,000 labels": "<item><title>x</title>"
    + "".join(f"<category>k{number}</category>" for number in range(100_000))
    + "</item>",
    "32,000 attributes": f"<item {CROWD}><title>x</title></item>",
    "32,000 attributes and no end": f"<item><title {CROWD}>x</p>",
    "5 MB of ampersands": f"<item><title>{'&' * 5_000_000}</title></item>",
    "a million tags that never end": "<item><title>" + "<a" * 1_000_000,
    "100,000 sections that never end": "<item><title>" + "<![CDATA[" * 100_000,
}


@pytest.mark.parametrize("name", MONSTERS)
def test_a_monstrous_entry_costs_itself_and_little_time(name: str) -> None:
    started = time.process_time()

    entries = _read(_rss("<item><title>before</title></item>" + MONSTERS[name]))

    assert isinstance(entries[0], RawItem)
    assert entries[0].title == "before"
    assert any(isinstance(entry, Refusal) for entry in entries)
    assert time.process_time() - started < 10


def test_a_feed_over_20_megabytes_is_cut_there() -> None:
    item = f"<item><title>A</title><description>{'word ' * 200_000}</description></item>"
    read = []

    with pytest.raises(SourceCut, match="first 20,971,520 bytes"):
        read.extend(read_feed([_rss(item * 22).encode()], "f.xml"))

    assert len(_rss(item * 22)) > MAX_BYTES


def test_a_feed_that_changes_every_id_at_each_fetch_stays_the_same_articles() -> None:
    from portal.ingest.duplicates import is_same, keys_of
    from portal.ingest.making import Given, article_of

    def fetched(guid: str) -> RawItem:
        link = "<link>https://wharf.example/a</link>"
        (item,) = _read(_rss(f'<item><title>A</title>{link}<guid isPermaLink="false">{guid}</guid></item>'))
        assert isinstance(item, RawItem)
        return item

    first, second = (article_of(fetched(guid), Given(), now=NOW) for guid in ("x-1", "x-2"))

    assert keys_of(first)[0] == keys_of(second)[0]
    assert is_same(first, second)


def test_the_feeds_of_feedparser_are_read_as_they_say(shared_data: Path) -> None:
    outcome = compare(files_of(shared_data / "feedparser-feeds" / "feeds.tar.gz"))

    assert outcome.files == 2_107
    assert {name.rpartition("/")[2] for name, _ in outcome.refused} == {
        "rss_empty_document.xml",
        "doctype_contains_entity_decl.xml",
    }
    assert all(reason for _, reason in (*outcome.refused, *outcome.partly))
    assert {kind: outcome.share(kind) >= LEAST for kind in KINDS} == dict.fromkeys(KINDS, True)
    assert outcome.stated["titles"] > 100


def test_every_field_of_a_json_feed_is_read(tmp_path: Path) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Wharf",
        "home_page_url": "https://wharf.example/",
        "next_url": "https://wharf.example/feed.json?p=2",
        "language": "en",
        "authors": [{"name": "The desk"}],
        "items": [
            {
                "id": 7,
                "url": "/night-pay",
                "title": "Night <pay>",
                "content_html": '<p>One <a href="b">day</a></p>',
                "summary": "In short",
                "date_published": "2026-03-05T10:30:00+01:00",
                "tags": ["Ports", "Ports", 3],
                "attachments": [{"url": "https://wharf.example/a.mp3", "mime_type": "audio/mpeg"}],
            },
            {"id": "https://wharf.example/b", "content_text": "a < b", "author": {"name": "Amara"}},
            "none",
        ],
    }
    path = tmp_path / "feed"
    path.write_text(json.dumps(feed, indent=1).replace("/", "\\/"))

    one, two, refused = read_source(str(path))

    assert one == RawItem(
        where=f"{path}:1",
        id="7",
        url="https://wharf.example/night-pay",
        title="<p>Night &lt;pay&gt;</p>",
        body='<p>One <a href="https://wharf.example/b">day</a></p>',
        excerpt="In short",
        completeness="full",
        tags=("Ports",),
        published="2026-03-05T10:30:00+01:00",
        source="The Wharf",
        author="The desk",
        language="en",
        extra={"enclosures": [{"url": "https://wharf.example/a.mp3", "type": "audio/mpeg", "length": ""}]},
        origin=Origin.FEED,
    )
    assert isinstance(two, RawItem)
    assert (two.url, two.author, plain_text(sanitize(two.body))) == ("https://wharf.example/b", "Amara", "a < b")
    assert refused == Refusal(f"{path}:3", "this is no object, as an entry is")
    facts = open_json_feed([path.read_bytes()], "f").facts
    assert facts.next_page == "https://wharf.example/feed.json?p=2"


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        pytest.param('{"version": "https://jsonfeed.org/version/1",\n"items": [', "broken in line 2", id="cut off"),
        pytest.param('{"version": "https://jsonfeed.org/version/1"}', "no list of items", id="no items"),
        pytest.param("[" * 100_000, "nested too deeply", id="nested"),
    ],
)
def test_a_json_feed_that_is_none_is_refused(document: str, reason: str) -> None:
    with pytest.raises(SourceUnreadable, match=reason):
        list(read_json_feed([document.encode()], "f"))
