"""What a search is called, what it found, and what was done with it, in sentences."""

from collections.abc import Mapping

from index.query import Everything
from portal.search.date_views import dates_label
from portal.search.service import Answer
from portal.search.state import FIELDS, Refinement, SearchState
from portal.search.words import counted, joined, number, shortened

MAX_NAMED = 4
"""Refinements named in one sentence; the others are counted."""

TITLE_TEXT = 80
"""Characters of the visitor's words in a title."""

Labels = Mapping[Refinement, str]
"""What readers see for the values in force; a value without an entry shows as it is."""


def status(answer: Answer, labels: Labels) -> str:
    """Return what was found, in one sentence without a full stop: ``37 articles for child labour, filtered by ILO``."""
    state = answer.state
    total = answer.response.total
    found = counted(total, "article") if total else "No articles"
    if not state.text and not state.is_narrowed:
        return f"All {found}" if total > 1 else found
    subject = f" for {shortened(state.text, TITLE_TEXT)}" if state.text else ""
    filters = filters_in_words(state, labels)
    separator = ", " if state.text and filters else " " if filters else ""
    return f"{found}{subject}{separator}{filters}"


def title(answer: Answer, labels: Labels) -> str:
    """Return the name of the page: ``child labour – 37 articles``, ``All articles``."""
    state = answer.state
    name = shortened(state.text, TITLE_TEXT) or capitalized(filters_in_words(state, labels, verb="", within=""))
    if not name:
        return "All articles"
    return f"{name} – {counted(answer.response.total, 'article')}"


def filters_in_words(state: SearchState, labels: Labels, *, verb: str = "filtered by ", within: str = "in ") -> str:
    """Return the refinements in force: ``filtered by ILO, without OECD, in March 2025``; empty when there are none."""
    picked = [label(one, labels) for one in in_order(state.refinements)]
    excluded = [label(one, labels) for one in in_order(state.exclusions)]
    parts = []
    if picked:
        parts.append(verb + _named(picked))
    if excluded:
        parts.append("without " + _named(excluded))
    if state.has_dates:
        words = dates_label(state)
        parts.append(words if words.startswith(("from", "until", "without")) else within + words)
    return ", ".join(parts)


def in_order(refinements: frozenset[Refinement]) -> list[Refinement]:
    """Return *refinements* as the page has them: by facet, then by value."""
    return sorted(refinements, key=lambda one: (FIELDS.index(one.field), one.value))


def label(refinement: Refinement, labels: Labels) -> str:
    """Return what a reader sees for *refinement*."""
    return labels.get(refinement) or refinement.value


def interpretation(answer: Answer) -> str | None:
    """Return ``Searched for …`` where that is not simply what was typed; None otherwise."""
    typed, read = answer.state.text, answer.parsed.text
    if not typed or " ".join(typed.split()) == read:
        return None
    if isinstance(answer.parsed.query, Everything):
        return "Searched for everything: there was no word to look for"
    return f"Searched for {read}"


def notices(answer: Answer, ignored: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return sentences about what was ignored, relaxed or cut back; *ignored* come from the address."""
    found = list(ignored)
    if answer.parsed.ignored:
        found.append(f"Not understood and left out, or taken as plain words: {joined(answer.parsed.ignored)}.")
    if answer.is_relaxed:
        found.append("No article has all of these words, so these have at least one of them; best matches first.")
    if answer.is_cut_back:
        pages = answer.page_count
        found.append(
            "There is only one page." if pages == 1 else f"There are only {number(pages)} pages; this is the last."
        )
    return tuple(found)


def capitalized(words: str) -> str:
    """Return *words* with a capital first letter, the rest untouched."""
    return words[:1].upper() + words[1:]


def _named(names: list[str]) -> str:
    if len(names) <= MAX_NAMED:
        return joined(names)
    return joined([*names[: MAX_NAMED - 1], f"{len(names) - MAX_NAMED + 1} more"])
