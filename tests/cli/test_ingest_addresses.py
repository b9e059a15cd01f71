"""`portal ingest ADDRESS` fetches what stands there, when the operator lets it."""

from collections.abc import Iterator

import pytest

from tests.cli.conftest import Command
from tests.fetching.internet import Site, answer

FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>The Harbour</title><link>https://harbour.example/</link>
<description>d</description>
<item><title>Cranes arrive</title><guid>1</guid><link>https://harbour.example/1</link>
<content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/"><![CDATA[<p>%s</p>]]></content:encoded></item>
</channel></rss>""" % (b"Three new cranes arrived at the port of the town on Thursday. " * 9)


@pytest.fixture
def site(portal: Command, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    made = Site()
    monkeypatch.setenv("PORTAL_FETCH_ALLOW", "127.0.0.1")
    monkeypatch.setenv("PORTAL_FETCH_DELAY", "0")
    yield made
    made.close()


def test_a_feed_is_fetched_and_its_articles_are_findable(portal: Command, site: Site) -> None:
    site.pages["/feed"] = answer(FEED, Content_Type="application/rss+xml")
    ran = portal("ingest", f"http://127.0.0.1:{site.port}/feed", "--tag", "Ports", "--json")
    assert (ran.status, ran.json["added"], ran.json["refused"]) == (0, 1, [])
    assert portal("search", "cranes", "--json").json["total"] == 1
    again = portal("ingest", f"http://127.0.0.1:{site.port}/feed", "--tag", "Ports", "--json")
    assert (again.status, again.json["added"], again.json["unchanged"]) == (0, 0, 1)


def test_a_dry_run_says_what_would_come_and_stores_nothing(portal: Command, site: Site) -> None:
    site.pages["/feed"] = answer(FEED)
    ran = portal("ingest", "--dry-run", f"http://127.0.0.1:{site.port}/feed")
    assert ran.out.startswith("Would be: 1 added")
    assert portal("search", "cranes", "--json").json["total"] == 0


def test_an_address_that_gives_nothing_is_refused_with_the_reason_and_status_3(portal: Command, site: Site) -> None:
    address = f"http://127.0.0.1:{site.port}/missing"
    ran = portal("ingest", address)
    assert ran.status == 3
    assert f"refused {address}: it answers 404 (Not Found)" in ran.out


def test_a_private_address_is_refused_unless_the_operator_allows_it(
    portal: Command, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PORTAL_FETCH_ALLOW")
    for address in ("http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://2130706433/"):
        ran = portal("ingest", address)
        assert ran.status == 3, address
        assert f"refused {address}: " in ran.out
    assert "PORTAL_FETCH_ALLOW" in portal("ingest", "http://127.0.0.1/").out
    assert "PORTAL_FETCH_ALLOW" not in portal("ingest", "http://2130706433/").out
    assert site.requests == []


def test_an_address_of_another_kind_is_refused_as_one(portal: Command) -> None:
    ran = portal("ingest", "ftp://news.example/feed.xml")

    assert ran.status == 3
    assert "http:// or https://" in ran.out
