"""No commit shows half a merge: of the articles that carried a name, all carry it or all carry the other."""

from collections.abc import Iterable
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import Document, open_engine
from portal.articles.article import ArticleId
from portal.articles.database import DatabaseArticles, open_store
from portal.articles.errors import MergeRefused
from portal.articles.store import NameKind, Revision
from portal.indexing.sync import sync
from tests.articles.arrivals import an_arrival

ORGANIZATIONS = ("ant", "bee", "cat", "dog")

carried = st.lists(
    st.lists(st.sampled_from(ORGANIZATIONS), max_size=3, unique=True).map(tuple), min_size=1, max_size=12
)
merges = st.lists(st.tuples(st.sampled_from(ORGANIZATIONS), st.sampled_from(ORGANIZATIONS)), min_size=1, max_size=4)


class Watched:
    """An engine that remembers, after each commit, which organizations each article is found under."""

    def __init__(self) -> None:
        self._engine = open_engine("memory:")
        self.seen: list[dict[str, frozenset[str]]] = []

    def write(self, documents: Iterable[Document], *, remove: Iterable[str] = (), progress: object = None) -> None:
        self._engine.write(documents, remove=remove)
        found = self._engine.get([one for one, _ in self._engine.ids()])
        self.seen.append({one.id: frozenset(label.value for label in one.facets.get("org", ())) for one in found})

    def __getattr__(self, name: str) -> object:
        return getattr(self._engine, name)


class Interrupted:
    """A store in which something happens while a batch is being read."""

    def __init__(self, store: DatabaseArticles, happening: Iterable[object]) -> None:
        self._store = store
        self._happening = iter(happening)

    def revisions(self, article_ids: Iterable[ArticleId]) -> tuple[Revision, ...]:
        wanted = list(article_ids)
        half = len(wanted) // 2
        first = self._store.revisions(wanted[:half])
        happen = next(self._happening, None)
        if callable(happen):
            happen()
        return first + self._store.revisions(wanted[half:])

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


def merge(store: DatabaseArticles, old: str, into: str) -> None:
    with suppress(MergeRefused):  # they are one already, or nobody carries one of them
        store.authority.merge(NameKind.ORGANIZATION, old, into)


@pytest.mark.parametrize("is_interrupted", [False, True])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(carried=carried, merges=merges, batch=st.integers(1, 4))
def test_no_commit_shows_half_a_merge(
    carried: list[tuple[str, ...]],
    merges: list[tuple[str, str]],
    batch: int,
    *,
    is_interrupted: bool,
) -> None:
    store, engine = open_store("sqlite://"), Watched()
    try:
        arrivals = [an_arrival(f"article {n}", organizations=names) for n, names in enumerate(carried)]
        stored = store.put(arrivals)
        carriers = {
            name: {one.article.id for one, names in zip(stored, carried, strict=True) if name in names}
            for name in ORGANIZATIONS
        }
        sync(store, engine)
        # Something else waits for each article already, in the order in which they arrived.
        store.enqueue([one.article.id for one in stored])
        doing = [lambda old=old, into=into: merge(store, old, into) for old, into in merges]
        if is_interrupted:
            sync(Interrupted(store, doing), engine, batch=batch)
        else:
            for do in doing:
                do()
        sync(store, engine, batch=batch)

        redirects = store.authority.redirects(NameKind.ORGANIZATION)
        for state in engine.seen:
            for name, ids in carriers.items():
                shown = [state[one] for one in ids if one in state]
                assert all(name in names for names in shown) or not any(name in names for names in shown)
        last = engine.seen[-1]
        for one, names in zip(stored, carried, strict=True):
            assert last[one.article.id] == {redirects.get(name, name) for name in names}
    finally:
        store.close()
