"""How many near duplicates are found, how many of those found are ones, and how fast.

    python -m bench.stories              measures the half that nothing was tuned on
    python -m bench.stories --half dev   the other one
    python -m bench.stories --wrong      names the pairs that count as wrong

300 articles of four collections are edited, cut, wrapped and re-titled; among
them lie unlike texts that look alike. See `bench.stories.making` for both, and
`bench.stories.judged` for pairs of the collections that are near duplicates
without our doing.
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from bench.converters.writing import SHARED
from bench.stories.judged import NEAR
from bench.stories.making import boilerplate, copies, series
from bench.stories.measuring import Pair, Told, told
from bench.stories.texts import Text, chosen, reports

SEED = 4
ARTICLES = 300
NEGATIVES = 60
"""Of each kind that is made, in each half."""

BYSTANDERS = 3_000
"""Other real articles in each half."""

LEAST_RECALL, LEAST_PRECISION, LEAST_RATE = 0.95, 0.98, 1_000.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; exit with 1 when a figure is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.stories")
    parser.add_argument("--half", choices=("dev", "test"), default="test")
    parser.add_argument("--wrong", action="store_true", help="name the pairs that count as wrong")
    given = parser.parse_args(arguments)
    if not SHARED.exists():
        print(f"{SHARED} is absent: nothing to measure")
        return 0
    return measure(half(given.half), given.half, names_wrong=given.wrong)


def half(which: str) -> list[Text]:
    """Return all texts of one half, in an order that says nothing."""
    picked, rest = chosen(ARTICLES, SEED)
    place = ("dev", "test").index(which)
    chance = random.Random(f"{SEED} {which}")
    mine, others = picked[place::2], rest[place::2]
    texts = [one for text in mine for one in (text, *copies(text, others, chance))]
    used = iter(others)
    for text in _first(used, NEGATIVES, least_figures=6):
        texts += [text, *series(text, others, chance)]
    unlike = list(_first(used, NEGATIVES * 3))
    for one, other, tail in zip(unlike[::3], unlike[1::3], unlike[2::3], strict=True):
        texts += boilerplate(one, other, tail, chance)
    texts += list(_first(used, BYSTANDERS))
    texts += reports()[place::2]
    chance.shuffle(texts)
    return texts


def measure(texts: Sequence[Text], name: str, *, names_wrong: bool = False) -> int:
    """Group *texts*, and print what came of it."""
    found = told(texts)
    wanted = _wanted(texts)
    right, wrong = found.pairs & wanted, found.pairs - wanted
    recall, precision = len(right) / len(wanted), len(right) / len(found.pairs)
    rate = found.texts / found.seconds
    kinds = Counter(text.kind for text in texts)
    print(f"{name}: " + ", ".join(f"{count:,} {kind}" for kind, count in kinds.most_common()))
    print("| figure | measured | asked for | |\n|---|---:|---:|---|")
    for what, value, least in (
        (f"recall, of {len(wanted):,} pairs", recall, LEAST_RECALL),
        (f"precision, of {len(found.pairs):,} pairs", precision, LEAST_PRECISION),
    ):
        print(f"| {what} | {value:.4f} | {least} | {_said(value >= least)} |")
    print(f"| articles/s of CPU | {rate:,.0f} | {LEAST_RATE:,.0f} | {_said(rate >= LEAST_RATE)} |")
    print(f"| kept of an article, bytes | {found.kept / found.texts:,.0f} | | |")
    print(f"| memory that grouping takes, MB | {found.memory / 1e6:.0f} | | |")
    _print_by_kind(texts, found)
    if names_wrong:
        for one, other in sorted(wrong):
            print(f"wrong: {one} {other}")
    return 0 if recall >= LEAST_RECALL and precision >= LEAST_PRECISION and rate >= LEAST_RATE else 1


def _wanted(texts: Iterable[Text]) -> set[Pair]:
    """Return all pairs that are near duplicates: made from one article, or judged to be, or both."""
    by_story: dict[str, list[str]] = {}
    for text in texts:
        by_story.setdefault(text.story, []).append(text.name)
    joined = {story: frozenset((story,)) for story in by_story}
    for one, other in NEAR:
        if one in joined and other in joined:
            both = joined[one] | joined[other]
            joined.update(dict.fromkeys(both, both))
    return {
        pair
        for stories in set(joined.values())
        for pair in combinations(sorted(name for story in stories for name in by_story[story]), 2)
    }


def _print_by_kind(texts: Sequence[Text], found: Told) -> None:
    """Say of each way of making copies how many met their original."""
    originals = {text.story: text.name for text in texts if text.kind == "original"}
    met: Counter[str] = Counter()
    made: Counter[str] = Counter()
    for text in texts:
        if text.kind not in ("original", "report", "series", "boilerplate"):
            made[text.kind] += 1
            met[text.kind] += tuple(sorted((text.name, originals[text.story]))) in found.pairs
    print("\n| copies | made | in the story of their original |\n|---|---:|---:|")
    for kind in sorted(made):
        print(f"| {kind} | {made[kind]} | {met[kind]} |")


def _first(texts: Iterator[Text], count: int, *, least_figures: int = 0) -> Iterator[Text]:
    for text in texts:
        if count and sum(any(sign.isdigit() for sign in word) for word in text.body.split()) >= least_figures:
            yield text
            count -= 1
        if not count:
            return


def _said(is_reached: bool) -> str:  # noqa: FBT001  # what it is asked
    return "reached" if is_reached else "missed"


if __name__ == "__main__":
    sys.exit(main())
