"""Making what is stored findable, while somebody watches."""

from portal.cli.progress import progress
from portal.indexing.mending import sync_or_rebuild
from portal.indexing.sync import Synced
from portal.wiring import Services


def bring_up_to_date(services: Services) -> Synced:
    """Sync the index, showing how far it has come; rebuild it where it is damaged or gone."""
    total = services.store.counts().pending
    with progress("Articles indexed", total) as shown:
        return sync_or_rebuild(services.store, services.engine, progress=shown)
