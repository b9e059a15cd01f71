"""Why an organization is on an article, as an editor is told: who says so, by which words, in which sentence."""

from collections.abc import Callable, Iterable

import click

from portal.articles.article import Article
from portal.articles.assignments import Assigned, Mention, Part
from portal.articles.authority import Authority
from portal.articles.quoting import sentence_at
from portal.articles.store import NameKind
from portal.search.evidence import is_name

Called = Callable[[str], Iterable[str]]
"""What the organization of a slug is called."""


def called_by(authority: Authority) -> Called:
    """Return what says what organizations are called, by the authority file as it is."""

    def called(slug: str) -> Iterable[str]:
        entry = authority.entry(NameKind.ORGANIZATION, slug)
        return entry.all_names if entry else ()

    return called


def documents(article: Article, called: Called) -> list[dict[str, object]]:
    """Return the organizations of *article* with what is known of why they are there, for programs."""
    return [
        {
            "id": one.organization.slug,
            "name": one.organization.label,
            "origin": one.origin.value,
            "count": one.count,
            "mentions": _mentions(one, article, called),
        }
        for one in article.assigned
    ]


def print_evidence(article: Article, called: Called) -> None:
    """Print it, a line for each mention that was kept."""
    if not article.assigned:
        click.echo(f"{'organizations':14} (none)")
    for one in article.assigned:
        times = f", named {one.count:,} {'time' if one.count == 1 else 'times'}" if one.count else ""
        click.echo(f"{'organization':14} {one.organization.label} ({one.organization.slug}): {one.origin.value}{times}")
        for mention in _mentions(one, article, called):
            click.echo(f"{'':14}   {_line(mention)}")
        if one.mentions and one.count > len(one.mentions):
            click.echo(f"{'':14}   and {one.count - len(one.mentions):,} more")


def _mentions(one: Assigned, article: Article, called: Called) -> list[dict[str, object]]:
    names = (one.organization.label, *called(one.organization.slug)) if one.mentions else ()
    return [_mention(mention, article, names) for mention in one.mentions]


def _mention(mention: Mention, article: Article, names: tuple[str, ...]) -> dict[str, object]:
    """Return one mention; without words where the text has changed since it was read."""
    text = article.title if mention.part is Part.TITLE else article.body_text
    sentence = sentence_at(text, mention.start, mention.end)
    if sentence is not None and not is_name(sentence.words, mention.rule, names):
        sentence = None
    return {
        "words": sentence.words if sentence else None,
        "part": mention.part.value,
        "start": mention.start,
        "end": mention.end,
        "rule": mention.rule.value,
        "within": mention.within or None,
        "support": mention.support or None,
        "sentence": sentence.text if sentence else None,
    }


def _line(mention: dict[str, object]) -> str:
    where = f"{mention['part']}, {mention['rule']}"
    within = f", within “{mention['within']}”" if mention["within"] else ""
    support = f"; {mention['support']}" if mention["support"] else ""
    words = f"“{mention['words']}”" if mention["words"] else "words that have changed since"
    sentence = f": {mention['sentence']}" if mention["sentence"] else ""
    return f"{words} ({where}{within}{support}){sentence}"
