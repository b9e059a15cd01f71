"""One look at all of the index, beside everything else, so that whoever drains the list of changes repairs it."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from index import Engine
from portal.articles.article import ArticleId
from portal.articles.store import ArticleStore
from portal.indexing.checking import AT_ONCE, drift
from portal.indexing.document import document_of

_ALL = 2**31


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """What a scrub found."""

    damage: tuple[str, ...] = ()
    """A sentence for every file that was not as it was written; the engine answers from none of them any more."""

    drifted: int = 0
    """Articles about which the index was wrong: they are on the list of changes now."""


def scrub(store: ArticleStore, engine: Engine) -> Scrubbed:
    """Read every file of the index, and compare every document with its article.

    Searches go on, and so does the draining of the list, which makes a damaged
    index anew; see `portal.indexing.mending`.

    Raises:
        EngineUnavailable: the index cannot be read.
        StoreUnavailable: the articles cannot be read.
    """
    damage = engine.check()
    if damage:
        return Scrubbed(damage=tuple(damage))
    drifted = _still_wrong(store, engine, drift(store, engine).all)
    if drifted:
        store.enqueue(drifted)
    return Scrubbed(drifted=len(drifted))


def _still_wrong(store: ArticleStore, engine: Engine, suspects: Iterable[ArticleId]) -> list[ArticleId]:
    """Look again: what changed during the comparison is on the list, or was written meanwhile."""
    waiting = _waiting(store)
    wrong: list[ArticleId] = []
    stream = (one for one in suspects if one not in waiting)
    while part := list(islice(stream, AT_ONCE)):
        held = {document.id: document for document in engine.get(part)}
        kept = {article.id: document_of(article) for article in store.get_many(part)}
        wrong += (one for one in part if held.get(one) != kept.get(one))
    waiting = _waiting(store)
    return [one for one in wrong if one not in waiting]


def _waiting(store: ArticleStore) -> set[ArticleId]:
    return {change.article_id for change in store.pending(_ALL)}
