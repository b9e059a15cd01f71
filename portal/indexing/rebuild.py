"""The whole index made anew from the store, beside the live one, then switched."""

from collections.abc import Iterator
from dataclasses import dataclass

from index import Document, Engine
from index.engine import Progress
from portal.articles.store import ArticleStore
from portal.indexing.document import document_of
from portal.stories.grouping import group


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did."""

    documents: int
    """How many articles the index holds now."""


def rebuild(store: ArticleStore, engine: Engine, *, progress: Progress | None = None) -> Rebuilt:
    """Make the index anew from *store*.

    Searches go on meanwhile. What changes meanwhile stays on the list of
    changes. *progress* is called with the articles done so far.

    Raises:
        StorageFull: there is no room; the old index stays.
        EngineUnavailable: likewise.
        StoreUnavailable: likewise.
    """
    group(store.stories)
    number = store.version()
    done = 0

    def documents() -> Iterator[Document]:
        nonlocal done
        for article in store.articles():
            yield document_of(article)
            done += 1

    engine.rebuild(documents(), progress=progress)
    store.cross_off_all(number)
    return Rebuilt(done)
