"""``portal sources``: what is fetched on a schedule."""

from collections.abc import Callable
from dataclasses import replace

import click

from portal.articles.watched import WatchedSource
from portal.cli.exits import DONE, REFUSED
from portal.cli.running import as_json, counted, opened_services, opened_store, print_json, read_settings
from portal.cli.sources_run import run
from portal.cli.sources_settings import add, change
from portal.cli.watched import document, found, print_source, print_table, unknown
from portal.clock import now
from portal.watching.queue import ask_to_look
from portal.wiring import Services


@click.group()
def sources() -> None:
    """Watch feeds, sites and pages: `portal worker` fetches them on a schedule.

    \b
    Example:
        portal sources add https://news.example/feed --tag Labour --every 30m
    """


sources.add_command(add)
sources.add_command(change)
sources.add_command(run)


@sources.command(name="list")
@as_json
def list_(*, as_json: bool) -> int:
    """List what is watched: how it is doing, and when it is run next.

    Times are UTC; the counts are those of all runs.

    \b
    Example:
        portal sources list
    """
    with opened_store() as store:
        watched = store.watched.all()
    if as_json:
        print_json({"sources": [document(source) for source in watched]})
    elif watched:
        print_table(watched, now())
    else:
        click.echo("Nothing is watched yet: `portal sources add ADDRESS`")
    return DONE


@sources.command()
@click.argument("name")
@as_json
def show(name: str, *, as_json: bool) -> int:
    """Show everything of one source.

    \b
    Example:
        portal sources show the-desk
    """
    with opened_store() as store:
        source = found(store.watched, name)
        problem = "" if source else unknown(store.watched, name)
    if source is None:
        return _refused([problem], as_json=as_json)
    if as_json:
        print_json(document(source))
    else:
        print_source(source, now())
    return DONE


@sources.command()
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@as_json
def pause(names: tuple[str, ...], *, as_json: bool) -> int:
    """Fetch sources no longer, until they are resumed; their articles stay.

    \b
    Example:
        portal sources pause the-desk
    """
    return _each(names, _paused, "paused", as_json=as_json)


@sources.command()
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@as_json
def resume(names: tuple[str, ...], *, as_json: bool) -> int:
    """Fetch paused sources again, as soon as a worker looks.

    \b
    Example:
        portal sources resume the-desk
    """
    return _each(names, _resumed, "resumed", as_json=as_json)


@sources.command()
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Ask nothing.")
@as_json
def remove(names: tuple[str, ...], *, yes: bool, as_json: bool) -> int:
    """Watch sources no longer; what they brought stays, and can still be found.

    Single articles are removed with `portal articles remove`.

    \b
    Example:
        portal sources remove the-desk
    """
    with opened_store() as store:
        counts = {one.source.slug: one.articles for one in store.sources()}

    def removed(services: Services, source: WatchedSource) -> None:
        stay = f"Its {counted(counts.get(source.name.slug, 0), 'article')} will stay."
        if not yes:
            click.confirm(f"Watch {source.name.slug} ({source.address}) no longer? {stay}", abort=True, err=True)
        services.watched.remove(source.name.slug)

    return _each(names, removed, "is no longer watched; its articles stay", as_json=as_json)


def _paused(services: Services, source: WatchedSource) -> None:
    services.watched.change(replace(source, is_paused=True))


def _resumed(services: Services, source: WatchedSource) -> None:
    services.watched.change(replace(source, is_paused=False))
    services.watched.schedule(source.name.slug, now())


def _each(names: tuple[str, ...], act: Callable[[Services, WatchedSource], None], done: str, *, as_json: bool) -> int:
    settings = read_settings()
    problems, acted = [], []
    with opened_services(settings) as services:
        for name in names:
            source = found(services.watched, name)
            if source is None:
                problems.append(unknown(services.watched, name))
                continue
            act(services, source)
            acted.append(source.name.slug)
            if not as_json:
                click.echo(f"{source.name.slug} {done}")
    ask_to_look(settings.data_dir)
    if as_json:
        print_json({"done": acted, "refused": problems})
        return REFUSED if problems else DONE
    return _refused(problems, as_json=False) if problems else DONE


def _refused(problems: list[str], *, as_json: bool) -> int:
    for problem in problems:
        click.echo(f"Error: {problem}", err=True)
    if as_json:
        print_json({"error": "; ".join(problems)})
    return REFUSED
