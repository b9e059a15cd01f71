"""`portal export`: everything that a search finds."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.articles.database import DatabaseArticles
from portal.articles.errors import StoreUnavailable
from tests.cli.conftest import Command


@pytest.fixture
def filled(portal: Command, articles_file: Callable[..., Path]) -> Command:
    assert portal("ingest", articles_file(7)).status == 0
    return portal


def test_jsonl_on_standard_output_has_every_article(filled: Command) -> None:
    ran = filled("export", "cobalt")

    records = [json.loads(line) for line in ran.out.splitlines()]
    assert sorted(record["id"] for record in records) == [f"n{number}" for number in range(7)]


def test_an_export_can_be_ingested_again(
    filled: Command, tmp_path: Path, store: DatabaseArticles, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled("export", "-o", tmp_path / "all.jsonl")
    unchanged = filled("ingest", tmp_path / "all.jsonl", "--json").json
    monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path / "other"))

    fresh = filled("ingest", tmp_path / "all.jsonl", "--json").json

    assert (unchanged["unchanged"], fresh["added"]) == (7, 7)
    # An id follows from the address, so that links outlive a store.
    assert {item["id"] for item in fresh["items"]} == {one.id for one in store.articles()}  # type: ignore[union-attr]  # a list


def test_an_export_is_never_relaxed(filled: Command) -> None:
    assert filled("export", "cobalt zebras").out == ""
    assert len(filled("export", "cobalt zebras", "--any").out.splitlines()) == 7


def test_refinements_narrow_an_export(filled: Command) -> None:
    assert len(filled("export", "--tag", "pit-1").out.splitlines()) == 2


def test_csv_cannot_make_a_spreadsheet_run_anything(
    portal: Command, articles_file: Callable[..., Path], tmp_path: Path
) -> None:
    portal("ingest", articles_file(1, title="=HYPERLINK(1)", tags=["@sum", "b"]))

    portal("export", "--format", "csv", "-o", tmp_path / "out.csv")

    written = (tmp_path / "out.csv").read_text("utf-8-sig")
    assert '"\'=HYPERLINK(1)"' in written
    assert '"\'@sum|b"' in written


def test_an_export_that_fails_leaves_the_file_as_it_was(
    filled: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("kept")

    def away(*_given: object) -> None:
        raise StoreUnavailable("away")

    monkeypatch.setattr("portal.cli.export.found_articles", away)

    assert filled("export", "-o", target).status == 3
    assert target.read_text() == "kept"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_folder_that_is_absent_is_named(filled: Command, tmp_path: Path) -> None:
    ran = filled("export", "-o", tmp_path / "absent" / "out.jsonl")

    assert ran.status == 3
    assert "absent" in ran.err


def test_a_pipe_is_written_to_and_stays_a_pipe(filled: Command, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        ran = filled("export", "-o", pipe)
        written = os.read(reading, 65536)
    finally:
        os.close(reading)

    assert ran.status == 0
    assert written.count(b"\n") == 7
    assert pipe.is_fifo()


def test_a_link_stays_and_what_it_leads_to_is_replaced(filled: Command, tmp_path: Path) -> None:
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "all.jsonl")

    filled("export", "-o", tmp_path / "link.jsonl")

    assert (tmp_path / "link.jsonl").is_symlink()
    assert len((tmp_path / "all.jsonl").read_text().splitlines()) == 7
