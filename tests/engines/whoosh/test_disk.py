"""What is on disk: the old or the new state at any moment, found out when damaged, never misread."""

import multiprocessing
import os
import random
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from index import Document, EngineUnavailable, Label, SchemaMismatch, SearchRequest, StorageFull
from index.engines.whoosh import columns
from index.engines.whoosh.engine import WhooshEngine
from index.query import Word
from index.schema import Schema
from tests.engines.whoosh.crashing import killed_at, lose_names, lose_unsynced

SCHEMA = Schema()


def some(first: int, last: int, word: str = "ship") -> list[Document]:
    return [
        Document(id=f"d{n:04d}", title=f"{word} {n}", body=f"body of {word} number {n}", language="en", sequence=n)
        for n in range(first, last)
    ]


def opened(path: Path) -> WhooshEngine:
    # How long a search waits for a busy machine is not what is tested here.
    return WhooshEngine(str(path), SCHEMA, budget=60.0)


def state(path: Path) -> tuple[list[tuple[str, int]], int, int]:
    """What an index holds: ids, and how many documents two words find."""
    engine = opened(path)
    try:
        assert engine.check() == []
        return (
            list(engine.ids()),
            engine.search(SearchRequest(query=Word("ship"))).total,
            engine.search(SearchRequest(query=Word("port"))).total,
        )
    finally:
        engine.close()


def commit(path: Path) -> None:
    opened(path).write(some(5, 12, "port"), remove=["d0001"])


def merge(path: Path) -> None:
    opened(path).write(some(100, 102, "port"))


def rebuild(path: Path) -> None:
    opened(path).rebuild(some(0, 30, "port"))


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of eight segments, so that the next commit merges."""
    path = tmp_path_factory.mktemp("before") / "index"
    engine = opened(path)
    for n in range(8):
        engine.write(some(n, n + 3))
    engine.close()
    return path


@pytest.mark.parametrize("work", [commit, merge, rebuild])
@pytest.mark.parametrize(
    "lose",
    [None, partial(lose_unsynced, keep=0.0), partial(lose_unsynced, keep=0.5), lose_names],
    ids=["kill", "power cut drops files", "power cut halves files", "power cut forgets names"],
)
def test_a_kill_at_any_file_operation_leaves_the_old_or_the_new_state(
    tmp_path: Path, before: Path, work: Callable[[Path], None], lose: Callable[[Path], None] | None
) -> None:
    """Every operation is a point; after each the index opens, is sound, and takes the next commit."""
    old = state(before)
    reference = tmp_path / "reference"
    shutil.copytree(before, reference)
    work(reference)
    new = state(reference)
    assert old != new
    number = 1
    seen = set()
    while True:
        path = tmp_path / "index"
        shutil.copytree(before, path)
        ledger = tmp_path / "ledger"
        if not killed_at(number, lambda path=path: work(path), ledger):  # type: ignore[misc]
            break
        if lose is not None:
            lose(ledger)
        found = state(path)
        assert found in (old, new), f"killed before operation {number}"
        seen.add(found == new)
        engine = opened(path)
        engine.write(some(500, 501))
        assert engine.search(SearchRequest()).total == len(found[0]) + 1
        shutil.rmtree(path)
        number += 1
    assert state(path) == new
    assert number > 12
    assert seen == {True, False}


@pytest.mark.parametrize("kind", ["flip", "zero", "cut", "remove"])
def test_damage_is_found_and_never_answered_from_once_checked(tmp_path: Path, before: Path, kind: str) -> None:
    chance = random.Random(kind)
    files = sorted(path.relative_to(before) for path in before.rglob("*") if path.is_file() and path.stat().st_size)
    old = state(before)
    for number in range(60):
        path = tmp_path / str(number)
        shutil.copytree(before, path)
        victim = path / chance.choice([name for name in files if "WRITELOCK" not in name.name])
        _damage(victim, kind, chance)

        engine = opened(path)
        found = engine.check()
        try:
            ids = list(engine.ids())
        except EngineUnavailable:
            ids = None

        is_live = _is_live(before, victim.name)
        assert found or not is_live or victim.read_bytes() == (before / victim.relative_to(path)).read_bytes()
        if ids is None or found:
            engine.rebuild(some(0, 10))
            assert engine.check() == []
            assert len(list(engine.ids())) == 10
        else:
            assert ids == old[0]
        engine.close()
        shutil.rmtree(path)


def _is_live(root: Path, name: str) -> bool:
    """Whether a file is CURRENT or named by the commit that it points to."""
    generation, manifest, _ = (root / "CURRENT").read_text().split()
    return name in ("CURRENT", manifest) or f'"{name}"' in (root / generation / manifest).read_text()


def _damage(path: Path, kind: str, chance: random.Random) -> None:
    content = bytearray(path.read_bytes())
    if kind == "remove":
        path.unlink()
        return
    if kind == "flip":
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    elif kind == "zero":
        start = chance.randrange(len(content)) // 512 * 512
        content[start : start + 512] = bytes(len(content[start : start + 512]))
    else:
        del content[chance.randrange(len(content)) :]
    path.write_bytes(content)


def test_an_index_of_another_schema_is_not_misread(tmp_path: Path) -> None:
    opened(tmp_path / "index").write(some(0, 3))
    other = WhooshEngine(str(tmp_path / "index"), Schema(title_weight=7))

    with pytest.raises(SchemaMismatch, match="rebuild"):
        other.search(SearchRequest())
    other.rebuild(some(0, 4))

    assert other.search(SearchRequest()).total == 4
    with pytest.raises(SchemaMismatch):
        opened(tmp_path / "index").search(SearchRequest())


def test_an_index_of_an_older_format_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its files are sound, so nothing but the manifest tells that this version cannot read them."""
    opened(tmp_path / "index").write(some(0, 3))
    monkeypatch.setattr(columns, "FORMAT", columns.FORMAT + 1)
    engine = opened(tmp_path / "index")

    with pytest.raises(SchemaMismatch, match="rebuild"):
        engine.search(SearchRequest())
    with pytest.raises(SchemaMismatch, match="rebuild"):
        engine.write(some(3, 4))
    engine.rebuild(some(0, 4))

    assert engine.search(SearchRequest()).total == 4


def test_a_pickle_that_the_manifest_does_not_name_is_never_read(tmp_path: Path) -> None:
    """Whoosh's table of contents is a pickle: whoever could swap it would run code in the server."""
    opened(tmp_path / "index").write(some(0, 3))
    (toc,) = [path for path in (tmp_path / "index").rglob("_MAIN_*.toc") if _is_live(tmp_path / "index", path.name)]
    trap = tmp_path / "sprung"
    poison = b"cos\nsystem\n(S'touch " + str(trap).encode() + b"'\ntR."
    content = toc.read_bytes()
    toc.write_bytes((content[:20] + poison).ljust(len(content), b" ")[: len(content)])

    engine = opened(tmp_path / "index")

    assert engine.check()
    with pytest.raises(EngineUnavailable):
        engine.ids()  # the commit before, which was empty, does not serve in its stead
    assert not trap.exists()


def test_a_commit_is_seen_by_another_process_without_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "index"
    reader = opened(path)
    assert reader.search(SearchRequest()).total == 0

    child = multiprocessing.get_context("fork").Process(target=lambda: opened(path).write(some(0, 5)))
    child.start()
    child.join()

    assert child.exitcode == 0
    end = time.monotonic() + 0.5
    while reader.search(SearchRequest()).total != 5:
        assert time.monotonic() < end


def test_a_search_under_way_keeps_its_snapshot(tmp_path: Path) -> None:
    engine = opened(tmp_path / "index")
    engine.write(some(0, 5))
    snapshot = engine._snapshots.current()

    for n in range(12):
        engine.write(some(n, n + 20, "port"))
    engine.rebuild(some(0, 1))

    assert snapshot.documents == 5
    assert [snapshot.views[0].segment.document(n).id for n in range(5)] == [f"d{n:04d}" for n in range(5)]


def test_eight_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "index"
    opened(path).close()
    context = multiprocessing.get_context("fork")

    def work(number: int) -> None:
        engine = opened(path)
        for step in range(5):
            engine.write(some(number * 100 + step * 10, number * 100 + step * 10 + 10))

    children = [context.Process(target=work, args=(number,)) for number in range(8)]
    for child in children:
        child.start()
    for child in children:
        child.join()

    assert [child.exitcode for child in children] == [0] * 8
    assert len(list(opened(path).ids())) == 400


def test_searches_never_fail_while_another_process_commits(tmp_path: Path) -> None:
    """Stock Whoosh lost a file under one reader in eighteen here."""
    path = tmp_path / "index"
    opened(path).write(some(0, 50))
    context = multiprocessing.get_context("fork")

    def write() -> None:
        engine = opened(path)
        for n in range(40):
            engine.write(some(n, n + 12, "port"), remove=[f"d{n + 20:04d}"])

    child = context.Process(target=write)
    child.start()
    searches = 0
    while child.is_alive():
        engine = opened(path)
        engine.search(SearchRequest(query=Word("ship")))
        engine.close()
        searches += 1
    child.join()

    assert child.exitcode == 0
    assert searches > 20


@contextmanager
def small_disk(path: Path, kilobytes: int) -> Iterator[Path]:
    """A file system of a few kilobytes, where this process may mount one."""
    path.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(path)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("mounting a small file system needs root")
    try:
        yield path
    finally:
        subprocess.run(["umount", "-l", str(path)], check=True)  # mapped files keep it busy


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small file system needs root")
def test_a_full_disk_fails_the_commit_and_nothing_else(tmp_path: Path) -> None:
    """At every 64 KiB of room: reads go on, the state is the old one, writing resumes when there is room."""
    with small_disk(tmp_path / "disk", 3_000) as disk:
        engine = opened(disk / "index")
        engine.write(some(0, 200))
        ballast = disk / "ballast"
        failures = 0
        for room in range(0, 640, 64):
            free = shutil.disk_usage(disk).free // 1024
            ballast.write_bytes(bytes(max(0, (free - room - 4) * 1024)))
            count = len(list(engine.ids()))
            try:
                engine.write(some(1_000 + room * 10, 1_000 + room * 10 + 300))
                count += 300
            except StorageFull:
                failures += 1
            assert engine.search(SearchRequest()).total == count
            assert engine.check() == []
            ballast.unlink()
        assert failures
        engine.write(some(9_000, 9_001))
        assert engine.search(SearchRequest()).total == count + 1


def test_a_segment_without_live_documents_goes(tmp_path: Path) -> None:
    engine = opened(tmp_path / "index")
    engine.write(some(0, 5))

    engine.write(some(0, 5, "port"))

    assert engine.stats().details["segments"] == 1
    assert engine.search(SearchRequest(query=Word("ship"))).total == 0


def test_files_of_earlier_commits_go(tmp_path: Path) -> None:
    engine = opened(tmp_path / "index")
    for n in range(30):
        engine.write(some(n, n + 2), remove=[f"d{n:04d}"])

    assert len(list((tmp_path / "index").rglob("*"))) < 70


def test_two_threads_search_while_a_third_writes(tmp_path: Path) -> None:
    engine = opened(tmp_path / "index")
    engine.write(some(0, 20))
    errors: list[BaseException] = []
    is_done = threading.Event()

    def search() -> None:
        while not is_done.is_set():
            try:
                assert engine.search(SearchRequest(query=Word("ship"))).total >= 20
            except BaseException as error:  # noqa: BLE001 – whatever a thread dies of is the finding
                errors.append(error)
                return

    threads = [threading.Thread(target=search) for _ in range(2)]
    for thread in threads:
        thread.start()
    for n in range(20):
        engine.write([*some(100 + n, 102 + n), Document(id="x", facets={"tag": (Label(f"t{n}", "T"),)})])
    is_done.set()
    for thread in threads:
        thread.join()

    assert errors == []
