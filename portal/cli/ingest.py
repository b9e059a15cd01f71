"""``portal ingest``: articles from files and addresses into the store, and findable."""

import click

from index import SearchError
from portal.articles.naming import language_tag
from portal.cli.exits import AWAY
from portal.cli.indexing import bring_up_to_date
from portal.cli.progress import progress
from portal.cli.reading import reader_of
from portal.cli.running import as_json, opened_services, opened_store, print_json, read_settings
from portal.config import Settings
from portal.ingest.making import Given
from portal.ingest.pipeline import ingest as ingest_sources
from portal.ingest.report import IngestReport
from portal.sources.recognize import Format


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--tag", "tags", multiple=True, metavar="T", help="Give every article this tag; repeatable.")
@click.option("--organization", "organizations", multiple=True, metavar="O", help="Likewise an organization.")
@click.option("--source", "source", default="", metavar="NAME", help="Where the articles come from.")
@click.option("--language", default="", metavar="xx", help="Their language (BCP 47), instead of detecting it.")
@click.option(
    "--format", "chosen", type=click.Choice([form.value for form in Format]), help="Instead of recognizing it."
)
@click.option("--dry-run", is_flag=True, help="Report what would happen, and store nothing.")
@click.option("--no-index", is_flag=True, help="Store only: `portal index sync` or the worker makes them findable.")
@as_json
def ingest(
    sources: tuple[str, ...],
    tags: tuple[str, ...],
    organizations: tuple[str, ...],
    source: str,
    language: str,
    chosen: str | None,
    *,
    dry_run: bool,
    no_index: bool,
    as_json: bool,
) -> int:
    """Read articles from files and addresses, and make them findable.

    An address is a feed, a page that lists articles, an article, a sitemap, a
    WordPress site or a file; what it is is seen from what comes.

    Running it twice changes nothing. What cannot be taken in is named with the reason.

    \b
    Examples:
        portal ingest articles.jsonl --tag "Child labour"
        portal ingest --format csv --source "The Desk" table.txt
        portal ingest --dry-run https://news.example/tag/unions/
    """
    if language and language_tag(language) is None:
        raise click.UsageError(f"--language {language}: expected a language tag, such as en or pt-BR.")
    settings = read_settings()
    given = Given(
        tags=tags,
        organizations=organizations,
        source=source,
        language=language,
        image_hosts=frozenset(settings.image_hosts),
    )
    with opened_store(settings) as store, progress("Articles read") as shown:
        report = ingest_sources(
            sources,
            store,
            given=given,
            chosen_format=Format(chosen) if chosen else None,
            dry_run=dry_run,
            on_progress=shown,
            read=reader_of(settings),
        )
    problem = None if dry_run or no_index else _index(settings)
    if as_json:
        print_json(report.as_json())
    else:
        _print(report, dry_run=dry_run)
    if problem:
        click.echo(f"Error: stored, but not findable yet: {problem}", err=True)
        return AWAY
    return report.exit_status


def _index(settings: Settings) -> SearchError | None:
    """Make what is stored findable; return what stood in the way."""
    try:
        with opened_services(settings) as services:
            bring_up_to_date(services)
    except SearchError as error:
        return error
    return None


def _print(report: IngestReport, *, dry_run: bool) -> None:
    counts = (
        f"{report.added:,} added, {report.changed:,} changed, {report.unchanged:,} unchanged, "
        f"{report.duplicate:,} duplicate, {report.refused_total:,} refused"
    )
    click.echo(f"{'Would be: ' if dry_run else ''}{counts} ({report.seconds:.1f} s)")
    for refusal in report.refused:
        click.echo(f"refused {refusal.where}: {refusal.reason}")
    if report.refused_total > len(report.refused):
        click.echo(f"refused {report.refused_total - len(report.refused):,} more")
