"""The newest intact commit as a snapshot, kept up to date by whoever searches."""

from collections.abc import Iterator
from threading import Lock

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.codec import COLUMNS_EXT, STORED_EXT, ColumnSegment, deleted_mask
from index.engines.whoosh.columns import ColumnFile, DamagedFile
from index.engines.whoosh.disk import Disk, Place, check_sizes, made_for
from index.engines.whoosh.faults import UNREADABLE
from index.engines.whoosh.kernels import BEST
from index.engines.whoosh.kernels.contract import Kernels
from index.engines.whoosh.snapshot import Snapshot
from index.engines.whoosh.view import Segment, View
from index.engines.whoosh.vocabulary import Vocabulary
from index.engines.whoosh.writing import check_toc, read_segments
from index.errors import EngineUnavailable, SchemaMismatch
from index.schema import Schema

_TRIES = 20
"""A writer that publishes while we open can take a file away; then there is a newer commit to open."""


class Snapshots:
    """Opens commits; segments that two commits share are opened once, keyed by segment, never by reader."""

    def __init__(self, disk: Disk, schema: Schema, kernels: Kernels = BEST) -> None:
        self._kernels = kernels
        self._disk = disk
        self._schema = schema
        self._lock = Lock()
        self._stamp: tuple[int, int] | None = None
        self._snapshot: Snapshot | None = None
        self._segments: dict[str, tuple[Segment, npt.NDArray[np.int64]]] = {}
        self._vocabulary = Vocabulary(schema)
        self.place: Place | None = None
        """The commit of the current snapshot."""

        self.is_newest = True
        """False while an earlier commit serves, since the newest is damaged."""

    def current(self) -> Snapshot:
        """Return a snapshot of the newest commit.

        Raises:
            EngineUnavailable: nothing intact is there.
            SchemaMismatch: it was built for another schema.
        """
        stamp = self._disk.stamp()
        snapshot = self._snapshot
        if snapshot is not None and stamp == self._stamp:
            return snapshot
        if snapshot is not None and not self._lock.acquire(blocking=False):
            return snapshot  # another thread is opening the new commit; this search goes on with what there is
        if snapshot is None:
            self._lock.acquire()
        try:
            return self._refreshed()
        finally:
            self._lock.release()

    def refresh(self) -> None:
        """Open the newest commit now, waiting for whoever is at it."""
        with self._lock:
            self._refreshed()

    def _refreshed(self) -> Snapshot:
        stamp = self._disk.stamp()
        if self._snapshot is not None and stamp == self._stamp:
            return self._snapshot
        place, snapshot = self._opened()
        self.place, self._snapshot, self._stamp = place, snapshot, stamp
        # With another stamp by now, the newest is one that the next search opens.
        self.is_newest = self._disk.is_current(place) or self._disk.stamp() != stamp
        return snapshot

    def _opened(self) -> tuple[Place, Snapshot]:
        for place in self.places():
            if place.manifest.schema != made_for(self._schema):
                raise SchemaMismatch("the index was built for another schema: `portal index rebuild` makes it anew")
            try:
                return place, self._open(place)
            except (DamagedFile, OSError, *UNREADABLE):
                continue
        raise EngineUnavailable("the index is damaged: `portal index rebuild` makes it anew")

    def places(self) -> Iterator[Place]:
        """Yield the current commit, then earlier ones, newest first: those whose files are there in full length.

        An empty one serves only while it is current: to find nothing at all is worse than to say so.
        """
        for _ in range(_TRIES):
            stamp = self._disk.stamp()
            try:
                place = self._disk.current()
                if place is not None:
                    check_sizes(place)
                    yield place
                break
            except (DamagedFile, OSError):
                if self._disk.stamp() == stamp:
                    break
        for place in self._disk.earlier():
            if not place.manifest.documents:
                continue
            try:
                check_sizes(place)
                yield place
            except (DamagedFile, OSError):
                continue

    def _open(self, place: Place) -> Snapshot:
        check_toc(place)
        segments = read_segments(place)
        views: list[View] = []
        renamed: list[npt.NDArray[np.int64]] = []
        opened: dict[str, tuple[Segment, npt.NDArray[np.int64]]] = {}
        base = 0
        for entry in segments:
            segment, to_global = self._segments.get(entry.segid) or self._open_segment(place, entry)
            opened[entry.segid] = (segment, to_global)
            deleted = deleted_mask(place.folder / entry.deletions, len(segment)) if entry.deletions else None
            views.append(View(segment, deleted, base))
            renamed.append(to_global)
            base += len(segment)
        self._segments = opened
        return Snapshot(views, renamed, self._vocabulary, self._schema, self._kernels)

    def _open_segment(self, place: Place, entry: ColumnSegment) -> tuple[Segment, npt.NDArray[np.int64]]:
        columns, stored = (ColumnFile(place.folder / entry.make_filename(ext)) for ext in (COLUMNS_EXT, STORED_EXT))
        segment = Segment(columns, stored, self._schema)
        return segment, self._vocabulary.adopt(segment)

    def forget(self) -> None:
        """Let go of all segments."""
        with self._lock:
            self._snapshot, self._segments, self._stamp, self.place = None, {}, None, None
