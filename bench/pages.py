"""What a whole results page costs in CPU: engine, present, template and Flask apart.

    python -m bench.pages [--articles 100000] [--folder KEPT]

One warm process on one core over a generated corpus. Every request does the
whole work: none says what it has already, so no answer is a 304; each is
logged, to nowhere. *KEPT* is a folder whose index is used again when it holds
as many articles.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import redirect_stderr
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, quote_plus

from flask import Flask, render_template
from werkzeug.test import EnvironBuilder
from werkzeug.wsgi import ClosingIterator

from bench.corpora import synthetic
from index import Document, Engine
from portal import create_app
from portal.clock import now
from portal.config import Settings
from portal.logs import configure_logs
from portal.places import static_folder
from portal.search.asking import request_of
from portal.search.present import COUNTING, results_page
from portal.search.reading import read
from portal.search.service import SearchService
from portal.serving.assets import Assets
from portal.web.pages import Site
from portal.wiring import open_services

SEED = 7
SEARCHES = 30
"""Of each kind."""

ROUNDS = 5
BATCH = 20_000
MOST_MS = 2.5

PARTS = ("whole", "engine", "present", "template", "rest")


@dataclass(frozen=True, slots=True)
class Costs:
    """Milliseconds of CPU, one for each request, by part."""

    parts: dict[str, list[float]] = field(default_factory=lambda: {part: [] for part in PARTS})

    def add(self, whole: float, engine: float, present: float, template: float) -> None:
        """Add one request; what is neither searched, presented nor drawn is the rest: Flask, reading, headers."""
        found = (whole, engine, present, template, whole - engine - present - template)
        for part, milliseconds in zip(PARTS, found, strict=True):
            self.parts[part].append(milliseconds)

    def extend(self, others: "Costs") -> None:
        """Add all of *others*."""
        for part, milliseconds in others.parts.items():
            self.parts[part].extend(milliseconds)


@dataclass(frozen=True, slots=True)
class Pages:
    """One application, and its parts to be asked one by one."""

    app: Flask
    engine: Engine
    service: SearchService
    site: Site

    def measured(self, address: str) -> tuple[float, float, float, float]:
        """Return the milliseconds of CPU of the whole request, the engine, present and template."""
        environ = EnvironBuilder(address).get_environ()
        whole = cpu_ms(lambda: _body(self.app, environ))
        answer = self.service.answer(read(parse_qsl(address.partition("?")[2])).state, COUNTING)
        request = request_of(answer.state, answer.parsed.query, answer.sort, COUNTING)
        page = results_page(answer)
        with self.app.test_request_context(address):
            return (
                whole,
                cpu_ms(lambda: self.engine.search(request)),
                cpu_ms(lambda: results_page(answer)),
                cpu_ms(lambda: render_template("pages/search.html", page=page, site=self.site)),
            )


def cpu_ms(work: Callable[[], object]) -> float:
    """Return the milliseconds of CPU that *work* takes."""
    started = time.process_time_ns()
    work()
    return (time.process_time_ns() - started) / 1e6


def main(arguments: Sequence[str]) -> int:
    """Print the table; exit with 1 when the figure is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, help="keep the index here, and use it again")
    given = parser.parse_args(arguments)
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as temporary, Path(os.devnull).open("w") as nowhere:
        with redirect_stderr(nowhere):
            configure_logs("info", "json")
        settings = Settings(data_dir=given.folder or Path(temporary))
        services = open_services(settings)
        try:
            fill(services.engine, given.articles)
            service = SearchService(services.engine, lambda: now().date())
            site = Site(
                title=settings.title,
                base_url="",
                language="en",
                direction="ltr",
                asset=Assets(static_folder()).address,
                articles_text=f"{given.articles:,}",
                path="/search",
            )
            return report(Pages(create_app(settings, services), services.engine, service, site), given.articles)
        finally:
            services.close()


def fill(engine: Engine, count: int) -> None:
    """Write the corpus, unless it is there."""
    if engine.stats().documents == count:
        return
    batch: list[Document] = []
    for document in synthetic(count):
        batch.append(document)
        if len(batch) == BATCH:
            engine.write(batch)
            batch = []
    engine.write(batch)


def report(pages: Pages, articles: int) -> int:
    """Measure and print every kind of search."""
    print(
        f"| GET /search, CPU ms, {articles:,} articles | requests | median | p95 | engine | present | template | rest |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    everything = Costs()
    for name, addresses in kinds(list(synthetic(500))).items():
        costs = Costs()
        for number in range(ROUNDS + 1):
            for address in addresses:
                found = pages.measured(address)
                if number:  # the first round warms caches
                    costs.add(*found)
        _row(name, costs)
        everything.extend(costs)
    _row("all", everything)
    median = statistics.median(everything.parts["whole"])
    print(f"\n{'reached' if median <= MOST_MS else 'missed'}: median ≤ {MOST_MS} ms")
    return 0 if median <= MOST_MS else 1


def kinds(documents: Sequence[Document]) -> dict[str, list[str]]:
    """Return addresses to ask for, by kind: neighboring words of titles, with and without one refinement."""
    chance = random.Random(SEED)

    def searches(count: int, *, refined: bool = False) -> Iterable[str]:
        for _ in range(SEARCHES):
            document = chance.choice(documents)
            words = document.title.split()
            start = chance.randrange(len(words) - count + 1)
            query = quote_plus(" ".join(words[start : start + count]))
            refinement = f"&tag={chance.choice(document.facets['tag']).value}" if refined else ""
            yield f"/search?q={query}{refinement}"

    return {
        "everything": ["/search"] * SEARCHES,
        "one tag": [f"/search?tag={chance.choice(one.facets['tag']).value}" for one in documents[:SEARCHES]],
        "1 word": list(searches(1)),
        "2 words": list(searches(2)),
        "3 words": list(searches(3)),
        "1 word, one tag": list(searches(1, refined=True)),
    }


def _body(app: Flask, environ: dict[str, object]) -> None:
    def start_response(status: str, _headers: object, _error: object = None) -> Callable[[bytes], object]:
        assert status.startswith("200"), (environ["QUERY_STRING"], status)
        return lambda _chunk: None

    body = app.wsgi_app(environ, start_response)
    assert sum(map(len, body)) > 10_000
    if isinstance(body, ClosingIterator):
        body.close()


def _row(name: str, costs: Costs) -> None:
    whole = costs.parts["whole"]
    middles = " | ".join(f"{statistics.median(costs.parts[part]):.2f}" for part in PARTS[1:])
    middle, slow = statistics.median(whole), statistics.quantiles(whole, n=20)[-1]
    print(f"| {name} | {len(whole)} | {middle:.2f} | {slow:.2f} | {middles} |", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
