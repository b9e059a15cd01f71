"""One engine in a process of its own: builds its index, or is asked every query and timed.

    python -m bench.peers.worker build ENGINE CORPUS CORPORA FOLDER SEGMENTS REPORT
    python -m bench.peers.worker ask ENGINE CORPUS CORPORA FOLDER ROUNDS QUERIES REPORT

Times are of the thread that searches: its processor time and the clock.
"""

import gc
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.peers import asking
from bench.peers.asking import MODES, Asked, of_each_class
from bench.peers.corpus import Corpus, load
from bench.peers.engines import PYTHON
from bench.peers.peer import Peer, Prepared

WARM_UP = 1
"""Rounds that are not timed."""


def ask(peer: Peer, asked: Sequence[Asked], rounds: int) -> dict[str, Any]:
    """Return answers, and the durations of every search in nanoseconds, by variant."""
    answers: dict[str, Any] = {}
    times: dict[str, dict[str, list[tuple[int, int]]]] = {name: {} for name in peer.variants}
    for mode in MODES:
        prepared = [(f"{each.number}{mode}", peer.prepare(each, mode)) for each in asked]
        for _ in range(WARM_UP):
            for key, search in prepared:
                answers[key] = asdict(search.read(search.ask()))
        for name, before in peer.variants.items():
            _time(prepared, before, rounds, times[name])
    return {"segments": peer.segments(), "answers": answers, "times": times}


def _time(
    prepared: Sequence[tuple[str, Prepared]],
    before: Callable[[], None],
    rounds: int,
    times: dict[str, list[tuple[int, int]]],
) -> None:
    gc.collect()
    for _ in range(rounds):
        for key, search in prepared:
            before()
            wall, cpu = time.perf_counter_ns(), time.thread_time_ns()
            search.ask()
            cpu, wall = time.thread_time_ns() - cpu, time.perf_counter_ns() - wall
            times.setdefault(key, []).append((wall, cpu))


def _build(name: str, corpus: Corpus, folder: Path, segments: int) -> dict[str, Any]:
    wall, cpu = time.perf_counter(), time.process_time()
    PYTHON[name].build(corpus, folder, segments)
    return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def main(arguments: Sequence[str]) -> int:
    """Do one of the two, and write what came of it as JSON."""
    what, name, corpus_name, corpora, folder, number, *rest = arguments
    corpus = load(corpus_name, Path(corpora))
    if what == "build":
        found = _build(name, corpus, Path(folder), int(number))
    else:
        kind, (queries,) = PYTHON[name], rest[:1]
        asked = asking.read(Path(queries))
        chosen = asked if kind.most_queries is None else of_each_class(asked, kind.most_queries)
        found = ask(kind.open(corpus, Path(folder)), chosen, int(number))
    Path(rest[-1]).write_text(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
