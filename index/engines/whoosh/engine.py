"""WhooshEngine: the embedded engine, where writer, snapshots and evaluator meet."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from threading import BoundedSemaphore

import numpy as np

from index.documents import Document
from index.engine import Progress
from index.engines.whoosh.checking import check_disk
from index.engines.whoosh.disk import Disk, Place, check_sizes, made_for
from index.engines.whoosh.faults import UNREADABLE, as_search_errors
from index.engines.whoosh.kernels import BEST
from index.engines.whoosh.kernels.contract import Kernels
from index.engines.whoosh.searching import answer
from index.engines.whoosh.snapshot import Snapshot
from index.engines.whoosh.snapshots import Snapshots
from index.engines.whoosh.tokens import Lexicon
from index.engines.whoosh.view import Segment
from index.engines.whoosh.writing import ColumnWriter, open_writer
from index.errors import EngineUnavailable, SchemaMismatch
from index.request import SearchRequest, check_request
from index.response import IndexStats, SearchResponse
from index.schema import Schema

_BATCH = 1_000
"""Documents that are analyzed at once: few enough for the processor's caches."""

_ONE_SEGMENT = 250_000
"""Documents up to which a rebuild ends in a single segment."""

_SEARCHES_AT_ONCE = 2
_WAIT_FOR_TURN = 0.25
_LOCK_TIMEOUT = 600.0


class WhooshEngine:
    """Keeps `index.engine.Engine` on a folder of column segments."""

    def __init__(self, path: str, schema: Schema, *, budget: float = 1.0, kernels: Kernels = BEST) -> None:
        """Open the index at *path*, making an empty one where there is none.

        A damaged index, or one of another schema, is opened too: searching it
        raises until it is rebuilt. *budget* is in seconds per search; *kernels*
        are the fastest there are, unless others are to be tested or measured.
        """
        self._schema = schema
        self._budget = budget
        self._disk = Disk(Path(path))
        self._disk.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._turns = BoundedSemaphore(_SEARCHES_AT_ONCE)
        self._kernels = kernels
        self._snapshots = Snapshots(self._disk, schema, kernels)
        self._lexicon = Lexicon()
        self._is_closed = False
        self._stats: tuple[Snapshot, IndexStats] | None = None
        if self._is_new():
            with self._disk.writing(_LOCK_TIMEOUT), as_search_errors():
                if self._is_new():
                    open_writer(self._disk, None, schema).commit()

    def _is_new(self) -> bool:
        return self._disk.stamp() is None and not any(self._disk.root.glob("gen-*/manifest-*"))

    @property
    def schema(self) -> Schema:
        """What this index can do."""
        return self._schema

    def search(self, request: SearchRequest) -> SearchResponse:
        """See `index.engine.Engine.search`."""
        started = time.perf_counter()
        check_request(request, self._schema)
        snapshot = self._current()
        with self._turn(), self._blaming_damage():
            response = answer(snapshot, request, self._budget, self._read)
        return replace(response, took=time.perf_counter() - started)

    def _read(self, segment: Segment, number: int) -> Document:
        with self._blaming_damage():
            return segment.document(number)

    @contextmanager
    def _blaming_damage(self) -> Iterator[None]:
        """Tell an error that damaged files explain from a bug, which travels up as it is."""
        try:
            yield
        except UNREADABLE as error:
            found = self.check()
            if not found:
                raise
            raise EngineUnavailable(
                f"the index is damaged ({found[0]}): `portal index rebuild` makes it anew"
            ) from error

    def _current(self) -> Snapshot:
        if self._is_closed:
            raise EngineUnavailable("the engine is closed")
        with as_search_errors():
            return self._snapshots.current()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Take one of the places for searches, waiting a moment for it: more at once only make all of them slow."""
        if not self._turns.acquire(timeout=_WAIT_FOR_TURN):
            raise EngineUnavailable("too many searches at once")
        try:
            yield
        finally:
            self._turns.release()

    def write(
        self, documents: Iterable[Document], *, remove: Iterable[str] = (), progress: Progress | None = None
    ) -> None:
        """See `index.engine.Engine.write`."""
        with self._disk.writing(_LOCK_TIMEOUT), as_search_errors():
            by_id = {document.id: document for document in documents}
            removed = set(remove) - by_id.keys()
            if not by_id and not removed:
                return
            place = self._writable()
            with self._writer(place) as writer:
                writer.delete_ids([_utf8(identity) for identity in removed])
                self._add(writer, by_id.values(), progress)
                published = writer.commit()
            self._disk.clean(published, place)
            self._snapshots.refresh()

    def rebuild(self, documents: Iterable[Document], *, progress: Progress | None = None) -> None:
        """See `index.engine.Engine.rebuild`."""
        with self._disk.writing(_LOCK_TIMEOUT), as_search_errors():
            previous = next(self._snapshots.places(), None)
            with self._writer(None) as writer:
                count = self._add(writer, documents, progress)
                published = writer.commit(**({"most_segments": 1} if count <= _ONE_SEGMENT else {}))
            self._disk.clean(published, previous)
            self._snapshots.refresh()

    @contextmanager
    def _writer(self, place: Place | None) -> Iterator[ColumnWriter]:
        if self._is_closed:
            raise EngineUnavailable("the engine is closed")
        writer = open_writer(self._disk, place, self._schema)
        try:
            yield writer
        finally:
            if not writer.is_closed:
                writer.cancel()

    def _add(self, writer: ColumnWriter, documents: Iterable[Document], progress: Progress | None) -> int:
        done = 0
        stream = iter(documents)
        while batch := {document.id: document for document in islice(stream, _BATCH)}:
            if self._lexicon.is_full:
                self._lexicon = Lexicon()
            writer.add_documents([batch[key] for key in sorted(batch, key=_utf8)], self._lexicon)
            done += len(batch)
            if progress is not None:
                progress(done)
        return done

    def _writable(self) -> Place:
        """Return the newest commit: on top of an earlier one, what came between would be lost without a word."""
        place = self._disk.current()
        if place is None:
            raise EngineUnavailable("the index is damaged: `portal index rebuild` makes it anew")
        check_sizes(place)
        if place.manifest.schema != made_for(self._schema):
            raise SchemaMismatch("the index was built for another schema: `portal index rebuild` makes it anew")
        return place

    def get(self, ids: Iterable[str]) -> tuple[Document, ...]:
        """See `index.engine.Engine.get`."""
        snapshot = self._current()
        with self._blaming_damage():
            return tuple(document for identity in ids for document in _find(snapshot, identity))

    def ids(self) -> Iterator[tuple[str, int]]:
        """See `index.engine.Engine.ids`."""
        snapshot = self._current()
        pairs: list[tuple[bytes, int]] = []
        with self._blaming_damage():
            for view in snapshot.views:
                docs = view.live_docs
                sequences = view.segment.columns["sequence"][docs].tolist()
                pairs.extend(zip(view.segment.ids[docs].tolist(), sequences, strict=True))
            return iter([(identity.decode(), sequence) for identity, sequence in sorted(pairs)])

    def check(self) -> list[str]:
        """See `index.engine.Engine.check`."""
        return check_disk(self._disk)

    def stats(self) -> IndexStats:
        """See `index.engine.Engine.stats`."""
        snapshot = self._current()
        held = self._stats
        if held is None or held[0] is not snapshot or held[1].is_newest is not self._snapshots.is_newest:
            self._stats = held = snapshot, self._counted(snapshot)
        return held[1]

    def _counted(self, snapshot: Snapshot) -> IndexStats:
        place = self._snapshots.place
        files = place.manifest.files if place is not None else {}
        return IndexStats(
            documents=snapshot.documents,
            languages=snapshot.languages,
            version=place.version if place is not None else "",
            is_newest=self._snapshots.is_newest,
            details={
                "generation": place.folder.name if place is not None else "",
                "commit": place.manifest.commit if place is not None else 0,
                "segments": len(snapshot.views),
                "kernels": self._kernels.NAME,
                "bytes": sum(entry.size for entry in files.values()),
                "column_bytes": sum(entry.size for name, entry in files.items() if name.endswith(".col")),
            },
        )

    def close(self) -> None:
        """See `index.engine.Engine.close`."""
        self._is_closed = True
        self._snapshots.forget()


def _find(snapshot: Snapshot, identity: str) -> Iterator[Document]:
    wanted = np.array([_utf8(identity)], dtype=np.bytes_)
    for view in snapshot.views:
        for number in view.segment.find(wanted).tolist():
            if view.is_live(number):
                yield view.segment.document(number)


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
