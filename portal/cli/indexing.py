"""Making what is stored findable, while somebody watches."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from portal.cli.progress import progress
from portal.cli.running import counted, opened_services
from portal.indexing.mending import sync_or_rebuild
from portal.indexing.sync import Synced, is_lost
from portal.wiring import Services


def bring_up_to_date(services: Services) -> Synced:
    """Sync the index, showing how far it has come; rebuild it where it is damaged or gone."""
    total = services.store.counts().pending
    with progress("Articles indexed", total) as shown:
        return sync_or_rebuild(services.store, services.engine, progress=shown)


@contextmanager
def opened_to_search() -> Iterator[Services]:
    """Open the store and the index; an index that was lost is made anew, and one that is behind says so."""
    with opened_services() as services:
        if is_lost(services.store, services.engine):
            bring_up_to_date(services)
        pending = services.store.counts().pending
        if pending:
            click.echo(f"{counted(pending, 'change')} cannot be found yet: `portal index sync`", err=True)
        yield services
