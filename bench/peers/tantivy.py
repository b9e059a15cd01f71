"""tantivy: fast fields, and aggregations of terms."""

import importlib
import importlib.util
import json
import re
import shutil
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.peers.asking import Asked
from bench.peers.corpus import FACETS, Corpus, Row, rows
from bench.peers.peer import LISTED, TOP, Answer, Kind, Peer, Prepared, parts

_MEMORY = 2_000_000_000
"""Bytes that a writer may fill before it begins another segment."""

_TOKENIZER = "spaces"


def build(corpus: Corpus, folder: Path, segments: int) -> None:
    """Build an index of so many segments, in one thread.

    tantivy merges eight equal segments as soon as it sees them; so each is
    built as an index of its own, and the lists of their segments are put
    together, which is all that an index is.
    """
    if segments == 1:
        _write(corpus, list(rows(corpus)), folder)
        return
    folder.mkdir(parents=True, exist_ok=True)
    metas = []
    for number, part in enumerate(parts(list(rows(corpus)), segments)):
        single = folder / f"part-{number}"
        _write(corpus, part, single)
        metas.append(json.loads((single / "meta.json").read_text()))
        for file in single.iterdir():
            if not file.name.startswith(".") and file.name != "meta.json":
                file.rename(folder / file.name)
        shutil.rmtree(single)
    whole = metas[0] | {"segments": [segment for meta in metas for segment in meta["segments"]]}
    (folder / "meta.json").write_text(json.dumps(whole))


def _write(corpus: Corpus, given: list[Row], folder: Path) -> None:
    tantivy = importlib.import_module("tantivy")
    folder.mkdir(parents=True, exist_ok=True)
    schema = _schema(corpus)
    index = _with_tokenizer(tantivy.Index(schema, path=str(folder)))
    writer = index.writer(_MEMORY, 1)
    for row in given:
        texts = {field: [row.text(field)] for field in corpus.fields}
        values = {name: list(row.values(name)) for name in FACETS}
        # from_dict checks types; Document(...) lets the writer's thread die of them later.
        writer.add_document(tantivy.Document.from_dict({"id": [row.id], **texts, **values}, schema))
    writer.commit()
    writer.wait_merging_threads()


def _schema(corpus: Corpus) -> Any:
    builder = importlib.import_module("tantivy").SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for field in corpus.fields:
        builder.add_text_field(
            field, tokenizer_name=_TOKENIZER, index_option="position" if field == "words" else "freq"
        )
    for name in FACETS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def _with_tokenizer(index: Any) -> Any:
    tantivy = importlib.import_module("tantivy")
    index.register_tokenizer(_TOKENIZER, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index


def opened(corpus: Corpus, folder: Path) -> Peer:
    """Open what `build` made."""
    return _Tantivy(folder)


class _Tantivy:
    def __init__(self, folder: Path) -> None:
        self._tantivy = importlib.import_module("tantivy")
        index = _with_tokenizer(self._tantivy.Index.open(str(folder)))
        index.reload()
        self._schema = index.schema
        self._searcher = index.searcher()
        self.variants = {"tantivy": lambda: None}

    def segments(self) -> int:
        return int(self._searcher.num_segments)

    def prepare(self, asked: Asked, mode: str) -> Prepared:
        words = self._query(asked)
        hits = self._picked(words, asked, FACETS) if mode == "c" else words
        counted: list[tuple[Any, dict[str, Any]]] = []
        if mode == "b":
            counted = [(words, {name: self._terms(name) for name in FACETS})]
        elif mode == "c":
            counted = [
                (self._picked(words, asked, ("org",)), {"tag": self._terms("tag")}),
                (self._picked(words, asked, ("tag",)), {"org": self._terms("org")}),
            ]
        return Prepared(lambda: self._found(hits, counted), _read)

    def _found(self, hits: Any, counted: list[tuple[Any, dict[str, Any]]]) -> Any:
        searcher = self._searcher
        found = searcher.search(hits, TOP, count=True)
        ids = [searcher.doc(address)["id"][0] for _, address in found.hits]
        return found.count, ids, [searcher.aggregate(words, wanted) for words, wanted in counted]

    def _terms(self, name: str) -> dict[str, Any]:
        """Return an aggregation that is exact: with several segments, each has to report all of its values."""
        return {"terms": {"field": name, "size": LISTED, "segment_size": LISTED if self.segments() == 1 else 60_000}}

    def _picked(self, words: Any, asked: Asked, names: tuple[str, ...]) -> Any:
        query, occur = self._tantivy.Query, self._tantivy.Occur
        values = {"tag": asked.tag, "org": asked.org}
        kept = [query.const_score_query(query.term_query(self._schema, name, values[name], "basic"), 0.0)
                for name in names]  # fmt: skip
        scored = [] if asked.operator == "all" else [words]
        return query.boolean_query([(occur.Must, part) for part in (*scored, *kept)])

    def _query(self, asked: Asked) -> Any:
        query, occur = self._tantivy.Query, self._tantivy.Occur
        match asked.operator:
            case "all":
                return query.all_query()
            case "phrase":
                return query.phrase_query(self._schema, asked.field, list(asked.terms))
            case "prefix":
                return query.regex_query(self._schema, asked.field, re.escape(asked.terms[0]) + ".*")
        terms = [query.term_query(self._schema, asked.field, term, "freq") for term in asked.terms]
        if len(terms) == 1:
            return terms[0]
        return query.boolean_query([(occur.Must if asked.operator == "and" else occur.Should, term) for term in terms])


def _read(found: tuple[int, list[str], list[dict[str, Any]]]) -> Answer:
    total, ids, parts_ = found
    facets = {
        name: tuple((bucket["key"], int(bucket["doc_count"])) for bucket in counts["buckets"])
        for part in parts_
        for name, counts in part.items()
    }
    return Answer(total, len(ids), facets)


KIND = Kind(
    name="tantivy",
    segments=(1, 8),
    most_queries=None,
    version=lambda: f"tantivy {version('tantivy')}",
    absent=lambda: None if importlib.util.find_spec("tantivy") else "the package tantivy is not installed",
    build=build,
    open=opened,
)
