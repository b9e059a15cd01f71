"""``portal organizations``: the authority file of organizations."""

import shlex

import click

from portal.articles.authority import Authority, Candidate, Entry
from portal.articles.naming import slug
from portal.articles.store import NameKind
from portal.cli.called import Names
from portal.cli.catching_up import catch_up
from portal.cli.exits import DONE
from portal.cli.names import add_commands, no_wait, refused
from portal.cli.running import as_json, counted, opened_services, opened_store, print_json

KIND = NameKind.ORGANIZATION
MOST_LISTED = 100
MOST_LOOKED_AT = 100_000
EXAMPLE_TEXT = 100
"""Characters of an example in a terminal."""


@click.group()
def organizations() -> None:
    """Say what organizations are called: articles are read by it, and found under each of the names.

    \b
    Example:
        portal organizations show OIT
    """


add_commands(organizations, KIND)


@organizations.command()
@click.option("--accept", metavar="NAME", help="Make this one an organization, and tag the articles that name it.")
@click.option("--id", "id_", metavar="ID", help="Its id, with --accept; made from its name when not given.")
@click.option("--dismiss", metavar="NAME", help="Never show this one again.")
@no_wait
@as_json
def candidates(accept: str | None, id_: str | None, dismiss: str | None, *, no_wait: bool, as_json: bool) -> int:
    """List what may be organizations: a "Long Name (ACR)" of articles that the authority file lacks.

    NAME is the name, the acronym, or both as they are listed.

    \b
    Examples:
        portal organizations candidates
        portal organizations candidates --accept "Global Battery Alliance (GBA)"
    """
    if accept is not None and dismiss is not None:
        raise click.UsageError("--accept and --dismiss exclude each other.")
    if id_ is not None and accept is None:
        raise click.UsageError("--id goes with --accept.")
    if id_ is not None and (not id_ or id_ != slug(id_)):
        raise click.UsageError(f"--id {id_}: expected a slug, such as {slug(id_)}.")
    if accept is not None:
        return _accept(accept, id_, waits=not no_wait, as_json=as_json)
    if dismiss is not None:
        return _dismiss(dismiss, as_json=as_json)
    with opened_store() as store:
        found = store.authority.candidates(limit=MOST_LISTED)
    if as_json:
        print_json({"candidates": [_document(one) for one in found]})
    else:
        _print(found)
    return DONE


def _accept(typed: str, id_: str | None, *, waits: bool, as_json: bool) -> int:
    with opened_services() as services:
        authority = services.store.authority
        found = _meant(authority, typed)
        if isinstance(found, str):
            return refused(found, as_json=as_json)
        entry = Entry(id=id_ or slug(found.name), name=found.name, acronym=found.acronym)
        names = Names(authority, KIND)
        taken = names.entry(entry.id)
        if taken is not None:
            return refused(
                f"{entry.id} is the id of {taken.name} already: name another with --id, "
                f"or give that one the name in the authority file",
                as_json=as_json,
            )
        shared = [name.slug for name in names.meant(found.acronym)]
        authority.keep(KIND, [entry])
        after = catch_up(services, waits=waits)
        articles = Names(authority, KIND).articles(entry.id)
    if as_json:
        print_json({"accepted": entry.id, "name": entry.name, "articles": articles, "shares_acronym_with": shared})
        return after.status
    click.echo(f"{entry.name} ({entry.id}) is an organization now, of {counted(articles, 'article')}")
    if shared:
        click.echo(f"{entry.acronym} alone is recognized only where something says which is meant: {', '.join(shared)}")
    after.tell()
    return after.status


def _dismiss(typed: str, *, as_json: bool) -> int:
    with opened_store() as store:
        found = _meant(store.authority, typed)
        if isinstance(found, str):
            return refused(found, as_json=as_json)
        store.authority.dismiss(found.key)
    if as_json:
        print_json({"dismissed": found.name, "acronym": found.acronym})
    else:
        click.echo(f"{_shown(found)} will not be shown again")
    return DONE


def _meant(authority: Authority, typed: str) -> Candidate | str:
    """Return the candidate that *typed* names; a sentence where there is none, or several."""
    there = authority.candidates(limit=MOST_LOOKED_AT)
    wanted = slug(typed)
    found = [one for one in there if wanted in (slug(_shown(one)), slug(one.name))] or [
        one for one in there if wanted == slug(one.acronym)
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        return f"{typed}: there is no such candidate; `portal organizations candidates` lists them"
    return f"{typed} may be {', '.join(map(_shown, found[:8]))}: name one in full"


def _document(one: Candidate) -> dict[str, object]:
    return {
        "name": one.name,
        "acronym": one.acronym,
        "articles": one.articles,
        "examples": [
            {"article": example.article_id, "part": example.part.value, "text": example.text}
            for example in one.examples
        ],
    }


def _print(found: tuple[Candidate, ...]) -> None:
    for one in found:
        click.echo(f"{one.articles:>9,}  {_shown(one)}")
        for example in one.examples[:1]:
            click.echo(f"{'':11}{example.article_id}: {_cut(example.text)}")
    if found:
        name = shlex.quote(_shown(found[0]))  # it comes from the text of somebody
        click.echo(f"`portal organizations candidates --accept {name}` makes it one; --dismiss drops it")
    else:
        click.echo("No candidates: every “Long Name (ACR)” of the articles is known, or was dismissed.")


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= EXAMPLE_TEXT else f"{line[: EXAMPLE_TEXT - 1]}…"


def _shown(one: Candidate) -> str:
    return f"{one.name} ({one.acronym})"
