"""MemoryEngine: the contract of `index.engine`, kept with a dictionary."""

import secrets
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace

from index.documents import Document
from index.engine import Progress
from index.engines.memory.corpus import Corpus, Read
from index.engines.memory.searching import Search
from index.errors import EngineUnavailable
from index.request import SearchRequest, check_request
from index.response import IndexStats, SearchResponse
from index.schema import Schema


class MemoryEngine:
    """The reference engine; lost when the process ends.

    Synchronization: `_corpus` never changes, it is replaced by a single
    assignment. A search takes it once; writers take turns at `_writing`.
    """

    def __init__(self, schema: Schema | None = None) -> None:
        self._schema = schema or Schema()
        self._corpus = Corpus.of(self._schema, ())
        self._writing = threading.Lock()
        self._is_closed = False
        self._version = secrets.token_hex(8)

    @property
    def schema(self) -> Schema:
        """What this index can do."""
        return self._schema

    def search(self, request: SearchRequest) -> SearchResponse:
        """Answer *request*; see `Engine.search`."""
        started = time.perf_counter()
        check_request(request, self._schema)
        response = Search(self._open_corpus(), request).answer()
        return replace(response, took=time.perf_counter() - started)

    def write(
        self, documents: Iterable[Document], *, remove: Iterable[str] = (), progress: Progress | None = None
    ) -> None:
        """Add, replace and remove; see `Engine.write`."""
        with self._writing:
            kept = dict(self._open_corpus().read)
            read = _read(documents, progress)
            for identity in remove:
                kept.pop(identity, None)
            kept.update(read)
            self._publish(kept.values())

    def rebuild(self, documents: Iterable[Document], *, progress: Progress | None = None) -> None:
        """Replace everything; see `Engine.rebuild`."""
        with self._writing:
            self._open_corpus()
            self._publish(_read(documents, progress).values())

    def get(self, ids: Iterable[str]) -> tuple[Document, ...]:
        """Return documents by id; see `Engine.get`."""
        read = self._open_corpus().read
        return tuple(read[identity].document for identity in ids if identity in read)

    def ids(self) -> Iterator[tuple[str, int]]:
        """Yield every id with its sequence; see `Engine.ids`."""
        corpus = self._open_corpus()
        return ((each.document.id, each.document.sequence) for each in corpus)

    def check(self) -> list[str]:
        """Return nothing: there is nothing stored that could be damaged."""
        self._open_corpus()
        return []

    def stats(self) -> IndexStats:
        """Return the state of the index; see `Engine.stats`."""
        corpus = self._open_corpus()
        return IndexStats(len(corpus.read), dict(corpus.languages), self._version, {})

    def close(self) -> None:
        """Refuse everything from now on."""
        self._is_closed = True

    def _open_corpus(self) -> Corpus:
        if self._is_closed:
            raise EngineUnavailable("the index is closed: open it again")
        return self._corpus

    def _publish(self, read: Iterable[Read]) -> None:
        self._corpus = Corpus.of(self._schema, read)
        self._version = secrets.token_hex(8)


def _read(documents: Iterable[Document], progress: Progress | None) -> dict[str, Read]:
    read: dict[str, Read] = {}
    for done, document in enumerate(documents, start=1):
        read[document.id] = Read.of(document)
        if progress is not None:
            progress(done)
    return read
