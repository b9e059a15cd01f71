"""Every benchmark runs, on a dozen documents; its figures are made elsewhere."""

import gzip
import json
from pathlib import Path

import pytest

from bench import speed
from bench.corpora import synthetic, word
from bench.relevance import Task, measure
from portal.config import Settings
from portal.wiring import open_services


def test_a_synthetic_corpus_is_the_same_every_time_and_grows_at_its_end() -> None:
    twelve = list(synthetic(12, seed=3))

    assert twelve == list(synthetic(12, seed=3))
    assert twelve[:5] == list(synthetic(5, seed=3))
    assert twelve != list(synthetic(12, seed=4))


def test_words_of_a_synthetic_corpus_are_distinct() -> None:
    words = [word(rank) for rank in range(50_000)]

    assert len(set(words)) == len(words)
    assert all(each.isalpha() for each in words)


def test_relevance_is_perfect_when_the_judged_document_comes_first(tmp_path: Path) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    rows = [{"_id": f"D-{n}", "title": f"about {word(n)}", "text": f"text {word(n)} text"} for n in range(12)]
    (folder / "corpus.jsonl.gz").write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    (folder / "queries.jsonl").write_text("\n".join(json.dumps({"_id": str(n), "text": word(n)}) for n in range(12)))
    (folder / "qrels.trec.txt").write_text("\n".join(f"{n} 0 D-{n or 1} 1" for n in range(12)))

    measured = measure(Task("small", "small", "en", 1.0, 1.0), tmp_path)

    assert (measured.documents, measured.queries) == (12, 12)
    assert measured.ndcg == pytest.approx(11 / 12)


def test_the_speed_benchmark_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(speed, "QUERIES", 3)
    monkeypatch.setattr(speed, "ROUNDS", 1)
    file = tmp_path / "articles.jsonl"
    file.write_text("\n".join(json.dumps({"title": f"{d.title} {d.title}", "body": d.body}) for d in synthetic(12)))
    services = open_services(Settings(data_dir=tmp_path / "data"))

    speed.measure(services, file)

    services.close()
    printed = capsys.readouterr().out
    assert "| end to end | 12 |" in printed
    assert "| 3 words | 3 |" in printed
