"""`portal articles` and `portal index`: by hand."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.articles.database import DatabaseArticles
from tests.cli.conftest import Command
from tests.stories.conftest import REPORT


@pytest.fixture
def filled(portal: Command, articles_file: Callable[..., Path]) -> Command:
    assert portal("ingest", articles_file(4)).status == 0
    return portal


@pytest.fixture
def first(filled: Command, store: DatabaseArticles) -> str:
    return store.latest(4)[-1].id


def test_an_article_is_shown(filled: Command, first: str) -> None:
    assert "Report 0 on cobalt" in filled("articles", "show", first).out
    assert filled("articles", "show", first, "--json").json["tags"] == ["Cobalt", "Pit 0"]


def test_an_unknown_article_is_said_to_be_unknown(filled: Command) -> None:
    ran = filled("articles", "show", "nosuch", "--json")

    assert (ran.status, ran.json) == (1, {"error": "there is no such article", "id": "nosuch"})


def test_a_removed_article_is_gone_and_stays_gone(
    filled: Command, first: str, articles_file: Callable[..., Path]
) -> None:
    ran = filled("articles", "remove", first, "nosuch")

    assert (ran.status, ran.out) == (1, f"{first} removed\nnosuch is unknown\n")
    assert filled("search", "--json").json["total"] == 3
    assert "it was removed" in filled("articles", "show", first).err
    again = filled("ingest", articles_file(4), "--json")
    assert [refusal["reason"] for refusal in again.json["refused"]] == ["removed by an editor"]  # type: ignore[union-attr]  # a list
    assert filled("search", "--json").json["total"] == 3
    assert filled("articles", "remove", first).out == f"{first} was removed before\n"


def test_other_tags_are_findable_at_once_and_outlive_an_ingest(
    filled: Command, first: str, articles_file: Callable[..., Path]
) -> None:
    ran = filled("articles", "retag", first, "--tag", "Bikes", "--no-organizations", "--json")

    assert (ran.json["tags"], ran.json.get("organizations")) == (["Bikes"], None)
    assert filled("search", "--tag", "bikes", "--organization", "_none", "--json").json["total"] == 1
    assert filled("ingest", articles_file(4), "--json").json["unchanged"] == 4
    assert filled("search", "--tag", "bikes", "--json").json["total"] == 1


def test_a_deleted_index_is_made_anew(filled: Command, data_dir: Path) -> None:
    for path in sorted((data_dir / "index").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()

    assert filled("index", "sync", "--json").json == {"written": 4, "removed": 0, "rebuilt": True}
    assert filled("search", "--json").json["total"] == 4


def test_a_damaged_index_is_found_and_mended(filled: Command, data_dir: Path) -> None:
    for path in (data_dir / "index").rglob("*.col"):
        path.write_bytes(path.read_bytes()[:-1] + b"\xff")

    checked = filled("index", "check")

    assert checked.status == 1
    assert "portal index rebuild" in checked.out
    assert filled("doctor").status == 3
    assert filled("index", "rebuild", "--json").json == {"documents": 4}
    assert filled("index", "check").status == 0


def test_stats_tell_how_far_behind_the_index_is(filled: Command, articles_file: Callable[..., Path]) -> None:
    filled("ingest", articles_file(6), "--no-index")

    stats = filled("index", "stats", "--json").json

    assert (stats["documents"], stats["articles"], stats["pending"]) == (4, 6, 2)
    assert filled("index", "stats").status == 0


def test_an_article_says_which_others_tell_its_story(portal: Command, tmp_path: Path) -> None:
    file = tmp_path / "story.jsonl"
    rows = [
        {"title": title, "url": f"https://{title}.example/", "source": title, "language": "en", "body": REPORT + title}
        for title in ("Ledger", "Wire")
    ]
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    portal("ingest", file)
    ids = [item["id"] for item in portal("search", "seafarers", "--json").json["items"]]  # type: ignore[attr-defined, union-attr]  # a list
    assert len(ids) == 2

    for one, other in (ids, ids[::-1]):
        assert f"same story     {other}, " in portal("articles", "show", one).out
    assert len({portal("articles", "show", one, "--json").json["story"] for one in ids}) == 1
    assert portal("articles", "regroup", "--json").json == {"articles": 2, "stories": 1, "moved": 0}
    assert "2 articles compared: 1 story of several articles" in portal("articles", "regroup").out
