"""Sync, or rebuild where there is nothing sound to sync."""

from index import Engine, EngineUnavailable, SchemaMismatch
from index.engine import Progress
from portal.articles.store import ArticleStore
from portal.indexing.rebuild import rebuild
from portal.indexing.sync import Synced, sync


def sync_or_rebuild(store: ArticleStore, engine: Engine, *, progress: Progress | None = None) -> Synced:
    """Bring *engine* up to *store*; an index that is damaged, or of another schema, is made anew.

    Raises:
        EngineUnavailable: the index is sound, and busy or away.
        StorageFull: there is no room; what is not written yet stays on the list.
        StoreUnavailable: the articles cannot be read.
    """
    try:
        return sync(store, engine, progress=progress)
    except SchemaMismatch:
        pass
    except EngineUnavailable:
        if not engine.check():
            raise
    return Synced(written=rebuild(store, engine, progress=progress).documents, is_rebuilt=True)
