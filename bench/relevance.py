"""Judged queries: nDCG@10 of our ranking beside Lucene's BM25 on the same files.

    python -m bench.relevance            prints a table in Markdown

Every query is put as plain words with ``match=any`` through `Engine`, without
the limits of the search box. Lucene's figures are those recorded in the
READMEs of the data.
"""

import gzip
import json
import math
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index import Document, Engine, Match, SearchRequest, open_engine
from index.analysis import surfaces
from index.query import And, Everything, Query, Word

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"

DEPTH = 10


@dataclass(frozen=True, slots=True)
class Task:
    """One judged collection."""

    name: str
    folder: str
    language: str
    lucene: float
    """nDCG@10 of Lucene's BM25."""

    least: float
    """What our own has to reach."""


TASKS = (
    Task("cranfield", "cranfield", "en", 0.384, 0.384),
    Task("cisi", "cisi", "en", 0.384, 0.384),
    Task("cacm", "cacm", "en", 0.470, 0.470),
    *(
        Task(f"xquad {language}", f"xquad-retrieval/{language}", language, figure, round(figure - 0.01, 4))
        for language, figure in (
            ("en", 0.9674),
            ("es", 0.9625),
            ("ru", 0.9557),
            ("ar", 0.9380),
            ("zh", 0.9660),
            ("tr", 0.9455),
        )
    ),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """A task with what we reached."""

    task: Task
    ndcg: float
    queries: int
    documents: int


def measure(task: Task, data: Path = DATA) -> Measured:
    """Index a collection, run its judged queries and return the mean nDCG@10."""
    folder = data / task.folder
    relevant = _judgements(folder / "qrels.trec.txt")
    names = {f"d{number:06d}": row["_id"] for number, row in enumerate(_rows(folder / "corpus.jsonl.gz"))}
    with tempfile.TemporaryDirectory() as temporary:
        engine = open_engine(f"whoosh:{temporary}/index")
        engine.rebuild(
            Document(id=f"d{number:06d}", title=row["title"], body=row["text"], language=task.language)
            for number, row in enumerate(_rows(folder / "corpus.jsonl.gz"))
        )
        values = [
            _ndcg([names[hit] for hit in _best(engine, row["text"])], relevant[row["_id"]])
            for row in _rows(folder / "queries.jsonl")
            if relevant.get(row["_id"])
        ]
        engine.close()
    return Measured(task, sum(values) / len(values), len(values), len(names))


def _best(engine: Engine, text: str) -> list[str]:
    request = SearchRequest(query=_plain(text), match=Match.ANY, size=DEPTH, facets=(), snippets=False)
    return [hit.id for hit in engine.search(request).hits]


def _plain(text: str) -> Query:
    words = [Word(word) for word in text.split() if surfaces(word)]
    if not words:
        return Everything()
    return words[0] if len(words) == 1 else And(tuple(words))


def _ndcg(ranked: Sequence[str], relevant: Mapping[str, int]) -> float:
    """Binary gain, logarithmic discount, as trec_eval's ndcg_cut_10."""
    gain = sum(relevant.get(name, 0) / math.log2(place + 2) for place, name in enumerate(ranked[:DEPTH]))
    best = sorted(relevant.values(), reverse=True)[:DEPTH]
    return gain / sum(value / math.log2(place + 2) for place, value in enumerate(best))


def _judgements(path: Path) -> dict[str, dict[str, int]]:
    relevant: dict[str, dict[str, int]] = defaultdict(dict)
    for line in path.read_text().splitlines():
        query, _, document, grade = line.split()
        if int(grade) > 0:
            relevant[query][document] = int(grade)
    return relevant


def _rows(path: Path) -> Iterator[dict[str, str]]:
    zipped = path.suffix == ".gz"
    with gzip.open(path, "rt", encoding="utf-8") if zipped else path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def main() -> int:
    """Print the table; exit with 1 when a figure is missed."""
    if not DATA.exists():
        print(f"{DATA} is absent: nothing to measure")
        return 0
    print("| collection | documents | queries | ours | Lucene BM25 | at least | |")
    print("|---|---:|---:|---:|---:|---:|---|")
    missed = 0
    for task in TASKS:
        measured = measure(task)
        is_reached = measured.ndcg >= task.least
        missed += not is_reached
        print(
            f"| {task.name} | {measured.documents:,} | {measured.queries:,} | {measured.ndcg:.4f} "
            f"| {task.lucene:.4f} | {task.least:.4f} | {'reached' if is_reached else 'missed'} |",
            flush=True,
        )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
