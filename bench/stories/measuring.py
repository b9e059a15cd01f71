"""Texts through the store, as ingest and sync send them: which stories come out, and how fast."""

import resource
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

from bench.places import scratch
from bench.stories.texts import Text
from portal.articles.article import Article, ArticleId
from portal.articles.database import DatabaseArticles, open_store
from portal.articles.store import Arrival, Key, KeyKind
from portal.stories.grouping import group

NOW = datetime(2024, 3, 1, tzinfo=UTC)

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """What grouping made of some texts."""

    stories: Sequence[frozenset[str]]
    """Those of several texts, by their names."""

    texts: int
    seconds: float
    """Of the processor."""

    kept: int
    """Bytes that signatures and their keys take in the store."""

    memory: int
    """Bytes that the process has grown by at most, from before the first signature on."""

    @property
    def pairs(self) -> set[Pair]:
        """All pairs of texts that are in one story."""
        return {pair for story in self.stories for pair in combinations(sorted(story), 2)}


def told(texts: Iterable[Text]) -> Told:
    """Store *texts*, group them once, and return what came out."""
    with scratch() as folder:
        store = open_store(f"sqlite:///{folder}/portal.db", clock=lambda: NOW)
        names = _stored(store, texts)
        before, peak = _size(folder), _peak()
        started = time.process_time()
        grouped = group(store.stories)
        seconds = time.process_time() - started
        kept = _size(folder) - before
        found: defaultdict[str, set[str]] = defaultdict(set)
        for article in store.articles():
            if article.story:
                found[article.story].add(names[article.id])
        store.close()
    return Told([frozenset(story) for story in found.values()], grouped.looked_at, seconds, kept, _peak() - peak)


def _stored(store: DatabaseArticles, texts: Iterable[Text]) -> dict[str, str]:
    arrivals = [(text.name, _arrival(text)) for text in texts]
    stored = store.put(arrival for _, arrival in arrivals)
    return {one.article.id: name for one, (name, _) in zip(stored, arrivals, strict=True)}


def _arrival(text: Text) -> Arrival:
    article = Article(
        id=ArticleId(""),
        title=text.title,
        body_html="",
        body_text=text.body,
        language=text.language,
        published=text.day.isoformat(),
    )
    return Arrival(article=article, keys=(Key(KeyKind.URL, f"https://news.example/{text.name}"),))


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir() if not path.name.endswith("-wal"))


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
