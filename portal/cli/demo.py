"""``portal demo``: the sample articles, served."""

import click

from portal.cli.indexing import bring_up_to_date
from portal.cli.running import counted, opened_services, opened_store, read_settings
from portal.cli.serve import serve_portal
from portal.cli.server import check_port
from portal.ingest.pipeline import ingest
from portal.places import samples_file

HOST = "127.0.0.1"


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
def demo(port: int) -> int:
    """Load the sample articles that ship with the portal, and serve them.

    They go into PORTAL_DATA_DIR; a second run finds them there.

    \b
    Example:
        portal demo --port 8123
    """
    settings = read_settings()
    check_port(HOST, port)
    with opened_store(settings) as store:
        report = ingest([str(samples_file())], store)
        held = store.counts().articles
    with opened_services(settings) as services:
        bring_up_to_date(services)
    if report.added:
        click.echo(f"{counted(report.added, 'sample article')} loaded into {settings.data_dir}")
    return serve_portal(
        HOST,
        port,
        workers=1,
        on_ready=lambda address: click.echo(f"{counted(held, 'article')} to search at {address} (Ctrl-C stops it)"),
    )
