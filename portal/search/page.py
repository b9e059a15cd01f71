"""ResultsPage: everything a results page shows, already decided; doors and templates only write it down.

Every ``href`` is a canonical, relative address that works without script.
Texts are plain text in the interface language; templates escape them.
What a page holds by the dozen is a named tuple: as frozen, and made in half the time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index import Piece


class Choice(NamedTuple):
    """One value of a facet as a link that picks it, or un-picks it when picked."""

    dom_id: str
    """Stable across swaps, so that focus survives them."""

    value: str
    label: str
    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody wants here
    count_text: str
    """The count as a reader sees it: ``1,204``."""

    share: float
    """0 to 1: this count over the largest of its facet, for a hair-thin bar."""

    selected: bool
    excluded: bool
    href: str
    """The search with this value toggled: picked, or un-picked, or no longer excluded."""

    exclude_href: str | None
    """The search with this value excluded; None where that makes no sense."""

    children: tuple["Choice", ...] = ()
    """Months of a picked year; empty elsewhere."""

    found_by: str = ""
    """The other name under which it was found; empty where its label was."""


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet as the rail shows it: legend, values, and the way to all of them."""

    field: str
    label: str
    """The legend: Tag, Organization, Source, Language, Date."""

    choices: tuple[Choice, ...]
    """Picked ones first, then excluded ones, then by count; at most about eight unless picked. Date: newest first."""

    more_href: str | None
    """``/search/facets/<field>?…`` when there are values that are not listed."""

    more_text: str
    """``Show all 812``."""

    has_picks: bool
    clear_href: str | None
    """The search without any pick or exclusion of this facet; None when there is none."""


@dataclass(frozen=True, slots=True)
class Chip:
    """One refinement in force, with the link that removes it."""

    dom_id: str
    label: str
    """``Organization: ILO``, ``Not: OECD``, ``From 2026-03``."""

    remove_label: str
    """``Remove filter: Organization: ILO``, for screen readers."""

    href: str
    excluded: bool


class LinkView(NamedTuple):
    """A label that leads somewhere."""

    label: str
    href: str


class HitView(NamedTuple):
    """One article in a list."""

    id: str
    href: str
    title: tuple[Piece, ...]
    """Never empty: an article without a title shows the beginning of its text."""

    snippet: tuple[Piece, ...]
    source: LinkView | None
    date_iso: str | None
    """For the ``datetime`` attribute."""

    date_text: str
    """``5 March 2026``, ``March 2026``, ``2026`` or ``No date``."""

    language: str
    """BCP 47, for the ``lang`` attribute."""

    direction: str
    """``ltr`` or ``rtl``."""

    language_label: str | None
    """The language's name when it is not the page's own, else None."""

    is_excerpt: bool
    organizations: tuple[LinkView, ...]
    tags: tuple[LinkView, ...]
    also: tuple[LinkView, ...] = ()
    """The same story elsewhere: source names linking to its other articles."""

    also_text: str = ""
    """``also from 2 sources``; empty when nowhere else."""


@dataclass(frozen=True, slots=True)
class SortView:
    """One way to sort, as a link."""

    label: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class PageLink:
    """One step of the pager."""

    label: str
    href: str | None
    """None for the current page and for gaps."""

    current: bool = False


@dataclass(frozen=True, slots=True)
class Pager:
    """The way to the other pages of a result."""

    previous: str | None
    next: str | None
    pages: tuple[PageLink, ...]


class Bar(NamedTuple):
    """One period of the date histogram, as a link that narrows to it."""

    label: str
    """``March 2026``"""
    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody wants here
    count_text: str
    height: float
    """0 to 1 of the tallest bar."""
    href: str
    """Empty where *count* is 0: there is nothing to go to."""
    selected: bool


@dataclass(frozen=True, slots=True)
class OfferView:
    """The organization whose name was typed."""

    label: str
    """``International Labour Organization (ILO)``"""

    href: str
    """Its page."""

    count_text: str
    """``37 articles``; empty where no article names it."""

    filter_href: str | None
    """The search of all of these; None where there is none."""


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """A whole results page."""

    text: str
    """What stands in the search box."""

    title: str
    """For ``<title>`` and ``<h1>``: ``child labour – 37 articles``, ``All articles``."""

    status: str
    """One sentence: ``37 articles for child labour, filtered by ILO``. Spoken and shown."""

    interpretation: str | None
    """``Searched for …`` when that is not simply what was typed; None otherwise."""

    notices: tuple[str, ...]
    """Sentences about what was ignored, relaxed or cut back."""

    strict_href: str | None
    """When relaxed: the same search with every word required."""

    total: int
    total_text: str
    stories: int
    took_ms: float
    hits: tuple[HitView, ...]
    facets: tuple[FacetView, ...]
    bars: tuple[Bar, ...]
    """The date histogram; empty when there is nothing to draw."""

    chips: tuple[Chip, ...]
    clear_all_href: str | None
    sorts: tuple[SortView, ...]
    pager: Pager | None
    group_toggle: LinkView | None
    """Shows every article of a story, or each story once; None where it changes nothing."""

    suggestions: tuple[LinkView, ...]
    """Ways out of an empty result: without a filter, with any word, everything; empty otherwise."""

    canonical_href: str
    json_href: str
    hidden_fields: tuple[tuple[str, str], ...]
    """What the search form carries along besides ``q``: refinements, dates, sort."""

    filter_count: int
    """Refinements in force, for ``Filters (2)``."""

    offer: OfferView | None = None
    """Where the whole text is the name of an organization."""


@dataclass(frozen=True, slots=True)
class FacetPage:
    """All values of one facet, paged and searchable: ``/search/facets/<field>``."""

    facet: FacetView
    """All values of this page of the list, most frequent first or by name."""

    find: str
    """What was typed into the find box."""

    title: str
    status: str
    results_href: str
    """Back to the results with the picks of this page kept."""

    sorts: tuple[SortView, ...]
    pager: Pager | None
    hidden_fields: tuple[tuple[str, str], ...]
    canonical_href: str


@dataclass(frozen=True, slots=True)
class NamedCount:
    """A tag, an organization or a source with its number of articles."""

    label: str
    href: str
    count: int
    count_text: str
    share: float


@dataclass(frozen=True, slots=True)
class HomePage:
    """The front page."""

    summary: str
    """``24,310 articles from 112 sources, newest 12 minutes ago``"""

    newest: tuple[HitView, ...]
    tags: tuple[NamedCount, ...]
    organizations: tuple[NamedCount, ...]
    is_empty: bool


class NamesIn(NamedTuple):
    """What something is called in a language."""

    label: str
    """The language: ``French``."""

    language: str
    """BCP 47, for the ``lang`` attribute."""

    direction: str
    """``ltr`` or ``rtl``"""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AboutView:
    """What the authority file says of an organization or a tag, beside its label."""

    acronym: str
    aliases: tuple[str, ...]
    more_aliases: tuple[str, ...]
    """Those that are unfolded on demand."""

    names: tuple[NamesIn, ...]
    """By language, each name once; without the label."""

    paragraphs: tuple[str, ...]
    """What it is, as plain text."""

    links: tuple[LinkView, ...]
    """Its homepage, Wikidata, ROR: addresses outside the portal."""

    json_ld: Mapping[str, str | Sequence[str]]
    """The same for machines, as schema.org has it."""


@dataclass(frozen=True, slots=True)
class TopicPage:
    """A tag's or an organization's own page: ``/tags/<slug>``, ``/orgs/<slug>``."""

    kind: str
    """``tag`` or ``org``"""
    kind_label: str
    """``Tag`` or ``Organization``"""

    slug: str
    label: str
    total: int
    total_text: str
    bars: tuple[Bar, ...]
    """Articles per year, or per month when they span less than three years."""

    newest: tuple[HitView, ...]
    tags: tuple[NamedCount, ...]
    organizations: tuple[NamedCount, ...]
    """What goes together with it, best first."""

    search_href: str
    canonical_href: str
    json_href: str
    about: AboutView | None = None
    """None where the authority file does not have it."""
