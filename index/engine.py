"""The Engine protocol: the contract that every engine keeps, in prose.

`docs/search-semantics.md` says the same for people and
`tests/engines/test_contract.py` for machines; `index.engines.memory` is the
reference: where an engine disagrees with it, the engine is wrong.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from index.documents import Document
from index.request import SearchRequest
from index.response import IndexStats, SearchResponse
from index.schema import Schema

Progress = Callable[[int], None]
"""Called now and then with the number of documents done so far."""


class Engine(Protocol):
    """Searches documents, and takes new ones in.

    Safe to use from several threads. Any method may raise
    `EngineUnavailable`; the caller may retry it.
    """

    @property
    def schema(self) -> Schema:
        """What this index can do."""
        ...

    def search(self, request: SearchRequest) -> SearchResponse:
        """Return the best hits for *request*, with the facet counts it asks for.

        Shape: at most ``request.size`` hits (stories, when grouped), best
        first, ties broken by ascending document id. ``total`` and counts are
        exact and count documents. One entry in ``facets`` per field asked
        for, in that order, present even when empty.

        Units: ``took`` is wall-clock seconds; scores have no unit.

        Raises:
            InvalidRequest: a refinement, exclusion or facet names a field that is
                not in the schema, or size or offset is negative.
            InvalidCursor: ``request.after`` was issued for another search.
            SearchTimeout: the search went over its budget.

        Source: a facet is counted without its own picks, as drill-sideways
        counts are in Lucene. See docs/search-semantics.md, "Counting".
        """
        ...

    def write(
        self, documents: Iterable[Document], *, remove: Iterable[str] = (), progress: Progress | None = None
    ) -> None:
        """Add *documents*, replacing those of the same id, and drop the ids in *remove*: one commit.

        Durable and visible to searches when it returns. The last document of
        an id in one batch wins; an id both written and removed is written.
        Removing an unknown id does nothing. Waits for another writer, and
        only then reads *documents*, all of them, and *remove* after them: so
        a caller that draws both from a list of changes never writes what
        another writer has overtaken.

        Raises:
            StorageFull: there is no room; the index is as it was.
        """
        ...

    def rebuild(self, documents: Iterable[Document], *, progress: Progress | None = None) -> None:
        """Replace the whole index by *documents*, beside the live one, then switch at once.

        Searches go on meanwhile, on the old index. Never reads the old index.
        """
        ...

    def get(self, ids: Iterable[str]) -> tuple[Document, ...]:
        """Return the live documents with these ids, in the order asked, unknown ones left out."""
        ...

    def ids(self) -> Iterator[tuple[str, int]]:
        """Yield (id, sequence) of every live document, in ascending order of id."""
        ...

    def check(self) -> list[str]:
        """Return everything found wrong with what is stored, a sentence each; empty when sound.

        What was found damaged is not answered from again: an earlier, intact
        commit serves where there is one, else `EngineUnavailable` is raised.
        """
        ...

    def stats(self) -> IndexStats:
        """Return the state of the index."""
        ...

    def close(self) -> None:
        """Let go of files; searching afterwards raises `EngineUnavailable`. Closing twice is fine."""
        ...
