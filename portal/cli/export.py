"""``portal export``: everything that a search finds, in one file."""

import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TextIO

import click

from index import Match
from portal.articles.article import Article
from portal.cli.exits import DONE
from portal.cli.indexing import opened_to_search
from portal.cli.progress import progress
from portal.cli.running import counted
from portal.cli.searching import search_options, search_service, search_state
from portal.exports.found import found_articles
from portal.exports.jsonl import jsonl_lines
from portal.exports.table import csv_lines

_FORMATS: dict[str, Callable[[Iterable[Article]], Iterator[str]]] = {"jsonl": jsonl_lines, "csv": csv_lines}

STANDARD_OUTPUT = "-"


@click.command()
@search_options
@click.option("--format", "form", type=click.Choice(list(_FORMATS)), default="jsonl", show_default=True)
@click.option("-o", "--output", default=STANDARD_OUTPUT, metavar="FILE", help="Replaced once all is written; - prints.")
def export(
    query: str,
    tags: tuple[str, ...],
    organizations: tuple[str, ...],
    sources: tuple[str, ...],
    languages: tuple[str, ...],
    sort: str | None,
    form: str,
    output: str,
    *,
    is_any: bool,
) -> int:
    """Write every article that a search finds; without QUERY, all there are.

    JSON Lines lose nothing, and can be ingested again; CSV is for spreadsheets.

    \b
    Examples:
        portal export "child labour" --format csv -o child-labour.csv
        portal export --organization ilo | gzip > ilo.jsonl.gz
    """
    state = search_state(query, tags, organizations, sources, languages, sort, is_any=is_any)
    # Said outright: an export is never widened to any of the words.
    state = replace(state, match=state.match or Match.ALL)
    with opened_to_search() as services, _written(output) as file, progress("Articles written") as shown:
        found = found_articles(search_service(services), services.store, state)
        count = 0

        def watched() -> Iterator[Article]:
            nonlocal count
            for article in found:
                yield article
                count += 1
                if count % 100 == 0:
                    shown(count)

        file.writelines(_FORMATS[form](watched()))
    if output != STANDARD_OUTPUT:
        click.echo(f"{counted(count, 'article')} written to {output}")
    return DONE


@contextmanager
def _written(output: str) -> Iterator[TextIO]:
    """Open what is to be written; a file appears, or is replaced, only once it is whole and on disk."""
    if output == STANDARD_OUTPUT:
        printed = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
        try:
            yield printed
            printed.flush()
        finally:
            printed.detach()  # or it would close standard output
        return
    target = Path(output).resolve()  # a link stays, and what it leads to is replaced
    if target.exists() and not target.is_file():
        # A pipe or a device: written to as it stands, never put another file in place of.
        with target.open("w", encoding="utf-8", newline="") as file:
            yield file
        return
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise OSError(error.errno, error.strerror, output) from error
    partial = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.chmod(0o666 & ~_umask())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _umask() -> int:
    umask = os.umask(0)
    os.umask(umask)
    return umask
