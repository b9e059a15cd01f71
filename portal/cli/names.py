"""What ``portal organizations`` and ``portal tags`` have in common: the names of one kind, and which are one."""

from collections.abc import Callable, Iterable, Iterator

import click

from portal.articles.article import Named
from portal.articles.authority import Entry
from portal.articles.errors import MergeRefused
from portal.articles.naming import slug
from portal.articles.store import NameKind
from portal.cli.called import GROUPS, NOUNS, Names, NameUnclear
from portal.cli.catching_up import catch_up
from portal.cli.exits import DONE, REFUSED
from portal.cli.names_import import import_command
from portal.cli.names_showing import document, print_entry, print_list
from portal.cli.running import as_json, counted, opened_services, opened_store, print_json
from portal.cli.writing import STANDARD_OUTPUT, written
from portal.organizations.authority_file import csv_lines, jsonl_lines

_EXAMPLES = {
    NameKind.ORGANIZATION: ("OIT", "european-community", "european-union"),
    NameKind.TAG: ("Child labour", "child-labor", "child-labour"),
}


def add_commands(group: click.Group, kind: NameKind) -> None:
    """Give *group* the commands that both kinds have."""
    for make in (import_command, _export, _list, _show, _merge, _remove):
        group.add_command(make(kind))


def no_wait(command: Callable[..., object]) -> Callable[..., object]:
    """Give *command* the option ``--no-wait``."""
    return click.option("--no-wait", is_flag=True, help="Leave the articles to the worker.")(command)


def refused(sentence: str, *, as_json: bool) -> int:
    """Say why nothing was done."""
    click.echo(f"Error: {sentence}", err=True)
    if as_json:
        print_json({"error": sentence})
    return REFUSED


def _example(kind: NameKind, *lines: str) -> str:
    return "\n\n\b\nExample:\n" + "\n".join(f"    portal {GROUPS[kind]} {line}" for line in lines)


def _export(kind: NameKind) -> click.Command:
    group = GROUPS[kind]

    @click.command(
        name="export",
        help=f"Write the authority file of {group}; `portal {group} import` reads it back as it was."
        + _example(kind, f"export -o {group}.csv"),
    )
    @click.option("--format", "form", type=click.Choice(("csv", "jsonl")), help="CSV, unless FILE ends in .jsonl.")
    @click.option(
        "-o", "--output", default=STANDARD_OUTPUT, metavar="FILE", help="Replaced once all is written; - prints."
    )
    def export(form: str | None, output: str) -> int:
        with opened_store() as store:
            entries = store.authority.entries(kind)
        chosen = form or ("jsonl" if output.lower().endswith((".jsonl", ".ndjson")) else "csv")
        with written(output) as file:
            file.writelines(_lines(entries, kind, chosen))
        if output != STANDARD_OUTPUT:
            click.echo(f"{counted(len(entries), NOUNS[kind])} written to {output}")
        return DONE

    return export


def _lines(entries: Iterable[Entry], kind: NameKind, form: str) -> Iterator[str]:
    return jsonl_lines(entries) if form == "jsonl" else csv_lines(entries, kind)


def _list(kind: NameKind) -> click.Command:
    group = GROUPS[kind]

    @click.command(
        name="list",
        help=f"List the {group} of the authority file and of articles, those with most articles first."
        + _example(kind, "list --unlisted"),
    )
    @click.option("--unlisted", is_flag=True, help="Only those that articles were given, and the authority file lacks.")
    @as_json
    def list_(*, unlisted: bool, as_json: bool) -> int:
        with opened_store() as store:
            found = [one for one in store.authority.listed(kind) if not (unlisted and one.is_entry)]
        if as_json:
            rows = [
                {"id": one.name.slug, "name": one.name.label, "articles": one.articles, "listed": one.is_entry}
                for one in found
            ]
            print_json({group: rows})
        else:
            print_list(found)
        return DONE

    return list_


def _show(kind: NameKind) -> click.Command:
    noun = NOUNS[kind]

    @click.command(
        name="show",
        help=f"Show everything of one {noun}, named by its id, its label or any of its names."
        + _example(kind, f'show "{_EXAMPLES[kind][0]}"'),
    )
    @click.argument("name")
    @as_json
    def show(name: str, *, as_json: bool) -> int:
        with opened_store() as store:
            names = Names(store.authority, kind)
            try:
                found = names.one(name)
            except NameUnclear as error:
                return refused(str(error), as_json=as_json)
            if as_json:
                print_json(document(names, found))
            else:
                print_entry(names, found, asked=name)
        return DONE

    return show


def _merge(kind: NameKind) -> click.Command:
    noun = NOUNS[kind]

    @click.command(
        name="merge",
        help=f"Make OLD another name of INTO: its articles carry INTO, and its address leads there.\n\nAny {noun} "
        "may be named by its id or its label, INTO by any of its names."
        + _example(kind, f"merge {_EXAMPLES[kind][1]} {_EXAMPLES[kind][2]}"),
    )
    @click.argument("old")
    @click.argument("into")
    @no_wait
    @as_json
    def merge(old: str, into: str, *, no_wait: bool, as_json: bool) -> int:
        return merge_names(kind, old, into, waits=not no_wait, as_json=as_json)

    return merge


def merge_names(kind: NameKind, old: str, into: str, *, waits: bool, as_json: bool) -> int:
    """Merge what *old* names into what *into* names, and say what came of it."""
    with opened_services() as services:
        names = Names(services.store.authority, kind)
        try:
            target = names.one(into)
            merged = merged_away(names, old, into, target)
            done = services.store.authority.merge(kind, merged.slug, target.slug)
        except (NameUnclear, MergeRefused) as error:
            return refused(str(error), as_json=as_json)
        after = catch_up(services, waits=waits)
    if as_json:
        into_ = {"id": done.target.slug, "name": done.target.label}
        print_json({"merged": merged.slug, "into": into_, "articles": done.touched, **after.as_json()})
    else:
        click.echo(
            f"{merged.label} is {done.target.label} ({done.target.slug}) now, in {counted(done.touched, 'article')}"
        )
        after.tell()
    return after.status


def merged_away(names: Names, old: str, into: str, target: Named) -> Named:
    """Return what *old* names, where it is to be merged into *target*, which *into* names.

    Raises:
        NameUnclear: it is no name of its own: another name of the target, or of something else.
    """
    found = names.one(old)
    group = GROUPS[names.kind]
    if found.slug == target.slug:
        other = into if old == target.slug else old
        raise NameUnclear(f"{other} is {target.slug} ({target.label}) already")
    if not is_own_name(old, found):
        raise NameUnclear(
            f"{old} is another name of {found.slug} ({found.label}); "
            f"to merge that: `portal {group} merge {found.slug} {target.slug}`"
        )
    return found


def is_own_name(typed: str, found: Named) -> bool:
    """Say whether *typed* is the id or the label of what it names."""
    return typed == found.slug or slug(typed) in (found.slug, slug(found.label))


def _remove(kind: NameKind) -> click.Command:
    noun = NOUNS[kind]
    stays = (
        "It is not recognized any more; articles that were given it by their source or an editor keep it."
        if kind is NameKind.ORGANIZATION
        else "Articles that were given it keep it."
    )

    @click.command(
        name="remove",
        help=f"Take one {noun} out of the authority file, with its other names.\n\n{stays}"
        + _example(kind, f"remove {_EXAMPLES[kind][1]}"),
    )
    @click.argument("id_", metavar="ID")
    @no_wait
    @as_json
    def remove(id_: str, *, no_wait: bool, as_json: bool) -> int:
        with opened_services() as services:
            names = Names(services.store.authority, kind)
            entry = names.entry(id_)
            if entry is None or not services.store.authority.remove(kind, id_):
                return refused(_not_there(names, id_), as_json=as_json)
            after = catch_up(services, waits=not no_wait)
            left = Names(services.store.authority, kind).articles(id_)
        if as_json:
            print_json({"removed": id_, "articles": left, **after.as_json()})
        else:
            click.echo(f"{entry.name} ({id_}) is out of the authority file; {counted(left, 'article')} carry it")
            after.tell()
        return after.status

    return remove


def _not_there(names: Names, typed: str) -> str:
    noun, group = NOUNS[names.kind], GROUPS[names.kind]
    found = names.meant(typed)
    if not found:
        return f"{typed}: there is no such {noun}; `portal {group} list` shows them all"
    if names.entry(found[0].slug) is None:
        return f"{typed} is not in the authority file: articles were given it"
    return f"{typed} is no id; that of {found[0].label} is {found[0].slug}"
