"""Which articles carry other names after a change of what names lead to, or are called."""

from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import Connection, Table, select

from portal.articles.article import Named
from portal.articles.carrying import NONE, organizations_of, settled_among, tags_of
from portal.articles.parts import parts_of
from portal.articles.redirecting import AT_ONCE
from portal.articles.store import NameKind
from portal.articles.tables import (
    LINKS,
    NAMES,
    recognized_organizations,
    redirects,
    rejected_organizations,
)


class Touched:
    """Remembers what articles carry before a name of theirs changes, and tells afterwards whose names are others."""

    def __init__(self, connection: Connection, kind: NameKind) -> None:
        self._connection = connection
        self._kind = kind
        self._before: dict[str, int] = {}

    def expect(self, slugs: Collection[str]) -> None:
        """Hear, before it happens, that *slugs* will lead elsewhere or be called otherwise."""
        self.expect_led(self._with_leading(slugs))

    def expect_led(self, slugs: Collection[str]) -> None:
        """Hear the same of *slugs* that nothing leads to."""
        for part in parts_of(slugs, AT_ONCE):
            ids = [one for one in self._carriers(part) if one not in self._before]
            for some in parts_of(ids):
                self._before.update((one, hash(names)) for one, names in self._carried(some))

    def changed(self) -> list[str]:
        """Return the articles that carry other names than they did when they were first expected to."""
        changed: list[str] = []
        for part in parts_of(self._before):
            changed += (one for one, names in self._carried(part) if hash(names) != self._before[one])
        return changed

    def _with_leading(self, slugs: Collection[str]) -> list[str]:
        """Return those of *slugs* that an article may carry, and what leads to any of them."""
        names, found = NAMES[self._kind], dict[str, None]()
        for part in parts_of(slugs, AT_ONCE):
            found |= dict.fromkeys(self._connection.scalars(select(names.c.slug).where(names.c.slug.in_(part))))
            to = (redirects.c.kind == self._kind.value, redirects.c.target.in_(part))
            found |= dict.fromkeys(self._connection.scalars(select(redirects.c.slug).where(*to)))
        return list(found)

    def _carriers(self, slugs: list[str]) -> set[str]:
        return {
            one
            for table in self._tables()
            for one in self._connection.scalars(select(table.c.article_id).where(table.c.slug.in_(slugs)))
        }

    def _tables(self) -> Iterator[Table]:
        yield LINKS[self._kind]
        if self._kind is NameKind.ORGANIZATION:
            yield recognized_organizations
            yield rejected_organizations

    def _carried(self, ids: list[str]) -> Iterable[tuple[str, tuple[Named, ...]]]:
        if self._kind is NameKind.TAG:
            tags = tags_of(self._connection, ids)
            return [(one, tags[one]) for one in ids]
        held = organizations_of(self._connection, ids, settled_among(self._connection, ids))
        return [(one, held.get(one, NONE).all) for one in ids]
