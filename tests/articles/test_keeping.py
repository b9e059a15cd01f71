"""The store keeps what it acknowledged: against other writers, killed ones and full disks."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.articles.database import DatabaseArticles, open_store
from portal.articles.errors import StoreFull, StoreUnavailable
from tests.articles.arrivals import an_arrival

WRITER = """
import sys
from portal.articles.database import open_store
from tests.articles.arrivals import an_arrival

url, name, batches, size = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
store = open_store(url)
for batch in range(batches):
    stored = store.put(an_arrival(f"{name}-{batch}-{number}") for number in range(size))
    for one in stored:
        print(one.article.id, flush=True)
"""


@pytest.fixture
def writer(url: str, project: Path) -> Callable[..., subprocess.Popen[str]]:
    """Start a process that stores batches of articles, saying the id of each once it is stored."""

    def start(name: str, batches: int, size: int, at: str = url) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", WRITER, at, name, str(batches), str(size)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=project,
            env=os.environ | {"PYTHONPATH": str(project)},
            text=True,
        )

    return start


def test_a_connection_syncs_fully_and_keeps_references(store: DatabaseArticles) -> None:
    with store._engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }

    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}


def test_the_folder_of_a_new_store_is_its_owners(url: str, tmp_path: Path) -> None:
    open_store(url).close()

    assert (tmp_path / "var").stat().st_mode & 0o077 == 0


def test_two_processes_write_at_once(store: DatabaseArticles, writer: Callable[..., subprocess.Popen[str]]) -> None:
    writers = [writer(name, batches=10, size=5) for name in ("left", "right")]
    said = [process.communicate(timeout=60) for process in writers]

    assert [process.returncode for process in writers] == [0, 0], said
    acknowledged = {line for output, _ in said for line in output.split()}
    articles = list(store.articles())
    assert {article.id for article in articles} == acknowledged
    assert len({article.sequence for article in articles}) == len(articles) == 100
    assert len({change.number for change in store.pending(1000)}) == 100


def test_two_processes_may_make_the_store_at_once(url: str, writer: Callable[..., subprocess.Popen[str]]) -> None:
    writers = [writer(name, batches=1, size=1) for name in ("left", "right", "middle")]

    assert [process.communicate(timeout=60)[1] for process in writers] == ["", "", ""]
    store = open_store(url)
    assert store.counts().articles == 3
    store.close()


def test_a_killed_writer_loses_nothing_that_it_acknowledged(
    store: DatabaseArticles, writer: Callable[..., subprocess.Popen[str]]
) -> None:
    for turn, lines in enumerate((1, 23, 60)):
        process = writer(f"turn{turn}", batches=10_000, size=7)
        assert process.stdout is not None
        acknowledged = [process.stdout.readline().strip() for _ in range(lines)]
        process.send_signal(signal.SIGKILL)
        rest, _ = process.communicate(timeout=60)
        acknowledged += [line for line in rest.splitlines(keepends=False) if len(line) == len(acknowledged[0])]

        held = {article.id for article in store.articles()}
        assert set(acknowledged) <= held
        assert len(held) % 7 == 0, "a transaction is kept whole or not at all"
        assert store.counts().pending == len(held)


def test_a_store_goes_on_after_a_full_disk(store: DatabaseArticles) -> None:
    """The file may not grow further, which SQLite takes for a full disk."""
    store.put([an_arrival("before")])
    with store._engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    with pytest.raises(StoreFull, match="no room"):
        store.put(an_arrival(f"n{number}", body_text="x" * 10_000) for number in range(200))

    assert [article.title for article in store.articles()] == ["On before"]
    assert store.counts().pending == 1
    with store._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    store.put([an_arrival("after")])
    assert store.counts().articles == 2


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 2 MiB; skips where it cannot be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_told_and_loses_nothing(small_disk: Path) -> None:
    store = open_store(f"sqlite:///{small_disk / 'portal.db'}")
    acknowledged: set[str] = set()

    def fill() -> None:
        for number in range(10_000):
            acknowledged.update(one.article.id for one in store.put([an_arrival(f"n{number}", body_text="x" * 5_000)]))

    with pytest.raises(StoreFull, match="no room"):
        fill()
    store.close()

    with sqlite3.connect(f"file:{small_disk / 'portal.db'}?mode=ro", uri=True) as connection:
        held = {row[0] for row in connection.execute("SELECT id FROM articles")}
    connection.close()
    assert acknowledged
    assert acknowledged == held


def test_a_store_that_another_keeps_busy_says_so(store: DatabaseArticles, url: str, tmp_path: Path) -> None:
    blocking = sqlite3.connect(tmp_path / "var" / "portal.db", isolation_level=None)
    blocking.execute("BEGIN IMMEDIATE")
    with store._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=50")

    with pytest.raises(StoreUnavailable, match="busy"):
        store.put([an_arrival("one")])

    assert list(store.articles()) == []  # readers do not wait
    blocking.execute("ROLLBACK")
    blocking.close()
    store.put([an_arrival("one")])


def test_a_file_that_is_no_store_is_not_taken_for_one(tmp_path: Path) -> None:
    (tmp_path / "portal.db").write_bytes(b"something else entirely, and not a database\n" * 100)

    with pytest.raises(StoreUnavailable, match="damaged"):
        open_store(f"sqlite:///{tmp_path / 'portal.db'}")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(StoreUnavailable, match="cannot be opened"):
        open_store(f"sqlite:///{tmp_path / 'file' / 'portal.db'}")


def test_the_files_of_a_new_store_are_its_owners(store: DatabaseArticles, tmp_path: Path) -> None:
    store.put([an_arrival("one")])

    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.rglob("portal.db*")}
    assert modes
    assert set(modes.values()) == {0o600}
