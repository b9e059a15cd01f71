"""One batch of arriving articles, compared with what the store has and with each other."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from portal.articles.article import Article, ArticleId, Named
from portal.articles.copies import copies_of
from portal.articles.store import Key
from portal.ingest.duplicates import fingerprint, identity, is_copy, keys_of, keys_of_copies, may_identify
from portal.ingest.merging import combined
from portal.ingest.trust import is_one_copy


@dataclass(slots=True, eq=False)
class Slot:
    """One article: as the store has it, and as this batch makes it."""

    stored: Article | None

    brought: set[tuple[str, str]] = field(default_factory=set)
    """The slugs of the sources that have brought it in this run, with how they were read."""

    current: Article | None = None
    """What the store shall have."""

    raw_body: str = ""
    """What the current body was made of; empty where that is the store's."""

    sources: dict[str, Named] = field(default_factory=dict)
    """Those that have brought it in this batch."""

    given_keys: tuple[Key, ...] = ()
    """Those of the current article, where they are known already."""

    def arrive(self, article: Article, raw_body: str) -> None:
        """Take in the article itself, as a source gives it now.

        Shape: of several versions from one source in one run the fullest
        counts, so that the same run twice changes nothing.
        """
        again = brought_as(article) in self.brought
        self._settle(article if self.now is None else combined(self.now, article, again=again), article, raw_body)

    def copy(self, article: Article, raw_body: str) -> None:
        """Take in the same text from elsewhere; that of an earlier version only fills what is empty."""
        now = self.now
        if now is not None:
            is_old = fingerprint(article) != fingerprint(now)
            self._settle(combined(now, article, again=True, only_fills=is_old), article, raw_body)

    def has_copy(self, article: Article) -> bool:
        """Say whether *article* is known already as a copy of this one."""
        (copy,) = copies_of(article)
        return self.now is not None and any(is_one_copy(one, copy) for one in self.now.provenance.copies)

    def has_unchanged(self, article: Article) -> bool:
        """Say whether *article* is a copy of this one that came before, and is as it was."""
        (copy,) = copies_of(article)
        copies = () if self.now is None else self.now.provenance.copies
        return any(one.url == copy.url and one.size == copy.size and is_one_copy(one, copy) for one in copies)

    def keys(self) -> tuple[Key, ...]:
        """Return everything by which the current article may be met again, strongest first."""
        if self.current is None or self.given_keys:
            return self.given_keys
        return (*keys_of(self.current), *keys_of_copies(self.current))

    def _settle(self, made: Article, article: Article, raw_body: str) -> None:
        self.given_keys = ()
        self.brought.add(brought_as(article))
        if article.source is not None:
            self.sources.setdefault(article.source.slug, article.source)
        if self.stored is not None and made.body_html == self.stored.body_html:
            self.raw_body = ""
        elif made.body_html == article.body_html:
            self.raw_body = raw_body
        self.current = made

    @property
    def now(self) -> Article | None:
        """Return the article as it is known at this point."""
        return self.current or self.stored


def brought_as(article: Article) -> tuple[str, str]:
    """Return the slug of the source that brought *article*, and how it was read."""
    return article.source.slug if article.source else "", article.provenance.origin


@dataclass(frozen=True, slots=True)
class Met:
    """Where an arrival ended up."""

    slot: Slot

    is_first: bool
    """It is the one that reports what became of the article; the others are duplicates."""


class Batch:
    """A few hundred arrivals, and every stored article that one of them could be."""

    def __init__(
        self,
        found: Mapping[Key, tuple[Article, ...]],
        removed: Collection[Key],
        seen: Mapping[ArticleId, set[tuple[str, str]]],
    ) -> None:
        self._removed = frozenset(removed)
        self._by_key: defaultdict[Key, list[Slot]] = defaultdict(list)
        self.slots: list[Slot] = []
        known: dict[ArticleId, Slot] = {}
        for key, articles in found.items():
            for article in articles:
                if article.id not in known:
                    known[article.id] = Slot(article, set(seen.get(article.id, ())))
                    self.slots.append(known[article.id])
                self._by_key[key].append(known[article.id])

    def arrive(self, article: Article, keys: tuple[Key, ...], raw_body: str) -> Met | None:
        """Take in one arrival with its `keys_of`; None when it is an article that was removed."""
        slot = self._same(keys, article)
        if slot is not None:
            is_first = slot.current is None
            slot.arrive(article, raw_body)
        elif self._removed.intersection(identity(keys)):
            return None
        elif (slot := self._copied(keys, article)) is not None:
            is_first = slot.current is None and slot.has_copy(article)
            slot.copy(article, raw_body)
            return Met(slot, is_first)
        else:
            slot, is_first = Slot(None), True
            slot.arrive(article, raw_body)
            slot.given_keys = keys
            self.slots.append(slot)
        for key in keys:
            if slot not in self._by_key[key]:
                self._by_key[key].append(slot)
        return Met(slot, is_first)

    def _same(self, keys: tuple[Key, ...], article: Article) -> Slot | None:
        for key in keys:
            for slot in self._by_key.get(key, ()):
                if slot.now is not None and may_identify(key, slot.now, article):
                    return slot
        return None

    def _copied(self, keys: tuple[Key, ...], article: Article) -> Slot | None:
        """Return the article that has the same text, or that has this very copy already, though its text differs."""
        met = [slot for key in keys if is_copy(key) for slot in self._by_key.get(key, ())]
        known = (slot for slot in self._by_key.get(keys[0], ()) if slot.has_unchanged(article))
        return met[0] if met else next(known, None)
