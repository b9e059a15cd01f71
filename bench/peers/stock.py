"""Stock Whoosh: its default codec, its own facets."""

from collections.abc import Iterable
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

from whoosh import fields, query, sorting
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.filedb.filestore import FileStorage

from bench.peers.asking import Asked
from bench.peers.corpus import FACETS, Corpus, rows
from bench.peers.peer import LISTED, TOP, Answer, Kind, Peer, Prepared

_VALUES = "\x1e"
"""Parts the values of a facet, which hold spaces."""


def build(corpus: Corpus, folder: Path, segments: int) -> None:
    """Build an index of one segment, in one commit."""
    folder.mkdir(parents=True, exist_ok=True)
    index = FileStorage(str(folder)).create_index(_schema(corpus))
    writer = index.writer(limitmb=1024)
    for row in rows(corpus):
        texts = {field: row.text(field) for field in corpus.fields}
        writer.add_document(id=row.id, tag=_VALUES.join(row.tag), org=_VALUES.join(row.org), **texts)
    writer.commit()
    index.close()


def _schema(corpus: Corpus) -> Any:
    texts = {field: fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=field == "words") for field in corpus.fields}
    return fields.Schema(id=fields.ID(stored=True), tag=_values(), org=_values(), **texts)


def _values() -> Any:
    from whoosh.analysis import RegexTokenizer

    return fields.KEYWORD(analyzer=RegexTokenizer(f"[^{_VALUES}]+"))


def opened(corpus: Corpus, folder: Path) -> Peer:
    """Open what `build` made."""
    return _Stock(folder)


class _Stock:
    def __init__(self, folder: Path) -> None:
        self._searcher = FileStorage(str(folder)).open_index().searcher()
        self.variants = {"stock Whoosh": lambda: None}

    def segments(self) -> int:
        return len(self._searcher.reader().leaf_readers())

    def prepare(self, asked: Asked, mode: str) -> Prepared:
        words = _query(asked)
        tag, org = query.Term("tag", asked.tag), query.Term("org", asked.org)
        if mode == "a":
            return Prepared(lambda: {"hits": self._found(words)}, _read)
        if mode == "b":
            return Prepared(lambda: {"hits": self._found(words, groups=FACETS)}, _read)
        both = query.And([tag, org])
        # Whoosh takes a filter that nothing matches for none at all.
        hits = words if any(True for _ in self._searcher.docs_for_query(both)) else query.NullQuery
        return Prepared(
            lambda: {
                "hits": self._found(hits, both),
                "tag": self._found(words, org, groups=("tag",)),
                "org": self._found(words, tag, groups=("org",)),
            },
            _read,
        )

    def _found(self, words: Any, kept: Any = None, groups: Iterable[str] = ()) -> Any:
        facets = sorting.Facets()
        for name in groups:
            facets.add_field(name, maptype=sorting.Count, allow_overlap=True)
        results = self._searcher.search(words, limit=TOP, filter=kept, groupedby=facets if groups else None)
        ids = [hit["id"] for hit in islice(results, TOP)]  # a constant score knows no limit
        best = {name: sorted(results.groups(name).items(), key=_most)[:LISTED] for name in groups}
        return len(results), ids, best


def _most(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0] or ""


def _query(asked: Asked) -> Any:
    match asked.operator:
        case "all":
            return query.Every()
        case "phrase":
            return query.Phrase(asked.field, list(asked.terms))
        case "prefix":
            return query.Prefix(asked.field, asked.terms[0])
    terms = [query.Term(asked.field, term) for term in asked.terms]
    if len(terms) == 1:
        return terms[0]
    return query.And(terms) if asked.operator == "and" else query.Or(terms)


def _read(found: dict[str, Any]) -> Answer:
    total, ids, best = found.pop("hits")
    best = best | {name: part[2][name] for name, part in found.items()}
    return Answer(
        total, len(ids), {name: tuple((v, c) for v, c in counts if v is not None) for name, counts in best.items()}
    )


KIND = Kind(
    name="stock Whoosh",
    segments=(1,),
    most_queries=2,
    version=lambda: f"whoosh3 {version('whoosh3')}",
    absent=lambda: None,
    build=build,
    open=opened,
)
