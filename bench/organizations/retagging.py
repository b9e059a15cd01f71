"""Reuters-21578 under a merge and a new alias: what is written again, how fast, and what searches see meanwhile.

    python -m bench.organizations.retagging               prints a table in Markdown
    python -m bench.organizations.retagging --articles 2000

The collection is in a store and in an index, with its ORGS as given
organizations and its vocabulary as the authority file. After each change of
that file the store is re-tagged and the index synced, while another thread
searches without a pause. Which articles a change touches is worked out beside
it, by reading every article anew; nothing else may be written, and every
search must find all of it or nothing.
"""

import argparse
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Self, TypeVar

from bench.converters import reuters
from bench.organizations.reuters import article_of, given_to
from bench.organizations.vocabulary import entries
from bench.places import scratch
from index import Engine, SearchRequest, open_engine
from portal.articles.article import ArticleId
from portal.articles.authority import Authority, Entry
from portal.articles.database import DatabaseArticles, open_store
from portal.articles.naming import slug
from portal.articles.store import Arrival, Key, KeyKind, NameKind
from portal.indexing.sync import sync
from portal.organizations.recognizers import recognizer_of
from portal.organizations.recognizing import Recognizer
from portal.organizations.retagging import retag

T = TypeVar("T")

BATCH = 50
"""Changes in a commit of the index: fewer than belong together, so that it is their belonging which keeps them so."""

BUDGET = 60.0
"""Seconds per search: the machine may have other work."""

GONE, KEPT = slug("International Monetary Fund"), slug("International Bank for Reconstruction and Development")
ALIAS = "World Bank"
"""What everybody calls the second one; Reuters' list does not say so, and here an editor adds it."""

State = tuple[int, int, int]
"""Articles under one body, under the other, and under any of the two."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of the authority file."""

    name: str
    make: Callable[[Authority], object]
    watched: tuple[str, str]
    """The two facet values that searches look at."""


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a change."""

    touched: frozenset[ArticleId]
    """Those that carry other organizations now, or in another order, by reading everything anew."""

    stored: frozenset[ArticleId]
    """Those that the store has changed."""

    indexed: int
    """Documents that the index was given."""

    seconds: tuple[float, float, float]
    """Of the processor, for the thread that does it: the change itself, the re-tagging, the commits of the index."""

    wall: float
    """Seconds in all."""

    states: Counter[State]
    """What searches saw, and how many of them."""

    allowed: tuple[State, State]
    """What they may see: what was, and what is now."""

    @property
    def is_right(self) -> bool:
        """Only what was touched was written, once, and no search saw anything between."""
        return self.touched == self.stored and self.indexed == len(self.touched) and set(self.states) <= {*self.allowed}


EDITS = (
    Edit(
        "the IMF merged into the IBRD",
        lambda authority: authority.merge(NameKind.ORGANIZATION, GONE, KEPT),
        (GONE, KEPT),
    ),
    Edit(
        f"“{ALIAS}” as another name of the IBRD",
        lambda authority: authority.keep(NameKind.ORGANIZATION, [_extended(authority)]),
        (KEPT, slug("European Community")),
    ),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; exit with 1 when anything else was written, or a search saw half a change."""
    parser = argparse.ArgumentParser(prog="python -m bench.organizations.retagging")
    parser.add_argument("--articles", type=int, default=21_578, help="the first so many of the collection")
    given = parser.parse_args(arguments)
    if not reuters.FOLDER.exists():
        print(f"{reuters.FOLDER} is absent: nothing to measure")
        return 0
    with scratch() as folder:
        return measure(folder, islice(reuters.records(), given.articles), vocabulary(), EDITS)


def vocabulary() -> list[Entry]:
    """Return the vocabulary without the name that is added later."""
    return [replace(one, aliases=tuple(alias for alias in one.aliases if alias != ALIAS)) for one in entries()]


def measure(
    folder: Path, records: Iterable[Mapping[str, object]], organizations: Iterable[Entry], edits: Iterable[Edit]
) -> int:
    """Fill a store and an index in *folder*, make each change, and print what came of it."""
    store, engine = open_store(f"sqlite:///{folder}/portal.db"), open_engine(f"whoosh:{folder}/index", budget=BUDGET)
    try:
        count = fill(store, records, organizations)
        sync(store, engine)
        print(f"{count:,} articles\n")
        print("| | touched | written by the store | by the index | the change, s of CPU | re-tagging | index "
              "| all, s | searches meanwhile | that saw what was | what is | else |")  # fmt: skip
        print("|---|" + "---:|" * 11)
        all_right = True
        for edit in edits:
            made = apply(edit, store, engine, folder)
            print(_row(edit.name, made), flush=True)
            all_right = all_right and made.is_right
    finally:
        engine.close()
        store.close()
    return 0 if all_right else 1


def fill(store: DatabaseArticles, records: Iterable[Mapping[str, object]], organizations: Iterable[Entry]) -> int:
    """Store *records*, read with *organizations* as the authority file; return how many there are."""
    store.authority.keep(NameKind.ORGANIZATION, organizations, is_whole=True)
    recognizer, count = recognizer_of(store.authority), 0
    for some in _parts(_arrival(record, recognizer) for record in records):
        count += len(store.put(some))
    retag(store.authority, recognizer_of)  # what was due before anything arrived
    return count


def apply(edit: Edit, store: DatabaseArticles, engine: Engine, folder: Path) -> Made:
    """Make a change, re-tag and sync, while another thread searches; return what came of it."""
    before, carried = _numbers(store), _carried(store)
    first = state_of(engine, edit.watched)
    with Searches(folder, edit.watched) as searches:
        searches.wait_for(first)
        started, wall = time.thread_time(), time.perf_counter()
        edit.make(store.authority)
        made = time.thread_time()
        indexed = sync(store, engine, batch=BATCH).written
        synced = time.thread_time()
        retag(store.authority, recognizer_of)
        retagged = time.thread_time()
        indexed += sync(store, engine).written
        ended, wall = time.thread_time(), time.perf_counter() - wall
        last = state_of(engine, edit.watched)
        searches.wait_for(last)
    after = _numbers(store)
    return Made(
        frozenset(one for one, names in expected(store).items() if names != carried[one]),
        frozenset(one for one, number in after.items() if number != before[one]),
        indexed,
        (made - started, retagged - synced, synced - made + ended - retagged),
        wall,
        searches.states,
        (first, last),
    )


def expected(store: DatabaseArticles) -> dict[ArticleId, tuple[str, ...]]:
    """Return the organizations of every article in their order, by reading each anew."""
    recognizer, redirects = recognizer_of(store.authority), store.authority.redirects(NameKind.ORGANIZATION)
    found: dict[ArticleId, tuple[str, ...]] = {}
    for article in store.articles():
        names = (*article.organizations, *(one.organization for one in recognizer.read(article).assignments))
        found[article.id] = tuple(dict.fromkeys(redirects.get(name.slug, name.slug) for name in names))
    return found


class Searches:
    """A thread that searches without a pause, in an engine of its own, and keeps what it saw."""

    def __init__(self, folder: Path, watched: tuple[str, str]) -> None:
        self._engine = open_engine(f"whoosh:{folder}/index", budget=BUDGET)
        self._watched = watched
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._search)
        self.states: Counter[State] = Counter()
        self.fault: BaseException | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._is_over.set()
        self._thread.join()
        self._engine.close()

    def wait_for(self, state: State) -> None:
        """Return when a search has seen *state*.

        Raises:
            TimeoutError: none has in half a minute.
        """
        until = time.monotonic() + 30
        while state not in self.states:
            if self.fault is not None:
                raise self.fault
            if time.monotonic() > until:
                raise TimeoutError(f"searches saw {dict(self.states)}, and {state} never")
            time.sleep(0.01)

    def _search(self) -> None:
        try:
            while not self._is_over.is_set():
                self.states[state_of(self._engine, self._watched)] += 1
        except BaseException as fault:  # noqa: BLE001  # whoever waits for us raises it
            self.fault = fault


def state_of(engine: Engine, watched: tuple[str, str]) -> State:
    """Return what one search finds of both facet values."""
    picked = SearchRequest(refinements={"org": frozenset(watched)}, size=0, facets=("org",), facet_size=None)
    found = engine.search(picked)
    counts = {value.value: value.count for value in found.facet("org").values}
    return counts.get(watched[0], 0), counts.get(watched[1], 0), found.total


def _extended(authority: Authority) -> Entry:
    entry = authority.entry(NameKind.ORGANIZATION, KEPT)
    assert entry is not None, "the vocabulary has it"
    return replace(entry, aliases=(*entry.aliases, ALIAS))


def _arrival(record: Mapping[str, object], recognizer: Recognizer) -> Arrival:
    article = replace(article_of(record), organizations=given_to(record))
    keys = (Key(KeyKind.URL, f"https://news.example/{article.id}"),)
    return Arrival(article=replace(article, id=ArticleId("")), keys=keys, reading=recognizer.read(article))


def _numbers(store: DatabaseArticles) -> dict[ArticleId, int]:
    """Return the number of the last change of every article."""
    ids = [article.id for article in store.articles()]
    return {one.article.id: one.number for some in _parts(ids) for one in store.revisions(some)}


def _carried(store: DatabaseArticles) -> dict[ArticleId, tuple[str, ...]]:
    return {article.id: tuple(name.slug for name in article.all_organizations) for article in store.articles()}


def _parts(values: Iterable[T], size: int = 500) -> Iterator[list[T]]:
    left = iter(values)
    while some := list(islice(left, size)):
        yield some


def _row(name: str, made: Made) -> str:
    first, last = made.allowed
    seen = (made.states[first], made.states[last] if last != first else 0)
    between = made.states.total() - sum(seen)
    written = f"{len(made.touched):,} | {len(made.stored):,} | {made.indexed:,}"
    seconds = " | ".join(f"{one:.2f}" for one in (*made.seconds, made.wall))
    return f"| {name} | {written} | {seconds} | {made.states.total():,} | {seen[0]:,} | {seen[1]:,} | {between:,} |"


if __name__ == "__main__":
    sys.exit(main())
