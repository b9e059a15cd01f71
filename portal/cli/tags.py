"""``portal tags``: the authority file of tags, and which tags look like one."""

import click

from portal.articles.naming import slug
from portal.articles.store import NameKind
from portal.cli.exits import DONE
from portal.cli.names import add_commands, merge_names, no_wait, refused
from portal.cli.running import as_json, counted, opened_store, print_json
from portal.organizations.likeness import Twins, twins

KIND = NameKind.TAG
MOST_LISTED = 100


@click.group()
def tags() -> None:
    """Say what tags are called, and which are one.

    \b
    Example:
        portal tags merge child-labor child-labour
    """


add_commands(tags, KIND)


@tags.command()
@click.option("--accept", metavar="NAME", help="Merge this one, the first of its pair, into the other.")
@click.option("--dismiss", metavar="NAME", help="Never show the pair again of which this one is the first.")
@no_wait
@as_json
def candidates(accept: str | None, dismiss: str | None, *, no_wait: bool, as_json: bool) -> int:
    """List pairs of tags that look like one: equal but for case, marks, hyphens, the plural, or British spelling.

    \b
    Examples:
        portal tags candidates
        portal tags candidates --accept child-labor
    """
    if accept is not None and dismiss is not None:
        raise click.UsageError("--accept and --dismiss exclude each other.")
    with opened_store() as store:
        apart = store.authority.kept_apart(KIND)
        found = tuple(pair for pair in twins(store.authority.listed(KIND)) if pair.slugs not in apart)
        named = dismiss if accept is None else accept
        pair = None if named is None else next((one for one in found if slug(named) == one.old.name.slug), None)
        if named is not None and pair is None:
            return refused(f"{named} is the first of no pair; `portal tags candidates` lists them", as_json=as_json)
        if pair is not None and dismiss is not None:
            store.authority.keep_apart(KIND, pair.old.name.slug, pair.into.name.slug)
            return _dismissed(pair, as_json=as_json)
    if pair is not None:
        return merge_names(KIND, pair.old.name.slug, pair.into.name.slug, waits=not no_wait, as_json=as_json)
    if as_json:
        print_json({"candidates": [_document(one) for one in found]})
    else:
        _print(found)
    return DONE


def _dismissed(pair: Twins, *, as_json: bool) -> int:
    if as_json:
        print_json({"dismissed": [pair.old.name.slug, pair.into.name.slug]})
    else:
        click.echo(f"{pair.old.name.label} and {pair.into.name.label} will not be shown again")
    return DONE


def _document(pair: Twins) -> dict[str, object]:
    return {
        "old": {"id": pair.old.name.slug, "name": pair.old.name.label, "articles": pair.old.articles},
        "into": {"id": pair.into.name.slug, "name": pair.into.name.label, "articles": pair.into.articles},
        "command": _command(pair),
    }


def _print(found: tuple[Twins, ...]) -> None:
    for pair in found[:MOST_LISTED]:
        both = [f"{one.name.label} ({counted(one.articles, 'article')})" for one in (pair.old, pair.into)]
        click.echo(f"{both[0]} → {both[1]}: `{_command(pair)}`")
    if len(found) > MOST_LISTED:
        click.echo(f"{len(found) - MOST_LISTED:,} more; --json names them")
    if not found:
        click.echo("No two tags look like one.")


def _command(pair: Twins) -> str:
    return f"portal tags merge {pair.old.name.slug} {pair.into.name.slug}"
