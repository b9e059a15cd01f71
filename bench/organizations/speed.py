"""How fast articles are read with 25,000 names, how fast a recognizer is built, and what it weighs.

    python -m bench.organizations.speed                prints a table in Markdown

On one core: Reuters-21578, title and body, with the research bodies of ROR and
the international ones of Supraverden as the authority file, in a process that
does nothing else. Ends with an error where a figure is missed.
"""

import argparse
import gc
import gzip
import json
import resource
import statistics
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
MANY_NAMES = 200_000
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
            other = tuple(f"{name} {turn}" if turn else name for name in entry.all_names)
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
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="readings of the whole collection")
    rounds = parser.parse_args(arguments).rounds
    if not SHARED.is_dir():
        print("The collections lie beside the project, and are absent here.")
        return 0
    everything = entries()
    texts = articles()
    print("| names | bodies | built in s | MB | articles/s of CPU | organizations an article |")
    print("|---:|---:|---:|---:|---:|---:|")
    reached = [
        _row(first_named(everything, 25_000), texts, rounds),
        _row(everything, texts, rounds),
        _row(many(everything, MANY_NAMES), texts, rounds),
    ]
    print(f"\nAsked for with 25,000 names: {LEAST_ARTICLES:,.0f} articles/s, ready in {MOST_BUILD_SECONDS:.0f} s.")
    return 0 if reached[0] else 1


def _row(bodies: Sequence[Entry], texts: Sequence[Article], rounds: int) -> bool:
    """Measure one authority file, print its row, and say whether it is within the limits."""
    names = sum(len(entry.all_names) for entry in bodies)
    gc.collect()
    before = _resident()
    started = time.process_time()
    recognizer = Recognizer(bodies, 1)
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
        f"| {names:,} | {len(bodies):,} | {built:.2f} | {weight / 1e6:.0f} | {speed:,.0f} | {found / len(texts):.2f} |",
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
