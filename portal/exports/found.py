"""A search → every article that it finds."""

from collections.abc import Iterator
from dataclasses import replace

from index import Group
from portal.articles.article import Article, ArticleId
from portal.articles.showing import shown
from portal.articles.store import ArticleStore
from portal.search.service import SearchService
from portal.search.state import SearchState

AT_ONCE = 500
"""Articles that are asked for, and held, at a time."""


def found_articles(
    search: SearchService, store: ArticleStore, state: SearchState, *, at_once: int = AT_ONCE
) -> Iterator[Article]:
    """Yield every article that *state* finds, in its order, whatever page it is at; each of a story.

    Shape: as many as the search counts, less those that were removed since; each as it may be shown.

    Raises:
        EngineUnavailable: the search cannot be answered.
        StoreUnavailable: the articles cannot be read.
    """
    answer = search.answer(replace(state, group=Group.NONE, limit=at_once, page=1, after=None))
    while True:
        yield from map(shown, store.get_many(ArticleId(hit.id) for hit in answer.response.hits))
        if answer.response.next is None:
            return
        answer = search.answer(answer.state.continued(answer.response.next))
