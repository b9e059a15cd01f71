"""Our engine on its columns."""

from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path

from bench.peers.asking import Asked
from bench.peers.corpus import FACETS, Corpus, documents
from bench.peers.peer import LISTED, TOP, Answer, Kind, Peer, Prepared, parts
from index import SearchRequest, SearchResponse, open_engine
from index.engines.whoosh.engine import WhooshEngine
from index.engines.whoosh.kernels import BEST, plain
from index.engines.whoosh.kernels.contract import Kernels
from index.query import And, Everything, Or, Phrase, Prefix, Query, Word
from index.schema import NONE_VALUE


def build(corpus: Corpus, folder: Path, segments: int) -> None:
    """Build an index of one segment by a rebuild, of several by as many commits as it takes."""
    engine = open_engine(f"whoosh:{folder}/index")
    if segments == 1:
        engine.rebuild(documents(corpus))
    else:
        for part in parts(list(documents(corpus)), segments):
            engine.write(part)
    engine.close()


def opened(corpus: Corpus, folder: Path) -> Peer:
    """Open what `build` made."""
    return _Ours(folder)


class _Ours:
    def __init__(self, folder: Path) -> None:
        self._engine = open_engine(f"whoosh:{folder}/index", budget=60.0)
        self.variants: dict[str, Callable[[], None]] = {
            "ours": partial(forget, self._engine),
            "ours, warm": lambda: None,
        }
        if BEST is not plain:
            self.variants["ours in NumPy"] = partial(forget, self._engine, plain)

    def segments(self) -> int:
        return int(self._engine.stats().details["segments"])

    def prepare(self, asked: Asked, mode: str) -> Prepared:
        request = SearchRequest(
            query=query(asked),
            refinements={"tag": frozenset({asked.tag}), "org": frozenset({asked.org})} if mode == "c" else {},
            facets=() if mode == "a" else FACETS,
            facet_size=LISTED,
            size=TOP,
            snippets=False,
        )
        return Prepared(lambda: self._engine.search(request), _read)


def forget(engine: object, kernels: Kernels = BEST) -> None:
    """Empty what the engine worked out for earlier searches: phrases, prefixes, bitmaps of filters.

    What belongs to the open index stays, as it does in every engine: mapped
    columns, lengths made ready for scoring, the vocabulary and the counts of
    everything. The next searches run on *kernels*.
    """
    assert isinstance(engine, WhooshEngine)
    snapshot = engine._snapshots.current()  # noqa: SLF001 - a cache is nobody's business but a benchmark's
    kept = snapshot.cache
    snapshot.cache = type(kept)(kept._limit)  # noqa: SLF001 - as above
    snapshot.kernels = kernels


def query(asked: Asked) -> Query:
    """Return what a visitor's typing would have been parsed to."""
    match asked.operator:
        case "all":
            return Everything()
        case "phrase":
            return Phrase(" ".join(asked.typed))
        case "prefix":
            return Prefix(asked.typed[0])
    words = tuple(Word(word) for word in asked.typed)
    if len(words) == 1:
        return words[0]
    return And(words) if asked.operator == "and" else Or(words)


def _read(response: SearchResponse) -> Answer:
    return Answer(
        total=response.total,
        hits=len(response.hits),
        facets={
            facet.field: tuple(
                (each.value, each.count) for each in facet.values if each.count and each.value != NONE_VALUE
            )[:LISTED]
            for facet in response.facets
        },
    )


KIND = Kind(
    name="ours",
    segments=(1, 8),
    most_queries=None,
    version=lambda: f"Python with NumPy {version('numpy')}, whoosh3 {version('whoosh3')}",
    absent=lambda: None,
    build=build,
    open=opened,
)
