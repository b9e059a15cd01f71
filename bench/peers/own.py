"""What is measured of our engine alone: indexing, one more article, opening, size, memory of two workers."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from shutil import copytree
from typing import Any

from bench.peers.asking import Asked
from bench.peers.corpus import FACETS, Corpus, documents
from bench.peers.ours import query
from index import SearchRequest, open_engine

WRITES = 20
OPENINGS = 5
SEARCHES = 200
WORKERS = 2


def measure(corpus: Corpus, asked: Sequence[Asked], folder: Path) -> dict[str, Any]:
    """Measure an index of one segment that `bench.peers.ours.build` left in *folder*."""
    index = folder / "index"
    return {
        "opening": [opening(index, asked[0]) for _ in range(OPENINGS)],
        "columns": columns(index),
        "memory": memory(index, asked),
        "write": writing(corpus, index),
        "indexing": indexing(corpus),
    }


def indexing(corpus: Corpus) -> dict[str, float]:
    """Return what a rebuild from documents that are ready takes; text analysis is part of it."""
    ready = list(documents(corpus))
    with tempfile.TemporaryDirectory() as temporary:
        engine = open_engine(f"whoosh:{temporary}/index")
        wall, cpu = time.perf_counter(), time.process_time()
        engine.rebuild(ready)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        engine.close()
    return {"wall": wall, "cpu": cpu, "documents": len(ready)}


def writing(corpus: Corpus, index: Path) -> list[tuple[float, float]]:
    """Return (wall, CPU) seconds of commits of one new article each, made searchable, into a copy of *index*."""
    spans: list[tuple[float, float]] = []
    last = next(iter(documents(corpus)))
    with tempfile.TemporaryDirectory(dir=index.parent) as temporary:
        copytree(index, Path(temporary) / "index")
        engine = open_engine(f"whoosh:{temporary}/index")
        engine.search(SearchRequest(size=1))
        before = engine.stats().documents
        for number in range(WRITES):
            article = replace(last, id=f"new{number}")
            wall, cpu = time.perf_counter(), time.process_time()
            engine.write([article])
            total = engine.search(SearchRequest(size=0, facets=())).total
            spans.append((time.perf_counter() - wall, time.process_time() - cpu))
            assert total == before + number + 1, (total, before, number)
        engine.close()
    return spans


def columns(index: Path) -> dict[str, int]:
    """Return how many documents there are, and the bytes of their columns."""
    engine = open_engine(f"whoosh:{index}")
    stats = engine.stats()
    engine.close()
    return {"documents": stats.documents, "column_bytes": int(stats.details["column_bytes"])}


_OPENING = """
import json, sys, time
def now(): return time.perf_counter(), time.process_time()
begun = now()
from bench.peers.asking import Asked
from bench.peers.ours import query
from index import SearchRequest, open_engine
from index.engines.whoosh import engine
given = json.loads(sys.argv[2])
asked = Asked(**{**given, "typed": tuple(given["typed"]), "terms": tuple(given["terms"])})
imported = now()
engine = open_engine("whoosh:" + sys.argv[1], budget=60.0)
opened = now()
engine.search(SearchRequest(query=query(asked), facets=("tag", "org")))
searched = now()
print(json.dumps([begun, imported, opened, searched]))
"""


def opening(index: Path, asked: Asked) -> dict[str, list[float]]:
    """Return seconds (clock, CPU) of importing, opening and a first whole search, in a new process."""
    command = [sys.executable, "-c", _OPENING, str(index), json.dumps(asdict(asked))]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    at = json.loads(done.stdout)
    names = ("import", "open", "search")
    return {
        name: [after - before for before, after in zip(at[number], at[number + 1], strict=True)]
        for number, name in enumerate(names)
    }


def memory(index: Path, asked: Sequence[Asked]) -> list[dict[str, int]]:
    """Return private bytes of two forked workers after their searches; both live until both are measured."""
    pipes = [(os.pipe(), os.pipe()) for _ in range(WORKERS)]
    workers: list[int] = []
    for ready, leave in pipes:
        worker = os.fork()
        if not worker:
            _work(index, asked, ready[1], leave[0])
        workers.append(worker)
    for ready, _ in pipes:
        os.read(ready[0], 1)
    found = [_private(worker) for worker in workers]
    for _, leave in pipes:
        os.write(leave[1], b".")
    for worker in workers:
        os.waitpid(worker, 0)
    for pipe in (end for pair in pipes for end in pair):
        os.close(pipe[0])
        os.close(pipe[1])
    return found


def _work(index: Path, asked: Sequence[Asked], ready: int, leave: int) -> None:
    """Search, say so, wait to be let go; never returns."""
    status = 1
    try:
        engine = open_engine(f"whoosh:{index}", budget=60.0)
        for number in range(SEARCHES):
            each = asked[number % len(asked)]
            picked = {"tag": frozenset({each.tag})} if number % 2 else {}
            engine.search(SearchRequest(query=query(each), refinements=picked, facets=FACETS))
        os.write(ready, b".")
        os.read(leave, 1)
        status = 0
    finally:
        os._exit(status)


def _private(process: int) -> dict[str, int]:
    """Return bytes by what smaps calls them; ``anonymous`` are the private ones that no file backs."""
    sums = {"Private_Dirty": 0, "Private_Clean": 0, "anonymous": 0, "Rss": 0, "Pss": 0}
    is_anonymous = False
    for line in Path(f"/proc/{process}/smaps").read_text(encoding="utf-8").splitlines():
        name, *rest = line.split()
        if not name.endswith(":"):
            is_anonymous = rest[3] == "0"  # the inode
        elif name[:-1] in sums:
            sums[name[:-1]] += int(rest[0]) * 1024
            if is_anonymous and name.startswith("Private_"):
                sums["anonymous"] += int(rest[0]) * 1024
    return sums


def table(measured: Mapping[str, Any]) -> Iterator[str]:
    """Yield the figures in Markdown."""
    held = measured["columns"]
    index = measured["indexing"]
    yield f"| ours alone, {held['documents']:,} articles | measured | must | aim |"
    yield "|---|---:|---:|---:|"
    rates = (index["documents"] / index[clock] for clock in ("cpu", "wall"))
    yield "| indexing, text analysis included, articles/s, CPU (wall) | {:,.0f} ({:,.0f}) | 1,500 | 4,000 |".format(
        *rates
    )
    waits = [[span[clock] * 1000 for span in measured["write"]] for clock in (0, 1)]
    yield "| one new article searchable, median ms, wall (CPU) | {:.0f} ({:.0f}) | 100 | 30 |".format(
        *(statistics.median(wait) for wait in waits)
    )
    for told, parts, least, most in (
        ("opening and the first search", ("open", "search"), "0.5", "0.2"),
        ("importing", ("import",), "", ""),
    ):
        spans = [[sum(each[part][clock] for part in parts) for clock in (0, 1)] for each in measured["opening"]]
        wall, cpu = (statistics.median(span[clock] for span in spans) for clock in (0, 1))
        yield f"| {told}, new process, s, wall (CPU) | {wall:.3f} ({cpu:.3f}) | {least} | {most} |"
    yield f"| columns per article, kB | {held['column_bytes'] / held['documents'] / 1000:.2f} | 4.5 | 2 |"
    for number, worker in enumerate(measured["memory"], 1):
        yield (
            f"| private memory of worker {number} after {SEARCHES} searches, MB "
            f"| {worker['anonymous'] / 1e6:.0f} | 120 | 80 |"
        )


if __name__ == "__main__":
    from bench.peers.asking import of_each_class, read
    from bench.peers.corpus import load

    name, corpora, queries, folder, report = sys.argv[1:]
    asked_ = of_each_class(read(Path(queries)), 8)
    Path(report).write_text(json.dumps(measure(load(name, Path(corpora)), asked_, Path(folder))))
