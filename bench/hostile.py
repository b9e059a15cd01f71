"""What the worst of visitors may type: each is answered quickly, or cut back and that is said.

    python -m bench.hostile --cases 100000 --seed 1

First a list of queries that brought search engines down, and heavier ones
that stay within our own limits; then random ones, drawn from a grammar of
tokens with the words that the index really holds; then the heavy ones again
with hardly any time, to see how far a search goes past its budget. Seconds
are those of the processor, so that other work on the machine does not count;
wall-clock seconds are printed beside them.
"""

import argparse
import random
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bench.corpora import synthetic, word
from bench.places import Clock, scratch
from index import Engine, Group, Match, SearchRequest, SearchTimeout, Sort, open_engine
from index.parse import parse_query

DOCUMENTS = 10_000
MOST_SECONDS = 0.25
"""For a query of the list, unless it was cut back, which is said."""

MOST_SECONDS_EVER = 1.0
LITTLE_BUDGET = 0.05
MOST_OVERSHOOT = 0.2
"""Seconds past a budget that a search may take to notice."""

TODAY = date(2026, 11, 24)
_PATIENT = 3_600.0


@dataclass(frozen=True, slots=True)
class Answered:
    """How one query went."""

    name: str
    cpu: float
    """Seconds of this process."""

    wall: float
    total: int
    """Documents found; -1 where the search went over its budget."""

    ignored: tuple[str, ...]


def main(arguments: list[str] | None = None) -> int:
    """Ask everything, and print a table; exit with 1 when a limit was passed or anything was raised."""
    parser = argparse.ArgumentParser(prog="python -m bench.hostile")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--documents", type=int, default=DOCUMENTS)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    with scratch() as folder:
        url = _built(folder, given.documents)
        listed = _ask_list(url)
        worst = _ask_random(url, given.cases, given.seed)
        overshoot = _ask_hurried(url)
    slow = [one for one in listed if one.cpu > MOST_SECONDS and not (one.ignored and one.cpu <= MOST_SECONDS_EVER)]
    for one in slow:
        print(f"TOO SLOW: {one.name}: {one.cpu:.3f} s")
    is_fine = not slow and worst.cpu <= MOST_SECONDS_EVER and overshoot.cpu - LITTLE_BUDGET <= MOST_OVERSHOOT
    print(
        f"hostile, seed {given.seed}, {given.documents:,} documents: "
        f"{len(listed)} listed, at most {max(one.cpu for one in listed) * 1000:.0f} ms; "
        f"{given.cases:,} random, at most {worst.cpu * 1000:.0f} ms, no exception; "
        f"with a budget of {LITTLE_BUDGET * 1000:.0f} ms none took more than {overshoot.cpu * 1000:.0f} ms"
    )
    return 0 if is_fine else 1


def _built(folder: Path, documents: int) -> str:
    url = f"whoosh:{folder / 'index'}"
    engine = open_engine(url)
    engine.rebuild(synthetic(documents))
    # Not one segment alone: what is looked up per segment is looked up often enough to show.
    some = list(synthetic(60))
    for number in range(6):
        engine.write(some[number::6])
    engine.close()
    return url


def hostile() -> Iterator[tuple[str, str]]:
    """Yield (name, query) for every row of the list."""
    common = [word(rank) for rank in range(10_000)]
    stems = [each[:3] for each in dict.fromkeys(one[:3] for one in common)]
    yield "one common word", common[0]
    yield "two common words", " ".join(common[:2])
    for number in (50, 300, 1_000, 10_000):
        yield f"{number:,} common words, OR", " OR ".join(common[:number])
    yield "10,000 common words", " ".join(common)
    yield "10,000 absent words", " OR ".join(f"{one}qq" for one in common)
    for number in (5_000, 50_000, 1_000_000):
        yield f"one word of {number:,} letters", "a" * number
    for mark in ("[", "*", "(", '"', "-", ":", "^", "~"):
        yield f"20,000 times {mark}", mark * 20_000
    yield from ((text, text) for text in ("*a*", "*", "a*", "[TO]", "[a TO z]", "NOT NOT a", ":::", "a^nan", "a^1e308"))
    yield "twenty *x*, OR", " OR ".join(f"*{letter}*" for letter in "abcdefghijklmnopqrst")
    yield "fuzzy", " ".join(f"{common[n]}~{n}" for n in range(1, 10))
    for depth in (8, 900, 100_000):
        yield f"parentheses {depth:,} deep", "(" * depth + common[0] + ")" * depth
    yield "NUL, direction marks, emoji", "a\x00b \u202eabc\u202c 😀😀"
    yield "5,000 combining marks", "a" + "\u0301" * 5_000
    yield "lone surrogates", "\ud800 \ud800*"
    yield "nothing", ""
    yield "only stop words", "the of and to in"
    yield "20,000 operators", "OR AND NOT " * 7_000
    yield "64 prefixes, OR", " OR ".join(f"{stem}*" for stem in stems[:64])
    yield "64 prefixes", " ".join(f"{stem}*" for stem in stems[:64])
    yield "64 prefixes in titles, OR", " OR ".join(f"title:{stem}*" for stem in stems[:40])
    yield "a phrase of 60 common words", '"' + " ".join(common[n % 3] for n in range(60)) + '"'
    yield "30 phrases of common words, OR", " OR ".join(f'"{common[n % 8]} {common[n % 7]}"' for n in range(30))
    yield "50 excluded words", " ".join(f"-{one}" for one in common[:50])
    yield "groups of groups", "((" * 3 + " OR ".join(f"({common[n]} -{common[n + 1]})" for n in range(25)) + "))" * 3
    yield "facets by label", " OR ".join(f'tag:"tag {n}"' for n in range(40))


def _ask_list(url: str) -> list[Answered]:
    answered = []
    print("| query | documents found | ms of processor | ms | left out |\n|---|---:|---:|---:|---|")
    for name, text in hostile():
        engine = open_engine(url, budget=_PATIENT)  # a fresh one: nothing is known from the query before
        engine.search(SearchRequest(size=0))
        one = _asked(engine, name, _request(text))
        engine.close()
        print(f"| {name} | {one.total:,} | {one.cpu * 1000:.0f} | {one.wall * 1000:.0f} | {_said(one.ignored)} |")
        answered.append(one)
    return answered


def _said(ignored: tuple[str, ...]) -> str:
    shown = "; ".join(one.encode("unicode_escape").decode()[:40].replace("|", "") for one in ignored[:2])
    return shown + ("; …" if len(ignored) > 2 else "")


class _Request:
    """A request to be parsed and searched, both within the time that is measured."""

    def __init__(self, text: str, **given: object) -> None:
        self.text = text
        self.given = given


def _request(text: str, **given: object) -> _Request:
    return _Request(text, **{"match": Match.ALL, "group": Group.STORY, **given})


def _asked(engine: Engine, name: str, asked: _Request) -> Answered:
    cpu, wall = time.process_time(), time.perf_counter()
    parsed = parse_query(asked.text, today=TODAY)
    try:
        total = engine.search(SearchRequest(query=parsed.query, **asked.given)).total  # type: ignore[arg-type]
    except SearchTimeout:
        total = -1
    return Answered(name, time.process_time() - cpu, time.perf_counter() - wall, total, parsed.ignored)


def _ask_random(url: str, cases: int, seed: int) -> Answered:
    """Return the slowest; whatever is raised ends the run."""
    engine = open_engine(url, budget=_PATIENT)
    chance = random.Random(seed)
    clock = Clock("random queries", cases)
    worst = Answered("", 0.0, 0.0, 0, ())
    slowest_wall = 0.0
    found = 0
    for number in range(cases):
        text = typed(chance)
        asked = _request(
            text,
            match=chance.choice(list(Match)),
            group=chance.choice(list(Group)),
            sort=chance.choice(list(Sort)),
            snippets=chance.random() < 0.3,
        )
        try:
            one = _asked(engine, text, asked)
        except Exception:
            print(f"RAISED by {text!r} with {asked.given}")
            raise
        worst = max(worst, one, key=lambda each: each.cpu)
        slowest_wall = max(slowest_wall, one.wall)
        found += one.total > 0
        clock.tick(number, f"the slowest {worst.cpu * 1000:.0f} ms")
    engine.close()
    print(
        f"{cases:,} random queries in {clock.seconds:.0f} s, {found:,} of them found something; the slowest took "
        f"{worst.cpu * 1000:.0f} ms of the processor ({slowest_wall * 1000:.0f} ms): {worst.name!r}"
    )
    return worst


def typed(chance: random.Random) -> str:
    """Return a random query: a few tokens as a rule, hundreds now and then."""
    number = min(int(chance.expovariate(0.2)), 40) if chance.random() < 0.98 else chance.randint(40, 400)
    return "".join(_token(chance) + chance.choice((" ",) * 8 + ("", " OR ", " AND ", "\t")) for _ in range(number))


def _token(chance: random.Random) -> str:
    match chance.choice(("word",) * 8 + ("rare", "phrase", "prefix", "prefix", "field", "open", "close", "odd")):
        case "word":
            return _sign(chance) + _common(chance)
        case "rare":
            return word(chance.randrange(200_000)) + chance.choice(("", "qq", "~2", "^3"))
        case "phrase":
            return f'{_sign(chance)}"{" ".join(_common(chance) for _ in range(chance.choice((1, 2, 2, 3, 12))))}"'
        case "prefix":
            return _common(chance)[: chance.randint(1, 4)] + "*"
        case "field":
            name = chance.choice(("title", "body", "tag", "org", "author", "source", "lang", "date", "x"))
            value = chance.choice(
                (_common(chance), f"tag-{chance.randrange(99)}", "_none", "2012", "P1Y/", '"', "(", "*")
            )
            return f"{_sign(chance)}{name}:{value}"
        case "open":
            return _sign(chance) + "("
        case "close":
            return ")"
        case _:
            return chance.choice(_ODD)


_ODD: tuple[str, ...] = (
    *'"*[]{}:^~-+&|!/\\<>', "NOT", "--", "**", "a..b", "\x00", "\ud800", "\u202e", "😀", "é", "e\u0301" * 9, "…", "½",
    "劳工", "العمل", "(((", ")))", '""', "x" * 600, "_", "0", "1e308", "nan", "[a TO z]", "https://a.example/?q=1",
    "a:b:c",
)  # fmt: skip


def _common(chance: random.Random) -> str:
    return word(min(int(chance.paretovariate(0.6)) - 1, 199_999))


def _sign(chance: random.Random) -> str:
    return chance.choice(("",) * 8 + ("-", "NOT "))


def _ask_hurried(url: str) -> Answered:
    """Return the one that went furthest past a budget of hardly any time."""
    worst = Answered("", 0.0, 0.0, 0, ())
    timeouts = 0
    for name, text in hostile():
        engine = open_engine(url, budget=LITTLE_BUDGET)
        with suppress(SearchTimeout):
            engine.search(SearchRequest(size=0))
        one = _asked(engine, name, _request(text))
        engine.close()
        timeouts += one.total < 0
        worst = max(worst, one, key=lambda each: each.cpu)
    print(
        f"with a budget of {LITTLE_BUDGET * 1000:.0f} ms {timeouts} were given up; "
        f"the last to notice took {worst.cpu * 1000:.0f} ms of the processor: {worst.name}"
    )
    return worst


if __name__ == "__main__":
    raise SystemExit(main())
