"""Settings → Services: what every door and command works with, opened."""

from dataclasses import dataclass

from index import Engine
from portal.articles.store import ArticleStore
from portal.clock import Clock, now
from portal.config import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What every door and command works with."""

    settings: Settings
    store: ArticleStore
    engine: Engine
    clock: Clock = now

    def close(self) -> None:
        """Let go of files and connections. Closing twice is fine."""
        self.engine.close()
        self.store.close()


def open_services(settings: Settings) -> Services:
    """Open the store and the index that *settings* name, making them where there are none.

    Shape: the store's tables are brought up to date; an index that is empty
    beside a store that is not is filled.

    Raises:
        StoreUnavailable: the store cannot be opened.
        StoreTooNew: a newer version of the portal made it.
        EngineUnavailable: the index cannot be opened.
    """
    from index import open_engine
    from portal.articles.database import open_store

    return Services(
        settings=settings,
        store=open_store(settings.database),
        engine=open_engine(settings.engine),
    )
