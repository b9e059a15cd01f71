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

_Read = TypeVar("_Read")


class Authority(Protocol):
    """What of `portal.articles.authority.Authority` is read here."""

    def revision(self) -> int:
        """See `portal.articles.authority.Authority.revision`."""
        ...

    def entries(self, kind: NameKind) -> tuple[Entry, ...]:
        """See `portal.articles.authority.Authority.entries`."""
        ...

    def entry(self, kind: NameKind, slug: str) -> Entry | None:
        """See `portal.articles.authority.Authority.entry`."""
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
        self._names = {entry.id: entry.all_names for entry in entries}
        called.sort(key=lambda one: one[0])  # stable: of one spelling an entry's first name comes first
        self._called = tuple(one for _, one in called)
        self._text = "".join(f"\n {key} " for key, _ in called) + "\n"
        self._starts: list[int] = []
        place = 0
        for key, _ in called:
            self._starts.append(place)
            place += len(key) + 3

    def names_of(self, value: str) -> tuple[str, ...]:
        """Return everything that *value* is called; nothing where the file does not have it."""
        return self._names.get(value, ())

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
    revision: int
    value: object


class Names:
    """Reads the authority file when it has changed, and not before; safe to use from several threads.

    While the store is away it answers from what was read last: a search needs
    the index alone, and is not to fail because a name cannot be looked up.
    """

    def __init__(self, authority: Authority) -> None:
        self._authority = authority
        self._kept: dict[str, _Kept] = {}
        self._lock = Lock()

    def revision(self) -> str:
        """Return what names depend on, as a part of an ETag; ``away`` while the store is."""
        try:
            return str(self._authority.revision())
        except StoreUnavailable as error:
            self._say(error)
            return "away"

    def redirects(self, field: str) -> Mapping[str, str]:
        """Return which slugs lead to another by now; never older than this call."""
        nothing: Mapping[str, str] = {}
        return self._read(f"redirects {field}", lambda: self._authority.redirects(KINDS[field]), nothing)

    def book(self, field: str) -> Book:
        """Return every name of the file of *field*."""
        return self._read(f"book {field}", lambda: Book(self._authority.entries(KINDS[field])), NOTHING_CALLED)

    def entry(self, field: str, value: str) -> Entry | None:
        """Return what the file says of *value* itself, not of what it leads to; None where it says nothing."""
        try:
            entry = self._authority.entry(KINDS[field], value)
        except StoreUnavailable as error:
            self._say(error)
            return None
        return entry if entry is not None and entry.id == value else None

    def meant(self, field: str, typed: str) -> Entry | None:
        """Return the one entry that *typed* is a name of; None where there is none, or several.

        Cheaper than a book: it asks where the slug of *typed* leads.
        """
        name = slug(typed)
        if len(surfaces(typed)) == 1 and "-" in name:  # I.L.O. is one word
            name = name.replace("-", "")
        return self.entry(field, self.redirects(field).get(name, name))

    def _read(self, name: str, read: Callable[[], _Read], nothing: _Read) -> _Read:
        kept = self._kept.get(name)
        try:
            revision = self._authority.revision()  # before what is read: what changes meanwhile is read again
            if kept is None or kept.revision != revision:
                with self._lock:
                    kept = self._kept.get(name)
                    if kept is None or kept.revision != revision:
                        kept = self._kept[name] = _Kept(revision, read())
        except StoreUnavailable as error:
            self._say(error)
            if kept is None:
                return nothing
        return kept.value  # type: ignore[return-value]  # what *read* gave for this name

    @staticmethod
    def _say(error: StoreUnavailable) -> None:
        logger.warning("names.unavailable", extra={"reason": str(error)})


class _NoAuthority:
    def revision(self) -> int:
        return 0

    def entries(self, kind: NameKind) -> tuple[Entry, ...]:
        return ()

    def entry(self, kind: NameKind, slug: str) -> Entry | None:
        return None

    def redirects(self, kind: NameKind) -> Mapping[str, str]:
        return {}


NO_NAMES = Names(_NoAuthority())
"""For searches beside a store."""
