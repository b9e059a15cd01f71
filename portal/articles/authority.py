"""The Authority protocol: what organizations and tags are called, which are one, and what follows for articles.

The authority file is a part of the store. It knows nothing of how a name is
recognized in a text: whoever reads articles brings a `Reading` of each.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol

from portal.articles.article import ArticleId, Named
from portal.articles.assignments import Part, Reading
from portal.articles.store import NameKind, Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An organization, or a tag, in the authority file. Of a tag only id, name, aliases, names and description."""

    id: str
    """The slug, which never changes."""

    name: str
    """The label shown."""

    acronym: str = ""
    aliases: tuple[str, ...] = ()
    """Other names and acronyms, of whatever language."""

    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By language (BCP 47), its full name there first, then others such as its acronym there."""

    homepage: str = ""
    wikidata: str = ""
    """Its id there alone, such as ``Q54129``."""

    ror: str = ""
    """Its id there alone, such as ``00xb6aw94``."""

    description: str = ""

    @property
    def all_names(self) -> tuple[str, ...]:
        """Everything it is called, its label first, each once."""
        others = (name for names in self.names.values() for name in names)
        acronym = (self.acronym,) if self.acronym else ()
        return tuple(dict.fromkeys((self.name, *acronym, *self.aliases, *others)))


@dataclass(frozen=True, slots=True)
class Listed:
    """A name that articles carry or the authority file has."""

    name: Named
    articles: int
    """Those that carry it now, under whichever of its names."""

    is_entry: bool
    """It is in the authority file; else it is only what articles were given."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What keeping entries did."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    """Those that left the file."""

    unchanged: int = 0
    touched: int = 0
    """Articles that carry another name or label now, before any is recognized anew."""

    merged: Mapping[str, str] = field(default_factory=dict)
    """Given ids that had been merged away → what they are kept with."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did."""

    target: Named
    touched: int
    """Articles that carry another name now."""


class CandidateKey(NamedTuple):
    """How a candidate is known: its name and its acronym, folded."""

    name: str
    acronym: str


@dataclass(frozen=True, slots=True)
class Example:
    """Where a candidate was seen."""

    article_id: ArticleId
    part: Part
    start: int
    end: int
    text: str
    """The sentence, or what is around it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A "Long Name (ACR)" of articles that no entry is called."""

    key: CandidateKey
    name: str
    """As it was written most often."""

    acronym: str
    articles: int
    examples: tuple[Example, ...]
    """The first few, of different articles."""


@dataclass(frozen=True, slots=True)
class RetagState:
    """Re-tagging that is due."""

    revision: int
    """Of the authority file, up to which articles are being read anew."""

    looked_at: int
    articles: int
    """How many there are to look at."""

    written: int
    """Those that carried other organizations afterwards."""

    started_at: datetime


@dataclass(frozen=True, slots=True)
class RetagPage:
    """The next articles to be read anew."""

    revision: int
    articles: tuple[Revision, ...]
    names: frozenset[str]
    """Every name that changed entries had or have: an article without any of them reads as before.

    Empty where every article of the page is to be read, whatever it says.
    """

    mark: str
    """For `Authority.record`: where the pass stands after this page."""


class Authority(Protocol):
    """Keeps the authority files of organizations and tags. Any method may raise `StoreUnavailable`."""

    def revision(self) -> int:
        """Return a number that rises with every change of either file, and of nothing else."""
        ...

    def entries(self, kind: NameKind) -> tuple[Entry, ...]:
        """Return the file, by id."""
        ...

    def entry(self, kind: NameKind, slug: str) -> Entry | None:
        """Return one entry, by its id or by a slug that leads to it."""
        ...

    def listed(self, kind: NameKind) -> tuple[Listed, ...]:
        """Return every name that articles carry or the file has, those with most articles first, then by label."""
        ...

    def redirects(self, kind: NameKind) -> Mapping[str, str]:
        """Return the slugs that lead to another: those of merged names, and of every other name of an entry.

        Shape: never a slug that is an entry's own; a name that several entries
        have leads nowhere; no target is itself redirected.
        """
        ...

    def keep(self, kind: NameKind, entries: Iterable[Entry], *, is_whole: bool = False, is_trial: bool = False) -> Kept:
        """Keep *entries*, each replacing that of its id; with *is_whole*, entries not among them leave the file.

        One transaction: all or nothing. The names of entries that were merged
        away are kept with what they were merged into. An entry whose id leads
        elsewhere by now is kept there: its names become aliases. With
        *is_trial* nothing is kept, and what would be is returned.
        """
        ...

    def remove(self, kind: NameKind, slug: str) -> bool:
        """Take an entry out of the file, so that it is not recognized any more; say whether it was there.

        Articles that were given it by their source or an editor keep it.
        """
        ...

    def merge(self, kind: NameKind, slug: str, into: str) -> Merged:
        """Make *slug* and all its names other names of *into*; whichever of its articles carry *into* from now on.

        Either may be a name that only articles carry; *into* becomes an entry.
        Merging what is merged there already changes nothing.

        Raises:
            MergeRefused: either is unknown, or both are one.
        """
        ...

    def keep_apart(self, kind: NameKind, slug: str, other: str) -> None:
        """Note that two names which look like one are two."""
        ...

    def kept_apart(self, kind: NameKind) -> frozenset[frozenset[str]]:
        """Return the pairs of slugs that were kept apart."""
        ...

    def candidates(self, *, limit: int = 100) -> tuple[Candidate, ...]:
        """Return what may be organizations, seen in most articles first; those dismissed are left out."""
        ...

    def candidate(self, key: CandidateKey) -> Candidate | None:
        """Return one, also a dismissed one."""
        ...

    def dismiss(self, key: CandidateKey) -> bool:
        """Never show a candidate again; say whether there was one."""
        ...

    def starter_version(self) -> int:
        """Return which starter list was kept here; 0 while none was."""
        ...

    def note_starter(self, version: int) -> None:
        """Note that the starter list *version* was kept."""
        ...

    def retagging(self) -> RetagState | None:
        """Return how far re-tagging has come; None when none is due."""
        ...

    def retag_page(self, limit: int) -> RetagPage | None:
        """Return the next articles to be read anew, *limit* at most; None when none is due.

        Those that arrived read with an older file come first.
        """
        ...

    def record(self, page: RetagPage, readings: Mapping[ArticleId, Reading]) -> int:
        """Keep what was found in the articles of *page*; return how many carry other organizations now.

        Articles without a reading stay as they are. Nothing is kept where the
        file has changed since, or another process has recorded the page: the
        next page begins where that left off. An article that changed
        meanwhile waits for the next page. One transaction; only articles that
        carry other organizations than before are changed, and heard of by the index.
        """
        ...
