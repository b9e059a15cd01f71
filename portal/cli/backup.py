"""``portal backup`` and ``portal restore``: the store in one file."""

from pathlib import Path

import click

from portal.articles.backup import backup as write_backup
from portal.articles.backup import restore as put_back
from portal.cli.exits import DONE, USAGE
from portal.cli.progress import progress
from portal.cli.running import counted, opened_services, opened_store, read_settings
from portal.indexing.rebuild import rebuild


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> int:
    """Write the whole store to FILE, while the portal runs; the index is not in it, it can be made anew.

    \b
    Example:
        portal backup portal-2026-11-24.db
    """
    settings = read_settings()
    write_backup(settings.database, file)
    click.echo(f"{file} written ({file.stat().st_size:,} bytes)")
    return DONE


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Replace the articles that are there.")
def restore(file: Path, *, yes: bool) -> int:
    """Put the backup FILE in place of the store, and make the index anew; the portal may run meanwhile.

    \b
    Example:
        portal restore portal-2026-11-24.db --yes
    """
    settings = read_settings()
    with opened_store(settings) as store:
        held = store.counts()
    if (held.articles or held.removed) and not yes:
        click.echo(
            f"Error: the store holds {counted(held.articles, 'article')}, which would be lost; "
            "`portal backup` keeps them, --yes goes on",
            err=True,
        )
        return USAGE
    count = put_back(settings.database, file)
    with opened_services(settings) as services, progress("Articles indexed", count) as shown:
        rebuild(services.store, services.engine, progress=shown)
    click.echo(f"{counted(count, 'article')} restored and indexed")
    return DONE
