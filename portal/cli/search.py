"""``portal search``: the same search as the page's."""

from dataclasses import replace

import click

from index import Hit, Piece
from portal.api.serialize import search_document
from portal.cli.exits import DONE
from portal.cli.indexing import opened_to_search
from portal.cli.running import as_json, counted, print_json
from portal.cli.searching import search_options, search_service, search_state
from portal.search.asking import Counting
from portal.search.hits import display_title, published_text
from portal.search.service import Answer
from portal.search.state import MAX_LIMIT

PATH = "/api/v1/search"


@click.command()
@search_options
@click.option("--limit", type=click.IntRange(0, MAX_LIMIT), default=10, show_default=True, help="Articles shown.")
@as_json
def search(
    query: str,
    tags: tuple[str, ...],
    organizations: tuple[str, ...],
    sources: tuple[str, ...],
    languages: tuple[str, ...],
    sort: str | None,
    limit: int,
    *,
    is_any: bool,
    as_json: bool,
) -> int:
    """Search the articles; without QUERY, all of them, newest first.

    \b
    Examples:
        portal search "child labour" --tag cobalt --sort newest
        portal search --organization ilo --limit 0 --json
    """
    state = search_state(query, tags, organizations, sources, languages, sort, is_any=is_any)
    with opened_to_search() as services:
        answer = search_service(services).answer(replace(state, limit=limit), Counting())
    if as_json:
        print_json(search_document(answer, PATH))
    else:
        _print(answer)
    return DONE


def _print(answer: Answer) -> None:
    relaxed = ", with any of the words: none has all" if answer.is_relaxed else ""
    click.echo(f"{counted(answer.response.total, 'article')}{relaxed}")
    for notice in answer.parsed.ignored:
        click.echo(f"ignored: {notice}")
    for hit in answer.response.hits:
        _print_hit(hit)


def _print_hit(hit: Hit) -> None:
    document = hit.document
    title = _marked(hit.title) if document.title else display_title("", document.body)
    names = [label.label for field in ("source", "org", "tag") for label in document.facets.get(field, ())]
    click.echo(f"\n{click.style(title, bold=True)}")
    click.echo("  ".join((published_text(document) or "no date", document.id, document.stored.get("url", ""))).rstrip())
    if names:
        click.echo(", ".join(names))
    if hit.snippet:
        click.echo(" ".join(_marked(hit.snippet).split()))


def _marked(pieces: tuple[Piece, ...]) -> str:
    return "".join(click.style(piece.text, underline=True) if piece.match else piece.text for piece in pieces)
