"""`portal sources`: what is watched is looked at, kept, run, changed and let go."""

import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from portal.articles.database import DatabaseArticles
from portal.cli import periods
from portal.watching.locks import running_alone
from tests.cli.conftest import Command
from tests.cli.feeds import FEED, Site, rss, site_on_loopback


@pytest.fixture
def site(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site on loopback with a feed of three, which may be fetched without waiting."""
    monkeypatch.setenv("PORTAL_FETCH_ALLOW", "127.0.0.1")
    monkeypatch.setenv("PORTAL_FETCH_DELAY", "0")
    with site_on_loopback() as opened:
        opened.pages[FEED] = rss(3)
        yield opened


def titles(portal: Command, **given: str) -> list[str]:
    options = [part for name, value in given.items() for part in (f"--{name}", value)]
    found = portal("search", *options, "--json").json["items"]
    assert isinstance(found, list)
    return sorted(item["title"] for item in found)


def test_what_is_added_is_looked_at_told_of_and_kept(portal: Command, site: Site) -> None:
    ran = portal("sources", "add", site.address(), "--name", "The Desk", "--tag", "Cobalt", "--every", "30m")

    assert ran.status == 0, ran.err
    assert f"{site.address()} is a feed.\nIt would bring 3 articles:" in ran.out
    assert "2026-03-05  Report 0 on cobalt" in ran.out
    assert "Watched as the-desk, every 30m" in ran.out
    (kept,) = portal("sources", "list", "--json").json["sources"]  # type: ignore[misc]  # a list
    assert kept["address"] == site.address()
    assert (kept["name"], kept["tags"], kept["every"], kept["last_run_at"]) == ("the-desk", ["Cobalt"], "30m", None)
    assert titles(portal) == []


def test_a_run_brings_articles_that_can_be_found_at_once_and_a_second_changes_nothing(
    portal: Command, site: Site, store: DatabaseArticles
) -> None:
    portal("sources", "add", site.address(), "--name", "The Desk", "--tag", "Wages", "--language", "en")

    first = portal("sources", "run")
    version = store.version()
    second = portal("sources", "run", "the-desk", "--json")

    assert first.status == 0, first.err
    assert "the-desk: 3 added, 0 changed, 0 unchanged, 0 duplicate, 0 refused" in first.out
    assert titles(portal, source="the-desk", tag="wages", language="en") == [f"Report {n} on cobalt" for n in range(3)]
    (run,) = second.json["runs"]  # type: ignore[misc]  # a list
    assert (run["added"], run["changed"], run["unchanged"], run["error"]) == (0, 0, 3, None)
    assert store.version() == version


def test_a_feed_that_has_not_changed_is_not_sent_again(portal: Command, site: Site) -> None:
    site.headers["ETag"] = '"one"'
    seen = []

    def conditional(handler: object) -> None:
        seen.append(handler.headers.get("If-None-Match"))  # type: ignore[attr-defined]  # it is a request handler
        handler.send_response(304)  # type: ignore[attr-defined]  # as above
        handler.send_header("Content-Length", "0")  # type: ignore[attr-defined]  # as above
        handler.end_headers()  # type: ignore[attr-defined]  # as above

    portal("sources", "add", site.address(), "--name", "The Desk")
    portal("sources", "run")
    site.pages[FEED] = conditional

    ran = portal("sources", "run")

    assert seen == ['"one"']
    assert "the-desk: 0 added, 0 changed, 0 unchanged" in ran.out
    assert ran.status == 0


def test_a_dry_run_keeps_nothing(portal: Command, site: Site) -> None:
    ran = portal("sources", "add", site.address(), "--dry-run")

    assert "Report 0" in ran.out
    assert portal("sources", "list").out == "Nothing is watched yet: `portal sources add ADDRESS`\n"


@pytest.mark.parametrize("again", [FEED, f"{FEED}#part"])
def test_an_address_is_watched_once(portal: Command, site: Site, again: str) -> None:
    portal("sources", "add", site.address(), "--name", "The Desk")

    ran = portal("sources", "add", site.address(again), "--name", "Other")

    assert ran.status == 1
    assert ran.err == f"Error: {site.address()} is watched already, as the-desk\n"


def test_a_name_is_taken_once(portal: Command, site: Site) -> None:
    site.pages["/other"] = rss(1, first=9)
    portal("sources", "add", site.address(), "--name", "The Desk")

    ran = portal("sources", "add", site.address("/other"), "--name", "The  desk")

    assert ran.status == 1
    assert "--name" in ran.err


def test_a_private_address_is_refused_with_how_to_allow_it(
    portal: Command, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PORTAL_FETCH_ALLOW")

    ran = portal("sources", "add", "http://127.0.0.1/feed")

    assert ran.status == 3
    assert "this machine itself" in ran.err
    assert "PORTAL_FETCH_ALLOW" in ran.err
    assert site.asked == []


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://127.0.0.2:8099/", "PORTAL_FETCH_ALLOW"),
        ("feed.xml", "http"),
        ("file:///etc/passwd", "http"),
        ("https://", "host"),
        ("ftp://news.example/", "http"),
    ],
)
def test_what_is_no_address_is_refused(portal: Command, data_dir: Path, address: str, said: str) -> None:
    ran = portal("sources", "add", address)

    assert ran.status == 3
    assert said in ran.err


@pytest.mark.parametrize(
    "page",
    [
        404,
        500,
        b"",
        b"nothing that anybody could read",
        b"<rss><channel/></rss>",
        b'<rss><channel><item><guid isPermaLink="false">1</guid></item></channel></rss>',
        b'{"hello": "world"}',
    ],
)
def test_an_address_without_articles_is_not_kept(portal: Command, site: Site, page: bytes | int) -> None:
    site.pages[FEED] = page

    ran = portal("sources", "add", site.address())

    assert ran.status == 3
    assert ran.err.startswith("Error: ")
    assert "--format" not in ran.err
    assert portal("sources", "list", "--json").json == {"sources": []}


def test_of_a_sitemap_the_pages_are_told_since_not_all_are_articles(portal: Command, site: Site) -> None:
    site.pages["/map.xml"] = b"<urlset><url><loc>%s</loc></url></urlset>" % site.address("/a").encode()

    ran = portal("sources", "add", site.address("/map.xml"), "--dry-run")

    assert "It lists 1 page; it would bring the articles among them:" in ran.out
    assert site.address("/a") in ran.out


@pytest.mark.parametrize("command", ["show", "pause", "resume", "run", "set"])
def test_an_unknown_name_is_told_with_the_known_ones(portal: Command, site: Site, command: str) -> None:
    portal("sources", "add", site.address(), "--name", "The Desk")

    ran = portal("sources", command, "desk", *(["--every", "2h"] if command == "set" else []))

    assert ran.status == 1
    assert "desk: there is no such source; watched are the-desk" in ran.err


@pytest.mark.parametrize(
    "options",
    [
        ("--every", "often"),
        ("--every", "1m"),
        ("--every", "900d"),
        ("--language", "English language"),
        ("--select", "card"),
        ("--select", "colour=p"),
        ("--select", "card=[["),
        ("--name", " "),
        ("--tag", "x", "--no-tags"),
        ("--every", "1h", "--auto"),
        (),
    ],
)
def test_wrong_usage_is_said_and_changes_nothing(portal: Command, site: Site, options: tuple[str, ...]) -> None:
    portal("sources", "add", site.address(), "--name", "The Desk", "--every", "1h")
    before = portal("sources", "show", "the-desk").out

    ran = portal("sources", "set", "the-desk", *options)

    assert ran.status == 2
    assert "Error:" in ran.err
    assert portal("sources", "show", "the-desk").out == before


def test_a_source_is_named_by_its_label_and_its_address_too(portal: Command, site: Site) -> None:
    portal("sources", "add", site.address(), "--name", "The Desk")

    shown = [portal("sources", "show", name).out for name in ("the-desk", "The Desk", site.address())]

    assert len(set(shown)) == 1
    assert "whole texts" in shown[0]


def test_a_paused_source_is_run_only_when_named(portal: Command, site: Site) -> None:
    portal("sources", "add", site.address(), "--name", "The Desk")

    assert portal("sources", "pause", "the-desk").out == "the-desk paused\n"
    assert portal("sources", "run", "--json").json["runs"] == []
    assert "paused" in portal("sources", "list").out
    assert portal("sources", "run", "the-desk").status == 0
    portal("sources", "resume", "the-desk")
    assert re.search(r" due\b", portal("sources", "list").out)


def test_a_removed_source_leaves_its_articles(portal: Command, site: Site) -> None:
    portal("sources", "add", site.address(), "--name", "The Desk")
    portal("sources", "run")

    ran = portal("sources", "remove", "the-desk", "--yes")

    assert ran.out == "the-desk is no longer watched; its articles stay\n"
    assert len(titles(portal, source="the-desk")) == 3
    assert portal("sources", "list", "--json").json == {"sources": []}
    assert portal("sources", "add", site.address(), "--name", "The Desk").status == 0


def test_removing_asks_and_a_no_keeps_it(portal: Command, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    portal("sources", "add", site.address(), "--name", "The Desk")
    portal("sources", "run")
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _prompt: "n")

    ran = portal("sources", "remove", "the-desk")

    assert ran.status == 130
    assert len(portal("sources", "list", "--json").json["sources"]) == 1  # type: ignore[arg-type]  # a list


def test_a_language_that_was_chosen_is_told_of_as_such_until_it_is_taken_back(portal: Command, site: Site) -> None:
    portal("sources", "add", site.address(), "--name", "The Desk", "--language", "fr")
    portal("sources", "run")
    article = portal("search", "--limit", "1", "--json").json["items"][0]["id"]  # type: ignore[index]  # a list

    assert "language from  the-desk (chosen)" in portal("articles", "show", article).out
    assert portal("articles", "show", article, "--json").json["given_by"]["language"]["origin"] == "chosen"  # type: ignore[index]  # a mapping
    assert portal("sources", "set", "the-desk", "--language", "", "--json").json["language"] is None


def test_other_settings_hold_from_the_next_run_on(portal: Command, site: Site) -> None:
    portal("sources", "add", site.address(), "--name", "The Desk", "--tag", "Wages")
    portal("sources", "run")
    site.pages[FEED] = rss(4)

    portal("sources", "set", "the-desk", "--name", "The News Desk", "--no-tags", "--organization", "ILO", "--auto")
    portal("sources", "run")

    assert len(titles(portal, source="the-desk")) == 4
    assert titles(portal, organization="ilo")[-1] == "Report 3 on cobalt"
    assert "The News Desk" in portal("sources", "show", "the-desk").out


def test_another_pause_between_runs_holds_at_once(portal: Command, site: Site) -> None:
    portal("sources", "add", site.address(), "--name", "The Desk", "--every", "30d")
    portal("sources", "run")

    shown = portal("sources", "set", "the-desk", "--every", "30m").out

    assert re.search(r"^next run +due$", shown, re.MULTILINE)


def test_an_address_that_has_moved_to_a_watched_one_is_watched_once(portal: Command, site: Site) -> None:
    def moved(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(301)
        handler.send_header("Location", FEED)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    site.pages["/old"] = moved
    portal("sources", "add", site.address(), "--name", "The Desk")

    ran = portal("sources", "add", site.address("/old"), "--name", "Other")

    assert ran.status == 1
    assert ran.err == f"Error: {site.address()} is watched already, as the-desk\n"


def test_excerpts_only_holds_for_all_articles_at_once_and_for_files(portal: Command, site: Site) -> None:
    site.pages[FEED] = rss(1, longer=200)
    portal("sources", "add", site.address(), "--name", "The Desk")
    portal("sources", "run")
    whole = portal("export", "cobalt").out

    portal("sources", "set", "the-desk", "--excerpts-only")

    assert len(whole) > 4_000
    assert len(portal("export", "cobalt").out) < 2_000
    (item,) = portal("search", "again", "--json").json["items"]  # type: ignore[misc]  # a list
    assert item["completeness"] == "excerpt"
    portal("sources", "set", "the-desk", "--whole")
    assert portal("export", "cobalt").out == whole
    assert portal("index", "check", "--json").json["sound"] is True


def test_a_source_that_cannot_be_read_keeps_its_error_and_the_others_run(portal: Command, site: Site) -> None:
    site.pages["/other"] = rss(2, first=7, title="Other")
    portal("sources", "add", site.address(), "--name", "The Desk")
    portal("sources", "add", site.address("/other"), "--name", "Other")
    site.pages[FEED] = 503

    ran = portal("sources", "run")

    assert ran.status == 1
    assert "other: 2 added" in ran.out
    assert "failed: " in ran.out
    table = portal("sources", "list").out
    assert "failed 1×" in table
    assert "the-desk: " in table
    assert "503" in table
    assert portal("sources", "run", "the-desk").status == 3


def test_the_doctor_tells_of_sources_that_fail_again_and_again(portal: Command, site: Site) -> None:
    def told() -> tuple[str, str]:
        findings = portal("doctor", "--json").json["findings"]
        assert isinstance(findings, list)
        return next((one["state"], one["detail"] + one["advice"]) for one in findings if one["name"] == "sources")

    portal("sources", "add", site.address(), "--name", "The Desk")
    assert told() == ("ok", "1 source watchedset PORTAL_CONTACT, so that sites see whom they can write to")
    site.pages[FEED] = 404
    for _ in range(3):
        assert told()[0] == "ok"
        portal("sources", "run")

    assert told() == ("attention", "1 source watched, not to be read: the-desk`portal sources list`")


def test_a_source_is_run_by_one_at_a_time(portal: Command, site: Site, data_dir: Path) -> None:
    portal("sources", "add", site.address(), "--name", "The Desk")

    with running_alone(data_dir, "the-desk"):
        ran = portal("sources", "run", "the-desk")

    assert ran.status == 1
    assert "is being run already" in ran.err
    assert portal("sources", "run", "the-desk").status == 0


@pytest.mark.parametrize(
    ("text", "seconds", "said"),
    [("30m", 1_800, "30m"), ("90", 5_400, "90m"), ("2h", 7_200, "2h"), ("1d", 86_400, "1d")],
)
def test_a_period_is_said_as_it_was_given(text: str, seconds: int, said: str) -> None:
    assert periods.Period().convert(text, None, None) == seconds
    assert periods.words(seconds) == said
