"""The whole index made anew from the store, beside the live one, then switched."""

from collections.abc import Callable, Iterator

from index import Document, Engine
from portal.articles.store import ArticleStore
from portal.indexing.document import document_of


def rebuild(store: ArticleStore, engine: Engine, *, on_progress: Callable[[int], None] = lambda _done: None) -> int:
    """Make the index anew from *store*; return how many articles it holds.

    Searches go on meanwhile. What changes meanwhile stays on the list of
    changes. *on_progress* is called with the articles done so far.

    Raises:
        StorageFull: there is no room; the old index stays.
        EngineUnavailable: likewise.
        StoreUnavailable: likewise.
    """
    number = store.version()
    done = 0

    def documents() -> Iterator[Document]:
        nonlocal done
        for article in store.articles():
            yield document_of(article)
            done += 1

    engine.rebuild(documents(), progress=on_progress)
    store.cross_off_all(number)
    return done
