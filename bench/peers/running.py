"""Builds and questions put to each engine, each in a process of its own on one core."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.peers import asking, lucene
from bench.peers.corpus import Corpus
from bench.peers.engines import OURS, PYTHON

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Places:
    """Where things are kept between runs."""

    root: Path

    @property
    def corpora(self) -> Path:
        """Corpora and queries."""
        return self.root / "corpora"

    @property
    def jars(self) -> Path:
        """Lucene, and the program compiled against it."""
        return self.root / "lucene"

    def index(self, corpus: Corpus, engine: str, segments: int) -> Path:
        """Return the folder of an index."""
        return self.root / "indexes" / corpus.name / f"{engine.replace(' ', '-')}-{segments}"


ENGINES = (*PYTHON, lucene.NAME)


def absent(engine: str, places: Places) -> str | None:
    """Say why *engine* cannot run here; None where it can."""
    return lucene.absent(places.jars) if engine == lucene.NAME else PYTHON[engine].absent()


def version(engine: str) -> str:
    """Return what *engine* is, with its version."""
    return lucene.version() if engine == lucene.NAME else PYTHON[engine].version()


def offers(engine: str, segments: int) -> bool:
    """Say whether *engine* can be built with so many segments."""
    return segments in (lucene.SEGMENTS if engine == lucene.NAME else PYTHON[engine].segments)


def build(engine: str, corpus: Corpus, places: Places, segments: int, *, keep: bool = False) -> dict[str, Any]:
    """Build an index, or leave a peer's that was built from the same corpus by the same program; ours when *keep*.

    Shape: ``wall`` and, from Python, ``cpu`` seconds, and the ``bytes`` of the files.
    """
    folder = places.index(corpus, engine, segments)
    record, key = folder / "built.json", f"{corpus.key} {version(engine)} {_source(engine)}"
    if (keep or engine != OURS) and record.exists():
        found: dict[str, Any] = json.loads(record.read_text())
        if found["key"] == key:
            return found
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if engine == lucene.NAME:
        found = _build_lucene(corpus, places, folder, segments)
    else:
        report = folder / "report.json"
        _worker("build", engine, corpus.name, places.corpora, folder, segments, report)
        found = json.loads(report.read_text())
        report.unlink()
    found |= {"key": key, "bytes": sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())}
    record.write_text(json.dumps(found))
    return found


def _source(engine: str) -> str:
    folder = Path(__file__).parent
    files = {"FTS5": "fts5.py", "tantivy": "tantivy.py", "stock Whoosh": "stock.py", lucene.NAME: "lucene/Lucene.java"}
    return hashlib.sha256((folder / files.get(engine, "ours.py")).read_bytes()).hexdigest()[:16]


def _build_lucene(corpus: Corpus, places: Places, folder: Path, segments: int) -> dict[str, Any]:
    documents = folder / "documents.tsv"
    lucene.write_documents(corpus, documents)
    started = time.perf_counter()
    run(lucene.command(places.jars, "build", str(documents), str(folder / "index"), str(segments)))
    wall = time.perf_counter() - started
    documents.unlink()
    return {"wall": wall, "cpu": None}


def ask(engine: str, corpus: Corpus, places: Places, segments: int, *, queries: Path, rounds: int) -> dict[str, Any]:
    """Return what `bench.peers.worker.ask` found in a process of its own."""
    folder = places.index(corpus, engine, segments)
    if engine == lucene.NAME:
        cells, report = folder / "queries.tsv", folder / "report.tsv"
        lucene.write_queries(asking.read(queries), cells)
        run(lucene.command(places.jars, *lucene.ask_arguments(cells, folder / "index", rounds, report)))
        return lucene.read_report(report)
    report = folder / "report.json"
    _worker("ask", engine, corpus.name, places.corpora, folder, rounds, queries, report)
    found: dict[str, Any] = json.loads(report.read_text())
    return found


def own(corpus: Corpus, places: Places, queries: Path) -> dict[str, Any]:
    """Return what `bench.peers.own.measure` found in a process of its own, on the index of one segment."""
    folder = places.index(corpus, OURS, 1)
    report = folder / "own.json"
    run([sys.executable, "-m", "bench.peers.own", *map(str, (corpus.name, places.corpora, queries, folder, report))])
    found: dict[str, Any] = json.loads(report.read_text())
    return found


def _worker(*arguments: object) -> None:
    run([sys.executable, "-m", "bench.peers.worker", *map(str, arguments)])


def run(command: Sequence[str]) -> None:
    """Run *command* on the last core that is ours."""
    core = str(max(os.sched_getaffinity(0)))
    pinned = ["taskset", "--cpu-list", core, *command]
    done = subprocess.run(pinned, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[:8])} …: {(done.stderr or done.stdout).strip()[-3000:]}")
