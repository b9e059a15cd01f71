"""A corpus as every engine gets it: documents, and the terms that our analysis makes of them, in one cached file.

A line holds what `index.Document` is made of. Where a title and a body are
their own terms, word for word (the generated corpora), nothing else stands
there; else ``words`` (surface forms) and ``stems`` do, title and body parted
by `PART`, all of it letters and digits of ASCII parted by spaces.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.converters import reuters
from bench.corpora import synthetic
from index import Document, Label
from index.analysis import analyze

PART = "0title0body0"
"""Parts title and body in one field of a peer: no phrase spans it."""

FACETS = ("tag", "org")

SEED = 1

_PLAIN = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Corpus:
    """Documents in a file."""

    name: str
    file: Path
    documents: int
    is_plain: bool
    """Whether surface forms and stems are the same words, so that one field serves a peer for both."""

    key: str
    """Changes with the file."""

    @property
    def stems(self) -> str:
        """The field of a peer that words are looked for in."""
        return "words" if self.is_plain else "stems"

    @property
    def fields(self) -> tuple[str, ...]:
        """The text fields of a peer."""
        return ("words",) if self.is_plain else ("words", "stems")


@dataclass(frozen=True, slots=True)
class Row:
    """A document as a peer indexes it."""

    id: str
    words: str
    stems: str
    tag: tuple[str, ...]
    org: tuple[str, ...]

    def text(self, field: str) -> str:
        """Return the terms of one of `Corpus.fields`, parted by spaces."""
        return self.words if field == "words" else self.stems

    def values(self, field: str) -> tuple[str, ...]:
        """Return the values of one of `FACETS`."""
        return self.tag if field == "tag" else self.org


def load(name: str, folder: Path) -> Corpus:
    """Return the corpus *name* (``reuters`` or a number of generated documents), made when it is not in *folder*.

    Raises:
        FileNotFoundError: Reuters-21578 is absent.
    """
    if name == "reuters" and not reuters.FOLDER.exists():
        raise FileNotFoundError(f"{reuters.FOLDER} is absent")
    described = folder / f"{name}.json"
    if not described.exists():
        write(name, articles() if name == "reuters" else synthetic(int(name), SEED), folder)
    found: dict[str, Any] = json.loads(described.read_text())
    return Corpus(name, folder / f"{name}.jsonl", found["documents"], found["plain"], found["key"])


def articles(folder: Path = reuters.FOLDER) -> Iterator[Document]:
    """Yield Reuters-21578 as documents, topics as tags."""
    for number, record in enumerate(reuters.records(folder)):
        given: dict[str, Any] = record
        published = given["published"]
        yield Document(
            id=f"r{int(given['id']):06d}",
            title=given["title"],
            body=given["body"],
            author=given["author"],
            language="en",
            facets={
                "tag": _labels(given["tags"]),
                "org": _labels(given["organizations"]),
                "source": _labels([given["source"]]),
                "lang": _labels(["en"]),
            },
            published=datetime.fromisoformat(published if "T" in published else f"{published}T00:00:00Z"),
            sequence=number + 1,
        )


def _labels(values: Iterable[str]) -> tuple[Label, ...]:
    return tuple(Label(value, value) for value in dict.fromkeys(values))


def write(name: str, documents: Iterable[Document], folder: Path) -> None:
    """Write *documents* with their terms, and beside them what `load` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    digest, count, is_plain = hashlib.sha256(), 0, True
    unfinished = folder / f"{name}.jsonl.new"
    with unfinished.open("w", encoding="utf-8") as file:
        for count, document in enumerate(documents, 1):  # noqa: B007 - the last number is how many there were
            record = _record(document)
            is_plain = is_plain and "words" not in record
            line = json.dumps(record, ensure_ascii=False)
            digest.update(line.encode())
            file.write(line + "\n")
    unfinished.rename(folder / f"{name}.jsonl")
    described = {"documents": count, "plain": is_plain, "key": digest.hexdigest()[:16], "seed": SEED}
    (folder / f"{name}.json").write_text(json.dumps(described))


def _record(document: Document) -> dict[str, Any]:
    record: dict[str, Any] = {
        "id": document.id,
        "title": document.title,
        "body": document.body,
        "author": document.author,
        "facets": {field: [list(label) for label in labels] for field, labels in document.facets.items()},
        "published": document.published.isoformat() if document.published else None,
        "sequence": document.sequence,
        "stored": dict(document.stored),
    }
    words, stems = terms(document)
    if not words == stems == f"{document.title} {PART} {document.body}":
        record |= {"words": words, "stems": stems}
    return record


def terms(document: Document) -> tuple[str, str]:
    """Return the surface forms and the stems of *document*, an English one."""
    sides = [analyze(text, document.language) for text in (document.title, document.body)]
    words, stems = (
        f" {PART} ".join(
            " ".join(plain_term(token.surface if form == "surface" else token.stem) for token in side) for side in sides
        )
        for form in ("surface", "stem")
    )
    return words, stems


def plain_term(term: str) -> str:
    """Return *term* without the mark of its language, in letters and digits that every tokenizer leaves alone."""
    bare = term.partition("\x1f")[0]
    return bare if _PLAIN.fullmatch(bare) else f"0{bare.encode().hex()}"


def rows(corpus: Corpus) -> Iterator[Row]:
    """Yield what peers index."""
    for record in _lines(corpus.file):
        words = record.get("words") or f"{record['title']} {PART} {record['body']}"
        values = {field: tuple(value for value, _ in record["facets"].get(field, ())) for field in FACETS}
        yield Row(record["id"], words, record.get("stems") or words, values["tag"], values["org"])


def documents(corpus: Corpus) -> Iterator[Document]:
    """Yield what our engine indexes: text, not terms."""
    for record in _lines(corpus.file):
        published = record["published"]
        yield Document(
            id=record["id"],
            title=record["title"],
            body=record["body"],
            author=record["author"],
            language="en",
            facets={field: tuple(Label(*pair) for pair in pairs) for field, pairs in record["facets"].items()},
            published=datetime.fromisoformat(published) if published else None,
            sequence=record["sequence"],
            stored=record["stored"],
        )


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
