"""Does the index hold what the store holds?"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from index import Engine, EngineUnavailable
from portal.articles.article import ArticleId
from portal.articles.store import ArticleStore
from portal.indexing.document import document_of

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Drift:
    """Where the index differs from the store, changes on the list left out of account."""

    missing: tuple[ArticleId, ...] = ()
    """In the store only."""

    surplus: tuple[ArticleId, ...] = ()
    """In the index only."""

    stale: tuple[ArticleId, ...] = ()
    """In both, and not the same."""

    @property
    def all(self) -> tuple[ArticleId, ...]:
        """Every article about which the index is wrong."""
        return (*self.missing, *self.surplus, *self.stale)


def drift(store: ArticleStore, engine: Engine) -> Drift:
    """Compare every article with its document; sync first, or what is on the list counts as drift.

    Raises:
        EngineUnavailable: the index cannot be read.
    """
    unmet = {ArticleId(one) for one, _ in engine.ids()}
    missing: list[ArticleId] = []
    stale: list[ArticleId] = []
    articles = store.articles()
    while part := {article.id: document_of(article) for article in islice(articles, AT_ONCE)}:
        held = {document.id: document for document in engine.get(part)}
        missing += (one for one in part if one not in held)
        stale += (one for one, document in part.items() if one in held and held[one] != document)
        unmet -= part.keys()
    return Drift(tuple(missing), tuple(sorted(unmet)), tuple(stale))


def findings(store: ArticleStore, engine: Engine) -> Iterator[str]:
    """Yield everything found wrong with the index, a sentence each.

    Raises:
        EngineUnavailable: the index cannot be read, and no file of it tells why.
    """
    damages = engine.check()
    yield from damages
    try:
        found = drift(store, engine)
    except EngineUnavailable:
        if damages:
            return  # that is why; there is nothing left to compare
        raise
    for ids, what in ((found.missing, "missing from"), (found.surplus, "surplus in"), (found.stale, "outdated in")):
        if ids:
            yield f"{len(ids)} articles are {what} the index, such as {ids[0]}"
