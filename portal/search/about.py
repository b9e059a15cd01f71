"""Entry → AboutView: what the page of an organization or a tag says of it, for readers and for machines."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from portal.articles.authority import Entry
from portal.search.page import AboutView, LinkView, NamesIn
from portal.search.words import direction_of, language_name

LISTED = 8
"""Other names that are shown at once; the rest can be unfolded."""

WIKIDATA = "https://www.wikidata.org/wiki/"
ROR = "https://ror.org/"

_TYPES = {"org": "Organization", "tag": "DefinedTerm"}
"""Of schema.org, by facet."""


def about_view(entry: Entry, field: str) -> AboutView:
    """Return what is said of *entry* beside its label."""
    in_languages = tuple(
        NamesIn(language_name(language), language, direction_of(language), names)
        for language, given in sorted(entry.names.items(), key=lambda one: (language_name(one[0]), one[0]))
        if (names := tuple(dict.fromkeys(name for name in given if name != entry.name)))
    )
    elsewhere = {name for one in in_languages for name in one.names}
    aliases = tuple(
        dict.fromkeys(
            name for name in entry.aliases if name not in (entry.name, entry.acronym) and name not in elsewhere
        )
    )
    return AboutView(
        acronym=entry.acronym if entry.acronym != entry.name else "",
        aliases=aliases[:LISTED],
        more_aliases=aliases[LISTED:],
        names=in_languages,
        paragraphs=tuple(part for line in entry.description.splitlines() if (part := " ".join(line.split()))),
        links=_links(entry),
        json_ld=_json_ld(entry, field),
    )


def homepage_of(entry: Entry) -> str:
    """Return the homepage of *entry* where it is an address of the web, else an empty string."""
    return entry.homepage if entry.homepage.lower().startswith(("https://", "http://")) else ""


def _links(entry: Entry) -> tuple[LinkView, ...]:
    homepage = homepage_of(entry)
    links = []
    if homepage:
        links.append(LinkView(urlsplit(homepage).netloc.removeprefix("www.") or homepage, homepage))
    if entry.wikidata:
        links.append(LinkView("Wikidata", WIKIDATA + entry.wikidata))
    if entry.ror:
        links.append(LinkView("ROR", ROR + entry.ror))
    return tuple(links)


def _json_ld(entry: Entry, field: str) -> Mapping[str, str | Sequence[str]]:
    """Return *entry* as schema.org has it; what is empty is left out."""
    same = [prefix + key for prefix, key in ((WIKIDATA, entry.wikidata), (ROR, entry.ror)) if key]
    said: dict[str, str | Sequence[str]] = {
        "@context": "https://schema.org",
        "@type": _TYPES[field],
        "name": entry.name,
        "alternateName": list(entry.all_names[1:]),
        "description": " ".join(entry.description.split()),
        "url": homepage_of(entry),
        "sameAs": same,
    }
    return {key: value for key, value in said.items() if value}
