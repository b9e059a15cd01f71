"""The view models that only HTML pages need: an article, an error, and what every page knows of the site."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from index import Piece as Marked
from portal.search.page import LinkView
from portal.web.differences import Paragraph, Piece


@dataclass(frozen=True, slots=True)
class Site:
    """What every template gets as ``site``."""

    title: str
    base_url: str
    """Without a trailing slash; ``base_url ~ href`` is absolute. Empty where none is configured."""

    language: str
    """BCP 47 of the interface, for ``<html lang>``."""

    direction: str
    """``ltr`` or ``rtl``, for ``<html dir>``."""

    asset: Callable[[str], str]
    """``asset("site.css")`` is the content-hashed address of a file in ``portal/static``."""

    articles_text: str
    """How many articles there are, as a reader sees it: ``24,310``; empty while nothing can be searched."""

    path: str
    """The path of this page, for ``aria-current`` in navigation."""


@dataclass(frozen=True, slots=True)
class TellerView:
    """Another article of the same story."""

    label: str
    """Its source, or its title where it comes from the same one or from none."""

    href: str
    title: str
    """Empty where it is that of the article shown, or the label says it."""

    date_iso: str | None
    date_text: str
    is_excerpt: bool


class QuoteView(NamedTuple):
    """A sentence that names an organization."""

    pieces: tuple[Marked, ...]
    rule: str
    """Why its words are taken for it: ``“ILO” is its acronym, and that of nobody else we know.``"""


class OrganizationView(NamedTuple):
    """An organization of an article, and why it is there."""

    label: str
    href: str
    origin: str
    """Who says so: ``Found in the text.``"""

    quotes: tuple[QuoteView, ...]
    """In order; empty where nothing can be shown."""

    note: str
    """``Named 12 times in all.``, or why nothing is quoted; empty where there is nothing to say."""


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """One article: ``/articles/<id>-<slug>``."""

    id: str
    title: str
    """Never empty: an article without a title shows the beginning of its text."""

    has_title: bool
    """False when *title* is only the beginning of the text."""

    language: str
    """BCP 47, for the ``lang`` attribute of headline and body; ``und`` is given as an empty string."""

    direction: str
    """``ltr``, ``rtl`` or ``auto``."""

    language_label: str | None
    """The language's name when it is not the interface's own, else None."""

    source: LinkView | None
    """Its name, leading to its articles."""

    author: str
    date_iso: str | None
    date_text: str
    """``5 March 2026`` … or ``No date``."""

    body_html: str
    """Sanitized on the way in: the only value in the portal that a template marks safe."""

    standfirst: str
    """Plain text shown before the body; empty where the source gave none, or the body begins with it."""

    is_excerpt: bool
    """True: only the beginning is held; the page says so and leads to the original."""

    original_href: str | None
    """http(s) address of the original, outside the portal."""

    original_host: str
    """``ilo.org``, for ``Read it at ilo.org``; empty without an original."""

    tags: tuple[LinkView, ...]
    organizations: tuple[OrganizationView, ...]

    changed_iso: str | None
    changed_text: str
    """``Changed 6 March 2026``; empty when it has not changed since it came."""

    notes: tuple[str, ...]
    """Sentences about what is missing: ``The source gave no date.``"""

    flags: tuple[str, ...]
    """The same for programs: ``no-title``, ``no-date``."""

    related: tuple[LinkView, ...]
    """Searches that lead on: its tag and organization together, its source."""

    description: str
    """At most 200 characters of plain text, for ``<meta name="description">`` and cards."""

    canonical_href: str
    """This page, relative; the absolute original when only an excerpt is held."""

    json_href: str

    history_href: str | None = None
    """Where the difference is shown; None when no earlier version is kept."""

    also: tuple[LinkView, ...] = ()
    """Other sources that published it, each leading to its copy."""

    tellers: tuple[TellerView, ...] = ()
    """Other articles of its story, in order of arrival."""


@dataclass(frozen=True, slots=True)
class SourceView:
    """One source on the page of sources."""

    name: str
    articles_text: str
    """``1,204 articles``, or ``No articles yet``; empty while nothing can be counted."""

    href: str | None
    """Its articles in the search; None where there are none."""

    address: str
    """http(s), outside the portal; empty for one that is not on a schedule."""

    host: str
    kind: str
    """``RSS``, or how its articles came."""

    state: str
    """A word for how it is doing: ``fresh``, ``waiting``, ``paused``, ``trouble`` or ``kept``."""

    sentence: str
    """The same for people: ``Could not be read the last 3 times. We keep trying.``"""

    fresh_iso: str | None
    fresh_text: str
    """When it was last read, in UTC: ``24 November 2026, 14:05``; empty before the first time."""

    next_iso: str | None
    next_text: str
    """When it will be read again; empty while it is paused."""

    is_excerpt_only: bool


@dataclass(frozen=True, slots=True)
class SourcesPage:
    """What is collected, from where, and how fresh it is: ``/sources``."""

    summary: str
    """``Articles are collected from 3 places; one of them cannot be read at the moment.``"""

    sources: tuple[SourceView, ...]
    json_href: str


@dataclass(frozen=True, slots=True)
class ChangeLink:
    """One change of an article."""

    text: str
    """``6 March 2026, 07:15 UTC``"""

    iso: str
    href: str
    is_shown: bool
    """It is the one whose difference the page shows."""


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """What changed in an article: ``/articles/<id>-<slug>/history``."""

    title: str
    """As the article page has it."""

    language: str
    direction: str
    article_href: str
    changes: tuple[ChangeLink, ...]
    """Newest first; empty when nothing has changed."""

    title_pieces: tuple[Piece, ...]
    """Empty when the title stayed."""

    paragraphs: tuple[Paragraph, ...]
    """Empty when the text stayed, or may not be shown."""

    is_limited: bool
    """True: its source shows excerpts only, so that texts are not compared."""


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """Something is not here, or not now: 404, 410, 405, 400, 500 and 503."""

    status: int
    title: str
    """``There is no such article``"""

    text: str
    """One or two sentences: what happened, and what to do."""

    query: str
    """What stands in the search box."""

    hidden_fields: tuple[tuple[str, str], ...]
    """What the search form carries along besides ``q``, so that nothing typed is lost."""

    retry_href: str | None
    """The same address again, when trying later helps; None otherwise."""

    links: tuple[LinkView, ...]
    """Ways on."""
