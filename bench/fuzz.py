"""The embedded engine against the reference and against stock Whoosh, on random life stories and random searches.

    python -m bench.fuzz --cases 20000 --seed 1

One case is one search: totals, stories, counts, order, scores, snippets and
cursors equal the reference's to the last bit, and the matches equal those of
stock Whoosh on the same segments. One story gives many searches, after every
step of it, through the engine that wrote and through another that only reads.
Stops at the first difference with the command that repeats it, and with the
smallest story that still shows it.
"""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bench.lives import Dice, Step, without
from bench.places import Clock, scratch
from index import Document, SearchRequest, SearchResponse, open_engine
from index.engines.whoosh.engine import WhooshEngine
from index.engines.whoosh.evaluate import Deadline, Evaluator
from index.engines.whoosh.stock import matching_ids
from index.resolve import resolve
from index.schema import Schema

SEARCHES = 50
"""Per story, about."""

MOST_PAGES = 200
BUDGET = 600.0
SCHEMA = Schema()


class Difference(Exception):
    """Where two engines disagree."""

    def __init__(self, what: str, expected: object, actual: object) -> None:
        super().__init__(f"{what}\n  expected {expected!r}\n  actual   {actual!r}")


def main(arguments: list[str] | None = None) -> int:
    """Run the cases; exit with 1 at the first difference."""
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz")
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--story", type=int, help="only this one, to repeat what was found")
    given = parser.parse_args(arguments)
    numbers = range(given.cases) if given.story is None else range(given.story, given.story + 1)
    clock = Clock("cases", given.cases)
    done = stories = 0
    for number in numbers:
        steps, searches = drawn(given.seed, number)
        try:
            for _ in told(steps, searches):
                done += 1
        except Exception as error:  # noqa: BLE001  # an exception is a finding like a difference
            _report(given.seed, number, steps, searches, error)
            return 1
        stories += 1
        clock.tick(done)
        if done >= given.cases:
            break
    print(f"fuzz, seed {given.seed}: {done:,} cases over {stories:,} stories in {clock.seconds:.0f} s: no difference")
    return 0


Searches = list[list[tuple[SearchRequest, bool]]]
"""After each step: requests, and whether to walk through their pages."""


def drawn(seed: int, number: int) -> tuple[list[Step], Searches]:
    """Return a story, and the searches after each of its steps."""
    dice = Dice(f"{seed}/{number}")
    steps = dice.steps()
    each = SEARCHES // len(steps) + 1
    return steps, [[(dice.request(), dice.follows_cursor()) for _ in range(each)] for _ in steps]


def told(steps: list[Step], searches: Searches) -> Iterator[None]:
    """Tell a story to an index, yielding after every search that agrees.

    Raises:
        Difference: it does not.
    """
    live: dict[str, Document] = {}
    with scratch() as folder:
        writer, reader = _opened(folder), _opened(folder)
        try:
            for step, requests in zip(steps, searches, strict=True):
                if step.kind == "reopen":
                    writer.close()
                    writer = _opened(folder)
                step.apply(writer)
                live = step.expect(live)
                _same("check()", [], writer.check())
                reference = open_engine("memory:", SCHEMA)
                reference.write(live.values())
                for turn, (request, is_walked) in enumerate(requests):
                    engine = (writer, reader)[turn % 2]
                    _compare(reference.search(request), engine.search(request), request)
                    _compare_with_stock(engine, request)
                    if is_walked:
                        _walk(reference, engine, request)
                    yield
                _same("ids()", list(reference.ids()), list(reader.ids()))
                _same("get()", list(reference.get(sorted(live))), list(reader.get(sorted(live))))
        finally:
            writer.close()
            reader.close()


def _opened(folder: Path) -> WhooshEngine:
    return WhooshEngine(str(folder / "index"), SCHEMA, budget=BUDGET)


def _same(what: str, expected: object, actual: object) -> None:
    if expected != actual:
        raise Difference(what, expected, actual)


def _compare(expected: SearchResponse, actual: SearchResponse, request: SearchRequest) -> None:
    _same(f"total of {request}", (expected.total, expected.stories), (actual.total, actual.stories))
    for mine, theirs in zip(expected.facets, actual.facets, strict=True):
        _same(f"counts of {request}", mine, theirs)
    _same(
        f"order of {request}",
        [(hit.id, hit.score) for hit in expected.hits],
        [(hit.id, hit.score) for hit in actual.hits],
    )
    _same(f"answer to {request}", replace(expected, took=0.0), replace(actual, took=0.0))


def _compare_with_stock(engine: WhooshEngine, request: SearchRequest) -> None:
    snapshot, place = engine._current(), engine._snapshots.place  # noqa: SLF001  # the oracle reads the same commit
    assert place is not None
    resolved = resolve(request.query, match=request.match, languages=snapshot.languages)
    found = Evaluator(snapshot, Deadline(BUDGET)).matches(resolved)
    mine = {
        view.segment.id(int(number)) for view, part in zip(snapshot.views, found, strict=True) for number in part.docs
    }
    _same(f"stock matches of {request.query}", matching_ids(snapshot, place, resolved), mine)


def _walk(reference: object, engine: WhooshEngine, request: SearchRequest) -> None:
    request = replace(request, offset=0, size=max(request.size, 1))
    for _ in range(MOST_PAGES):
        expected, actual = (one.search(request) for one in (reference, engine))  # type: ignore[attr-defined]
        _compare(expected, actual, request)
        if expected.next is None:
            return
        request = replace(request, after=expected.next)


def _report(seed: int, number: int, steps: list[Step], searches: Searches, error: Exception) -> None:
    print(f"DIFFERENCE: repeat it by\n  python -m bench.fuzz --seed {seed} --story {number}\n{_told_of(error)}")
    small, error = smallest(steps, searches, error)
    print("The smallest story that still shows a difference:")
    for step in small:
        print(f"  {step}")
    print(_told_of(error))


def _told_of(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def smallest(steps: list[Step], searches: Searches, error: Exception) -> tuple[list[Step], Exception]:
    """Return a story from which nothing more can be left out, and what it ends in."""
    flat = [one for requests in searches for one in requests]

    def fails(story: list[Step]) -> Exception | None:
        # Every search after every step: which of them failed does not matter once the story is short.
        try:
            for _ in told(story, [flat for _ in story]):
                pass
        except Exception as found:  # noqa: BLE001  # as in main()
            return found
        return None

    is_smaller = True
    while is_smaller:
        is_smaller = False
        for candidate in _shorter(steps):
            found = fails(candidate)
            if found is not None:
                steps, error, is_smaller = candidate, found, True
                break
    return steps, error


def _shorter(steps: list[Step]) -> Iterator[list[Step]]:
    for number, step in enumerate(steps):
        yield without(steps, number)
        for document in range(len(step.documents)):
            yield without(steps, number, document)


if __name__ == "__main__":
    raise SystemExit(main())
