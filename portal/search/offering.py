"""A text that is exactly the name of an organization → a quiet line that leads to its page."""

from portal.articles.naming import slug
from portal.search.addresses import topic_href
from portal.search.names import File
from portal.search.page import OfferView
from portal.search.service import SearchService
from portal.search.state import Refinement, SearchState
from portal.search.words import counted

MAX_NAME = 300
_QUOTES = '"“”„«» '


def offer(search: SearchService, state: SearchState, file: File) -> OfferView | None:
    """Return the page of the organization whose name in *file* the whole text of *state* is; None where it is none."""
    typed = state.text.strip(_QUOTES)
    if not typed or len(typed) > MAX_NAME or typed.startswith("-") or any(sign in typed for sign in "*:()"):
        return None
    entry = file.meant(typed)
    value = entry.id if entry else slug(typed)
    chosen = Refinement("org", value)
    if chosen in state.refinements:
        return None
    vocabulary = search.vocabulary()
    count = vocabulary.counts["org"].get(value, 0)
    if entry is None and not count:
        return None
    label = (vocabulary.label("org", value) if count else None) or (entry.name if entry else value)
    acronym = entry.acronym if entry and entry.acronym != label else ""
    return OfferView(
        label=f"{label} ({acronym})" if acronym else label,
        href=topic_href("org", value),
        count_text=counted(count, "article") if count else "",
        filter_href=SearchState(refinements=frozenset({chosen})).href() if count else None,
    )
