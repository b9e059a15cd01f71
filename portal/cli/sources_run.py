"""``portal sources run``: watched sources fetched now, by hand, or by the worker."""

from contextlib import suppress

import click

from portal.articles.watched import WatchedSource, WatchedSources
from portal.cli.exits import AWAY, DONE, REFUSED
from portal.cli.indexing import bring_up_to_date
from portal.cli.progress import progress
from portal.cli.running import as_json, opened_services, opened_store, print_json, read_settings
from portal.cli.walking import web_of
from portal.cli.watched import counts_text, found, unknown
from portal.clock import now
from portal.config import Settings
from portal.parent import end_with_parent
from portal.watching.children import bound_memory
from portal.watching.locks import BusyElsewhere, running_alone
from portal.watching.running import Ran, run_source
from portal.watching.schedule import is_due


@click.command()
@click.argument("names", metavar="[NAME...]", nargs=-1)
@click.option("--no-index", is_flag=True, help="Store only: the worker makes them findable.")
@click.option("--scheduled", is_flag=True, hidden=True, help="As the worker starts it: if still due, saying nothing.")
@click.option("--parent", hidden=True, help="End when this process, which started us, is gone.")
@as_json
def run(names: tuple[str, ...], *, no_index: bool, scheduled: bool, parent: str | None, as_json: bool) -> int:
    """Fetch sources now, those named or all that are not paused, and make what they bring findable.

    \b
    Examples:
        portal sources run
        portal sources run the-desk --json
    """
    settings = read_settings()
    if scheduled:
        end_with_parent(parent)
        bound_memory()
        return _run_scheduled(settings, names)
    problems: list[str] = []
    done: list[tuple[WatchedSource, Ran]] = []
    with opened_store(settings) as store, web_of(settings) as web:
        for source in _wanted(store.watched, names, problems):
            try:
                with running_alone(settings.data_dir, source.name.slug), progress(source.name.slug) as shown:
                    ran = run_source(
                        source,
                        store,
                        store.watched,
                        web.walk,
                        web.fetch,
                        clock=now,
                        image_hosts=settings.image_hosts,
                        on_progress=shown,
                    )
            except BusyElsewhere as busy:
                problems.append(str(busy))
                continue
            done.append((source, ran))
            if not as_json:
                _tell(source, ran)
    if done and not no_index:
        with opened_services(settings) as services:
            bring_up_to_date(services)
    for problem in problems:
        click.echo(f"Error: {problem}", err=True)
    if as_json:
        print_json({"runs": [_document(source, ran) for source, ran in done], "refused": problems})
    return _status(done, problems)


def _run_scheduled(settings: Settings, names: tuple[str, ...]) -> int:
    """Run those of *names* that are still due; what each comes to is in the store when this returns 0."""
    with opened_store(settings) as store, web_of(settings) as web:
        for name in names:
            source = store.watched.get(name)
            if source is None or not is_due(source, now):
                continue
            with suppress(BusyElsewhere), running_alone(settings.data_dir, name):
                run_source(
                    source, store, store.watched, web.walk, web.fetch, clock=now, image_hosts=settings.image_hosts
                )
    return DONE


def _wanted(watched: WatchedSources, names: tuple[str, ...], problems: list[str]) -> list[WatchedSource]:
    """Return those that *names* name, or all that are not paused; note those that are unknown."""
    if not names:
        return [source for source in watched.all() if not source.is_paused]
    wanted = {}
    for name in names:
        source = found(watched, name)
        if source is None:
            problems.append(unknown(watched, name))
        else:
            wanted[source.name.slug] = source
    return list(wanted.values())


def _status(done: list[tuple[WatchedSource, Ran]], problems: list[str]) -> int:
    failed = [ran for _, ran in done if ran.run.error]
    if done and len(failed) == len(done):
        return AWAY
    refused = any(ran.report.refused_total for _, ran in done)
    return REFUSED if failed or problems or refused else DONE


def _document(source: WatchedSource, ran: Ran) -> dict[str, object]:
    return {
        "name": source.name.slug,
        "error": ran.run.error or None,
        "next_run_at": ran.run.next_run_at.isoformat(),
        **ran.report.as_json(),
    }


def _tell(source: WatchedSource, ran: Ran) -> None:
    click.echo(f"{source.name.slug}: {counts_text(ran.run.counts)} ({ran.report.seconds:.1f} s)")
    for refusal in ran.report.refused:
        click.echo(f"  refused {refusal.where}: {refusal.reason}")
    if ran.run.error:
        click.echo(f"  failed: {ran.run.error}")
