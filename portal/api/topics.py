"""``/api/v1/organizations/<slug>`` and ``/api/v1/tags/<slug>``: what one of them is called, is, and where it leads."""

from portal.api.serialize import Json
from portal.articles.authority import Entry
from portal.search.about import ROR, WIKIDATA, homepage_of
from portal.search.addresses import topic_href, topic_json_href
from portal.search.state import Refinement, SearchState


def topic_links(refinement: Refinement) -> dict[str, str | None]:
    """Return the addresses of a tag or an organization, by relation."""
    return {"self": topic_json_href(*refinement), "html": topic_href(*refinement)}


def topic_document(refinement: Refinement, label: str, count: int, entry: Entry | None) -> dict[str, Json]:
    """Return what is known of a tag or an organization.

    Shape: what only the authority file says is empty, or null, where it has no
    *entry*; a tag has neither acronym nor addresses.
    """
    known = entry or Entry(id=refinement.value, name=label)
    document: dict[str, Json] = {"value": refinement.value, "label": label}
    if refinement.field == "org":
        document["acronym"] = known.acronym
    document |= {
        "aliases": list(known.aliases),
        "names": {language: list(names) for language, names in sorted(known.names.items())},
        "description": known.description,
    }
    if refinement.field == "org":
        document |= {
            "homepage": homepage_of(known) or None,
            "wikidata": WIKIDATA + known.wikidata if known.wikidata else None,
            "ror": ROR + known.ror if known.ror else None,
        }
    return document | {
        "count": count,
        "is_listed": entry is not None,
        "url": SearchState(refinements=frozenset({refinement})).href(),
        "links": topic_links(refinement),
    }
