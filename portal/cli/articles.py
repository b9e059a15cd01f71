"""``portal articles``: one article at a time."""

from dataclasses import asdict

import click

from portal.articles.article import Article, ArticleId, Named
from portal.articles.copies import Given, copies_of, givers_of
from portal.articles.naming import named
from portal.articles.provenance import MOST_TRUSTED
from portal.articles.store import NameKind
from portal.cli.called import Names, NameUnclear
from portal.cli.evidence import Called, called_by, documents, print_evidence
from portal.cli.exits import DONE, REFUSED
from portal.cli.indexing import bring_up_to_date
from portal.cli.progress import progress
from portal.cli.running import as_json, counted, opened_services, opened_store, print_json
from portal.exports.record import record_of
from portal.stories.grouping import group

SHOWN = 20
"""Articles of a story that are named."""


@click.group()
def articles() -> None:
    """Show, remove or retag articles, or tell all stories anew.

    \b
    Example:
        portal articles show kmlx6muizgisw
    """


@articles.command()
@click.argument("article_id", metavar="ID")
@as_json
def show(article_id: str, *, as_json: bool) -> int:
    """Show what is stored of an article, and why each of its organizations is there.

    \b
    Example:
        portal articles show kmlx6muizgisw --json
    """
    with opened_store() as store:
        article = store.get(ArticleId(article_id))
        is_removed = article is None and store.is_removed(ArticleId(article_id))
        others = store.of_story(article.story, SHOWN) if article and article.story else ()
        if article is None:
            return _unknown(article_id, is_removed=is_removed, as_json=as_json)
        if as_json:
            print_json(_document(article, called_by(store.authority)))
        else:
            _print(article, called_by(store.authority), others)
    return DONE


@articles.command()
@as_json
def regroup(*, as_json: bool) -> int:
    """Tell all stories anew, as after a version that tells them otherwise; searches go on meanwhile.

    \b
    Example:
        portal articles regroup
    """
    with opened_services() as services:
        before = {article.id: article.story for article in services.store.articles()}
        services.store.stories.clear()
        with progress("Articles compared", len(before)) as shown:
            looked_at = group(services.store.stories, on_progress=shown).looked_at
        after = {article.id: article.story for article in services.store.articles()}
        bring_up_to_date(services)
    moved = sum(before.get(one, "") != story for one, story in after.items())
    stories = len(set(after.values()) - {""})
    if as_json:
        print_json({"articles": looked_at, "stories": stories, "moved": moved})
    else:
        told = f"{stories:,} {'story' if stories == 1 else 'stories'} of several articles"
        click.echo(f"{counted(looked_at, 'article')} compared: {told}, {moved:,} in another than before")
    return DONE


@articles.command()
@click.argument("article_ids", metavar="ID...", nargs=-1, required=True)
@as_json
def remove(article_ids: tuple[str, ...], *, as_json: bool) -> int:
    """Remove articles for good: they leave every page, and are not ingested again.

    \b
    Example:
        portal articles remove kmlx6muizgisw
    """
    wanted = [ArticleId(one) for one in article_ids]
    with opened_services() as services:
        before = [one for one in wanted if services.store.is_removed(one)]
        gone = services.store.remove(wanted)
        bring_up_to_date(services)
    unknown = [one for one in wanted if one not in gone and one not in before]
    if as_json:
        print_json({"removed": list(gone), "already_removed": before, "unknown": unknown})
    else:
        for one in wanted:
            said = "removed" if one in gone else "was removed before" if one in before else "is unknown"
            click.echo(f"{one} {said}")
    return REFUSED if unknown else DONE


@articles.command()
@click.argument("article_id", metavar="ID")
@click.option("--tag", "tags", multiple=True, metavar="T", help="Its tags from now on; repeatable.")
@click.option("--no-tags", is_flag=True, help="Leave it without any.")
@click.option("--organization", "organizations", multiple=True, metavar="O", help="Likewise its organizations.")
@click.option("--no-organizations", is_flag=True, help="Leave it without any.")
@click.option("--add-organization", "added", multiple=True, metavar="O", help="One more; repeatable.")
@click.option("--drop-organization", "dropped", multiple=True, metavar="O", help="One less, whatever its text says.")
@as_json
def retag(
    article_id: str,
    tags: tuple[str, ...],
    organizations: tuple[str, ...],
    added: tuple[str, ...],
    dropped: tuple[str, ...],
    *,
    no_tags: bool,
    no_organizations: bool,
    as_json: bool,
) -> int:
    """Give an article other tags or organizations; ingesting it again, or reading it anew, leaves them.

    Each may be named by any of its names: OIT is the International Labour Organization.

    \b
    Examples:
        portal articles retag kmlx6muizgisw --tag "Child labour" --tag Cobalt --no-organizations
        portal articles retag kmlx6muizgisw --add-organization OIT --drop-organization "World Bank"
    """
    _check(tags, organizations, added, dropped, no_tags=no_tags, no_organizations=no_organizations)
    with opened_services() as services:
        store, one = services.store, ArticleId(article_id)
        try:
            called = Names(store.authority, NameKind.ORGANIZATION)
            chosen_tags = _chosen(Names(store.authority, NameKind.TAG), tags, none=no_tags)
            chosen_organizations = _chosen(called, organizations, none=no_organizations)
            add, drop = _resolved(called, added), tuple(called.one(name).slug for name in dropped)
        except NameUnclear as error:
            return _refused(str(error), as_json=as_json)
        article = store.get(one)
        if chosen_tags is not None or chosen_organizations is not None:
            article = store.retag(one, tags=chosen_tags, organizations=chosen_organizations)
        if article is not None and (add or drop):
            article = store.correct(one, add=add, drop=drop)
        is_removed = article is None and store.is_removed(one)
        bring_up_to_date(services)
        if article is None:
            return _unknown(article_id, is_removed=is_removed, as_json=as_json)
        if as_json:
            print_json(_document(article, called_by(store.authority)))
        else:
            _print(article, called_by(store.authority))
    return DONE


def _check(
    tags: tuple[str, ...],
    organizations: tuple[str, ...],
    added: tuple[str, ...],
    dropped: tuple[str, ...],
    *,
    no_tags: bool,
    no_organizations: bool,
) -> None:
    """Let nothing be asked that contradicts itself, or nothing at all."""
    if tags and no_tags:
        raise click.UsageError("--tag and --no-tags exclude each other.")
    if organizations and no_organizations:
        raise click.UsageError("--organization and --no-organizations exclude each other.")
    if (organizations or no_organizations) and (added or dropped):
        raise click.UsageError(
            "--add-organization and --drop-organization change those it has; --organization replaces them."
        )
    if not (tags or organizations or added or dropped or no_tags or no_organizations):
        raise click.UsageError("Name the tags or organizations it shall have, or --no-tags, --no-organizations.")


def _chosen(names: Names, typed: tuple[str, ...], *, none: bool) -> tuple[Named, ...] | None:
    return () if none else _resolved(names, typed) or None


def _resolved(names: Names, typed: tuple[str, ...]) -> tuple[Named, ...]:
    """Return what *typed* names; what nobody has heard of is a new name.

    Raises:
        NameUnclear: one of them names several.
    """
    labels = named(typed)
    found = [names.one(label.label) if names.meant(label.label) else label for label in labels]
    return tuple({name.slug: name for name in found}.values())


def _refused(sentence: str, *, as_json: bool) -> int:
    click.echo(f"Error: {sentence}", err=True)
    if as_json:
        print_json({"error": sentence})
    return REFUSED


def _unknown(article_id: str, *, is_removed: bool, as_json: bool) -> int:
    reason = "it was removed" if is_removed else "there is no such article"
    click.echo(f"Error: {article_id}: {reason}", err=True)
    if as_json:
        print_json({"error": reason, "id": article_id})
    return REFUSED


def _document(article: Article, called: Called) -> dict[str, object]:
    """Return what an export has of *article*, under its id in the portal, and why its organizations are there."""
    kept = {
        "portal_id": article.id,
        "sequence": article.sequence,
        "flags": list(article.flags),
        "first_seen_at": article.first_seen_at.isoformat() if article.first_seen_at else None,
        "changed_at": article.changed_at.isoformat() if article.changed_at else None,
        "text_changed_at": article.text_changed_at.isoformat() if article.text_changed_at else None,
        "versions": article.versions,
        "story": article.story or article.id,
        "given_by": {name: _giver(given) for name, given in givers_of(article).items()},
        "copies": [{name: value for name, value in asdict(copy).items() if value} for copy in copies_of(article)],
        "organizations_evidence": documents(article, called),
    }
    return kept | record_of(article)


def _giver(given: Given) -> dict[str, str]:
    address = {"url": given.copy.url} if given.copy.url else {}
    return {"source": given.copy.source, "origin": _origin(given)} | address


def _origin(given: Given) -> str:
    """Return how a field was read; what programs were given in a copy for people, the operator chose."""
    is_chosen = given.origin == MOST_TRUSTED != given.copy.origin
    return "chosen" if is_chosen else given.origin


def _called(source: str, origin: str) -> str:
    return f"{source} ({origin})" if source else origin


def _print(article: Article, called: Called, story: tuple[Article, ...] = ()) -> None:
    rows = {
        "id": article.id,
        "title": article.title or "(none)",
        "url": article.url or "(none)",
        "source": article.source.label if article.source else "(none)",
        "author": article.author or "(none)",
        "published": article.published or "(no date)",
        "language": article.language,
        "text": article.completeness.value,
        "tags": ", ".join(tag.label for tag in article.tags) or "(none)",
        "flags": ", ".join(article.flags) or "(none)",
    }
    for name, value in rows.items():
        click.echo(f"{name:14} {value}")
    print_evidence(article, called)
    for other in story:
        if other.id != article.id:
            source = f", {other.source.label}" if other.source else ""
            click.echo(f"{'same story':14} {other.id}{source}: {other.title or '(no title)'}")
    copies = copies_of(article)
    for name, given in givers_of(article).items():
        click.echo(f"{name + ' from':14} {_called(given.copy.source, _origin(given))}")
    if len(copies) > 1:
        for copy in copies:
            kept = "full" if copy.is_full else "excerpt"
            address = copy.url or copy.source_key or "(no address)"
            click.echo(f"{'carried by':14} {_called(copy.source, copy.origin)}, {kept}, {address}")
    if article.body_text:
        click.echo(f"\n{article.body_text}")
