"""Engines that can run here are built, asked and compared, on a dozen documents."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench.corpora import synthetic
from bench.peers import __main__ as peers
from bench.peers import asking, corpus, figures, own, running
from bench.peers.comparing import differences
from bench.peers.engines import OURS, PYTHON
from bench.peers.running import ENGINES, Places
from bench.peers.worker import ask
from index import Document, Label

DOZEN = 12


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    return Places(tmp_path_factory.mktemp("bench"))


def _small(document: Document) -> Document:
    return replace(document, body=" ".join(document.body.split()[:150]))


@pytest.fixture(scope="module", params=["plain", "typed"])
def found(request: pytest.FixtureRequest, places: Places) -> corpus.Corpus:
    documents = [_small(document) for document in synthetic(DOZEN, seed=4)]
    if request.param == "typed":  # words that differ from their stems, and values that hold spaces
        documents = [
            replace(
                document,
                title=f"{document.title} Städte's running",
                facets=document.facets | {"org": (*document.facets["org"], Label("A. B. & Sons", "A. B. & Sons"))},
            )
            for document in documents
        ]
    corpus.write(request.param, documents, places.corpora)
    return corpus.load(request.param, places.corpora)


@pytest.fixture(scope="module")
def asked(found: corpus.Corpus, places: Places) -> list[asking.Asked]:
    return asking.load(found, places.corpora, 2)


def _answers(engine: str, found: corpus.Corpus, asked: list[asking.Asked], places: Places, segments: int) -> Any:
    folder = places.index(found, engine, segments)
    PYTHON[engine].build(found, folder, segments)
    return json.loads(json.dumps(ask(PYTHON[engine].open(found, folder), asked, 1)))


@pytest.mark.parametrize(
    ("engine", "segments"), [(name, count) for name, kind in PYTHON.items() for count in kind.segments]
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::SyntaxWarning")
def test_an_engine_answers_as_ours_does(
    engine: str, segments: int, found: corpus.Corpus, asked: list[asking.Asked], places: Places
) -> None:
    reason = PYTHON[engine].absent()
    if reason:
        pytest.skip(reason)
    alike = _answers(OURS, found, asked, Places(places.root / f"beside-{engine}-{segments}"), 1)

    answered = _answers(engine, found, asked, places, segments)

    assert len(answered["answers"]) == 3 * len(asked)
    assert list(differences(asked, alike["answers"], answered["answers"], engine)) == []
    assert all(len(times) == 3 * len(asked) for times in answered["times"].values())
    if segments > 1 and engine == "tantivy":
        assert answered["segments"] > 1


def test_lucene_answers_as_ours_does(
    found: corpus.Corpus, asked: list[asking.Asked], places: Places, project: Path
) -> None:
    jars = Places(project / "var" / "bench").jars
    if not list(jars.glob("*.jar")):
        pytest.skip("Lucene's jars were never fetched: `make bench-peers` does")
    reason = running.lucene.absent(jars)
    if reason:
        pytest.skip(reason)
    alike = _answers(OURS, found, asked, Places(places.root / "beside-lucene"), 1)
    folder = places.index(found, "Lucene", 1)
    folder.mkdir(parents=True)
    documents, queries, report = (folder / name for name in ("documents.tsv", "queries.tsv", "report.tsv"))
    running.lucene.write_documents(found, documents)
    running.lucene.write_queries(asked, queries)

    running.run(running.lucene.command(jars, "build", str(documents), str(folder / "index"), "1"))
    running.run(
        running.lucene.command(jars, *running.lucene.ask_arguments(queries, folder / "index", 1, report, warm=0.1))
    )

    answered = running.lucene.read_report(report)
    assert answered["segments"] == 1
    assert list(differences(asked, alike["answers"], answered["answers"], "Lucene")) == []


def test_queries_are_the_same_every_time(found: corpus.Corpus, asked: list[asking.Asked]) -> None:
    assert asking.draw(found, 2) == asked
    assert [each.kind for each in asked] == [kind for kind in asking.CLASSES for _ in range(2)]


def test_a_plain_corpus_needs_one_field_and_any_other_two(places: Places) -> None:
    documents = list(synthetic(3, seed=4))
    corpus.write("three", documents, places.corpora)
    corpus.write("other", [*documents, replace(documents[0], id="x", title="Running")], places.corpora)
    plain, other = corpus.load("three", places.corpora), corpus.load("other", places.corpora)

    assert plain.fields == ("words",)
    assert other.fields == ("words", "stems")
    assert list(corpus.documents(plain)) == documents
    assert [row.stems.split(" ")[0] for row in corpus.rows(other)][-1] == "run"


def test_every_disagreement_is_named(asked: list[asking.Asked]) -> None:
    same = {"total": 3, "hits": 3, "facets": {"tag": [["a", 2], ["b", 1]]}}
    key = f"{asked[0].number}b"

    def told(**changed: Any) -> list[str]:
        return list(differences(asked, {key: same}, {key: same | changed}, "other"))

    assert told() == []
    assert asked[0].text in told(total=4)[0]
    assert "hits" in told(hits=2)[0]
    assert "tag" in told(facets={"tag": [["a", 2], ["c", 1]]})[0]
    assert "tag" in told(facets={})[0]


def test_only_ties_at_the_end_of_a_full_list_may_differ(asked: list[asking.Asked]) -> None:
    full = [[f"v{number}", 30 - number] for number in range(20)]
    key = f"{asked[0].number}b"

    def differ(listed: list[list[Any]]) -> bool:
        ours, other = ({key: {"total": 1, "hits": 1, "facets": {"tag": values}}} for values in (full, listed))
        return bool(list(differences(asked, ours, other, "other")))

    assert not differ([*full[:-1], ["other", 11]])
    assert differ([*full[:-1], ["v19", 10]])
    assert differ([["other", 30], *full[1:]])


def test_a_benchmark_that_disagrees_reports_nothing(
    places: Places, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus.write("12", map(_small, synthetic(DOZEN, seed=4)), places.corpora)
    monkeypatch.setattr(peers, "differences", lambda *_: ["query 7, mode b, tag: ours 1, FTS5 2"])

    status = peers.main(
        ["--sizes", "12", "--rounds", "1", "--segments", "1", "--queries", "1", "--engines", "FTS5",
         "--folder", str(places.root)]
    )  # fmt: skip

    said = capsys.readouterr()
    assert status == peers.DISAGREE
    assert "query 7" in said.err
    assert "| b" not in said.out


def test_the_benchmark_prints_tables_and_keeps_every_duration(
    places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus.write("12", map(_small, synthetic(DOZEN, seed=4)), places.corpora)

    status = peers.main(
        ["--sizes", "12", "--rounds", "2", "--segments", "1", "--queries", "1", "--engines", "FTS5",
         "--folder", str(places.root)]
    )  # fmt: skip

    printed = capsys.readouterr().out
    (kept,) = places.root.glob("peers-*.json")
    times = json.loads(kept.read_text())["corpora"]["12"]["runs"]["1"]["answered"]["FTS5"]["times"]["FTS5"]
    assert status == 0
    assert "| b: over ours | 1.00× |" in printed
    assert len(times) == 3 * len(asking.CLASSES)
    assert {len(rounds) for rounds in times.values()} == {2}


def test_means_are_geometric_over_classes_and_medians_within(asked: list[asking.Asked]) -> None:
    chosen = [each for each in asked if each.kind in {"common", "rare"}]
    milliseconds = [[1, 1, 1], [9, 3, 3], [8, 8, 1], [8, 8, 90]]
    times = {
        f"{each.number}b": [(0, value * 1_000_000) for value in values]
        for each, values in zip(chosen, milliseconds, strict=True)
    }

    assert figures.by_class(times, chosen, "b") == {"common": 2.0, "rare": 8.0}
    assert figures.mean(times, chosen, "b") == pytest.approx(4.0)
    assert figures.p95(times, chosen, "b", figures.CPU) == 8.0


def test_what_is_measured_of_ours_alone_is_told(
    found: corpus.Corpus, asked: list[asking.Asked], places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("WRITES", "OPENINGS", "SEARCHES"):
        monkeypatch.setattr(own, name, 2)
    folder = Places(places.root / "own").index(found, OURS, 1)
    PYTHON[OURS].build(found, folder, 1)

    measured = own.measure(found, asked, folder)

    assert measured["columns"]["documents"] == DOZEN
    assert len(measured["write"]) == 2
    assert all(worker["anonymous"] > 0 for worker in measured["memory"])
    assert any("private memory of worker 2" in line for line in own.table(measured))


def test_every_engine_says_what_it_is_or_why_it_is_absent(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running.lucene.shutil, "which", lambda _: None)
    for engine in ENGINES:
        assert running.absent(engine, places) or any(letter.isdigit() for letter in running.version(engine))


@pytest.mark.parametrize(
    ("engine", "keep", "is_kept"), [("FTS5", False, True), (OURS, True, True), (OURS, False, False)]
)
def test_only_our_own_index_is_built_anew_each_time(
    engine: str, keep: bool, is_kept: bool, found: corpus.Corpus, places: Places
) -> None:
    if PYTHON[engine].absent():
        pytest.skip(f"{engine} is absent")
    mine = Places(places.root)
    running.build(engine, found, mine, 1)
    record = mine.index(found, engine, 1) / "built.json"
    before = record.stat().st_mtime_ns

    running.build(engine, found, mine, 1, keep=keep)

    assert (record.stat().st_mtime_ns == before) is is_kept
