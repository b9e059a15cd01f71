"""``portal index``: the index by hand."""

import click

from portal.cli.exits import DONE, REFUSED
from portal.cli.indexing import bring_up_to_date
from portal.cli.progress import progress
from portal.cli.running import as_json, counted, opened_services, print_json
from portal.indexing.checking import findings
from portal.indexing.rebuild import rebuild as rebuild_index


@click.group()
def index() -> None:
    """Look after the index; it can be deleted at any moment, the store is the truth.

    \b
    Example:
        portal index check || portal index rebuild
    """


@index.command()
@as_json
def sync(*, as_json: bool) -> int:
    """Make findable what the index has not seen yet.

    \b
    Example:
        portal ingest --no-index *.jsonl; portal index sync
    """
    with opened_services() as services:
        done = bring_up_to_date(services)
    if as_json:
        print_json({"written": done.written, "removed": done.removed, "rebuilt": done.is_rebuilt})
    else:
        how = " (the index was made anew)" if done.is_rebuilt else ""
        click.echo(f"{counted(done.written, 'article')} written, {done.removed:,} removed{how}")
    return DONE


@index.command()
@as_json
def rebuild(*, as_json: bool) -> int:
    """Make the whole index anew from the store; searches go on meanwhile.

    \b
    Example:
        portal index rebuild
    """
    with opened_services() as services, progress("Articles indexed", services.store.counts().articles) as shown:
        done = rebuild_index(services.store, services.engine, progress=shown)
    if as_json:
        print_json({"documents": done.documents})
    else:
        click.echo(f"{counted(done.documents, 'article')} indexed")
    return DONE


@index.command()
@as_json
def check(*, as_json: bool) -> int:
    """Read every file of the index, and compare every document with its article.

    Exit status 1 says that something was found.

    \b
    Example:
        portal index check --json
    """
    with opened_services() as services:
        found = list(findings(services.store, services.engine))
        pending = services.store.counts().pending
    if as_json:
        print_json({"sound": not found, "findings": found, "pending": pending})
    else:
        click.echo("\n".join(found) or "The index is sound, and holds what the store holds.")
        if found:
            wait = f"{counted(pending, 'change')} wait for `portal index sync`; " if pending else ""
            click.echo(f"{wait}`portal index rebuild` makes it anew.")
    return REFUSED if found else DONE


@index.command()
@as_json
def stats(*, as_json: bool) -> int:
    """Say how large the index is, and how far behind.

    \b
    Example:
        portal index stats
    """
    with opened_services() as services:
        held, kept = services.engine.stats(), services.store.counts()
    document = {
        "documents": held.documents,
        "articles": kept.articles,
        "pending": kept.pending,
        "version": held.version,
        "languages": dict(sorted(held.languages.items(), key=lambda one: (-one[1], one[0]))),
        "details": dict(held.details),
    }
    if as_json:
        print_json(document)
        return DONE
    languages = ", ".join(f"{name} {count:,}" for name, count in document.pop("languages").items())  # type: ignore[attr-defined]  # the dictionary above
    details = document.pop("details")
    assert isinstance(details, dict)
    for name, value in {**document, "languages": languages or "none", **details}.items():
        click.echo(f"{name:14} {value:,}" if isinstance(value, int) else f"{name:14} {value}")
    return DONE
