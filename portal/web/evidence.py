"""Reason → OrganizationView: an organization of an article, and "why is this here?" in plain words."""

from collections.abc import Callable, Iterable

from portal.articles.article import Article
from portal.articles.assignments import Origin, Rule
from portal.search.addresses import topic_href
from portal.search.evidence import Reason, Told, reasons
from portal.search.words import number
from portal.web.pages import OrganizationView, QuoteView

MAX_QUOTES = 3

_ORIGINS = {
    Origin.GIVEN: "Given by the source.",
    Origin.RECOGNIZED: "Found in the text.",
    Origin.EDITOR: "Set by an editor.",
}

_RULES = {
    Rule.NAME: "“{words}” is one of its names.",
    Rule.INFLECTED: "“{words}” is one of its names, with an ending of the language.",
    Rule.ACRONYM: "“{words}” is its acronym, and that of nobody else we know.",
    Rule.DEFINED: "This article itself says what “{words}” stands for.",
    Rule.SUPPORTED: "“{words}” may mean something else{but}.",
}


def organization_views(article: Article, names: Callable[[str], Iterable[str]]) -> tuple[OrganizationView, ...]:
    """Return the organizations of *article*, which is given whole, as its page shows them."""
    return tuple(_view(reason) for reason in reasons(article, names))


def _view(reason: Reason) -> OrganizationView:
    first: dict[str, Told] = {}
    for told in reason.told:
        first.setdefault(told.sentence.text, told)
    quotes = tuple(QuoteView(told.pieces, _rule(told)) for told in list(first.values())[:MAX_QUOTES])
    return OrganizationView(
        label=reason.organization.label,
        href=topic_href("org", reason.organization.slug),
        origin=_ORIGINS[reason.origin],
        quotes=quotes,
        note=_note(reason, len(quotes)),
    )


def _rule(told: Told) -> str:
    but = f", but here {told.support}" if told.support else ""
    said = _RULES[told.rule].format(words=told.sentence.words, but=but)
    return f"{said} It stands there as part of “{told.within}”." if told.within else said


def _note(reason: Reason, quoted: int) -> str:
    """Return how often the text names it where that was not shown, and why nothing is quoted where that is so."""
    if not reason.count:
        return ""
    if quoted:
        return f"Named {number(reason.count)} times in all." if reason.count > quoted else ""
    if reason.is_hidden:
        return "The words stand in a part of the text that its source does not let us show."
    return "The text has changed since it was read, and will be read again."
