"""The options of a search, as `portal search` and `portal export` share them."""

from collections.abc import Callable
from typing import Any

import click

from index import NONE_VALUE, Group, Match, Sort
from portal.articles.naming import language_tag, slug
from portal.search.names import Names
from portal.search.service import SearchService
from portal.search.state import Refinement, SearchState
from portal.wiring import Services

_Command = Callable[..., Any]

_OPTIONS = (
    click.option(
        "--tag", "tags", multiple=True, metavar="T", help="A slug or label, or _none; repeatable: any of them."
    ),
    click.option("--organization", "organizations", multiple=True, metavar="O", help="Likewise an organization's."),
    click.option("--source", "sources", multiple=True, metavar="S", help="Likewise a source's."),
    click.option("--language", "languages", multiple=True, metavar="xx", help="Likewise a language."),
    click.option("--any", "is_any", is_flag=True, help="Find articles with at least one of the words."),
    click.option("--sort", type=click.Choice([sort.value for sort in Sort]), help="By default by relevance."),
)


def search_options(command: _Command) -> _Command:
    """Give *command* the argument QUERY and the options of a search."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return click.argument("query", default="")(command)


def search_state(
    query: str,
    tags: tuple[str, ...],
    organizations: tuple[str, ...],
    sources: tuple[str, ...],
    languages: tuple[str, ...],
    sort: str | None,
    *,
    is_any: bool,
) -> SearchState:
    """Return the search that was typed; each article of a story counts."""
    named = {"tag": tags, "org": organizations, "source": sources}
    given = {field: [_slug(one) for one in values] for field, values in named.items()} | {
        "lang": [language_tag(one) or one for one in languages]
    }
    return SearchState(
        text=query,
        refinements=frozenset(Refinement(field, value) for field, values in given.items() for value in values),
        match=Match.ANY if is_any else None,
        sort=Sort(sort) if sort else None,
        group=Group.NONE,
    )


def _slug(name: str) -> str:
    """Return the slug that *name*, a slug or a label, stands for."""
    return name if name == NONE_VALUE else slug(name)


def search_service(services: Services) -> SearchService:
    """Return the search over *services*."""
    return SearchService(services.engine, lambda: services.clock().date(), Names(services.store.authority))
