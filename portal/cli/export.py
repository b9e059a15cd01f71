"""``portal export``: everything that a search finds, in one file."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import click

from index import Match
from portal.articles.article import Article
from portal.cli.exits import DONE
from portal.cli.indexing import opened_to_search
from portal.cli.progress import progress
from portal.cli.running import counted
from portal.cli.searching import search_options, search_service, search_state
from portal.cli.writing import STANDARD_OUTPUT, written
from portal.exports.found import found_articles
from portal.exports.jsonl import jsonl_lines
from portal.exports.table import csv_lines

_FORMATS: dict[str, Callable[[Iterable[Article]], Iterator[str]]] = {"jsonl": jsonl_lines, "csv": csv_lines}


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
    with opened_to_search() as services, written(output) as file, progress("Articles written") as shown:
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
