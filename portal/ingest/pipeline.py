"""Sources → stored articles, one bad item at a time.

A batch is cleaned first, then compared and stored in one transaction: what a
killed run has reported is kept, and what it has not is as if never read.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Protocol

from portal.articles.article import Article, ArticleId
from portal.articles.characters import clean_text
from portal.articles.store import Arrival, ArticleStore, Key, Outcome, Stored
from portal.ingest.comparing import Batch, Met, Slot
from portal.ingest.duplicates import keys_of
from portal.ingest.errors import Unacceptable
from portal.ingest.making import Given, article_of
from portal.ingest.report import Action, IngestReport, Tally
from portal.ingest.trying import Trial
from portal.organizations.recognizers import recognizer_of
from portal.organizations.recognizing import Recognizer
from portal.sources.errors import SourceUnreadable
from portal.sources.opening import read_source, shown
from portal.sources.raw import RawItem, Refusal
from portal.sources.recognize import Format

BATCH = 500
"""Articles in a transaction: of Reuters-21578, 20 made 1,300 a second of processor time, 100 made 1,900, 500 2,070."""

BATCH_CHARACTERS = 8_000_000
"""Body text in a transaction, so that a batch of the longest bodies fits in memory."""

REMOVED = "removed by an editor"
"""The reason for which an article that was removed is refused."""


BATCH_SECONDS = 15.0
"""After so long a batch is stored with what has come by then: pages are fetched one a second."""


class Read(Protocol):
    """Reads what a source names: `portal.sources.opening.read_source`, or what also reads addresses."""

    def __call__(self, source: str, /, *, chosen_format: Format | None = None) -> Iterator[RawItem | Refusal]:
        """Yield its entries; raises `SourceUnreadable` when nothing can be read from it."""
        ...


class _Writing(Protocol):
    """What a batch needs of an open transaction, or of a trial."""

    def find(self, keys: Iterable[Key]) -> Mapping[Key, tuple[Article, ...]]: ...

    def removed(self, keys: Iterable[Key]) -> frozenset[Key]: ...

    def put(self, arrivals: Iterable[Arrival]) -> tuple[Stored, ...]: ...


def ingest(
    sources: Sequence[str],
    store: ArticleStore,
    *,
    given: Given = Given(),  # noqa: B008  # frozen
    chosen_format: Format | None = None,
    dry_run: bool = False,
    now: datetime | None = None,
    on_progress: Callable[[int], None] = lambda _read: None,
    read: Read = read_source,
) -> IngestReport:
    """Read *sources* and store their articles.

    Shape: a source that cannot be read is a refusal in the report, and the
    others go on; `IngestReport.exit_status` says 3 when none gave anything.
    *on_progress* is called after each batch with the items read so far. A
    *dry_run* gives the same report and stores nothing; its new articles have
    no id. *read* opens each source.

    Raises:
        StoreUnavailable: the batches before are kept.
    """
    return ingest_items(
        _entries(sources, chosen_format, read), store, given=given, dry_run=dry_run, now=now, on_progress=on_progress
    )


def ingest_items(
    entries: Iterable[RawItem | Refusal],
    store: ArticleStore,
    *,
    given: Given = Given(),  # noqa: B008  # frozen
    dry_run: bool = False,
    now: datetime | None = None,
    on_progress: Callable[[int], None] = lambda _read: None,
) -> IngestReport:
    """Store *entries*, wherever they were read; see `ingest`."""
    started = time.perf_counter()
    run = _Run(store, given, now or datetime.now(UTC), Trial(store) if dry_run else None)
    remaining = iter(entries)
    while chunk := list(_up_to(remaining, BATCH_CHARACTERS)):
        run.take(chunk)
        on_progress(run.tally.read)
    return run.tally.report(time.perf_counter() - started)


class _Run:
    def __init__(self, store: ArticleStore, given: Given, now: datetime, trial: Trial | None) -> None:
        self._store = store
        self._given = given
        self._now = now
        self._trial = trial
        self._seen: defaultdict[ArticleId, set[tuple[str, str]]] = defaultdict(set)
        self.tally = Tally()

    def take(self, entries: Iterable[RawItem | Refusal]) -> None:
        """Clean, compare and store one batch."""
        made = [made for entry in entries if (made := self._made(entry)) is not None]
        if not made:
            return
        keyed = [keys_of(article) for _, article in made]
        keys = set(chain.from_iterable(keyed))
        # Before the transaction: a large authority file takes a second or two to be made ready.
        recognizer = recognizer_of(self._store.authority)
        with self._writing() as writing:
            batch = Batch(writing.find(keys), writing.removed(keys), self._seen)
            met = [
                batch.arrive(article, keys_here, clean_text(item.body or item.excerpt))
                for (item, article), keys_here in zip(made, keyed, strict=True)
            ]
            stored = self._put(writing, batch.slots, recognizer)
        # Only what is durable is reported.
        for (item, _), arrival in zip(made, met, strict=True):
            self._report(item, arrival, stored)

    def _writing(self) -> AbstractContextManager[_Writing]:
        return self._store.writing() if self._trial is None else nullcontext(self._trial)

    def _made(self, entry: RawItem | Refusal) -> tuple[RawItem, Article] | None:
        if isinstance(entry, Refusal):
            self.tally.refuse(entry)
            return None
        self.tally.read += 1
        try:
            return entry, article_of(entry, self._given, now=self._now)
        except Unacceptable as error:
            self.tally.refuse(Refusal(entry.where, str(error)))
            return None

    def _put(self, writing: _Writing, slots: list[Slot], recognizer: Recognizer) -> dict[int, Stored]:
        """Store what is new in *slots*; return what each is now, by the identity of the slot."""
        stored = {id(slot): Stored(Outcome.UNCHANGED, slot.stored) for slot in slots if slot.stored is not None}
        fresh = [(slot, slot.current) for slot in slots if slot.current is not None and slot.current != slot.stored]
        answers = writing.put(
            Arrival(
                article=article,
                keys=slot.keys(),
                raw_body=slot.raw_body,
                sources=tuple(slot.sources.values()),
                reading=recognizer.read(article),
            )
            for slot, article in fresh
        )
        stored.update((id(slot), answer) for (slot, _), answer in zip(fresh, answers, strict=True))
        return stored

    def _report(self, item: RawItem, met: Met | None, stored: dict[int, Stored]) -> None:
        outcome, article = stored[id(met.slot)] if met else (Outcome.REMOVED, None)
        if met is None or article is None or outcome is Outcome.REMOVED:
            self.tally.refuse(Refusal(item.where, REMOVED))
            return
        action = Action(_for_readers(outcome, met.slot.stored, article).value) if met.is_first else Action.DUPLICATE
        if action is Action.UNCHANGED and article.id in self._seen:
            action = Action.DUPLICATE
        self._seen[article.id] |= met.slot.brought
        self.tally.note(action, article)


def _for_readers(outcome: Outcome, before: Article | None, article: Article) -> Outcome:
    """Return what *outcome* means to readers: that another source carries an article is no change of it."""
    if outcome is not Outcome.CHANGED or before is None:
        return outcome
    is_same = replace(article, provenance=before.provenance, changed_at=before.changed_at) == before
    return Outcome.UNCHANGED if is_same else Outcome.CHANGED


def _entries(sources: Sequence[str], chosen_format: Format | None, read: Read) -> Iterator[RawItem | Refusal]:
    for source in sources:
        try:
            yield from read(source, chosen_format=chosen_format)
        except SourceUnreadable as error:
            yield Refusal(shown(source), str(error))


def _up_to(entries: Iterator[RawItem | Refusal], characters: int) -> Iterator[RawItem | Refusal]:
    """Yield the next batch: `BATCH` entries, or fewer when their bodies are long, or slow to come."""
    until = time.monotonic() + BATCH_SECONDS
    for entry in islice(entries, BATCH):
        yield entry
        characters -= len(entry.body) if isinstance(entry, RawItem) else 0
        if characters < 0 or time.monotonic() > until:
            return
