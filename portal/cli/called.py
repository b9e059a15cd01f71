"""What a typed name names: an organization or a tag, by its id, its label, or any of its other names."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from portal.articles.article import Named
from portal.articles.authority import Authority, Entry, Listed
from portal.articles.naming import slug
from portal.articles.store import NameKind

NOUNS: Mapping[NameKind, str] = {NameKind.ORGANIZATION: "organization", NameKind.TAG: "tag"}
GROUPS: Mapping[NameKind, str] = {NameKind.ORGANIZATION: "organizations", NameKind.TAG: "tags"}

MOST_NAMED = 8
"""Organizations that one sentence names, of those that share a name."""


class NameUnclear(Exception):
    """A name that names nothing, or several things; the message is a sentence for whoever typed it."""


@dataclass(frozen=True)
class Names:
    """The names of one kind, as they are now; read when the first is looked up."""

    authority: Authority
    kind: NameKind

    def one(self, typed: str) -> Named:
        """Return what *typed* names.

        Raises:
            NameUnclear: it names nothing, or several.
        """
        found = self.meant(typed)
        if len(found) == 1:
            return found[0]
        if not found:
            group = GROUPS[self.kind]
            raise NameUnclear(f"{typed}: there is no such {NOUNS[self.kind]}; `portal {group} list` shows them all")
        named = ", ".join(f"{name.slug} ({name.label})" for name in found[:MOST_NAMED])
        more = ", …" if len(found) > MOST_NAMED else ""
        raise NameUnclear(f"{typed} is what several are called: {named}{more}; name one by its id")

    def meant(self, typed: str) -> tuple[Named, ...]:
        """Return what *typed* may name: one by its id or label if it can be, else all that are called so."""
        wanted = slug(typed)
        by_label = [entry for entry in self.entries if slug(entry.name) == wanted]
        if typed in self._by_id:
            return (self._named(typed),)
        if len(by_label) == 1:
            return (self._named(by_label[0].id),)
        if wanted in self._by_name:
            return tuple(self._named(one) for one in self._by_name[wanted])
        target = self.redirects.get(wanted, wanted)
        return (self._named(target),) if target in self._by_id or target in self.listed else ()

    def label(self, one: str) -> str:
        """Return the label of the slug *one*; the slug itself where it has none."""
        return self._named(one).label

    def entry(self, one: str) -> Entry | None:
        """Return the entry whose id is *one*."""
        return self._by_id.get(one)

    def articles(self, one: str) -> int:
        """Return how many articles carry the slug *one*."""
        return self.listed[one].articles if one in self.listed else 0

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The authority file."""
        return self.authority.entries(self.kind)

    @cached_property
    def listed(self) -> Mapping[str, Listed]:
        """By slug, what articles carry or the file has."""
        return {one.name.slug: one for one in self.authority.listed(self.kind)}

    @cached_property
    def redirects(self) -> Mapping[str, str]:
        """See `portal.articles.authority.Authority.redirects`."""
        return self.authority.redirects(self.kind)

    @cached_property
    def _by_id(self) -> Mapping[str, Entry]:
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def _by_name(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for entry in self.entries:
            for name in dict.fromkeys(map(slug, entry.all_names)):
                found.setdefault(name, []).append(entry.id)
        return found

    def _named(self, one: str) -> Named:
        entry = self._by_id.get(one)
        if entry is not None:
            return Named(one, entry.name)
        return self.listed[one].name if one in self.listed else Named(one, one)
