"""``portal sources add`` and ``set``: what an operator chooses of a watched source."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar
from urllib.parse import urlsplit

import click

from portal.articles.errors import AlreadyWatched
from portal.articles.naming import language_tag, named
from portal.articles.watched import Health, WatchedSource
from portal.cli.exits import DONE, REFUSED
from portal.cli.indexing import bring_up_to_date
from portal.cli.periods import Period, words
from portal.cli.running import as_json, counted, opened_services, opened_store, print_json, read_settings
from portal.cli.walking import saying_how_to_allow, web_of
from portal.cli.watched import document, found, print_source, unknown
from portal.clock import now
from portal.config import Settings
from portal.ingest.clean import plain_title
from portal.ingest.dates import published_date
from portal.sources.archive_page import CardSelectors
from portal.sources.errors import SourceUnreadable
from portal.sources.finding import Kind
from portal.sources.looking import Look, look
from portal.sources.page_selecting import is_css
from portal.watching.queue import ask_to_look

PARTS = tuple(field.name for field in fields(CardSelectors))
"""What a selector may say of an archive page."""

_KINDS = {
    Kind.FEED: "feed",
    Kind.WORDPRESS: "WordPress site",
    Kind.ARCHIVE: "archive page",
    Kind.ARTICLE: "article page",
    Kind.SITEMAP: "sitemap",
    Kind.FILE: "file of articles",
}
"""What a source is, in the few words that a table has room for."""

_Command = TypeVar("_Command", bound=Callable[..., object])


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What was chosen by options; None, or empty, where nothing was."""

    label: str | None
    tags: tuple[str, ...]
    organizations: tuple[str, ...]
    language: str | None
    every: int | None
    excerpts_only: bool | None
    select: tuple[str, ...]

    def applied(self, source: WatchedSource) -> WatchedSource:
        """Return *source* as it was chosen to be."""
        name = source.name if self.label is None else source.name._replace(label=_label(self.label))
        selectors = {**source.selectors, **_selectors(self.select)}
        return replace(
            source,
            name=name,
            tags=self.tags or source.tags,
            organizations=self.organizations or source.organizations,
            language=source.language if self.language is None else _language(self.language),
            every=self.every or source.every,
            is_excerpt_only=source.is_excerpt_only if self.excerpts_only is None else self.excerpts_only,
            selectors={part: css for part, css in selectors.items() if css},
        )


def _choices(command: _Command) -> _Command:
    """Give *command* the options of a watched source."""
    options = (
        click.option("--name", "label", metavar="NAME", help="What its articles are said to come from."),
        click.option("--tag", "tags", multiple=True, metavar="T", help="Give every article this tag; repeatable."),
        click.option("--organization", "organizations", multiple=True, metavar="O", help="Likewise an organization."),
        click.option("--language", metavar="xx", help="Their language (BCP 47), instead of detecting it."),
        click.option("--every", type=Period(), metavar="PERIOD", help="How often it is asked: 30m, 2h, 1d."),
        click.option(
            "--excerpts-only/--whole",
            default=None,
            help="Show and give excerpts of its articles only, or whole texts (the default).",
        ),
        click.option(
            "--select",
            multiple=True,
            metavar="PART=CSS",
            help="On an archive page, find a part of each card by this selector; repeatable.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command()
@click.argument("address")
@_choices
@click.option("--dry-run", is_flag=True, help="Look only, and keep nothing.")
@as_json
def add(address: str, *, dry_run: bool, as_json: bool, **options: Any) -> int:  # click's, as `Chosen`
    """Look at ADDRESS, say what it is and what it would bring, and watch it from now on.

    \b
    Examples:
        portal sources add https://news.example/feed --tag Labour --every 30m
        portal sources add https://news.example/archive --select card=article --excerpts-only
    """
    chosen = Chosen(**options)
    settings = read_settings()
    with opened_store(settings) as store, web_of(settings) as web, saying_how_to_allow():
        address = web.plain(address)
        met = store.watched.at(address)
        if met is not None:
            return _refuse(f"{address} is watched already, as {met.name.slug}", as_json=as_json)
        seen = look(address, web.fetch, selectors=_selectors(chosen.select))
        if not seen.count:
            raise SourceUnreadable(f"no article was found at {address}{_first_problem(seen)}")
        source = _new(seen.moved_to or address, seen, chosen)
        if not dry_run:
            try:
                store.watched.add(source)
            except AlreadyWatched as taken:
                is_name = store.watched.at(source.address) is None
                hint = "; give it another name with --name" if is_name else ""
                return _refuse(f"{taken}{hint}", as_json=as_json)
    if not dry_run:
        ask_to_look(settings.data_dir)
    if as_json:
        print_json({"added": not dry_run, "source": document(source), "would_bring": _sample(seen)})
    else:
        _tell(seen, source, dry_run=dry_run)
    return DONE


@click.command(name="set")
@click.argument("name")
@_choices
@click.option("--address", metavar="ADDRESS", help="Where it has moved to.")
@click.option("--no-tags", is_flag=True, help="Give its articles no tags.")
@click.option("--no-organizations", is_flag=True, help="Likewise no organizations.")
@click.option("--auto", is_flag=True, help="Ask it as often as it says itself, about once an hour.")
@as_json
def change(
    name: str,
    *,
    address: str | None,
    no_tags: bool,
    no_organizations: bool,
    auto: bool,
    as_json: bool,
    **options: Any,  # click's, as `Chosen`
) -> int:
    """Choose otherwise for a source; what is not named stays.

    Tags and organizations are given to what comes from now on; the name, and
    whether excerpts only are shown, hold for all of its articles at once.
    An empty CSS takes a selector away; with an empty language it is detected again.

    \b
    Example:
        portal sources set the-desk --every 2h --excerpts-only
    """
    chosen = Chosen(**options)
    _refuse_contradictions(chosen, no_tags=no_tags, no_organizations=no_organizations, auto=auto)
    settings = read_settings()
    with opened_services(settings) as services:
        met = found(services.watched, name)
        if met is None:
            return _refuse(unknown(services.watched, name), as_json=as_json)
        source = chosen.applied(met)
        source = replace(
            source,
            address=_plain(address, settings) if address else source.address,
            tags=() if no_tags else source.tags,
            organizations=() if no_organizations else source.organizations,
            every=None if auto else source.every,
        )
        if source == met:
            raise click.UsageError("Name what shall be otherwise, such as --every 2h.")
        try:
            services.watched.change(source)
        except AlreadyWatched as taken:
            return _refuse(str(taken), as_json=as_json)
        if (source.every, source.address) != (met.every, met.address):
            services.watched.schedule(source.name.slug, now())
            source = services.watched.get(source.name.slug) or source
        bring_up_to_date(services)
    ask_to_look(settings.data_dir)
    if as_json:
        print_json(document(source))
    else:
        print_source(source, now())
    return DONE


def _plain(address: str, settings: Settings) -> str:
    with web_of(settings) as web, saying_how_to_allow():
        return web.plain(address)


def _refuse_contradictions(chosen: Chosen, *, no_tags: bool, no_organizations: bool, auto: bool) -> None:
    pairs = (
        (chosen.tags and no_tags, "--tag", "--no-tags"),
        (chosen.organizations and no_organizations, "--organization", "--no-organizations"),
        (chosen.every and auto, "--every", "--auto"),
    )
    for contradicts, one, other in pairs:
        if contradicts:
            raise click.UsageError(f"{one} and {other} exclude each other.")


def _new(address: str, seen: Look, chosen: Chosen) -> WatchedSource:
    at = now()
    host = (urlsplit(address).hostname or address).removeprefix("www.")
    name = next(iter(named((chosen.label or seen.title, host))))
    source = WatchedSource(
        name=name, address=address, kind=_KINDS[seen.kind], added_at=at, health=Health(next_run_at=at)
    )
    return replace(chosen.applied(source), name=name)


def _first_problem(seen: Look) -> str:
    return f": {seen.problems[0].reason}" if seen.problems else ""


def _label(label: str) -> str:
    found = next((name.label for name in named((label,))), "")
    if not found:
        raise click.UsageError(f"--name {label!r}: expected a name that can be read.")
    return found


def _language(given: str) -> str:
    if not given:
        return ""
    tag = language_tag(given)
    if tag is None:
        raise click.UsageError(f"--language {given}: expected a language tag, such as en or pt-BR.")
    return tag


def _selectors(select: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for one in select:
        part, equals, css = one.partition("=")
        if part.strip() not in PARTS or not equals:
            raise click.UsageError(
                f"--select {one}: expected PART=CSS, such as card=article.post; the parts are {', '.join(PARTS)}."
            )
        if css.strip() and not is_css(css.strip()):
            raise click.UsageError(f"--select {one}: {css.strip()!r} is no CSS selector that is understood.")
        found[part.strip()] = css.strip()
    return found


def _refuse(reason: str, *, as_json: bool) -> int:
    click.echo(f"Error: {reason}", err=True)
    if as_json:
        print_json({"error": reason})
    return REFUSED


def _sample(seen: Look) -> dict[str, object]:
    return {
        "count": seen.count,
        "more": seen.is_more,
        "items": [
            {"title": item.title, "url": item.url, "published": item.published, "tags": list(item.tags)}
            for item in seen.newest
        ],
        "refused": [{"where": refusal.where, "reason": refusal.reason} for refusal in seen.problems],
    }


def _tell(seen: Look, source: WatchedSource, *, dry_run: bool) -> None:
    where = "" if seen.address == source.address else f", read from {seen.address}"
    click.echo(f"{source.address} is a {seen.kind}{where}.")
    more = ", and there are more pages" if seen.is_more else ""
    if seen.kind is Kind.SITEMAP:
        click.echo(f"It lists {counted(seen.count, 'page')}{more}; it would bring the articles among them:")
    else:
        click.echo(f"It would bring {counted(seen.count, 'article')}{more}:")
    for item in seen.newest:
        day = (published_date(item.published, now=now()) or "no date")[:10]
        click.echo(f"  {day:10}  {plain_title(item.title) or '(no title)'}")
    if seen.count > len(seen.newest):
        click.echo("  …")
    for refusal in seen.problems:
        click.echo(f"  refused {refusal.where}: {refusal.reason}")
    if dry_run:
        click.echo("Nothing was kept.")
        return
    often = "as often as it says itself, about once an hour" if source.every is None else f"every {words(source.every)}"
    click.echo(f"Watched as {source.name.slug}, {often}: `portal worker` runs it, `portal sources run` does so now.")
