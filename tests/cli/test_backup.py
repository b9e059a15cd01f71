"""`portal backup`, `portal restore` and `portal doctor`."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Command


def test_a_backup_brings_back_what_was_lost(
    portal: Command, articles_file: Callable[..., Path], tmp_path: Path, data_dir: Path
) -> None:
    portal("ingest", articles_file(5))
    assert portal("backup", tmp_path / "copy.db").status == 0
    for path in sorted(data_dir.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()

    ran = portal("restore", tmp_path / "copy.db")

    assert (ran.status, ran.out) == (0, "5 articles restored and indexed\n")
    assert portal("search", "cobalt", "--json").json["total"] == 5
    assert portal("index", "check").status == 0
    assert portal("ingest", articles_file(5), "--json").json["unchanged"] == 5


def test_a_restore_never_replaces_articles_unasked(
    portal: Command, articles_file: Callable[..., Path], tmp_path: Path
) -> None:
    portal("ingest", articles_file(2))
    portal("backup", tmp_path / "copy.db")
    portal("ingest", articles_file(5))

    refused = portal("restore", tmp_path / "copy.db")
    assert (refused.status, portal("search", "--json").json["total"]) == (2, 5)
    assert "5 articles" in refused.err

    assert portal("restore", tmp_path / "copy.db", "--yes").status == 0
    assert portal("search", "--json").json["total"] == 2
    assert portal("index", "check").status == 0


def test_what_is_no_backup_changes_nothing(portal: Command, articles_file: Callable[..., Path], tmp_path: Path) -> None:
    portal("ingest", articles_file(2))
    (tmp_path / "text.db").write_text("not a database, though it is long enough to be one " * 100)
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE t (x)")
    other.close()

    for name in ("absent.db", "text.db", "other.db"):
        ran = portal("restore", tmp_path / name, "--yes")
        assert ran.status == 3
        assert "Traceback" not in ran.err
    assert portal("search", "--json").json["total"] == 2


def test_the_doctor_is_content_with_a_sound_portal(portal: Command, articles_file: Callable[..., Path]) -> None:
    portal("ingest", articles_file(2))

    ran = portal("doctor")

    assert ran.status == 0
    assert "2 articles" in ran.out
    assert "PORTAL_DATA_DIR" in ran.out


def test_the_doctor_names_what_waits_and_what_to_do(portal: Command, articles_file: Callable[..., Path]) -> None:
    portal("ingest", articles_file(2), "--no-index")

    findings = {one["name"]: one for one in portal("doctor", "--json").json["findings"]}  # type: ignore[union-attr]  # a list

    assert "2 changes not indexed yet" in findings["list of changes"]["detail"]
    assert "portal index sync" in findings["list of changes"]["advice"]


def test_the_doctor_shows_no_secret(portal: Command, monkeypatch: object) -> None:
    secret = "s3cret-" * 6
    monkeypatch.setenv("PORTAL_SECRET_KEY", secret)  # type: ignore[attr-defined]  # pytest's
    monkeypatch.setenv("PORTAL_DATABASE_URL", f"postgresql+psycopg://me:{secret}@db.example/portal")  # type: ignore[attr-defined]  # likewise

    ran = portal("doctor")

    assert ran.status == 3
    assert secret not in ran.out + ran.err


def test_the_doctor_names_a_misspelled_setting(portal: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_BASEURL", "https://news.example")

    ran = portal("doctor")

    assert ran.status == 1
    assert "PORTAL_BASEURL is not a setting" in ran.out
    assert "PORTAL_BASE_URL" in ran.out
