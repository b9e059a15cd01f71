"""`portal tags`: which tags are one, by hand."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command


@pytest.fixture
def filled(portal: Command, tmp_path: Path) -> Command:
    """Five articles, with three spellings of one tag, and another."""
    tags = [["Child labour"], ["Child labour", "Cobalt"], ["child-labor"], ["Child labors"], ["Cobalt"]]
    rows = [
        {"id": f"n{number}", "title": f"Report {number}", "body": "Text.", "tags": its, "language": "en"}
        for number, its in enumerate(tags)
    ]
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert portal("ingest", path).status == 0
    return portal


def found(portal: Command, tag: str) -> object:
    return portal("search", "--tag", tag, "--json").json["total"]


def pairs(portal: Command) -> list[tuple[str, str]]:
    listed = portal("tags", "candidates", "--json").json["candidates"]
    assert isinstance(listed, list)
    return [(pair["old"]["id"], pair["into"]["id"]) for pair in listed]


def test_tags_that_look_like_one_are_listed_with_the_command(filled: Command) -> None:
    assert pairs(filled) == [("child-labor", "child-labour"), ("child-labors", "child-labour")]
    said = filled("tags", "candidates").out
    assert "child-labor (1 article) → Child labour (2 articles): `portal tags merge child-labor child-labour`" in said


def test_accepted_pairs_are_one_tag(filled: Command) -> None:
    assert filled("tags", "candidates", "--accept", "child-labor").status == 0
    assert filled("tags", "candidates", "--accept", "Child labors", "--json").json["articles"] == 1

    assert found(filled, "child-labour") == 4
    assert pairs(filled) == []
    assert filled("tags", "show", "child labor", "--json").json["id"] == "child-labour"
    assert filled("tags", "candidates", "--accept", "child-labor").status == 1


def test_a_dismissed_pair_is_not_shown_again(filled: Command) -> None:
    assert filled("tags", "candidates", "--dismiss", "child-labors").status == 0

    assert pairs(filled) == [("child-labor", "child-labour")]
    assert filled("tags", "candidates", "--dismiss", "child-labors").status == 1


def test_what_arrives_under_a_merged_name_has_the_other(filled: Command, tmp_path: Path) -> None:
    filled("tags", "merge", "child-labor", "child-labour")
    path = tmp_path / "later.jsonl"
    path.write_text(json.dumps({"id": "n9", "title": "Later", "body": "Text.", "tags": ["Child-Labor"]}))

    filled("ingest", path)

    assert found(filled, "child-labour") == 4


def test_tags_are_imported_listed_exported_and_removed(filled: Command, tmp_path: Path) -> None:
    path = tmp_path / "tags.csv"
    path.write_text("name,aliases\nChild labour,child labor|travail des enfants\n", encoding="utf-8")

    ran = filled("tags", "import", path, "--json")

    assert (ran.status, ran.json["added"], ran.json["articles"]) == (0, 1, 1)
    assert found(filled, "child-labour") == 3
    assert filled("tags", "export", "--format", "jsonl").out == (
        '{"id": "child-labour", "name": "Child labour", "aliases": ["child labor", "travail des enfants"]}\n'
    )
    assert "(unlisted)" in filled("tags", "list").out
    assert filled("tags", "remove", "child-labour", "--json").json["articles"] == 2
    assert found(filled, "child-labor") == 1
    assert filled("tags", "remove", "cobalt").status == 1


def test_a_tag_has_no_starter_list(portal: Command) -> None:
    assert portal("tags", "import", "--starter").status == 2


def test_an_article_is_retagged_by_any_name(filled: Command, data_dir: Path) -> None:
    filled("tags", "merge", "child-labor", "child-labour")
    (one,) = [
        item["id"]
        for item in filled("search", "--tag", "cobalt", "--json").json["items"]  # type: ignore[attr-defined, union-attr]  # a list
        if item["title"] == "Report 4"
    ]

    ran = filled("articles", "retag", one, "--tag", "CHILD LABOR", "--json")

    assert ran.json["tags"] == ["Child labour"]
