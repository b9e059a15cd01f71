"""Settings → Services: what every door and command works with, opened."""

from dataclasses import dataclass

from index import Engine, open_engine
from portal.articles.database import open_store
from portal.articles.store import ArticleStore
from portal.articles.watched import WatchedSources
from portal.clock import Clock, now
from portal.config import Settings
from portal.indexing.sync import sync
from portal.organizations.starter import keep_starter


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What every door and command works with."""

    settings: Settings
    store: ArticleStore
    watched: WatchedSources
    engine: Engine
    clock: Clock = now

    def close(self) -> None:
        """Let go of files and connections. Closing twice is fine."""
        self.engine.close()
        self.store.close()


def open_services(settings: Settings) -> Services:
    """Open the store and the index that *settings* name, making them where there are none.

    Shape: the store's tables are brought up to date, and a new one begins with
    the starter list of organizations; an index in memory is filled from the
    store. Other indexes are left to `portal.indexing`.

    Raises:
        StoreUnavailable: the store cannot be opened.
        StoreTooNew: a newer version of the portal made it.
        EngineUnavailable: the index cannot be opened.
    """
    store = open_store(settings.database)
    try:
        keep_starter(store.authority)
        engine = open_engine(settings.engine, budget=settings.search_timeout)
        if settings.engine == "memory:":
            sync(store, engine)
    except BaseException:
        store.close()
        raise
    return Services(settings=settings, store=store, watched=store.watched, engine=engine)
