"""What was found damaged is not answered from, not built upon, and not mistaken for something sound."""

import multiprocessing
import threading
from pathlib import Path

import pytest

from index import Document, EngineUnavailable, SearchRequest
from index.engines.whoosh import checking
from index.engines.whoosh.engine import WhooshEngine
from index.query import Word
from index.schema import Schema

SCHEMA = Schema()


def some(first: int, last: int, word: str = "ship") -> list[Document]:
    return [Document(id=f"d{n:04d}", title=f"{word} {n}", body=f"of {word}", language="en") for n in range(first, last)]


def opened(path: Path) -> WhooshEngine:
    return WhooshEngine(str(path), SCHEMA, budget=60.0)


def total(engine: WhooshEngine, word: str = "ship") -> int:
    return engine.search(SearchRequest(query=Word(word))).total


def newest(path: Path, kind: str) -> Path:
    return max(path.rglob(f"*{kind}"), key=lambda each: each.stat().st_mtime_ns)


def flip(path: Path) -> None:
    """Change one bit of the last byte, which no header guards."""
    with path.open("rb+") as file:
        file.seek(-1, 2)
        last = file.read(1)
        file.seek(-1, 2)
        file.write(bytes([last[0] ^ 1]))


def test_after_a_check_the_commit_before_serves_in_every_process(tmp_path: Path) -> None:
    path = tmp_path / "index"
    engine, other = opened(path), opened(path)
    engine.write(some(0, 5))
    engine.write(some(5, 9))
    assert (total(engine), total(other)) == (9, 9)
    flip(newest(path, ".col"))

    child = multiprocessing.get_context("fork").Process(target=lambda: opened(path).check())
    child.start()
    child.join()

    assert (total(engine), total(other)) == (5, 5)
    assert not engine.stats().is_newest


def test_damage_that_every_commit_shares_leaves_nothing_to_answer_from(tmp_path: Path) -> None:
    path = tmp_path / "index"
    engine = opened(path)
    engine.write(some(0, 5))
    shared = newest(path, ".col")
    engine.write(some(5, 9))
    flip(shared)

    assert engine.check()

    with pytest.raises(EngineUnavailable):
        total(engine)
    assert engine.check(), "it stays found"
    engine.rebuild(some(0, 9))
    assert total(engine) == 9
    assert engine.stats().is_newest
    assert not list(path.rglob("*.damaged"))


def test_two_damages_leave_no_earlier_commit_that_is_damaged_too(tmp_path: Path) -> None:
    path = tmp_path / "index"
    engine = opened(path)
    engine.write(some(0, 5))
    engine.write(some(5, 6), remove=["d0001"])
    earlier = newest(path, ".del")
    engine.write(some(6, 7), remove=["d0002"])
    later = newest(path, ".del")
    flip(earlier)
    flip(later)

    assert engine.check()

    with pytest.raises(EngineUnavailable):
        total(engine)


def test_nothing_is_written_on_top_of_an_earlier_commit(tmp_path: Path) -> None:
    """It would hide for good that the commit between was lost."""
    path = tmp_path / "index"
    opened(path).write(some(0, 5))
    opened(path).write(some(5, 9))
    newest(path, ".doc").unlink()
    engine = opened(path)
    assert total(engine) == 5
    assert not engine.stats().is_newest

    with pytest.raises(EngineUnavailable):
        engine.write(some(9, 12))

    assert total(engine) == 5


def test_a_damaged_bitmap_is_not_built_upon(tmp_path: Path) -> None:
    """The next one would be made from it and be sound, and what it hides would be lost for good."""
    path = tmp_path / "index"
    engine = opened(path)
    engine.write(some(0, 30))
    engine.write(some(30, 31), remove=["d0001"])
    flip(newest(path, ".del"))

    with pytest.raises(EngineUnavailable):
        opened(path).write(some(31, 32), remove=["d0002"])

    assert engine.check()
    engine.rebuild(some(0, 32))
    assert total(engine) == 32


def test_a_table_of_contents_is_checked_before_a_writer_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "index"
    opened(path).write(some(0, 3))
    toc = newest(path, ".toc")
    trap = tmp_path / "sprung"
    poison = b"cos\nsystem\n(S'touch " + str(trap).encode() + b"'\ntR."
    content = toc.read_bytes()
    toc.write_bytes((content[:20] + poison).ljust(len(content), b" ")[: len(content)])

    with pytest.raises(EngineUnavailable):
        opened(path).write(some(3, 4))

    assert not trap.exists()


def test_a_writer_that_publishes_during_a_check_is_no_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cleaning takes the files of the commit that is being read: only the newest commit counts."""
    path = tmp_path / "index"
    engine = opened(path)
    engine.write(some(0, 5))
    real = checking.verify
    turns = iter(range(3))

    def verify(place: object, *names: object) -> object:
        for turn in turns:
            engine.write(some(turn, turn + 3, "port"))
        return real(place, *names)  # type: ignore[arg-type]

    monkeypatch.setattr(checking, "verify", verify)

    assert engine.check() == []
    assert not list(path.rglob("*.damaged"))
    assert total(engine, "port") == 5


def test_checks_beside_a_writer_find_nothing(tmp_path: Path) -> None:
    path = tmp_path / "index"
    engine = opened(path)
    engine.write(some(0, 20))
    found: list[str] = []
    is_over = threading.Event()

    def check() -> None:
        while not is_over.is_set():
            found.extend(opened(path).check())

    thread = threading.Thread(target=check)
    thread.start()
    for n in range(40):
        engine.write(some(n, n + 5, "port"))
    is_over.set()
    thread.join()

    assert found == []
