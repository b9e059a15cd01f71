"""What every engine is asked: eight classes of queries, drawn from a corpus with a fixed seed."""

import json
import math
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.peers.corpus import FACETS, PART, Corpus, rows
from index.analysis import analyze
from index.resolve import PREFIX_LIMIT
from index.spelling import spellings
from index.stopwords import STOP_WORDS

CLASSES = ("common", "rare", "and2", "or2", "or3", "phrase", "prefix", "all")
MODES = ("a", "b", "c")
"""Top 10; top 10 and all counts; one tag and one organization picked, counts without own picks."""

PER_CLASS = 16
SEED = 21578

COMMON = (60, 300)
RARE = (4_000, 5_000)
RANKS = (60, 5_000)
PHRASE_RANKS = (60, 1_000)
PICKED_RANKS = (0, 30)
"""Ranks, by documents that hold them, of words, and of tags and organizations picked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One query, as typed and in terms of the index."""

    number: int
    kind: str
    """One of `CLASSES`."""

    operator: str
    """``and``, ``or``, ``phrase``, ``prefix`` or ``all``; one word is an ``and`` of it."""

    typed: tuple[str, ...]
    terms: tuple[str, ...]
    field: str
    """The field of a peer that holds *terms*."""

    tag: str
    org: str
    """What mode c picks."""

    @property
    def text(self) -> str:
        """How a report names it."""
        return f"{self.kind} {self.operator}({' '.join(self.typed)})"


def load(corpus: Corpus, folder: Path, per_class: int = PER_CLASS) -> list[Asked]:
    """Return the queries for *corpus*, drawn when they are not in *folder* yet."""
    file = folder / f"{corpus.name}.{corpus.key}.{per_class}.queries.json"
    if not file.exists():
        file.write_text(json.dumps([asdict(asked) for asked in draw(corpus, per_class)]))
    return read(file)


def read(file: Path) -> list[Asked]:
    """Return the queries in a file that `load` wrote."""
    return [Asked(**{**given, "typed": tuple(given["typed"]), "terms": tuple(given["terms"])})
            for given in json.loads(file.read_text())]  # fmt: skip


def draw(corpus: Corpus, per_class: int) -> list[Asked]:
    """Draw *per_class* queries of each class."""
    drawing = _Drawing(corpus)
    asked: list[Asked] = []
    for kind in CLASSES:
        for _ in range(per_class):
            operator, pairs = drawing.query(kind)
            asked.append(
                Asked(
                    number=len(asked),
                    kind=kind,
                    operator=operator,
                    typed=tuple(typed for typed, _ in pairs),
                    terms=tuple(term for _, term in pairs),
                    field="words" if operator in {"phrase", "prefix"} else corpus.stems,
                    tag=drawing.pick("tag"),
                    org=drawing.pick("org"),
                )
            )
    return asked


class _Drawing:
    """Words of a corpus by how many documents hold them, and chance."""

    def __init__(self, corpus: Corpus) -> None:
        self._chance = random.Random(SEED)
        held: Counter[str] = Counter()
        values: dict[str, Counter[str]] = {field: Counter() for field in FACETS}
        self._texts: list[list[str]] = []
        for number, row in enumerate(rows(corpus)):
            held.update(set(row.words.split(" ")))
            for field in FACETS:
                values[field].update(row.values(field))
            if number % max(1, corpus.documents // 2_000) == 0:
                self._texts.append(row.words.split(" "))
        self._every = sorted(held)
        self._ranked = [word for word, _ in sorted(held.items(), key=lambda item: (-item[1], item[0]))
                        if _is_plain(word)]  # fmt: skip
        self._rank = {word: rank for rank, word in enumerate(self._ranked)}
        self._values = {
            field: [value for value, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
            for field, counts in values.items()
        }

    def query(self, kind: str) -> tuple[str, list[tuple[str, str]]]:
        """Return an operator and its words, typed and as terms."""
        match kind:
            case "common" | "rare":
                return "and", [self._word(*(COMMON if kind == "common" else RARE))]
            case "and2" | "or2" | "or3":
                return kind[:-1], list(self._words(int(kind[-1])))
            case "phrase":
                return "phrase", self._phrase()
            case "prefix":
                return "prefix", [self._prefix()]
            case _:
                return "all", []

    def pick(self, field: str) -> str:
        """Return one of the most frequent values of *field*."""
        return self._values[field][self._place(*PICKED_RANKS, len(self._values[field]))]

    def _words(self, count: int) -> Iterator[tuple[str, str]]:
        """Words of distinct terms, their ranks even on a scale of logarithms."""
        found: dict[str, str] = {}
        while len(found) < count:
            low, high = (math.log(rank) for rank in RANKS)
            word = self._ranked[min(int(math.exp(self._chance.uniform(low, high))), len(self._ranked) - 1)]
            found.setdefault(_stem(word), word)
        return ((word, term) for term, word in found.items())

    def _word(self, low: int, high: int) -> tuple[str, str]:
        word = self._ranked[self._place(low, high, len(self._ranked))]
        return word, _stem(word)

    def _place(self, low: int, high: int, size: int) -> int:
        """Return a place from *low* to *high*, or among the last ones where there are not so many."""
        high = min(high, size)
        return self._chance.randrange(min(low, high - 1), high)

    def _phrase(self) -> list[tuple[str, str]]:
        while True:
            text = self._chance.choice(self._texts)
            place = self._chance.randrange(len(text) - 1) if len(text) > 1 else 0
            words = text[place : place + 2]
            if len(words) == 2 and all(self._is_drawn(word) for word in words):
                return [(word, word) for word in words]

    def _is_drawn(self, word: str) -> bool:
        low, high = PHRASE_RANKS
        low = low if len(self._ranked) > high else 0
        return low <= self._rank.get(word, -1) < high and len(spellings(word)) == 1

    def _prefix(self) -> tuple[str, str]:
        """Return the shortest beginning of a word that our engine does not cut short."""
        while True:
            word, _ = self._word(*RANKS)
            for length in range(2, len(word)):
                under = sum(1 for other in self._every if other.startswith(word[:length]))
                if 2 <= under <= PREFIX_LIMIT:
                    return word[:length], word[:length]


def _is_plain(word: str) -> bool:
    """Say whether *word* is one term however it is typed, and not left out as a stop word."""
    return word != PART and word.isalpha() and len(word) > 2 and word not in STOP_WORDS["en"] and len(
        analyze(word, "en")) == 1  # fmt: skip


def _stem(word: str) -> str:
    return analyze(word, "en")[0].stem.partition("\x1f")[0]


def of_each_class(asked: Sequence[Asked], count: int) -> list[Asked]:
    """Return the first *count* queries of each class."""
    return [each for kind in CLASSES for each in [one for one in asked if one.kind == kind][:count]]
