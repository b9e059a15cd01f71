"""Two processes search without a pause while a third commits every two seconds; nothing may go wrong.

    python -m bench.readers --minutes 10

Every commit moves the same twenty documents to a new round, so that a reader
can tell half a commit from a whole one, an old one from a new one: a search
that began after a commit returned must find all twenty in that round or a
later one. Now and then the writer rebuilds instead. Readers keep an engine,
and open a fresh one every few searches, as a process does that starts.
"""

import argparse
import multiprocessing
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from bench.corpora import synthetic, word
from bench.places import scratch
from index import Document, Engine, Label, SearchRequest, open_engine
from index.parse import parse_query

DOCUMENTS = 3_000
ROUND_SIZE = 20
PAUSE = 2.0
"""Seconds between commits."""

REBUILD_EVERY = 40
"""Commits; that one is a rebuild."""

OPEN_EVERY = 50
"""Searches; before that one a fresh engine is opened."""

BUDGET = 60.0
"""Seconds per search: this run is about errors, and the machine may have other work."""


@dataclass
class Seen:
    """What one reader met."""

    searches: int = 0
    opens: int = 0
    rounds: int = 0
    """Different commits that it answered from."""

    slowest: float = 0.0
    """Seconds."""

    errors: list[str] = field(default_factory=list)


def main(arguments: list[str] | None = None) -> int:
    """Run, and print what was met; exit with 1 when anything went wrong."""
    parser = argparse.ArgumentParser(prog="python -m bench.readers")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--pause", type=float, default=PAUSE, help="seconds between commits")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    with scratch() as folder:
        commits, seen = run(folder, given.minutes * 60, given.pause, given.seed)
    errors = [error for one in seen for error in one.errors]
    print(
        f"readers, seed {given.seed}: {given.minutes:g} min, {commits} commits, "
        f"{sum(one.searches for one in seen):,} searches in {len(seen)} processes over "
        f"{min(one.rounds for one in seen)} commits and more, {sum(one.opens for one in seen):,} opens, "
        f"slowest search {max(one.slowest for one in seen):.2f} s: {len(errors)} errors"
    )
    for error in errors[:10]:
        print(error)
    return 1 if errors else 0


def run(folder: Path, seconds: float, pause: float, seed: int, *, readers: int = 2) -> tuple[int, list[Seen]]:
    """Return the number of commits made, and what each reader met."""
    context = multiprocessing.get_context("spawn")
    url = f"whoosh:{folder / 'index'}"
    engine = open_engine(url, budget=BUDGET)
    documents = list(synthetic(DOCUMENTS, seed=seed))
    engine.write([*documents, *_round(0)])
    committed, is_over = context.Value("q", 0), context.Event()
    answers = context.SimpleQueue()
    children = [
        context.Process(target=_read, args=(url, seed + number, committed, is_over, answers))
        for number in range(readers)
    ]
    for child in children:
        child.start()
    commits = 0
    end = time.monotonic() + seconds
    while time.monotonic() < end and all(child.is_alive() for child in children):
        commits += 1
        due = time.monotonic() + pause
        _commit(engine, documents, commits)
        committed.value = commits
        time.sleep(max(0.0, due - time.monotonic()))
    # One that met too many errors ended too, but told what it met.
    dead = [child for child in children if child.exitcode]
    is_over.set()
    seen: list[Seen] = [answers.get() for _ in range(readers - len(dead))]
    for child in children:
        child.join()
    seen += [Seen(errors=[f"a reader ended by itself with status {child.exitcode}"]) for child in dead]
    engine.close()
    return commits, seen


def _round(number: int) -> Iterator[Document]:
    """Yield the documents whose round tells the commits apart."""
    for each in range(ROUND_SIZE):
        facets = {"source": (Label("round", "Round"),), "org": (Label(f"round-{number}", f"Round {number}"),)}
        yield Document(id=f"r{each:04d}", title=f"round {number}", body=word(each), language="en", facets=facets)


def _commit(engine: Engine, documents: list[Document], number: int) -> None:
    if number % REBUILD_EVERY == 0:
        engine.rebuild([*documents, *_round(number)])
        return
    chance = random.Random(number)
    for at in chance.sample(range(len(documents)), 30):
        documents[at] = replace(documents[at], body=f"{documents[at].body} {word(number)}")
    changed = chance.sample(documents, 30)
    engine.write([*changed, *_round(number)], remove=[f"gone-{number}"])


def _read(url: str, seed: int, committed: Any, is_over: Any, answers: Any) -> None:
    seen = Seen()
    chance = random.Random(seed)
    engine = open_engine(url, budget=BUDGET)
    rounds: set[int] = set()
    while not is_over.is_set() and len(seen.errors) < 10:
        try:
            if seen.searches % OPEN_EVERY == 0:
                engine.close()
                engine = open_engine(url, budget=BUDGET)
                seen.opens += 1
            rounds.add(_search(engine, chance, committed, seen))
        except Exception as error:  # noqa: BLE001  # whatever a reader meets is the finding
            seen.errors.append(repr(error))
        seen.searches += 1
    seen.rounds = len(rounds)
    answers.put(seen)


def _search(engine: Engine, chance: random.Random, committed: Any, seen: Seen) -> int:
    """Search for words, then for the round; return the round that was found.

    Raises:
        AssertionError: it is not one whole commit, or not the newest that there was.
    """
    least = committed.value
    started = time.perf_counter()
    text = " OR ".join(word(int(chance.paretovariate(0.7))) for _ in range(chance.randint(1, 3)))
    found = engine.search(SearchRequest(query=parse_query(text, today=date(2026, 1, 1)).query))
    assert len(found.hits) == min(10, found.total), "hits are missing"
    chosen = engine.search(SearchRequest(refinements={"source": frozenset({"round"})}, size=ROUND_SIZE))
    seen.slowest = max(seen.slowest, time.perf_counter() - started)
    values = [(value.value, value.count) for value in chosen.facet("org").values if value.count]
    assert len(values) == 1, f"half a commit: {values}"
    ((value, number),) = values
    here = int(value.removeprefix("round-"))
    assert number == chosen.total == ROUND_SIZE, f"{number} of {ROUND_SIZE} documents of round {here}"
    assert {hit.document.title for hit in chosen.hits} == {f"round {here}"}, "stored text of another commit"
    assert here >= least, f"round {here}, though {least} was committed before the search began"
    return here


if __name__ == "__main__":
    raise SystemExit(main())
