"""The bulk writer: Whoosh's lock, segments and table of contents; our columns, bitmaps and manifest."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex
from whoosh.writing import SegmentWriter

from index.documents import Document
from index.engines.whoosh.building import Piece, assembled, piece_of
from index.engines.whoosh.codec import COLUMNS_EXT, STORED_EXT, ColumnCodec, ColumnSegment, deleted_mask
from index.engines.whoosh.columns import Array, ColumnFile, DamagedFile, encode
from index.engines.whoosh.disk import Disk, FileEntry, Manifest, Place, as_storage_full, made_for, sync_file, write_file
from index.engines.whoosh.fields import whoosh_schema
from index.engines.whoosh.merging import Part, merge
from index.engines.whoosh.tokens import Lexicon
from index.schema import Schema

MOST_SEGMENTS = 8
"""Live segments after a commit, at most."""

_MOST_TOKENS = 48_000_000
"""Words gathered for one segment: about 150,000 articles, 1.5 GB."""

_NAME = "MAIN"


def open_writer(disk: Disk, place: Place | None, schema: Schema) -> "ColumnWriter":
    """Return a writer on top of *place*, or on a new generation where that is None."""
    if place is None:
        folder = disk.new_generation()
        FileIndex.create(FileStorage(str(folder)), whoosh_schema(schema), _NAME)
        place = Place(folder, Manifest(0, made_for(schema), TOC._filename(_NAME, 0), 0, {}))
    else:
        check_toc(place)
    remove_orphan_tocs(place)
    index = FileIndex(FileStorage(str(place.folder)), indexname=_NAME)
    return ColumnWriter(index, disk, place, schema)


def remove_orphan_tocs(place: Place) -> None:
    """Remove tables of contents that are newer than the commit's: Whoosh would take the newest there is."""
    for path in place.folder.glob(f"_{_NAME}_*.toc*"):
        if not path.name.endswith(".toc") or _number(path.name) > _number(place.manifest.toc):
            path.unlink(missing_ok=True)


def _number(toc: str) -> int:
    return int(toc.removesuffix(".toc").rpartition("_")[2])


def check_toc(place: Place) -> None:
    """Compare a commit's table of contents with its manifest.

    Raises:
        DamagedFile: it is not what was written, so that unpickling it could do anything.
    """
    text = (place.folder / place.manifest.toc).read_bytes()
    if FileEntry(len(text), hashlib.sha256(text).hexdigest()) != place.manifest.files.get(place.manifest.toc):
        raise DamagedFile(f"{place.manifest.toc} is not what was written")


def read_segments(place: Place) -> list[ColumnSegment]:
    """Return the segments of a commit; its table of contents must have been checked, since it is unpickled."""
    toc = TOC.read(FileStorage(str(place.folder)), _NAME, gen=_number(place.manifest.toc))
    segments: list[ColumnSegment] = toc.segments
    return segments


class ColumnWriter(SegmentWriter):  # type: ignore[misc]  # Whoosh ships no types
    """Collects new segments and deletions, and commits them at once."""

    def __init__(self, index: FileIndex, disk: Disk, place: Place, schema: Schema) -> None:
        super().__init__(index, codec=ColumnCodec(schema), compound=False, timeout=10.0)
        self._disk = disk
        self._place = place
        self._schema = schema
        self._files: dict[str, FileEntry] = dict(place.manifest.files)
        self._deleted: dict[str, Array] = {}
        self._kept: list[ColumnSegment] = list(self.segments)
        self._fresh: list[ColumnSegment] = []
        self._gathered: list[Piece] = []
        self._tokens = 0
        self._lexicon = Lexicon()

    @property
    def _folder(self) -> Path:
        return self._place.folder

    def delete_ids(self, ids: Sequence[bytes]) -> None:
        """Mark the documents that have these ids so far as deleted."""
        wanted = np.array(sorted(ids), dtype=np.bytes_) if ids else np.zeros(0, "S1")
        for segment in (*self._kept, *self._fresh):
            columns = ColumnFile(self._folder / segment.make_filename(COLUMNS_EXT))
            held = columns["ids"]
            at = np.searchsorted(held, wanted)
            at[at == len(held)] = 0
            numbers = at[held[at] == wanted] if len(held) else at[:0]
            deleted = self._deleted_of(segment)
            if len(numbers) and not deleted[numbers].all():
                changed = deleted.copy()
                changed[numbers] = True
                self._deleted[segment.segid] = changed

    def _deleted_of(self, segment: ColumnSegment) -> Array:
        known = self._deleted.get(segment.segid)
        if known is not None:
            return known
        if segment.deletions is None:
            return np.zeros(segment.doc_count_all(), bool)
        return deleted_mask(self._folder / segment.deletions, segment.doc_count_all())

    def add_documents(self, documents: Sequence[Document], lexicon: Lexicon) -> None:
        """Take *documents*, which have distinct ids in ascending order; earlier ones of these ids go.

        They are gathered, and become a segment when there are many, when
        another lexicon is used, or at the commit.

        Raises:
            StorageFull: there is no room.
        """
        if self._gathered and (lexicon is not self._lexicon or self._tokens > _MOST_TOKENS):
            self._flush_gathered()
        self._lexicon = lexicon
        self._gathered.append(piece_of(documents, self._schema, lexicon))
        self._tokens += self._gathered[-1].tokens

    def _flush_gathered(self) -> None:
        """Write a segment of what was gathered."""
        pieces, self._gathered, self._tokens = self._gathered, [], 0
        if not pieces:
            return
        with as_storage_full():
            self.delete_ids([identity for piece in pieces for identity in piece.part.columns["ids"].tolist()])
            self._add_columns(*assembled(pieces, self._schema, self._lexicon))
            if len(self._kept) + len(self._fresh) > 2 * MOST_SEGMENTS:
                self._merge(MOST_SEGMENTS)

    def _add_columns(self, columns: dict[str, Array], stored: dict[str, Array]) -> None:
        segment = self.codec.new_segment(self.storage, self.indexname)
        segment.set_doc_count(len(columns["ids"]))
        for extension, arrays in ((COLUMNS_EXT, columns), (STORED_EXT, stored)):
            name = segment.make_filename(extension)
            self._files[name] = write_file(self._folder / name, encode(arrays))
        self._fresh.append(segment)

    def commit(self, *, most_segments: int = MOST_SEGMENTS, **_options: Any) -> Place:
        """Make everything durable and current; on any error, the commit before stays. Whoosh's merge options are ours.

        Raises:
            StorageFull: there is no room; nothing was changed.
        """
        self._check_state()
        try:
            with as_storage_full():
                self._flush_stock_documents()
                self._flush_gathered()
                self._merge(most_segments)
                place = self._publish()
        except BaseException:
            self._finish()
            raise
        self._finish()
        return place

    def _flush_stock_documents(self) -> None:
        """Take over what came through Whoosh's own ``add_document``."""
        if self._added:
            self._flush_segment()
            if self.codec.finished is not None:
                self._add_columns(*self.codec.finished)
        self._close_segment()

    def _merge(self, most_segments: int) -> None:
        """Merge the smallest segments while there are too many, and drop those without live documents."""
        sizes = {segment.segid: self._live_count(segment) for segment in (*self._kept, *self._fresh)}
        self._kept = [segment for segment in self._kept if sizes[segment.segid]]
        self._fresh = [segment for segment in self._fresh if sizes[segment.segid]]
        everything = [*self._kept, *self._fresh]
        chosen = _to_merge([sizes[segment.segid] for segment in everything], most_segments)
        if not chosen:
            return
        parts = [self._part(everything[number]) for number in chosen]
        gone = {everything[number].segid for number in chosen}
        self._kept = [segment for segment in self._kept if segment.segid not in gone]
        self._fresh = [segment for segment in self._fresh if segment.segid not in gone]
        self._add_columns(*merge(parts, self._schema))

    def _live_count(self, segment: ColumnSegment) -> int:
        return int(segment.doc_count_all()) - int(self._deleted_of(segment).sum())

    def _part(self, segment: ColumnSegment) -> Part:
        columns, stored = (
            ColumnFile(self._folder / segment.make_filename(extension)) for extension in (COLUMNS_EXT, STORED_EXT)
        )
        columns.check()
        stored.check()
        return Part(columns, stored, ~self._deleted_of(segment))

    def _publish(self) -> Place:
        segments = [self._with_bitmap(segment) for segment in (*self._kept, *self._fresh)]
        toc = TOC(self.schema, segments, self.generation)
        toc.write(self.storage, self.indexname)
        name = TOC._filename(self.indexname, self.generation)
        self._files[name] = sync_file(self._folder / name)
        live = {file for segment in segments for file in segment.files()} | {name}
        manifest = Manifest(
            commit=self._place.manifest.commit + 1,
            schema=made_for(self._schema),
            toc=name,
            documents=sum(segment.doc_count() for segment in segments),
            files={file: entry for file, entry in self._files.items() if file in live},
        )
        return self._disk.publish(self._folder, manifest)

    def _with_bitmap(self, segment: ColumnSegment) -> ColumnSegment:
        deleted = self._deleted.get(segment.segid)
        if deleted is None:
            return segment
        name = segment.make_filename(f".{self.generation}.del")
        self._files[name] = write_file(self._folder / name, encode({"deleted": np.packbits(deleted)}))
        return segment.with_deletions(name, int(deleted.sum()))


def _to_merge(sizes: Sequence[int], most_segments: int) -> list[int]:
    """Return which segments to merge, in their order, so that at most *most_segments* remain.

    Tiered: the smallest are merged, and with them every next larger one that
    is no larger than what is merged already, so that a document is rewritten
    about log(N) times.
    """
    excess = len(sizes) - most_segments
    if excess <= 0:
        return []
    by_size = sorted(range(len(sizes)), key=lambda number: (sizes[number], number))
    taken = by_size[: excess + 1]
    total = sum(sizes[number] for number in taken)
    for number in by_size[excess + 1 :]:
        if sizes[number] > total:
            break
        taken.append(number)
        total += sizes[number]
    return sorted(taken)
