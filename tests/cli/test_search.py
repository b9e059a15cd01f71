"""`portal search`: the same answer as the page's."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Command


@pytest.fixture
def filled(portal: Command, articles_file: Callable[..., Path]) -> Command:
    assert portal("ingest", articles_file(6)).status == 0
    return portal


def test_a_search_lists_titles_dates_and_ids(filled: Command) -> None:
    ran = filled("search", "pit", "--limit", "2")

    assert ran.status == 0
    assert ran.out.startswith("6 articles\n")
    assert ran.out.count("Report ") == 2


def test_refinements_narrow(filled: Command) -> None:
    assert filled("search", "--tag", "pit-1", "--json").json["total"] == 2
    assert filled("search", "--tag", "Pit 1", "--organization", "ILO", "--json").json["total"] == 2
    assert filled("search", "--tag", "pit-1", "--tag", "pit-2", "--json").json["total"] == 4
    assert filled("search", "--tag", "pit-1", "--organization", "_none", "--json").json["total"] == 0
    assert filled("search", "--source", "the-desk", "--language", "en", "--json").json["total"] == 6


def test_the_newest_come_first_when_asked(filled: Command) -> None:
    items = filled("search", "cobalt", "--sort", "newest", "--json").json["items"]

    dates = [item["published"] for item in items]  # type: ignore[union-attr]  # a list of objects
    assert dates == sorted(dates, reverse=True)


def test_json_has_the_shape_of_the_api(filled: Command) -> None:
    document = filled("search", "cobalt", "--limit", "0", "--json").json

    assert list(document) == ["query", "interpretation", "total", "stories", "took_ms", "items", "facets", "links"]
    assert [facet["field"] for facet in document["facets"]] == ["tag", "org", "source", "lang", "date"]  # type: ignore[union-attr]  # likewise


def test_a_relaxed_search_says_so(filled: Command) -> None:
    ran = filled("search", "cobalt zebras")

    assert "with any of the words" in ran.out


def test_what_was_typed_is_not_logged(filled: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_LOG_LEVEL", "info")

    ran = filled("search", "somethingprivate")

    assert "search.answered" in ran.err
    assert "somethingprivate" not in ran.err


@pytest.mark.parametrize("query", ["", '"', "((((", "a" * 5000, "\x00\x1b[31m", "-tag:", "title:\u202e"])
def test_no_query_is_an_error(filled: Command, query: str) -> None:
    assert filled("search", "--", query).status == 0


def test_an_index_that_was_deleted_is_made_anew_before_it_is_searched_or_exported(
    filled: Command, data_dir: Path, tmp_path: Path
) -> None:
    shutil.rmtree(data_dir / "index")
    assert filled("search", "--json").json["total"] == 6

    shutil.rmtree(data_dir / "index")
    assert filled("export", "-o", tmp_path / "all.jsonl").out.startswith("6 articles written")


def test_what_cannot_be_found_yet_is_said(filled: Command, articles_file: Callable[..., Path]) -> None:
    filled("ingest", "--no-index", articles_file(8))

    ran = filled("search", "--json")

    assert ran.json["total"] == 6
    assert ran.err == "2 changes cannot be found yet: `portal index sync`\n"


def test_a_language_is_found_however_it_is_cased(filled: Command) -> None:
    assert filled("search", "--language", "EN", "--json").json["total"] == 6
