"""An index is damaged a thousand times: found, never answered from once it was checked, and repaired unattended.

    python -m bench.damage --cases 1000 --seed 1

Each time a copy of a sound index, beside the store it was made from, loses a
bit, a page, its end or a whole file: under a process that has it open, or
before one opens it. Then fifty searches, a scrub, the same searches again,
and what ``portal worker`` does next, while a thread goes on searching.
"""

import argparse
import random
import shutil
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from bench.converters.writing import write_jsonl
from bench.corpora import synthetic, word
from bench.places import Clock, scratch
from index import Document, Engine, EngineUnavailable, Group, SearchRequest, SearchResponse, open_engine
from index.parse import parse_query
from portal.articles.database import open_store
from portal.articles.store import ArticleStore
from portal.indexing.checking import findings
from portal.indexing.mending import sync_or_rebuild
from portal.indexing.scrubbing import scrub
from portal.ingest.pipeline import ingest

ARTICLES = 60
BATCHES = 5
KINDS = ("flip", "zero", "cut", "remove")
PAGE = 4_096
BUDGET = 60.0

Answers = list[SearchResponse]


class Failed(Exception):
    """Something happened that must not."""


@dataclass(frozen=True, slots=True)
class Base:
    """A sound index with the store it was made from, and what is answered from it."""

    store: ArticleStore
    index: Path
    requests: Sequence[SearchRequest]
    now: Answers
    before: Answers
    """What the commit before the last answers: it may serve while the last is damaged."""


def main(arguments: list[str] | None = None) -> int:
    """Damage and repair, and print how it went; exit with 1 at the first failure."""
    parser = argparse.ArgumentParser(prog="python -m bench.damage")
    parser.add_argument("--cases", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--case", type=int, help="only this one, to repeat what was found")
    given = parser.parse_args(arguments)
    numbers = range(given.cases) if given.case is None else range(given.case, given.case + 1)
    tally: Counter[str] = Counter()
    clock = Clock("damages", given.cases)
    with scratch() as folder:
        base = _base(folder)
        for number in numbers:
            place = folder / "damaged"
            shutil.copytree(base.index, place)
            try:
                tally.update(_case(base, place, random.Random(f"{given.seed}/{number}")))
            except Exception as error:  # noqa: BLE001  # an exception is a failure like another
                print(f"FAILED: repeat it by\n  python -m bench.damage --seed {given.seed} --case {number}")
                print(f"{type(error).__name__}: {error}")
                return 1
            shutil.rmtree(place)
            clock.tick(number)
    print("| outcome | damages |\n|---|---:|")
    for name, count in sorted(tally.items()):
        print(f"| {name} | {count:,} |")
    print(
        f"damage, seed {given.seed}: {len(numbers):,} damages in {clock.seconds:.0f} s: "
        "none answered from once it was checked, all repaired"
    )
    return 0


def _base(folder: Path) -> Base:
    """Make an index of several segments with deletions, as a portal does that ingests now and then."""
    store = open_store(f"sqlite:///{folder / 'portal.db'}")
    engine = open_engine(f"whoosh:{folder / 'index'}", budget=BUDGET)
    documents = list(synthetic(ARTICLES))
    requests = _requests()
    before: Answers = []
    for number in range(BATCHES):
        # Each batch changes a few articles of the one before.
        first = max(0, number * ARTICLES // BATCHES - 4)
        mine = [
            replace(one, body=f"{one.body[:500]} {word(number)}")
            for one in documents[first : (number + 1) * ARTICLES // BATCHES]
        ]
        file = folder / f"{number}.jsonl"
        write_jsonl(map(_record, mine), str(file))
        before = _answers(engine, requests)
        ingest([str(file)], store)
        sync_or_rebuild(store, engine)
    now = _answers(engine, requests)
    assert list(findings(store, engine)) == []
    assert now != before
    engine.close()
    return Base(store, folder / "index", requests, now, before)


def _record(document: Document) -> dict[str, object]:
    return {
        "id": document.id,
        "url": document.stored["url"],
        "title": document.title,
        "body": document.body,
        "language": "en",
        "published": document.stored["published"],
        "source": document.facets["source"][0].label,
        "tags": [label.label for label in document.facets["tag"]],
        "organizations": [label.label for label in document.facets["org"]],
    }


def _requests() -> list[SearchRequest]:
    typed = ["", *(word(rank) for rank in range(20)), *(f"{word(rank)[:3]}*" for rank in range(10))]
    typed += [f'"{word(rank)} {word(rank + 1)}"' for rank in range(10)]
    typed += [f"{word(rank)} OR title:{word(rank + 7)} -{word(rank + 30)}" for rank in range(9)]
    return [
        SearchRequest(
            query=parse_query(text, today=date(2026, 11, 24)).query,
            group=Group.STORY if number % 2 else Group.NONE,
            size=5 if text else 2 * ARTICLES,
            snippets=number % 5 == 0,
        )
        for number, text in enumerate(typed)
    ]


def _answers(engine: Engine, requests: Sequence[SearchRequest]) -> Answers:
    return [replace(engine.search(request), took=0.0) for request in requests]


def _case(base: Base, place: Path, chance: random.Random) -> list[str]:
    """Damage one file, look on, repair; return what there is to count."""
    kind = chance.choice(KINDS)
    files = sorted(path for path in place.rglob("*") if path.is_file() and path.stat().st_size)
    victim = chance.choice(files)
    # A file that is cut short under whoever has it mapped ends that process; docs/reliability.md says so.
    is_open = kind != "cut" and chance.random() < 0.5
    server = open_engine(f"whoosh:{place}", budget=BUDGET)
    worker = open_engine(f"whoosh:{place}", budget=BUDGET)
    if is_open:
        _answers(server, base.requests)
    is_changed = damage(victim, kind, chance)
    outcomes = [f"{kind}, {'under an open index' if is_open else 'before opening'}"]
    first = _look(server, base)
    outcomes.append(f"before the scrub: {first}")
    if "wrong" in first and not is_changed:
        raise Failed("a wrong answer from a sound index")
    found = scrub(base.store, worker)
    if is_changed and _is_needed(victim, place) and not found.damage and "unavailable" not in first:
        raise Failed(f"{victim.name} is damaged ({kind}), and the scrub did not find it")
    then = _look(server, base)
    outcomes.append(f"after the scrub: {then}")
    if "wrong" in then:
        raise Failed(f"answered from {victim.name} ({kind}) after it was found damaged")
    is_rebuilt = _repaired(base, server, worker)
    outcomes.append("made anew" if is_rebuilt else "nothing to repair")
    if found.damage and not is_rebuilt:
        raise Failed(f"{victim.name} ({kind}) was found damaged, and the index was not made anew")
    server.close()
    worker.close()
    return outcomes


def damage(path: Path, kind: str, chance: random.Random) -> bool:
    """Damage a file in place; say whether it differs now."""
    old = path.read_bytes()
    if kind == "remove":
        path.unlink()
        return True
    if kind == "cut":
        with path.open("rb+") as file:
            file.truncate(chance.randrange(len(old)))
        return True
    at = chance.randrange(len(old))
    with path.open("rb+") as file:
        if kind == "flip":
            file.seek(at)
            file.write(bytes([old[at] ^ (1 << chance.randrange(8))]))
        else:
            file.seek(at // PAGE * PAGE)
            file.write(bytes(min(PAGE, len(old) - at // PAGE * PAGE)))
    return path.read_bytes() != old


def _is_needed(victim: Path, place: Path) -> bool:
    """Say whether the current commit cannot do without a file."""
    if victim.name == "CURRENT":
        return True
    try:
        generation, manifest, _ = (place / "CURRENT").read_text().split()
    except (OSError, ValueError):
        return False
    if victim.parent.name != generation:
        return False
    return victim.name == manifest or f'"{victim.name}"' in (place / generation / manifest).read_text(errors="replace")


def _look(engine: Engine, base: Base) -> str:
    """Say what the searches end in: ``right``, ``the commit before``, ``unavailable``, ``wrong``, or a mixture."""
    seen: set[str] = set()
    for number, request in enumerate(base.requests):
        try:
            answer = replace(engine.search(request), took=0.0)
        except EngineUnavailable:
            seen.add("unavailable")
            continue
        if answer == base.now[number]:
            seen.add("right")
        elif answer == base.before[number]:
            seen.add("the commit before")
        else:
            seen.add("wrong")
    return " and ".join(sorted(seen - {"right"} if "the commit before" in seen else seen))


def _repaired(base: Base, server: Engine, worker: Engine) -> bool:
    """Do what a worker does next, while *server* answers; say whether the index was made anew."""
    seen: list[str | Exception] = []
    is_over = threading.Event()
    thread = threading.Thread(target=_search_on, args=(lambda: _look(server, base), seen, is_over))
    thread.start()
    try:
        is_rebuilt = sync_or_rebuild(base.store, worker).is_rebuilt
    finally:
        is_over.set()
        thread.join()
    for one in seen:
        if isinstance(one, Exception):
            raise one
        if "wrong" in one:
            raise Failed("a wrong answer during the repair")
    if _answers(server, base.requests) != base.now:
        raise Failed("a wrong answer after the repair")
    if is_rebuilt and (left := list(findings(base.store, worker))):
        raise Failed(f"the repair left: {left[0]}")
    return is_rebuilt


def _search_on(look: Callable[[], str], seen: list[str | Exception], is_over: threading.Event) -> None:
    while not is_over.is_set():
        try:
            seen.append(look())
        except Exception as error:  # noqa: BLE001  # whoever waits for us raises it
            seen.append(error)
            return
        is_over.wait(0.01)


if __name__ == "__main__":
    raise SystemExit(main())
