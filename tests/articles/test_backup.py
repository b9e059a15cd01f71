"""A backup is the store as it was at one moment; a restore brings it back, and the index can follow."""

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from portal.articles.backup import backup, restore
from portal.articles.database import DatabaseArticles, open_store
from portal.articles.errors import BackupUnusable, StoreError, StoreTooNew, StoreUnavailable
from tests.articles.arrivals import an_arrival


def articles_of(url: str) -> list[object]:
    store = open_store(url)
    try:
        return list(store.articles())
    finally:
        store.close()


def test_a_restore_brings_back_what_was_backed_up(store: DatabaseArticles, url: str, tmp_path: Path) -> None:
    store.put([an_arrival("kept", tags=("Ships",)), an_arrival("lost later")])
    wanted = list(store.articles())
    backup(url, tmp_path / "backup.db")
    store.remove([wanted[0].id])
    store.put([an_arrival("new")])

    assert restore(url, tmp_path / "backup.db") == 2
    assert list(store.articles()) == wanted
    assert not store.is_removed(wanted[0].id)


def test_after_a_restore_every_article_of_both_is_on_the_list(
    store: DatabaseArticles, url: str, tmp_path: Path
) -> None:
    """The index held what was there before: it has to drop the new ones and take back the old ones."""
    old = store.put([an_arrival("old")])
    backup(url, tmp_path / "backup.db")
    new = store.put([an_arrival("new")])
    store.cross_off_all(store.version())
    before = store.version()

    restore(url, tmp_path / "backup.db")

    waiting = {change.article_id for change in store.pending(10)}
    assert waiting == {one.article.id for one in old + new}
    assert store.version() > before


def test_a_store_can_be_restored_where_there_is_none(store: DatabaseArticles, url: str, tmp_path: Path) -> None:
    store.put([an_arrival("one")])
    backup(url, tmp_path / "backup.db")

    elsewhere = f"sqlite:///{tmp_path / 'other' / 'portal.db'}"

    assert restore(elsewhere, tmp_path / "backup.db") == 1
    assert articles_of(elsewhere) == list(store.articles())


def test_a_restored_store_takes_articles_again(store: DatabaseArticles, url: str, tmp_path: Path) -> None:
    store.put([an_arrival("one")])
    backup(url, tmp_path / "backup.db")
    restore(url, tmp_path / "backup.db")

    (stored,) = store.put([an_arrival("two")])

    assert stored.article.sequence > max(article.sequence for article in store.articles() if article != stored.article)
    assert len(list(store.articles())) == 2


def test_a_backup_is_one_file_that_only_its_owner_reads(store: DatabaseArticles, url: str, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()

    backup(url, folder / "backup.db")

    assert [path.name for path in folder.iterdir()] == ["backup.db"]
    assert stat.S_IMODE((folder / "backup.db").stat().st_mode) == 0o600


def test_a_backup_made_while_others_write_is_whole(store: DatabaseArticles, url: str, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            store.put([an_arrival(f"n{number}a"), an_arrival(f"n{number}b")])
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for place in range(5):
            backup(url, tmp_path / f"{place}.db")
    finally:
        stop.set()
        writer.join()

    for place in range(5):
        counted = restore(f"sqlite:///{tmp_path / f'restored{place}.db'}", tmp_path / f"{place}.db")
        assert counted % 2 == 0


def test_a_damaged_backup_is_refused_and_the_store_kept(store: DatabaseArticles, url: str, tmp_path: Path) -> None:
    store.put(an_arrival(f"n{number}") for number in range(300))
    copy = tmp_path / "backup.db"
    backup(url, copy)
    whole = copy.read_bytes()
    copy.write_bytes(whole[: len(whole) // 2] + bytes(8192) + whole[len(whole) // 2 + 8192 :])

    with pytest.raises(BackupUnusable):
        restore(url, copy)

    assert len(list(store.articles())) == 300


@pytest.mark.parametrize("content", [b"", b"not a database, just some text\n" * 100], ids=["empty", "text"])
def test_what_is_no_backup_is_refused(store: DatabaseArticles, url: str, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other").write_bytes(content)

    with pytest.raises(BackupUnusable, match="backup"):
        restore(url, tmp_path / "other")


def test_a_missing_backup_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(BackupUnusable, match="cannot be read"):
        restore(url, tmp_path / "absent.db")


def test_a_backup_of_a_newer_version_is_refused(store: DatabaseArticles, url: str, tmp_path: Path) -> None:
    backup(url, tmp_path / "backup.db")
    with sqlite3.connect(tmp_path / "backup.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    with pytest.raises(StoreTooNew, match="9999"):
        restore(url, tmp_path / "backup.db")


def test_a_backup_of_no_store_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="there is no store"):
        backup(f"sqlite:///{tmp_path / 'absent.db'}", tmp_path / "backup.db")

    assert not (tmp_path / "absent.db").exists()


def test_a_backup_never_takes_the_place_of_the_store_or_of_what_is_no_file(
    store: DatabaseArticles, url: str, tmp_path: Path
) -> None:
    live = Path(url.removeprefix("sqlite:///"))
    (tmp_path / "link.db").symlink_to(live)
    os.mkfifo(tmp_path / "pipe")
    inode = live.stat().st_ino

    for target in (live, tmp_path / "link.db", tmp_path / "pipe"):
        with pytest.raises(StoreUnavailable, match="name another file"):
            backup(url, target)

    assert live.stat().st_ino == inode
    assert (tmp_path / "pipe").is_fifo()


def test_another_database_is_left_to_its_own_tools(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="pg_dump"):
        backup("postgresql+psycopg://host/name", tmp_path / "backup.db")


def test_a_reader_of_another_process_sees_the_restored_store(
    store: DatabaseArticles, url: str, tmp_path: Path, project: Path
) -> None:
    store.put([an_arrival("one")])
    backup(url, tmp_path / "backup.db")
    store.put([an_arrival("two")])
    program = (
        "import sys; from pathlib import Path; from portal.articles.backup import restore;"
        "print(restore(sys.argv[1], Path(sys.argv[2])))"
    )

    done = subprocess.run(
        [sys.executable, "-c", program, url, str(tmp_path / "backup.db")],
        capture_output=True,
        check=True,
        cwd=project,
        env=os.environ | {"PYTHONPATH": str(project)},
        text=True,
    )

    assert done.stdout == "1\n"
    assert len(list(store.articles())) == 1
