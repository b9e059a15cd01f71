"""DatabaseAuthority: the authority files, in the database that holds the articles."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, suppress

from sqlalchemy import Connection, select, update

from portal.articles import candidates_database, entries, keeping, listing, retagging_database
from portal.articles.article import ArticleId
from portal.articles.assignments import Reading
from portal.articles.authority import (
    Candidate,
    CandidateKey,
    Entry,
    Kept,
    Listed,
    Merged,
    RetagPage,
    RetagState,
)
from portal.articles.carrying import leads
from portal.articles.store import NameKind
from portal.articles.tables import STARTER, numbers, redirects
from portal.clock import Clock

_Connecting = Callable[[], AbstractContextManager[Connection]]


class _Undone(Exception):
    """Ends a transaction that nothing is to be kept of."""


class DatabaseAuthority:
    """Keeps `portal.articles.authority.Authority` in tables beside the articles."""

    def __init__(self, reading: _Connecting, writing: _Connecting, clock: Clock) -> None:
        self._reading = reading
        self._writing = writing
        self._clock = clock

    def revision(self) -> int:
        """Return a number that rises with every change of either file."""
        with self._reading() as connection:
            return retagging_database.authority_revision(connection)

    def entries(self, kind: NameKind) -> tuple[Entry, ...]:
        """Return the file, by id."""
        with self._reading() as connection:
            return entries.whole_file(connection, kind)

    def entry(self, kind: NameKind, slug: str) -> Entry | None:
        """Return one entry, by its id or by a slug that leads to it."""
        with self._reading() as connection:
            one = leads(connection, kind, [slug]).get(slug, slug)
            return entries.entries_of(connection, kind, [one]).get(one)

    def listed(self, kind: NameKind) -> tuple[Listed, ...]:
        """Return every name that articles carry or the file has; see `Authority.listed`."""
        with self._reading() as connection:
            return listing.listed(connection, kind)

    def redirects(self, kind: NameKind) -> Mapping[str, str]:
        """Return the slugs that lead to another; see `Authority.redirects`."""
        statement = select(redirects.c.slug, redirects.c.target).where(redirects.c.kind == kind.value)
        with self._reading() as connection:
            return {row.slug: row.target for row in connection.execute(statement)}

    def keep(self, kind: NameKind, entries: Iterable[Entry], *, is_whole: bool = False, is_trial: bool = False) -> Kept:
        """Keep *entries*; see `Authority.keep`."""
        kept = Kept()
        with suppress(_Undone), self._writing() as connection:
            kept = keeping.keep(connection, kind, entries, self._clock(), is_whole=is_whole)
            if is_trial:
                raise _Undone
        return kept

    def remove(self, kind: NameKind, slug: str) -> bool:
        """Take an entry out of the file; see `Authority.remove`."""
        with self._writing() as connection:
            return keeping.remove(connection, kind, slug, self._clock())

    def merge(self, kind: NameKind, slug: str, into: str) -> Merged:
        """Make *slug* and all its names other names of *into*; see `Authority.merge`."""
        with self._writing() as connection:
            return keeping.merge(connection, kind, slug, into, self._clock())

    def keep_apart(self, kind: NameKind, slug: str, other: str) -> None:
        """Note that two names which look like one are two."""
        with self._writing() as connection:
            candidates_database.keep_apart(connection, kind, slug, other)

    def kept_apart(self, kind: NameKind) -> frozenset[frozenset[str]]:
        """Return the pairs of slugs that were kept apart."""
        with self._reading() as connection:
            return candidates_database.kept_apart(connection, kind)

    def candidates(self, *, limit: int = 100) -> tuple[Candidate, ...]:
        """Return what may be organizations; see `Authority.candidates`."""
        with self._reading() as connection:
            return candidates_database.candidates(connection, limit)

    def candidate(self, key: CandidateKey) -> Candidate | None:
        """Return one candidate, also a dismissed one."""
        with self._reading() as connection:
            return candidates_database.candidate(connection, key)

    def dismiss(self, key: CandidateKey) -> bool:
        """Never show a candidate again; say whether there was one."""
        with self._writing() as connection:
            return candidates_database.dismiss(connection, key)

    def starter_version(self) -> int:
        """Return which starter list was kept here; 0 while none was."""
        with self._reading() as connection:
            version: int = connection.execute(select(numbers.c.last).where(numbers.c.name == STARTER)).scalar_one()
            return version

    def note_starter(self, version: int) -> None:
        """Note that the starter list *version* was kept."""
        with self._writing() as connection:
            connection.execute(update(numbers).where(numbers.c.name == STARTER).values(last=version))

    def retagging(self) -> RetagState | None:
        """Return how far re-tagging has come; None when none is due."""
        with self._reading() as connection:
            return retagging_database.state(connection, self._clock())

    def retag_page(self, limit: int) -> RetagPage | None:
        """Return the next articles to be read anew; see `Authority.retag_page`."""
        with self._reading() as connection:
            return retagging_database.page(connection, limit)

    def record(self, page: RetagPage, readings: Mapping[ArticleId, Reading]) -> int:
        """Keep what was found in the articles of *page*; see `Authority.record`."""
        with self._writing() as connection:
            return retagging_database.record(connection, page, readings, self._clock())
