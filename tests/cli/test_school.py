"""A whole real WordPress site, served on loopback, from its address to the search."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.cli.feeds import Site, site_on_loopback
from tests.cli.school_site import School


@pytest.fixture
def school(shared_data: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("PORTAL_FETCH_ALLOW", "127.0.0.1")
    monkeypatch.setenv("PORTAL_FETCH_DELAY", "0")
    with site_on_loopback() as site:
        site.other = School(shared_data)
        yield site


def test_the_site_and_its_feed_bring_each_article_once(portal: Command, school: Site) -> None:
    added = portal("sources", "add", school.address("/"), "--name", "School of Open")
    portal("sources", "add", school.address("/feed/"), "--name", "Its feed")

    first = portal("sources", "run", "--json").json["runs"]
    again = portal("sources", "run", "--json").json["runs"]

    assert "is a WordPress site" in added.out
    # Its feed, which is read first, has the newest ten; the interface has them all.
    assert {run["name"]: run["added"] for run in first} == {"its-feed": 10, "school-of-open": 11}  # type: ignore[attr-defined]  # a list
    assert portal("search", "--limit", "0", "--json").json["total"] == 21
    assert [(run["added"], run["changed"], run["error"]) for run in again] == [(0, 0, None)] * 2  # type: ignore[attr-defined]  # a list
