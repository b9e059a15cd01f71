"""A store in a folder of its own, sources to watch in it, and walks without a network."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from portal.articles.article import Named
from portal.articles.database import DatabaseArticles, open_store
from portal.articles.watched import Health, WatchedSource
from portal.sources.fetching.fetched import Fetch, Fetched
from portal.sources.fetching.visits import Memory
from portal.sources.raw import RawItem, Refusal

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class Time:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DatabaseArticles]:
    opened = open_store(f"sqlite:///{tmp_path / 'portal.db'}")
    yield opened
    opened.close()


@pytest.fixture
def watch(store: DatabaseArticles) -> Callable[..., WatchedSource]:
    """Have the store watch a source of this label, due since a minute."""

    def add(label: str = "The Desk", **given: object) -> WatchedSource:
        slug = "-".join(label.lower().split())
        fields: dict[str, object] = {
            "name": Named(slug, label),
            "address": f"https://{slug}.example/feed",
            "kind": "RSS",
            "added_at": NOW,
            "health": Health(next_run_at=NOW - timedelta(minutes=1)),
        }
        source = WatchedSource(**(fields | given))  # type: ignore[arg-type]  # a test gives what it takes
        store.watched.add(source)
        return source

    return add


def item(number: int, **given: str) -> RawItem:
    fields: dict[str, str] = {
        "where": f"feed:{number}",
        "url": f"https://the-desk.example/{number}",
        "title": f"Report {number}",
        "body": f"<p>Miners of pit {number} were paid late.</p>",
        "published": "2026-03-05",
    }
    return RawItem(**(fields | given))  # type: ignore[arg-type]  # only texts are given


class Walking:
    """Walks over *entries*, one after the other; raises those that are errors."""

    def __init__(self, *entries: RawItem | Refusal | Exception | Callable[[Fetch, Memory], object]) -> None:
        self.entries = entries

    def __call__(
        self, address: str, fetch: Fetch, *, memory: Memory, selectors: Mapping[str, str]
    ) -> Iterator[RawItem | Refusal]:
        for entry in self.entries:
            if isinstance(entry, Exception):
                raise entry
            if isinstance(entry, RawItem | Refusal):
                yield entry
            else:
                entry(fetch, memory)


def no_fetch(address: str, **_: object) -> Fetched:
    raise AssertionError(f"{address} is asked")
