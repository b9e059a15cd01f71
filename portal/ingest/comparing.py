"""One batch of arriving articles, compared with what the store has and with each other."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from portal.articles.article import Article, ArticleId
from portal.articles.store import Key
from portal.ingest.duplicates import fuller, identity, is_copy, may_identify, merged, updated


@dataclass(slots=True, eq=False)
class Slot:
    """One article: as the store has it, and as this batch makes it."""

    stored: Article | None

    is_seen: bool = False
    """An earlier batch of this run brought it already."""

    current: Article | None = None
    """What the store shall have."""

    raw_body: str = ""
    """What the current body was made of; empty where that is the store's."""

    keys: tuple[Key, ...] = ()
    """Those of the current article, where they are known already."""

    _arrived: Article | None = None
    _copies: list[Article] = field(default_factory=list)

    def arrive(self, article: Article, raw_body: str) -> None:
        """Take in the article itself, as its source gives it now.

        Shape: of several versions in one run the fullest counts, so that the
        same run twice changes nothing.
        """
        self._arrived = article if self._arrived is None else fuller(self._arrived, article)
        made = self._arrived
        if self.stored is not None:
            made = updated(self.stored, fuller(self.stored, made) if self.is_seen else made)
        for copy in self._copies:
            made = merged(made, copy)
        self._settle(made, article, raw_body)

    def copy(self, article: Article, raw_body: str) -> None:
        """Take in the same text from elsewhere."""
        self._copies.append(article)
        known = self.current or self.stored
        self._settle(article if known is None else merged(known, article), article, raw_body)

    def _settle(self, made: Article, article: Article, raw_body: str) -> None:
        self.keys = ()
        if self.stored is not None and made.body_html == self.stored.body_html:
            self.raw_body = ""
        elif made.body_html == article.body_html:
            self.raw_body = raw_body
        self.current = made

    @property
    def now(self) -> Article | None:
        """Return the article as it is known at this point."""
        return self.current or self.stored


@dataclass(frozen=True, slots=True)
class Met:
    """Where an arrival ended up."""

    slot: Slot

    is_first: bool
    """It is the one that reports what became of the article; the others are duplicates."""


class Batch:
    """A few hundred arrivals, and every stored article that one of them could be."""

    def __init__(
        self, found: Mapping[Key, tuple[Article, ...]], removed: Collection[Key], seen: Collection[ArticleId]
    ) -> None:
        self._removed = frozenset(removed)
        self._by_key: defaultdict[Key, list[Slot]] = defaultdict(list)
        self.slots: list[Slot] = []
        known: dict[ArticleId, Slot] = {}
        for key, articles in found.items():
            for article in articles:
                if article.id not in known:
                    known[article.id] = Slot(article, is_seen=article.id in seen)
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
        elif (slot := self._copied(keys)) is not None:
            slot.copy(article, raw_body)
            return Met(slot, is_first=False)
        else:
            slot, is_first = Slot(None), True
            slot.arrive(article, raw_body)
            slot.keys = keys
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

    def _copied(self, keys: tuple[Key, ...]) -> Slot | None:
        for key in keys:
            if is_copy(key):
                return next(iter(self._by_key.get(key, ())), None)
        return None
