"""Ingest, index and search Reuters-21578 as a user would: from a file of articles to results pages.

    python -m bench.speed                prints tables in Markdown

On one core. Ingest is the pipeline into SQLite with every durability setting
on, indexing the drain of the list of changes into Whoosh; search is a whole
``GET /search`` through Flask, with all facets, histogram, snippets and HTML.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_plus

from flask.testing import FlaskClient

from bench.converters import reuters
from bench.converters.writing import write_jsonl
from index.analysis import surfaces
from index.stopwords import STOP_WORDS
from portal import create_app
from portal.config import Settings
from portal.indexing.sync import sync
from portal.ingest.pipeline import ingest
from portal.wiring import Services, open_services

SEED = 21578
QUERIES = 100
"""Searches of each kind."""

ROUNDS = 5

LEAST_ARTICLES = 300.0
MOST_MEDIAN_MS = 60.0
MOST_P95_MS = 150.0


@dataclass(frozen=True, slots=True)
class Span:
    """How long something took."""

    wall: float
    """Seconds."""

    cpu: float
    """Seconds of this process."""


def timed(work: Callable[[], object]) -> Span:
    """Run *work* once."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Span(time.perf_counter() - wall, time.process_time() - cpu)


def main() -> int:
    """Print the tables; exit with 1 when a figure is missed."""
    if not reuters.FOLDER.exists():
        print(f"{reuters.FOLDER} is absent: nothing to measure")
        return 0
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as temporary:
        file = Path(temporary) / "reuters.jsonl"
        write_jsonl(reuters.records(), str(file))
        services = open_services(Settings(data_dir=Path(temporary) / "data"))
        try:
            return measure(services, file)
        finally:
            services.close()


def measure(services: Services, file: Path) -> int:
    """Measure everything over one file of articles."""
    stored = timed(lambda: ingest([str(file)], services.store))
    indexed = timed(lambda: sync(services.store, services.engine))
    again = timed(lambda: (ingest([str(file)], services.store), sync(services.store, services.engine)))
    articles = services.store.counts().articles
    whole = Span(stored.wall + indexed.wall, stored.cpu + indexed.cpu)
    print("| Reuters-21578, one core | articles | seconds | articles/s | articles/s of CPU |")
    print("|---|---:|---:|---:|---:|")
    for name, span in (
        ("clean and store", stored),
        ("index", indexed),
        ("end to end", whole),
        ("the same file again", again),
    ):
        rate, cpu_rate = articles / span.wall, articles / span.cpu
        print(f"| {name} | {articles:,} | {span.wall:.1f} | {rate:,.0f} | {cpu_rate:,.0f} |", flush=True)
    median, p95 = search_times(create_app(services.settings, services).test_client(), services)
    reached = articles / whole.wall >= LEAST_ARTICLES and median <= MOST_MEDIAN_MS and p95 <= MOST_P95_MS
    print(f"\n{'reached' if reached else 'missed'}: ≥ {LEAST_ARTICLES:.0f} articles/s, "
          f"median ≤ {MOST_MEDIAN_MS:.0f} ms, p95 ≤ {MOST_P95_MS:.0f} ms")  # fmt: skip
    return 0 if reached else 1


def search_times(client: FlaskClient, services: Services) -> tuple[float, float]:
    """Print server times of searches by number of words; return median and 95th percentile of all, in milliseconds."""
    print("\n| GET /search, all facets, warm | searches | articles found, median | median ms | p95 ms | most ms |")
    print("|---|---:|---:|---:|---:|---:|")
    everything: list[float] = []
    for count in (1, 2, 3):
        queries = list(some_queries(services, count))
        milliseconds, totals = _answer(client, queries)
        everything += milliseconds
        _row(f"{count} word{'s' * (count > 1)}", milliseconds, int(statistics.median(totals)))
    _row("all", everything, None)
    return statistics.median(everything), _p95(everything)


def some_queries(services: Services, words: int) -> Iterator[str]:
    """Yield searches of *words* neighboring words, taken from titles."""
    chance = random.Random(SEED + words)
    titles = [article.title for article in services.store.articles() if article.title]
    left = QUERIES
    while left:
        found = [word for word in surfaces(chance.choice(titles)) if word not in STOP_WORDS["en"]]
        if len(found) >= words:
            start = chance.randrange(len(found) - words + 1)
            yield " ".join(found[start : start + words])
            left -= 1


def _answer(client: FlaskClient, queries: Sequence[str]) -> tuple[list[float], list[int]]:
    milliseconds: list[float] = []
    totals: list[int] = []
    for number in range(ROUNDS + 1):
        for query in queries:
            started = time.perf_counter()
            response = client.get(f"/search?q={quote_plus(query)}")
            if number:  # the first round warms caches
                milliseconds.append((time.perf_counter() - started) * 1000)
            assert response.status_code == 200, (query, response.status)
        if not number:
            totals = [
                client.get(f"/search.json?limit=0&facets=_none&q={quote_plus(q)}").get_json()["total"] for q in queries
            ]
    return milliseconds, totals


def _row(name: str, milliseconds: Sequence[float], found: int | None) -> None:
    middle, most = statistics.median(milliseconds), max(milliseconds)
    totals = "" if found is None else f"{found:,}"
    print(f"| {name} | {len(milliseconds):,} | {totals} | {middle:.1f} | {_p95(milliseconds):.1f} | {most:.1f} |")


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


if __name__ == "__main__":
    sys.exit(main())
