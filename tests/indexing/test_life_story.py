"""Whatever happens to articles and to those that index them, the index ends up holding what the store holds."""

import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from index import Document, Engine, EngineUnavailable, open_engine
from portal.articles.article import Article, ArticleId, Named
from portal.articles.backup import backup, restore
from portal.articles.database import open_store
from portal.articles.store import NameKind, Outcome
from portal.indexing.document import document_of
from portal.indexing.rebuild import rebuild
from portal.indexing.sync import sync
from tests.articles.arrivals import an_arrival

NAMES = st.sampled_from("abcdef")
TITLES = st.sampled_from(["Boats", "Ships", "Harbours"])
TAGS = st.lists(st.sampled_from(["Pay", "Ports", "Night work"]), unique=True, max_size=2).map(tuple)


class Dying:
    """An engine whose process is killed right after a commit."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def write(self, documents: Iterable[Document], *, remove: Iterable[str] = (), progress: object = None) -> None:
        self._engine.write(documents, remove=remove)
        raise EngineUnavailable("killed")

    def rebuild(self, documents: Iterable[Document], *, progress: object = None) -> None:
        self._engine.rebuild(documents)
        raise EngineUnavailable("killed")

    def __getattr__(self, name: str) -> object:
        return getattr(self._engine, name)


class LifeStory(RuleBasedStateMachine):
    """The store beside a dictionary that says what it has to hold."""

    kind = "memory:"

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.url = f"sqlite:///{Path(self.folder.name) / 'portal.db'}"
        self.store = open_store(self.url)
        self.engine = open_engine(self.kind if self.kind == "memory:" else f"whoosh:{self.folder.name}/index")
        self.held: dict[str, Article] = {}
        self.saved: dict[str, Article] | None = None

    @rule(name=NAMES, title=TITLES, tags=TAGS)
    def arrive(self, name: str, title: str, tags: tuple[str, ...]) -> None:
        met = self.held.get(name)
        (stored,) = self.store.put([an_arrival(name, known_as=met.id if met else "", title=title, tags=tags)])
        assert (stored.outcome is Outcome.ADDED) == (met is None)
        assert (stored.outcome is Outcome.UNCHANGED) == (met == stored.article)
        self.held[name] = stored.article

    @rule(name=NAMES)
    def remove(self, name: str) -> None:
        met = self.held.pop(name, None)
        if met is not None:
            assert self.store.remove([met.id]) == (met.id,)
            assert self.store.get(met.id) is None
            assert self.store.is_removed(met.id)

    @rule(name=NAMES, tags=TAGS)
    def retag(self, name: str, tags: tuple[str, ...]) -> None:
        met = self.held.get(name)
        names = tuple(Named(tag.lower().replace(" ", "-"), tag) for tag in tags)
        changed = self.store.retag(met.id if met else ArticleId("unknown"), tags=names)
        assert (changed is None) == (met is None)
        if changed is not None:
            self.held[name] = changed

    @rule(label=st.sampled_from(["Pay", "Wages"]))
    def rename(self, label: str) -> None:
        self.store.rename(NameKind.TAG, "pay", label)
        self.held = {name: article for name in self.held if (article := self.store.get(self.held[name].id))}

    @rule()
    def sync(self) -> None:
        sync(self.store, self.engine)
        self.compare()

    @rule()
    def rebuild(self) -> None:
        rebuild(self.store, self.engine)
        self.compare()

    @rule(rebuilding=st.booleans())
    def die(self, *, rebuilding: bool) -> None:
        try:
            (rebuild if rebuilding else sync)(self.store, Dying(self.engine))  # type: ignore[arg-type, operator]  # it forwards the rest
        except EngineUnavailable:
            self.reopen()

    @rule()
    def save(self) -> None:
        backup(self.url, Path(self.folder.name) / "backup.db")
        self.saved = dict(self.held)

    @rule()
    def restore(self) -> None:
        if self.saved is not None:
            assert restore(self.url, Path(self.folder.name) / "backup.db") == len(self.saved)
            self.held = dict(self.saved)

    def reopen(self) -> None:
        self.store.close()
        self.store = open_store(self.url)

    def compare(self) -> None:
        """Say that the index holds exactly what the store holds; all of it is one story, for all have one text."""
        first = min(self.held.values(), key=lambda article: article.sequence, default=None)
        told = (replace(article, story=first.id if first else "") for article in self.held.values())
        wanted = sorted((document_of(article) for article in told), key=lambda document: document.id)
        assert list(self.engine.get([one for one, _ in self.engine.ids()])) == wanted
        assert self.store.counts().pending == 0

    @invariant()
    def keep(self) -> None:
        if hasattr(self, "store"):
            assert {article.id: article for article in self.store.articles()} == {
                article.id: article for article in self.held.values()
            }

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.sync()
            self.store.close()
            self.engine.close()
            self.folder.cleanup()


def test_the_index_follows_the_store_through_any_story() -> None:
    run_state_machine_as_test(LifeStory, settings=settings(max_examples=20, stateful_step_count=20))


def test_the_embedded_index_follows_the_store_through_any_story() -> None:
    class OnDisk(LifeStory):
        kind = "whoosh:"

    run_state_machine_as_test(OnDisk, settings=settings(max_examples=5, stateful_step_count=12))
