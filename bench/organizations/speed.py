"""How fast articles are read with 25,000 names, how fast a recognizer is built, and what it weighs.

    python -m bench.organizations.speed                prints a table in Markdown

On one core: Reuters-21578, title and body, with the research bodies of ROR and
the international ones of Supraverden as the authority file, in a process
of its own for each size. Ends with an error where a figure is missed.
"""

import argparse
import gc
import gzip
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.converters import reuters
from bench.converters.writing import SHARED
from portal.articles.article import Article, ArticleId
from portal.articles.authority import Entry
from portal.organizations.recognizing import Recognizer

LEAST_ARTICLES = 3_000.0
"""A second of CPU."""

MOST_BUILD_SECONDS = 2.0
SIZES = (25_000, 75_000, 200_000)
"""Names: as many as are asked for, all of both collections, and those again under other names."""

ROUNDS = 3


def entries() -> list[Entry]:
    """Return all bodies of both collections: 22,092, under about 74,000 names."""
    return [
        *_ror(SHARED / "orgs-ror" / "ror-subset.jsonl.gz"),
        *_supraverden(SHARED / "orgs-supraverden" / "orgs.jsonl.gz"),
    ]


def first_named(given: Sequence[Entry], names: int) -> list[Entry]:
    """Return as many of *given*, spread over all of them, as have about *names* distinct names."""
    total = sum(len(entry.all_names) for entry in given)
    step = max(1.0, total / names)
    return [given[int(place * step)] for place in range(int(len(given) / step))]


def many(given: Sequence[Entry], names: int) -> list[Entry]:
    """Return *given* again and again, each time under other names, until there are *names*."""
    made: list[Entry] = []
    count = 0
    for turn in range(100):
        for entry in given:
            if count >= names:
                return made
            other = tuple(f"{turn} {name}" if turn else name for name in entry.all_names)
            made.append(Entry(id=f"{entry.id}-{turn}", name=other[0], aliases=other[1:]))
            count += len(other)
    return made


def articles() -> list[Article]:
    """Return Reuters-21578."""
    return [
        Article(
            id=ArticleId(str(record["id"])),
            title=str(record["title"]),
            body_html="",
            body_text=str(record["body"]),
            language="en",
        )
        for record in reuters.records()
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and say whether all figures were reached."""
    parser = argparse.ArgumentParser(prog="python -m bench.organizations.speed")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="readings of the whole collection")
    parser.add_argument("--names", type=int, choices=SIZES, help="only with about so many names, in this process")
    given = parser.parse_args(arguments)
    if not SHARED.is_dir():
        print(f"{SHARED} is absent: nothing to measure")
        return 0
    if given.names is not None:
        return 0 if _row(bodies(given.names), articles(), given.rounds) else 1
    print("| names | bodies | built in s | MB | articles/s of CPU | organizations an article |")
    print("|---:|---:|---:|---:|---:|---:|", flush=True)
    command = [sys.executable, "-m", "bench.organizations.speed", "--rounds", str(given.rounds), "--names"]
    codes = [subprocess.run([*command, str(names)], check=False).returncode for names in SIZES]
    print(f"\nAsked for with 25,000 names: {LEAST_ARTICLES:,.0f} articles/s, ready in {MOST_BUILD_SECONDS:.0f} s.")
    return codes[0]


def bodies(names: int) -> list[Entry]:
    """Return an authority file of about so many names, of those in `SIZES`."""
    everything = entries()
    if names == SIZES[0]:
        return first_named(everything, names)
    return everything if names == SIZES[1] else many(everything, names)


def _row(known: Sequence[Entry], texts: Sequence[Article], rounds: int) -> bool:
    """Measure one authority file, print its row, and say whether it is within the limits."""
    names = sum(len(entry.all_names) for entry in known)
    gc.collect()
    before = _resident()
    started = time.process_time()
    recognizer = Recognizer(known, 1)
    built = time.process_time() - started
    weight = _resident() - before
    recognizer.read(texts[0])
    speeds, found = [], 0
    for _ in range(rounds):
        started = time.process_time()
        found = sum(len(recognizer.read(text).assignments) for text in texts)
        speeds.append(len(texts) / (time.process_time() - started))
    speed = statistics.median(speeds)
    print(
        f"| {names:,} | {len(known):,} | {built:.2f} | {weight / 1e6:.0f} | {speed:,.0f} | {found / len(texts):.2f} |",
        flush=True,
    )
    return built <= MOST_BUILD_SECONDS and speed >= LEAST_ARTICLES


def _resident() -> int:
    """Return the bytes of memory that the process has now."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _ror(path: Path) -> Iterator[Entry]:
    for record in _lines(path):
        names = [str(name) for name, _, _ in record["names"]]
        shown = next((str(name) for name, _, kinds in record["names"] if "ror_display" in kinds), names[0])
        homepage = next(iter(record["website"] or ()), "")
        yield Entry(id=str(record["id"]).rpartition("/")[2], name=shown, aliases=tuple(names), homepage=homepage)


def _supraverden(path: Path) -> Iterator[Entry]:
    for record in _lines(path):
        names: dict[str, list[str]] = {}
        for name, language, *_ in (*record["names"], *record["abbreviations"]):
            names.setdefault(language, []).append(name)
        by_language = {language: tuple(those) for language, those in names.items()}
        yield Entry(id=record["id"], name=record["key"], names=by_language, homepage=record["website"] or "")


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


if __name__ == "__main__":
    sys.exit(main())
