"""Corpus: every live document with its words, unchanging; a write makes a new one."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date
from functools import cached_property

from index.analysis import Token, analyze, surfaces
from index.documents import Document
from index.query import Zone
from index.schema import Schema


@dataclass(frozen=True)
class Read:
    """A document that has been read: its words in order."""

    document: Document
    title: tuple[Token, ...]
    body: tuple[Token, ...]
    author: frozenset[str]

    @classmethod
    def of(cls, document: Document) -> "Read":
        """Read *document* in its own language."""
        return cls(
            document,
            tuple(analyze(document.title, document.language)),
            tuple(analyze(document.body, document.language)),
            frozenset(surfaces(document.author)),
        )

    @property
    def day(self) -> date | None:
        """The day of publication in UTC; None when undated."""
        published = self.document.published
        return published.astimezone(UTC).date() if published else None

    def values(self, field: str) -> frozenset[str]:
        """Return the facet values of *field*."""
        return frozenset(label.value for label in self.document.facets.get(field, ()))


@dataclass(frozen=True)
class Corpus:
    """The documents of one moment, by ascending id."""

    schema: Schema
    read: Mapping[str, Read]

    @classmethod
    def of(cls, schema: Schema, read: Iterable[Read]) -> "Corpus":
        """Return the corpus of documents that have been read, one per id."""
        return cls(schema, {each.document.id: each for each in sorted(read, key=lambda each: each.document.id)})

    def __iter__(self) -> Iterator[Read]:
        return iter(self.read.values())

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of all documents."""
        return frozenset(self.read)

    @cached_property
    def languages(self) -> Mapping[str, int]:
        """Documents by language, as written."""
        return Counter(each.document.language for each in self)

    @cached_property
    def average_length(self) -> float:
        """The mean of `length` over all documents; 0 where there are none."""
        return sum(self.length(each) for each in self) / len(self.read) if self.read else 0.0

    def length(self, read: Read) -> int:
        """Return how long a document is to scoring: positions, those of the title counted *title_weight* times."""
        return self.weighted(len(read.title), len(read.body), "text")

    def weighted(self, in_title: int, in_body: int, zone: Zone) -> int:
        """Return the weight of occurrences in title and body for a term that is looked for in *zone*."""
        match zone:
            case "title":
                return self.schema.title_weight * in_title
            case "body":
                return in_body
            case _:
                return self.schema.title_weight * in_title + in_body

    def labels(self, field: str) -> Mapping[str, str]:
        """Return the label of every value of *field*: that of the latest document which carries it."""
        arrivals = sorted(self, key=lambda each: (each.document.sequence, each.document.id))
        return {value: label for each in arrivals for value, label in each.document.facets.get(field, ())}
