"""`portal ingest`: stored and findable when it returns, whatever happens to it."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.articles.database import DatabaseArticles
from tests.cli.conftest import Command

MANY = 3_000


def test_articles_are_findable_when_it_returns(portal: Command, articles_file: Callable[..., Path]) -> None:
    ran = portal("ingest", articles_file(3))

    assert ran.status == 0
    assert ran.out.startswith("3 added, 0 changed, 0 unchanged, 0 duplicate, 0 refused")
    assert portal("search", "miners", "--json").json["total"] == 3


def test_the_same_run_twice_changes_nothing(
    portal: Command, articles_file: Callable[..., Path], store: DatabaseArticles
) -> None:
    file = articles_file(5)
    portal("ingest", file)
    before = (list(store.articles()), store.version(), portal("index", "stats", "--json").json)

    again = portal("ingest", file, "--json")

    assert again.json | {"items": []} == {
        "added": 0,
        "changed": 0,
        "unchanged": 5,
        "duplicate": 0,
        "refused": [],
        "items": [],
    }
    assert (list(store.articles()), store.version(), portal("index", "stats", "--json").json) == before


def test_json_is_one_document_with_every_item(portal: Command, articles_file: Callable[..., Path]) -> None:
    ran = portal("ingest", articles_file(1), "--tag", "Extra", "--organization", "IMO", "--json")

    (item,) = ran.json["items"]  # type: ignore[misc]  # a list
    assert item | {"id": "?"} == {
        "action": "added",
        "id": "?",
        "title": "Report 0 on cobalt",
        "url": "https://news.example/0",
        "tags": ["Cobalt", "Pit 0", "Extra"],
        "organizations": ["International Labour Organization", "International Maritime Organization"],
    }


def test_refused_items_are_named_and_exit_with_1(portal: Command, articles_file: Callable[..., Path]) -> None:
    file = articles_file(2)
    with file.open("a") as lines:
        lines.write("{not json\n")

    ran = portal("ingest", file)

    assert ran.status == 1
    assert f"refused {file}:3: " in ran.out
    assert portal("search", "--json").json["total"] == 2


def test_nothing_to_read_exits_with_3(portal: Command, tmp_path: Path) -> None:
    ran = portal("ingest", tmp_path / "absent.jsonl", "--json")

    assert ran.status == 3
    assert ran.json["refused"] == [{"where": str(tmp_path / "absent.jsonl"), "reason": "there is no such file"}]


def test_a_dry_run_stores_nothing(portal: Command, articles_file: Callable[..., Path], store: DatabaseArticles) -> None:
    ran = portal("ingest", articles_file(3), "--dry-run")

    assert ran.out.startswith("Would be: 3 added")
    assert store.counts().articles == 0


def test_without_indexing_a_sync_makes_articles_findable(portal: Command, articles_file: Callable[..., Path]) -> None:
    portal("ingest", articles_file(1))
    portal("ingest", articles_file(4), "--no-index")
    assert portal("search", "--json").json["total"] == 1

    ran = portal("index", "sync", "--json")

    assert ran.json["written"] == 3
    assert portal("search", "--json").json["total"] == 4


def test_source_and_language_are_given_to_every_article(
    portal: Command, articles_file: Callable[..., Path], store: DatabaseArticles
) -> None:
    portal("ingest", articles_file(2), "--source", "Wire", "--language", "fr")

    assert {(one.source.label, one.language) for one in store.articles() if one.source} == {("Wire", "fr")}


def test_a_killed_run_loses_nothing_and_the_next_completes_it(
    portal: Command,
    started: Callable[..., subprocess.Popen[str]],
    articles_file: Callable[..., Path],
    store: DatabaseArticles,
) -> None:
    file = articles_file(MANY)
    process = started("ingest", file)
    until(lambda: store.counts().articles > 0, process)
    process.send_signal(signal.SIGKILL)
    process.wait()
    acknowledged = [(one.id, one.sequence) for one in store.articles()]
    assert 0 < len(acknowledged) < MANY

    ran = portal("ingest", file, "--json")

    assert (ran.status, ran.json["added"], ran.json["unchanged"]) == (0, MANY - len(acknowledged), len(acknowledged))
    assert set(acknowledged) <= {(one.id, one.sequence) for one in store.articles()}
    assert portal("index", "check", "--json").json == {"sound": True, "findings": [], "pending": 0}


def test_a_run_killed_while_indexing_is_completed_by_the_next(
    portal: Command, started: Callable[..., subprocess.Popen[str]], articles_file: Callable[..., Path], data_dir: Path
) -> None:
    file = articles_file(MANY)
    portal("ingest", file, "--no-index")
    process = started("index", "sync")
    until(lambda: any((data_dir / "index").glob("gen-*")), process)
    process.send_signal(signal.SIGKILL)
    process.wait()

    assert portal("ingest", file).status == 0

    assert portal("index", "check", "--json").json["sound"] is True
    assert portal("search", "--limit", "0", "--json").json["total"] == MANY


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
@pytest.mark.parametrize("megabytes", [2, 6], ids=["at the start", "in the middle"])
def test_a_full_disk_loses_nothing(
    portal: Command, articles_file: Callable[..., Path], data_dir: Path, megabytes: int
) -> None:
    file = articles_file(MANY, longer=60)
    data_dir.mkdir()
    small = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(data_dir)]
    if subprocess.run(small, check=False, capture_output=True).returncode:
        pytest.skip("this machine does not let us mount a small disk")
    try:
        ran = portal("ingest", file)

        assert ran.status == 3
        assert "room" in ran.err
        assert "Traceback" not in ran.err
        subprocess.run(["mount", "-o", "remount,size=100m", str(data_dir)], check=True)
        again = portal("ingest", file, "--json")
        assert again.status == 0
        assert portal("index", "check", "--json").json["sound"] is True
        assert portal("search", "--limit", "0", "--json").json["total"] == MANY
    finally:
        subprocess.run(["umount", "--lazy", str(data_dir)], check=True)


def test_a_full_index_is_told_apart_from_a_full_store(
    portal: Command, articles_file: Callable[..., Path], store: DatabaseArticles, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index import StorageFull

    def full(*_given: object, **_named: object) -> None:
        raise StorageFull("the disk has no room for the index; nothing was changed")

    with monkeypatch.context() as patched:
        patched.setattr("portal.cli.ingest.bring_up_to_date", full)
        ran = portal("ingest", articles_file(3), "--json")

    assert ran.status == 3
    assert ran.json["added"] == 3
    assert "stored, but not findable yet" in ran.err
    portal("index", "sync")
    assert portal("search", "--json").json["total"] == store.counts().articles == 3


def test_what_is_printed_with_json_is_one_document_also_when_it_fails(
    portal: Command, articles_file: Callable[..., Path], data_dir: Path
) -> None:
    data_dir.mkdir()
    (data_dir / "portal.db").write_bytes(b"no database at all" * 1000)

    ran = portal("ingest", articles_file(1), "--json")

    assert ran.status == 3
    assert "damaged" in json.loads(ran.out)["error"]


def until(is_so: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait until *is_so*, which must come about before *process* ends."""
    end = time.monotonic() + 60
    while not is_so():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.005)


def test_a_language_that_is_none_is_wrong_usage(portal: Command, articles_file: Callable[..., Path]) -> None:
    ran = portal("ingest", articles_file(1), "--language", "Klingonese please")

    assert ran.status == 2
    assert "such as en or pt-BR" in ran.err


def test_a_full_standard_output_is_said_once_and_without_a_traceback(
    portal: Command, articles_file: Callable[..., Path], started: Callable[..., subprocess.Popen[str]]
) -> None:
    portal("ingest", articles_file(1))
    with Path("/dev/full").open("w") as full:
        process = started("search", "--json", stdout=full)
        _, err = process.communicate(timeout=60)

    assert process.returncode == 3
    assert err.splitlines() == ["Error: No space left on device"]
