"""Names: what organizations and tags are called in the authority file, and where a name leads; read once a change."""

import logging
from bisect import bisect_right
from collections.abc import Callable, Mapping
from threading import Lock
from types import MappingProxyType
from typing import NamedTuple, Protocol, TypeVar

from index.analysis import surfaces
from portal.articles.authority import Entry
from portal.articles.errors import StoreUnavailable
from portal.articles.naming import slug
from portal.articles.store import NameKind

logger = logging.getLogger(__name__)

KINDS: Mapping[str, NameKind] = MappingProxyType({"tag": NameKind.TAG, "org": NameKind.ORGANIZATION})
"""The facets whose values have other names."""

MOST_FOUND = 2_000
"""Names that are looked at for one beginning, so that a single letter costs no more than a word."""

AWAY = "away"

_Read = TypeVar("_Read")


class Authority(Protocol):
    """What of `portal.articles.authority.Authority` is read here."""

    def revision(self) -> int:
        """See `portal.articles.authority.Authority.revision`."""
        ...

    def entries(self, kind: NameKind) -> tuple[Entry, ...]:
        """See `portal.articles.authority.Authority.entries`."""
        ...

    def redirects(self, kind: NameKind) -> Mapping[str, str]:
        """See `portal.articles.authority.Authority.redirects`."""
        ...


class Called(NamedTuple):
    """An entry, and one of its names."""

    slug: str
    label: str
    name: str


class Book:
    """Every name of one authority file, to be looked up by readers: without case, marks and punctuation."""

    def __init__(self, entries: tuple[Entry, ...] = ()) -> None:
        called = [
            (" ".join(words), Called(entry.id, entry.name, name))
            for entry in entries
            for name in entry.all_names
            if (words := surfaces(name))
        ]
        called.sort(key=lambda one: one[0])  # stable: of one spelling an entry's first name comes first
        self._called = tuple(one for _, one in called)
        self._text = "".join(f"\n {key} " for key, _ in called) + "\n"
        self._starts: list[int] = []
        place = 0
        for key, _ in called:
            self._starts.append(place)
            place += len(key) + 3

    def meant(self, typed: str) -> tuple[Called, ...]:
        """Return the entries one of whose names is *typed*, each once."""
        return self._each_once(self._found(f"\n {' '.join(surfaces(typed))} \n"))

    def beginning(self, typed: str) -> tuple[Called, ...]:
        """Return the entries with a name that begins with *typed*, then those with such a word; each once."""
        wanted = " ".join(surfaces(typed))
        if not wanted:
            return ()
        return self._each_once([*self._found(f"\n {wanted}"), *self._found(f" {wanted}")])

    def containing(self, typed: str) -> Mapping[str, Called]:
        """Return the entries with a name that has *typed* in it, by slug, with the first such name."""
        wanted = " ".join(surfaces(typed))
        if not wanted:
            return {}
        first: dict[str, Called] = {}
        for one in self._found(wanted, most=len(self._called)):
            # Names are sorted by spelling here; the label itself is the better reason where it has the words too.
            if one.slug not in first or one.name == one.label:
                first[one.slug] = one
        return first

    def _found(self, wanted: str, *, most: int = MOST_FOUND) -> list[Called]:
        found: list[Called] = []
        place = self._text.find(wanted)
        while place >= 0 and len(found) < most:
            number = bisect_right(self._starts, place) - 1
            found.append(self._called[number])
            after = self._starts[number + 1] if number + 1 < len(self._starts) else len(self._text)
            place = self._text.find(wanted, after)
        return found

    @staticmethod
    def _each_once(found: list[Called]) -> tuple[Called, ...]:
        first: dict[str, Called] = {}
        for one in found:
            first.setdefault(one.slug, one)
        return tuple(first.values())


NOTHING_CALLED = Book()


class _Kept(NamedTuple):
    revision: str
    value: object


class File:
    """One authority file as it is now, or a little later: what of it is asked for is read then."""

    def __init__(self, names: "Names", field: str, revision: str) -> None:
        self._names = names
        self._field = field
        self.revision = revision
        """What it depends on, as a part of an ETag; ``away`` while the store is."""

    @property
    def redirects(self) -> Mapping[str, str]:
        """The slugs that lead to another by now."""
        nothing: Mapping[str, str] = {}
        return self._read("redirects", lambda authority, kind: authority.redirects(kind), nothing)

    @property
    def entries(self) -> Mapping[str, Entry]:
        """What the file says, by slug."""
        nothing: Mapping[str, Entry] = {}
        return self._read("entries", lambda authority, kind: {one.id: one for one in authority.entries(kind)}, nothing)

    @property
    def book(self) -> Book:
        """Every name, to be looked up."""
        return self._read("book", lambda _authority, _kind: Book(tuple(self.entries.values())), NOTHING_CALLED)

    def names_of(self, value: str) -> tuple[str, ...]:
        """Return everything that *value* is called; nothing where the file does not have it."""
        entry = self.entries.get(value)
        return entry.all_names if entry else ()

    def meant(self, typed: str) -> Entry | None:
        """Return the one entry that *typed* is a name of; None where there is none, or several.

        Cheaper than a book: it asks where the slug of *typed* leads.
        """
        name = slug(typed)
        if "-" in name and len(surfaces(typed)) == 1:  # I.L.O. is one word
            name = name.replace("-", "")
        return self.entries.get(self.redirects.get(name, name))

    def _read(self, part: str, read: Callable[[Authority, NameKind], _Read], nothing: _Read) -> _Read:
        return self._names.known(self._field, part, self.revision, read, nothing)


class Names:
    """Reads the authority file when it has changed, and not before; safe to use from several threads.

    While the store is away it answers from what was read last: a search needs
    the index alone, and is not to fail because a name cannot be looked up.
    """

    def __init__(self, authority: Authority) -> None:
        self._authority = authority
        self._kept: dict[str, _Kept] = {}
        self._locks: dict[str, Lock] = {}

    def file(self, field: str) -> File:
        """Return the authority file of *field*, never older than this call: one cheap read."""
        try:
            return File(self, field, str(self._authority.revision()))
        except StoreUnavailable as error:
            self._say(error)
            return File(self, field, AWAY)

    def redirects(self, field: str) -> Mapping[str, str]:
        """Return which slugs lead to another by now; never older than this call."""
        return self.file(field).redirects

    def known(
        self,
        field: str,
        part: str,
        revision: str,
        read: Callable[[Authority, NameKind], _Read],
        nothing: _Read,
    ) -> _Read:
        """Return a *part* of the file of *field*, read once a revision; *nothing* where it was never to be had."""
        name = f"{part} {field}"
        kept = self._kept.get(name)
        if kept is None or kept.revision != revision:
            with self._locks.setdefault(name, Lock()):
                kept = self._kept.get(name)
                if kept is None or kept.revision != revision:
                    kept = self._renewed(name, revision, lambda: read(self._authority, KINDS[field])) or kept
        return kept.value if kept else nothing  # type: ignore[return-value]  # what *read* gave for this name

    def _renewed(self, name: str, revision: str, read: Callable[[], object]) -> _Kept | None:
        if revision == AWAY:
            return None
        try:
            kept = self._kept[name] = _Kept(revision, read())
        except StoreUnavailable as error:
            self._say(error)
            return None
        return kept

    @staticmethod
    def _say(error: StoreUnavailable) -> None:
        logger.warning("names.unavailable", extra={"reason": str(error)})


class _NoAuthority:
    def revision(self) -> int:
        return 0

    def entries(self, kind: NameKind) -> tuple[Entry, ...]:
        return ()

    def redirects(self, kind: NameKind) -> Mapping[str, str]:
        return {}


NO_NAMES = Names(_NoAuthority())
"""For searches beside a store."""
