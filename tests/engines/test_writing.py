"""The contract of every engine: what a write leaves, and what happens meanwhile."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from index import Document, Engine, EngineUnavailable
from tests.engines.builders import a_document, a_search, counts_of, found
from tests.engines.conftest import FreshEngine


def test_a_written_document_is_found_at_once(engine: Engine) -> None:
    engine.write([a_document("a", body="labour")])

    assert found(engine, "labour") == "a"


def test_a_document_written_again_replaces_itself(engine: Engine) -> None:
    engine.write([a_document("a", title="old", body="cobalt", facets={"tag": ["x"]}, on="2020-01-01")])
    engine.write([a_document("a", title="new", body="lithium", facets={"tag": ["y"]})])

    assert (found(engine, "cobalt"), found(engine, "old"), found(engine, "lithium")) == ("", "", "a")
    response = engine.search(a_search())
    assert response.total == 1
    assert counts_of(response, "tag") == [("y", 1)]
    assert counts_of(response, "date") == [("_none", 1)]


def test_the_last_of_an_id_in_one_batch_wins(engine: Engine) -> None:
    engine.write(
        [a_document("a", body="one"), a_document("b"), a_document("a", body="two"), a_document("a", body="three")]
    )

    assert (found(engine), found(engine, "three"), found(engine, "one OR two")) == ("a b", "a", "")


def test_an_id_both_written_and_removed_is_written(engine: Engine) -> None:
    engine.write([a_document("a", body="one")])
    engine.write([a_document("a", body="two"), a_document("b")], remove=["a", "b"])

    assert (found(engine), found(engine, "two")) == ("a b", "a")


def test_a_removed_document_is_gone_from_everything(engine: Engine) -> None:
    engine.write([a_document("a", body="labour", facets={"tag": ["x"]}), a_document("b", body="labour")])
    engine.write([], remove=["a", "unknown"])

    response = engine.search(a_search("labour"))
    assert (found(engine, "labour"), response.total, counts_of(response, "tag")) == ("b", 1, [("_none", 1)])
    assert engine.get(["a", "b"]) == (a_document("b", body="labour"),)
    assert list(engine.ids()) == [("b", 0)]


def test_a_removed_document_can_come_back(engine: Engine) -> None:
    for body in ("one", "two", "three"):
        engine.write([a_document("a", body=body)])
        engine.write([], remove=["a"])
    engine.write([a_document("a", body="four")])

    assert (found(engine), found(engine, "four"), found(engine, "one OR two OR three")) == ("a", "a", "")


def test_a_rebuild_replaces_everything(engine: Engine) -> None:
    engine.write([a_document("a", facets={"tag": ["old"]}), a_document("b")])
    engine.rebuild(iter([a_document("c", facets={"tag": ["new"]}), a_document("b"), a_document("c", body="last")]))

    assert (found(engine), found(engine, "last")) == ("b c", "c")
    engine.write([a_document("d")])
    assert found(engine) == "b c d"
    engine.rebuild([])
    assert found(engine) == ""


def test_documents_are_got_in_the_order_asked(engine: Engine) -> None:
    engine.write([a_document(key, title=key.upper()) for key in "abc"])

    assert [document.title for document in engine.get(["c", "nowhere", "a"])] == ["C", "A"]
    assert engine.get([]) == ()


def test_ids_come_in_order_with_their_sequence(engine: Engine) -> None:
    engine.write([a_document("b", sequence=3), a_document("B", sequence=9)])
    engine.write([a_document("a", sequence=7), a_document("b", sequence=11)])

    assert list(engine.ids()) == [("B", 9), ("a", 7), ("b", 11)]


@pytest.mark.parametrize("method", ["write", "rebuild"])
def test_a_batch_that_fails_changes_nothing(engine: Engine, method: str) -> None:
    engine.write([a_document("a", body="labour")])
    version = engine.stats().version

    def broken() -> Iterator[Document]:
        yield a_document("a", body="other")
        yield a_document("b", body="labour")
        raise OSError("the store went away")

    with pytest.raises(OSError, match="went away"):
        getattr(engine, method)(broken())

    assert (found(engine, "labour"), engine.stats().version) == ("a", version)
    engine.write([a_document("c", body="labour")])
    assert found(engine, "labour") == "a c"
    assert engine.check() == []


def test_progress_is_told_of_the_documents_done(engine: Engine) -> None:
    written: list[int] = []
    rebuilt: list[int] = []

    engine.write((a_document(f"d{i}") for i in range(30)), progress=written.append)
    engine.rebuild((a_document(f"d{i}") for i in range(30)), progress=rebuilt.append)

    for told in (written, rebuilt):
        assert told == sorted(told)
        assert told[-1] == 30


def test_stats_say_what_there_is(engine: Engine) -> None:
    engine.write([a_document("a"), a_document("b", language="fr"), a_document("c", language="fr")], remove=["a"])
    engine.write([], remove=["c"])

    stats = engine.stats()

    assert (stats.documents, dict(stats.languages)) == (2, {"en": 1, "fr": 1})


def test_the_version_changes_with_every_commit(engine: Engine) -> None:
    versions = [engine.stats().version]
    engine.write([a_document("a")])
    versions.append(engine.stats().version)
    engine.write([a_document("a")])
    versions.append(engine.stats().version)
    engine.write([], remove=["a"])
    versions.append(engine.stats().version)
    engine.rebuild([])
    versions.append(engine.stats().version)

    assert len(set(versions)) == 5
    assert engine.stats().version == versions[-1]


def test_a_closed_engine_is_unavailable(fresh_engine: FreshEngine) -> None:
    with fresh_engine() as engine:
        engine.write([a_document("a")])
        engine.close()
        engine.close()

        with pytest.raises(EngineUnavailable):
            engine.search(a_search())


def test_searches_see_a_commit_whole_or_not_at_all(engine: Engine) -> None:
    """Two threads search while one writes: the number of documents and their generation always fit together."""
    size = 5

    def generation(number: int) -> list[Document]:
        return [a_document(f"d{i}", body=f"labour gen{number}", facets={"tag": [f"g{number}"]}) for i in range(size)]

    engine.write(generation(0))
    is_done = threading.Event()

    def search() -> int:
        searches = 0
        while not is_done.is_set() or not searches:
            response = engine.search(a_search("labour", facets=("tag",)))
            bodies = {hit.document.body for hit in response.hits}
            assert (response.total, len(response.hits), len(bodies)) == (size, size, 1)
            assert [value.count for value in response.facet("tag").values] == [size]
            searches += 1
        return searches

    with ThreadPoolExecutor(2) as threads:
        running = [threads.submit(search) for _ in range(2)]
        try:
            for number in range(1, 12):
                (engine.rebuild if number % 4 == 0 else engine.write)(generation(number))
        finally:
            is_done.set()
        assert all(future.result(timeout=60) for future in running)

    assert found(engine, "gen11") == "d0 d1 d2 d3 d4"


def test_a_search_sees_the_old_documents_while_new_ones_are_read(engine: Engine) -> None:
    engine.write([a_document("a")])
    seen: list[str] = []

    def slow() -> Iterator[Document]:
        yield a_document("b")
        seen.append(found(engine))
        yield a_document("c")

    engine.rebuild(slow())

    assert (seen, found(engine)) == (["a"], "b c")


def test_a_second_writer_waits_for_the_first(engine: Engine) -> None:
    """A write that comes during a rebuild is neither lost nor undone by it."""
    is_writing, may_go_on = threading.Event(), threading.Event()

    def slow() -> Iterator[Document]:
        yield a_document("a", body="first")
        is_writing.set()
        assert may_go_on.wait(30)

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(engine.rebuild, slow())
        assert is_writing.wait(30)
        second = threads.submit(engine.write, [a_document("a", body="second"), a_document("b")])
        threading.Event().wait(0.1)
        was_waiting = not second.done()
        may_go_on.set()
        first.result(timeout=60)
        second.result(timeout=60)

    assert was_waiting
    assert (found(engine), found(engine, "second")) == ("a b", "a")


def test_a_writer_reads_its_documents_when_its_turn_has_come(engine: Engine) -> None:
    """So that whoever draws them from a list of changes never writes what another writer has overtaken."""
    is_writing, may_go_on = threading.Event(), threading.Event()
    newest = ["old"]

    def slow() -> Iterator[Document]:
        is_writing.set()
        assert may_go_on.wait(30)
        yield a_document("a", body="first")

    def drawn() -> Iterator[Document]:
        yield a_document("b", body=newest[0])

    def gone() -> Iterator[str]:
        yield "a" if newest[0] == "new" else "c"

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(engine.write, slow())
        assert is_writing.wait(30)
        second = threads.submit(engine.write, drawn(), remove=gone())
        threading.Event().wait(0.1)
        newest[0] = "new"
        may_go_on.set()
        first.result(timeout=60)
        second.result(timeout=60)

    assert (found(engine), found(engine, "new")) == ("b", "b")


def test_many_writers_lose_nothing(engine: Engine) -> None:
    with ThreadPoolExecutor(4) as threads:
        for future in [threads.submit(engine.write, [a_document(f"d{i}")]) for i in range(12)]:
            future.result(timeout=60)

    assert found(engine).split() == sorted(f"d{i}" for i in range(12))
    assert engine.check() == []
