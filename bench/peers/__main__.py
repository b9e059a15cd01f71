"""Our engine beside its peers: the same corpus, the same searches, the same answers, on one core each.

    python -m bench.peers                              Reuters-21578, 10,000 and 100,000 generated articles
    python -m bench.peers --sizes 10000 --rounds 5     quick, for developing

Prints tables in Markdown and writes every duration to a JSON file in
var/bench/. Ends with 2, naming the query, when engines disagree on a total or
a count: such figures are of different work, and are not reported.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.peers import asking, corpus, own, report, running
from bench.peers.comparing import differences
from bench.peers.corpus import Corpus
from bench.peers.engines import OURS
from bench.peers.running import ENGINES, ROOT, Places

DISAGREE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, compare and report; return an exit status."""
    options = _options(arguments)
    places = Places(Path(options.folder))
    engines = _available(options.engines.split(","), places)
    results: dict[str, Any] = {
        "command": " ".join(["python -m bench.peers", *(sys.argv[1:] if arguments is None else arguments)]),
        **_circumstances(engines),
        "rounds": options.rounds,
        "corpora": {},
    }
    started = time.perf_counter()
    for name in options.sizes.split(","):
        try:
            found = corpus.load(name, places.corpora)
        except FileNotFoundError as error:
            print(f"{name} left out: {error}\n")
            continue
        asked = asking.load(found, places.corpora, options.queries)
        results["corpora"][name] = {"documents": found.documents, "asked": [each.text for each in asked], "runs": {}}
        for segments in map(int, options.segments.split(",")):
            run = _run(found, segments, engines, places, options)
            if run is None:
                return DISAGREE
            results["corpora"][name]["runs"][segments] = run
        if name == options.own:
            results["corpora"][name]["own"] = _own(found, places, options.queries)
    results["seconds"] = time.perf_counter() - started
    file = places.root / f"peers-{results['date'].replace(':', '')}.json"
    file.write_text(json.dumps(results))
    print(f"every duration: {file.name}, {results['seconds']:.0f} s in all")
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.peers", description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", default="reuters,10000,100000", help="corpora, parted by commas")
    parser.add_argument("--segments", default="1,8", help="numbers of segments, parted by commas")
    parser.add_argument("--engines", default=",".join(ENGINES), help="parted by commas; ours is always among them")
    parser.add_argument("--rounds", type=int, default=7, help="how often every search is timed")
    parser.add_argument("--queries", type=int, default=asking.PER_CLASS, help="queries of each class")
    parser.add_argument("--keep", action="store_true", help="measure our index as an earlier run left it")
    parser.add_argument("--own", default="100000", help="the corpus that indexing, opening and memory are measured on")
    parser.add_argument("--folder", default=str(ROOT / "var" / "bench"), help="where everything is kept")
    return parser.parse_args(arguments)


def _available(wanted: Sequence[str], places: Places) -> list[str]:
    engines: list[str] = []
    for engine in dict.fromkeys([OURS, *wanted]):
        reason = running.absent(engine, places)
        if reason is None:
            engines.append(engine)
        else:
            print(f"{engine} left out: {reason}\n")
    return engines


def _circumstances(engines: Sequence[str]) -> dict[str, Any]:
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit.stdout.strip(),
        "machine": {"processor": _processor(), "cores": os.cpu_count(), "system": platform.platform(),
                    "load": os.getloadavg()},
        "python": platform.python_version(),
        "versions": {engine: running.version(engine) for engine in engines},
        "seeds": {"corpus": corpus.SEED, "queries": asking.SEED},
    }  # fmt: skip


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def _run(
    found: Corpus, segments: int, engines: Sequence[str], places: Places, options: argparse.Namespace
) -> dict[str, Any] | None:
    """Build, ask and compare; print the tables. None where engines disagree."""
    queries = _queries(found, places, options.queries)
    asked = asking.read(queries)
    built: dict[str, Any] = {}
    answered: dict[str, Any] = {}
    for engine in engines:
        if not running.offers(engine, segments):
            continue
        print(f"{found.name}, {segments} segments: {engine}", file=sys.stderr, flush=True)
        built[engine] = running.build(engine, found, places, segments, keep=options.keep)
        answered[engine] = running.ask(engine, found, places, segments, queries=queries, rounds=options.rounds)
        wrong = list(differences(asked, answered[OURS]["answers"], answered[engine]["answers"], engine))
        if wrong:
            print(f"{found.name}, {segments} segments: engines disagree, so nothing is reported", file=sys.stderr)
            print("\n".join(wrong[:20]), file=sys.stderr)
            return None
    times = {name: of for result in answered.values() for name, of in result["times"].items()}
    held = ", ".join(f"{engine} {result['segments']}" for engine, result in answered.items())
    print(f"### {found.name}: {found.documents:,} articles; segments: {held}\n")
    compared = sum(len(result["answers"]) for engine, result in answered.items() if engine != OURS)
    print(f"{len(asked)} queries in 3 modes; {compared:,} answers of peers compared with ours, none differs.\n")
    for table in (report.means, report.classes, report.tails):
        print("\n".join(table(asked, times)) + "\n")
    print("\n".join(report.builds(found.documents, built)) + "\n", flush=True)
    return {"built": built, "answered": answered}


def _own(found: Corpus, places: Places, queries: int) -> dict[str, Any]:
    measured = running.own(found, places, _queries(found, places, queries))
    print("\n".join(own.table(measured)) + "\n", flush=True)
    return measured


def _queries(found: Corpus, places: Places, count: int) -> Path:
    return places.corpora / f"{found.name}.{found.key}.{count}.queries.json"


if __name__ == "__main__":
    sys.exit(main())
