"""A transaction that only pretends: what a dry run writes to."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from portal.articles.article import Article, ArticleId, Named
from portal.articles.store import Arrival, ArticleStore, Key, NameKind, Outcome, Stored

NEW = "_"
"""What the name of an article that is not stored begins with; ids are letters and digits only."""


class Trial:
    """Answers as the store would after everything that was put here, and leaves the store alone."""

    def __init__(self, store: ArticleStore) -> None:
        self._store = store
        self._put: dict[ArticleId, Article] = {}
        self._by_key: dict[Key, list[ArticleId]] = {}
        self._redirects: dict[NameKind, Mapping[str, str]] = {}

    def find(self, keys: Iterable[Key]) -> Mapping[Key, tuple[Article, ...]]:
        """Return the articles known by each of *keys*, as they would be."""
        keys = tuple(keys)
        found = dict(self._store.find(keys))
        for key in keys:
            here = [self._put.get(article.id, article) for article in found.get(key, ())]
            met = {article.id for article in here}
            here += [self._put[identity] for identity in self._by_key.get(key, ()) if identity not in met]
            if here:
                found[key] = tuple(here)
        return found

    def removed(self, keys: Iterable[Key]) -> frozenset[Key]:
        """Return those of *keys* by which a removed article was known."""
        return self._store.removed(keys)

    def put(self, arrivals: Iterable[Arrival]) -> tuple[Stored, ...]:
        """Remember *arrivals*; new ones get a name that no store gives."""
        return tuple(self._remember(arrival) for arrival in arrivals)

    def _remember(self, arrival: Arrival) -> Stored:
        recognized = arrival.reading.assignments if arrival.reading else ()
        article = replace(self._resolved(arrival.article), recognized=recognized)
        met = self._put.get(article.id) or (self._store.get(article.id) if article.id else None)
        if met is None:
            outcome = Outcome.ADDED
            article = replace(article, id=ArticleId(f"{NEW}{len(self._put)}"))
        else:
            outcome = Outcome.UNCHANGED if _without_labels(article) == _without_labels(met) else Outcome.CHANGED
        self._put[article.id] = article
        for key in arrival.keys:
            known = self._by_key.setdefault(key, [])
            if article.id not in known:
                known.append(article.id)
        return Stored(outcome, article)

    def _resolved(self, article: Article) -> Article:
        """Return *article* with its tags and organizations as the store would call them."""
        return replace(
            article,
            tags=self._called(NameKind.TAG, article.tags),
            organizations=self._called(NameKind.ORGANIZATION, article.organizations),
        )

    def _called(self, kind: NameKind, names: tuple[Named, ...]) -> tuple[Named, ...]:
        if not names:
            return ()
        if kind not in self._redirects:
            self._redirects[kind] = self._store.authority.redirects(kind)
        slugs = dict.fromkeys(self._redirects[kind].get(name.slug, name.slug) for name in names)
        brought = {name.slug: name.label for name in names}
        labels = self._store.labels(kind, slugs)
        return tuple(Named(slug, labels.get(slug) or brought[slug]) for slug in slugs)


def _without_labels(article: Article) -> Article:
    """Return *article* as far as a change of it counts: the first label of a slug stays."""
    return replace(
        article,
        tags=tuple(Named(tag.slug, "") for tag in article.tags),
        organizations=tuple(Named(organization.slug, "") for organization in article.organizations),
        source=article.source and Named(article.source.slug, ""),
    )
