"""Documents to pieces of a segment, and pieces to the columns of one."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from index.documents import Document, Label
from index.engines.whoosh.columns import Array, smallest_unsigned
from index.engines.whoosh.facets import facet_columns
from index.engines.whoosh.fields import AUTHOR, GAP, STEMS, WORDS
from index.engines.whoosh.marks import marks_of_scanned
from index.engines.whoosh.merging import Part, merge_by
from index.engines.whoosh.runs import Run, run_of
from index.engines.whoosh.tokens import NO_TERM, Lexicon
from index.schema import Schema

Ints = npt.NDArray[np.int64]

UNDATED = np.iinfo(np.int64).min
"""What ``published`` holds for a document without a date."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some documents of a segment that is being built."""

    part: Part
    """All but the text fields; every document lives."""

    runs: Mapping[str, Run]
    """The text fields, their terms as numbers of a lexicon."""

    @property
    def tokens(self) -> int:
        """How many positions it holds: what its memory goes by, some 30 bytes each with the texts."""
        return len(self.runs[WORDS].positions)


def segment_columns(documents: Sequence[Document], schema: Schema, lexicon: Lexicon) -> dict[str, Array]:
    """Return the columns of a segment of *documents*, which have distinct ids in ascending order."""
    return assembled([piece_of(documents, schema, lexicon)], schema, lexicon)[0]


def piece_of(documents: Sequence[Document], schema: Schema, lexicon: Lexicon) -> Piece:
    """Return *documents*, which have distinct ids in ascending order, as a piece."""
    tokens = lexicon.tokenize([(d.language, text) for d in documents for text in (d.title, d.body)])
    lengths = tokens.lengths.reshape(-1, 2)
    docs, positions, in_title = _places(lengths)
    there = np.flatnonzero(tokens.stems != NO_TERM)
    stemmed = slice(None) if len(there) == len(tokens.stems) else there
    runs = {
        WORDS: run_of(tokens.words, docs, positions, in_title),
        STEMS: run_of(tokens.stems[stemmed], docs[stemmed], positions[stemmed], in_title[stemmed]),
        AUTHOR: _author_run(documents, lexicon),
    }
    columns = document_columns(documents, lengths) | facet_columns(documents, schema)
    per_text = tokens.scanned.per_text
    first = np.cumsum(per_text) - per_text
    columns |= marks_of_scanned([d.body for d in documents], tokens.scanned.starts, first[1::2], per_text[1::2])
    return Piece(Part(columns, stored_columns(documents), np.ones(len(documents), bool)), runs)


def assembled(pieces: Sequence[Piece], schema: Schema, lexicon: Lexicon) -> tuple[dict[str, Array], dict[str, Array]]:
    """Return the columns and the stored columns of a segment; of documents with one id, the last is taken."""
    terms = {WORDS: lexicon.surfaces.texts, STEMS: lexicon.stems.texts, AUTHOR: lexicon.surfaces.texts}
    parts = _newest([piece.part for piece in pieces])
    return merge_by(parts, schema, lambda name: ([piece.runs[name] for piece in pieces], terms[name]))


def _newest(parts: Sequence[Part]) -> list[Part]:
    """Return *parts* with only the last of several documents of one id alive."""
    ids = np.concatenate([part.columns["ids"] for part in parts])
    _, last = np.unique(ids[::-1], return_index=True)
    if len(last) == len(ids):
        return list(parts)
    live = np.zeros(len(ids), bool)
    live[len(ids) - 1 - last] = True
    ends = np.cumsum([len(part.live) for part in parts])
    return [replace(part, live=mine) for part, mine in zip(parts, np.split(live, ends[:-1]), strict=True)]


def _places(lengths: Ints) -> tuple[Array, Array, Array]:
    """Return document, position and whether it is the title's, for every token."""
    flat = lengths.ravel()
    docs = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths.sum(axis=1))
    starts = np.cumsum(flat) - flat
    base = np.zeros_like(lengths)
    base[:, 1] = lengths[:, 0] + GAP
    positions = np.arange(int(flat.sum())) - np.repeat(starts - base.ravel(), flat)
    in_title = np.repeat(np.tile(np.array([True, False]), len(lengths)), flat)
    return docs, positions, in_title


def _author_run(documents: Sequence[Document], lexicon: Lexicon) -> Run:
    tokens = lexicon.tokenize([("", document.author) for document in documents])
    starts = np.cumsum(tokens.lengths) - tokens.lengths
    return run_of(
        tokens.words,
        np.repeat(np.arange(len(documents), dtype=np.int32), tokens.lengths),
        np.arange(len(tokens.words)) - np.repeat(starts, tokens.lengths),
        np.zeros(len(tokens.words), bool),
    )


def document_columns(documents: Sequence[Document], lengths: Ints) -> dict[str, Array]:
    """Return what each document has one of; *lengths* are the positions of title and body, a row each."""
    published = [d.published_at for d in documents]
    languages = sorted({d.language for d in documents})
    number = {language: i for i, language in enumerate(languages)}
    return {
        "ids": np.array([_utf8(d.id) for d in documents], dtype=np.bytes_),
        "title_length": _narrow(lengths[:, 0]),
        "body_length": _narrow(lengths[:, 1]),
        "published": np.array([UNDATED if at is None else at for at in published], np.int64),
        "sequence": np.array([d.sequence for d in documents], np.int64),
        "story": np.array([story_number(d.story_key) for d in documents], np.uint64),
        "language": np.array([number[d.language] for d in documents], np.uint16),
        "language.vocabulary": np.frombuffer(json.dumps(languages).encode(), np.uint8),
    }


def story_number(key: str) -> int:
    """Return 64 bits that stand for a story; two stories share them about never."""
    return int.from_bytes(hashlib.blake2b(_utf8(key), digest_size=8).digest(), "little")


def stored_columns(documents: Sequence[Document]) -> dict[str, Array]:
    """Return what gives *documents* back as they were written: all but the body as JSON, and the body."""
    return packed_texts("meta", [json.dumps(_meta(d)).encode() for d in documents]) | packed_texts(
        "body", [_utf8(d.body) for d in documents]
    )


def packed_texts(name: str, texts: Sequence[bytes]) -> dict[str, Array]:
    """Return *texts* as one array of bytes and one of offsets."""
    offsets = np.concatenate(([0], np.cumsum([len(text) for text in texts], dtype=np.int64)))
    return {name: np.frombuffer(b"".join(texts), np.uint8), f"{name}.offsets": offsets.astype(np.int64)}


def _meta(document: Document) -> list[Any]:
    return [
        document.id,
        document.title,
        document.author,
        document.language,
        {field: list(map(list, labels)) for field, labels in document.facets.items()},
        document.published.isoformat() if document.published else None,
        document.sequence,
        document.story,
        dict(document.stored),
    ]


def facets_of(meta: bytes) -> dict[str, list[list[str]]]:
    """Return the facet values with their labels of what `stored_columns` kept of a document."""
    facets: dict[str, list[list[str]]] = _decoded(meta.decode())[4]
    return facets


def document_of(meta: bytes, body: bytes) -> Document:
    """Return the document that `stored_columns` was given."""
    identity, title, author, language, facets, published, sequence, story, stored = _decoded(meta.decode())
    return Document(
        id=identity,
        title=title,
        body=body.decode("utf-8", "surrogatepass"),
        author=author,
        language=language,
        facets={field: tuple(map(Label._make, pairs)) for field, pairs in facets.items()},
        published=datetime.fromisoformat(published) if published else None,
        sequence=sequence,
        story=story,
        stored=stored,
    )


_decoded = json.JSONDecoder().decode


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _narrow(values: Ints) -> Array:
    return values.astype(smallest_unsigned(int(values.max(initial=0))))
