"""How organizations and tags are shown: as a list, one by one, and for programs."""

from collections.abc import Iterable

import click

from portal.articles.article import Named
from portal.articles.authority import Listed
from portal.articles.naming import slug
from portal.cli.called import Names
from portal.organizations.authority_file import record_of

MOST_WIDE = 40
"""Letters of an id in a column; longer ones push their label to the right."""

_WIKIDATA = "https://www.wikidata.org/wiki/"
_ROR = "https://ror.org/"


def print_list(found: Iterable[Listed]) -> None:
    """Print *found* as a table: articles, id, label."""
    rows = list(found)
    width = min(max((len(one.name.slug) for one in rows), default=0), MOST_WIDE)
    for one in rows:
        unlisted = "" if one.is_entry else "  (unlisted)"
        click.echo(f"{one.articles:>9,}  {one.name.slug:{width}}  {one.name.label}{unlisted}")


def document(names: Names, found: Named) -> dict[str, object]:
    """Return everything of *found*, for ``--json``: what an export has of it, then what is known of it here."""
    entry = names.entry(found.slug)
    known: dict[str, object] = dict(record_of(entry)) if entry else {"id": found.slug, "name": found.label}
    return known | {
        "listed": entry is not None,
        "articles": names.articles(found.slug),
        "leads_here": sorted(other for other, target in names.redirects.items() if target == found.slug),
    }


def print_entry(names: Names, found: Named, *, asked: str) -> None:
    """Print everything of *found*, which was *asked* for by whichever of its names."""
    entry = names.entry(found.slug)
    if slug(asked) not in (found.slug, slug(found.label)):
        click.echo(f"{asked} leads to {found.slug}\n")
    rows = [("id", found.slug), ("name", found.label)]
    if entry:
        rows += [("acronym", entry.acronym), ("aliases", ", ".join(entry.aliases))]
        rows += [(f"in {language}", ", ".join(given)) for language, given in sorted(entry.names.items())]
        rows += [
            ("homepage", entry.homepage),
            ("wikidata", _WIKIDATA + entry.wikidata if entry.wikidata else ""),
            ("ror", _ROR + entry.ror if entry.ror else ""),
            ("description", entry.description),
        ]
    else:
        rows.append(("listed", "no: articles were given it, the authority file lacks it"))
    rows.append(("articles", f"{names.articles(found.slug):,}"))
    leads = sorted(other for other, target in names.redirects.items() if target == found.slug)
    rows.append(("leads here", ", ".join(leads)))
    for name, value in rows:
        if value:
            click.echo(f"{name:14} {value}")
