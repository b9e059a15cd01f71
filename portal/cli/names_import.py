"""``import``: an authority file into the store, and the articles after it."""

from collections.abc import Mapping, Sequence

import click

from portal.articles.authority import Kept
from portal.articles.store import NameKind
from portal.cli.authority_files import FORMATS, read_file
from portal.cli.called import GROUPS
from portal.cli.catching_up import CaughtUp, catch_up
from portal.cli.exits import DONE, REFUSED
from portal.cli.progress import progress
from portal.cli.running import as_json, counted, opened_services, opened_store, print_json
from portal.organizations.authority_file import AuthorityFile, Remark
from portal.organizations.starter import VERSION, starter_entries

MOST_LISTED = 10_000
"""Refusals, and notes, in a document."""

MOST_PRINTED = 20


def import_command(kind: NameKind) -> click.Command:
    """Return the command for names of *kind*."""
    group = GROUPS[kind]
    has_starter = kind is NameKind.ORGANIZATION
    help_text = f"""Read {group} from FILE: CSV with a header row, or JSON Lines.

    An entry replaces that of its id; importing twice changes nothing.
    A row that cannot be used is named with the reason, and the others are kept.

    \b
    Example:
        portal {group} import {group}.csv --dry-run
    """

    @click.command(name="import", help=help_text)
    @click.argument("path", metavar="[FILE]" if has_starter else "FILE", required=not has_starter)
    @click.option("--format", "chosen", type=click.Choice(FORMATS), help="Instead of recognizing it; csv is also TSV.")
    @click.option("--whole", is_flag=True, help="Take out of the authority file what is not in FILE.")
    @click.option("--dry-run", is_flag=True, help="Report what would happen, and store nothing.")
    @click.option("--no-wait", is_flag=True, help="Leave the articles to the worker.")
    @as_json
    def import_(
        path: str | None,
        chosen: str | None,
        *,
        whole: bool,
        dry_run: bool,
        no_wait: bool,
        as_json: bool,
        starter: bool = False,
    ) -> int:
        if starter is (path is not None):
            raise click.UsageError("Name a FILE, or --starter.")
        file = _file(path, kind, chosen)
        report = _Report(file, as_json=as_json)
        if whole and file.refused:
            # What is refused may be in the store, and would leave it unseen.
            return report.refuse("--whole takes out what is not read, and some rows were refused: nothing was stored")
        if not file.entries:
            return report.refuse("nothing was stored: no row is an entry")
        if dry_run:
            with opened_store() as store:
                return report.tell(store.authority.keep(kind, file.entries, is_whole=whole, is_trial=True))
        with opened_services() as services:
            kept = services.store.authority.keep(kind, file.entries, is_whole=whole)
            if starter:
                services.store.authority.note_starter(VERSION)
            after = catch_up(services, waits=not no_wait)
        return report.tell(kept, after)

    if has_starter:
        return click.option("--starter", is_flag=True, help="Read the list that ships with the portal, again.")(import_)
    return import_


def _file(path: str | None, kind: NameKind, chosen: str | None) -> AuthorityFile:
    """Return what stands in the file at *path*; without one, the starter list."""
    if path is None:
        return AuthorityFile(starter_entries(), (), ())
    with progress("Rows read") as shown:
        return read_file(path, kind, chosen=chosen, on_progress=shown)


class _Report:
    """Says what an import did, on one of two ways."""

    def __init__(self, file: AuthorityFile, *, as_json: bool) -> None:
        self._file = file
        self._as_json = as_json
        self._merged: Mapping[str, str] = {}

    def refuse(self, problem: str) -> int:
        """Say why nothing was stored."""
        click.echo(f"Error: {problem}", err=True)
        if self._as_json:
            print_json({"error": problem, **self._remarks()})
        else:
            self._print_remarks()
        return REFUSED

    def tell(self, kept: Kept, after: CaughtUp | None = None) -> int:
        """Say what was kept, or without *after*, what would be."""
        self._merged = kept.merged
        counts = {"added": len(kept.added), "changed": len(kept.changed), "unchanged": kept.unchanged}
        counts |= {"removed": len(kept.removed)}
        if self._as_json:
            done = after.as_json() if after else {"dry_run": True}
            print_json({**counts, "articles": kept.touched, **done, **self._remarks()})
        else:
            counts |= {"refused": len(self._file.refused)}
            told = ", ".join(f"{number:,} {name}" for name, number in counts.items())
            click.echo(told if after else f"Would be: {told}")
            self._print_remarks()
            if kept.touched:
                click.echo(f"{counted(kept.touched, 'article')} with other names or labels than before")
            if after:
                after.tell()
        return (
            REFUSED
            if self._file.refused and (after is None or after.status == DONE)
            else after.status
            if after
            else DONE
        )

    def _remarks(self) -> dict[str, object]:
        return {
            "refused": [remark._asdict() for remark in self._file.refused[:MOST_LISTED]],
            "notes": [remark._asdict() for remark in self._notes()[:MOST_LISTED]],
        }

    def _notes(self) -> list[Remark]:
        """Return what was said of rows, and which of them are no entries of their own any more."""
        merged = (
            Remark(old, f"it was merged into {into}, and is kept as other names of that")
            for old, into in self._merged.items()
        )
        return [*self._file.notes, *merged]

    def _print_remarks(self) -> None:
        _print_some("refused", self._file.refused)
        _print_some("note", self._notes())


def _print_some(what: str, remarks: Sequence[Remark]) -> None:
    for remark in remarks[:MOST_PRINTED]:
        click.echo(f"{what} {remark.where}: {remark.reason}")
    if len(remarks) > MOST_PRINTED:
        click.echo(f"{what}: {len(remarks) - MOST_PRINTED:,} more; --json names them")
