"""The application over the library: the reference engine and a store in memory."""

from collections.abc import Iterable
from datetime import UTC, datetime

from flask import Flask

from index import Engine, EngineUnavailable, SearchRequest, SearchResponse, open_engine
from portal import create_app
from portal.articles.article import Article, ArticleId
from portal.articles.watched import WatchedSource
from portal.config import Settings
from portal.wiring import Services
from tests.search.authority import FakeAuthority
from tests.search.library import articles, document

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

REMOVED = ArticleId("gone1")


def library_engine(held: Iterable[Article]) -> Engine:
    """Return the reference engine, holding *held*."""
    engine = open_engine("memory:")
    engine.write(document(article, story=number) for number, article in enumerate(held))
    return engine


class FakeStore:
    def __init__(self, held: Iterable[Article], authority: FakeAuthority | None = None) -> None:
        self._articles = {article.id: article for article in held}
        self.authority = authority or FakeAuthority((), ())

    def get(self, article_id: ArticleId) -> Article | None:
        return self._articles.get(article_id)

    def get_many(self, article_ids: Iterable[ArticleId]) -> tuple[Article, ...]:
        return tuple(self._articles[one] for one in article_ids if one in self._articles)

    def is_removed(self, article_id: ArticleId) -> bool:
        return article_id == REMOVED

    def version(self) -> int:
        return len(self._articles)

    def ping(self) -> None:
        pass


class FakeWatched:
    def __init__(self, held: Iterable[WatchedSource] = ()) -> None:
        self.held = tuple(held)

    def all(self) -> tuple[WatchedSource, ...]:
        return self.held


class AwayEngine:
    """An engine that is away, or one with a fault."""

    def __init__(self, engine: Engine, error: Exception | None = None) -> None:
        self._engine = engine
        self._error = error or EngineUnavailable("away")

    def search(self, request: SearchRequest) -> SearchResponse:
        raise self._error

    def __getattr__(self, name: str) -> object:
        return getattr(self._engine, name)


def library_app(
    engine: Engine | None = None,
    held: Iterable[Article] | None = None,
    settings: Settings | None = None,
    watched: Iterable[WatchedSource] = (),
    authority: FakeAuthority | None = None,
) -> Flask:
    """Return the application over *held*, the whole library by default, searched with *engine*; no names are known."""
    kept = tuple(articles() if held is None else held)
    services = Services(
        settings=settings or Settings(),
        engine=engine or library_engine(kept),
        store=FakeStore(kept, authority),
        watched=FakeWatched(watched),
        clock=lambda: NOW,
    )
    return create_app(services.settings, services)
