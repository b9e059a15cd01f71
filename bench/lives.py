"""Documents, what befalls them, and requests: all drawn from a seed, from so few words that they meet all the time."""

import random
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from index import Document, Engine, Group, Label, Match, SearchRequest, Sort
from index.parse import parse_query
from index.query import And, Author, Dates, Everything, FacetValue, Not, Or, Phrase, Prefix, Query, Word, Zone
from index.request import DateUnit

T = TypeVar("T")

TODAY = date(2026, 11, 24)

COMMON = "labour labor labours mines mining the of child children end-of-life travail le ILO café 劳工 die".split()

WORDS = (
    "Labour organisation organizations centre center mine mined miners child's childs end life and to be not who a in "
    "der und la de un travailleurs enfants Arbeit Arbeiter niños trabajo cafe naïve İş işçi çocuk end‑of‑life I.L.O. "
    "l'OIT dell'UE workers' worker’s ’90s 2026 ２０２６ ﬁnance finance العمل العمال عمل труда труд σίγμα ΣΊΓΜΑ "
    "国际劳工 劳 労働 노동자 แรงงาน हिन्दी x2 _under_score_ C++ 😀 – … ½ étude lab\ud800our \x00"
).split()

GAPS = (" ",) * 14 + ("-", ", ", ". ", "\n", "’s ", "/", "")

LANGUAGES = ("en", "en", "en", "en-GB", "fr", "de", "es", "tr", "ar", "ru", "zh", "th", "und", "xx")

STAMPS = (
    "0001-01-01", "1969-12-31T23:59:59", "1970-01-01", "2024-02-29T12:00", "2024-12-30", "2025-12-28", "2025-12-29",
    "2025-12-31T23:59:59.999999", "2026-01-01", "2026-01-04", "2026-03-05T08:00", "2026-03-05T08:00:01", "2026-03-31",
    "9999-12-31T23:59:59",
)  # fmt: skip

VALUES = {
    "tag": (("ilo", "ILO"), ("ilo", "Labour Org"), ("oecd", "OECD"), ("child-labour", "Child labour"), ("zz", "ILO")),
    "org": (("ilo", "ILO"), ("bank", "World Bank"), ("émile", "Émile"), *((f"o{n}", f"O {n % 7}") for n in range(30))),
    "source": (("one", "One"), ("two", "Two")),
}

AUTHORS = ("", "", "Ada Lovelace", "Émile Zola, ILO", "lovelace")

PROPERTIES: tuple[Query, ...] = (
    FacetValue("tag", "ilo"), FacetValue("tag", "_none"), FacetValue("tag", "labour org"), FacetValue("tag", "nowhere"),
    FacetValue("org", "emile"), FacetValue("org", "_none"), FacetValue("org", "o 3"), FacetValue("source", "one"),
    FacetValue("lang", "fr"), Author("lovelace"), Author("zola emile"), Author("nobody"), Dates(date(2026, 1, 1)),
    Dates(None, date(1969, 12, 31)), Dates(date(2025, 12, 28), date(2026, 1, 4)), Dates(), Dates(date(2026, 1, 2),
    date(2026, 1, 1)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that befalls an index."""

    kind: str
    """``write``, ``rebuild`` or ``reopen``."""

    documents: tuple[Document, ...] = ()
    remove: tuple[str, ...] = ()

    def apply(self, engine: Engine) -> None:
        """Put it to *engine*; reopening is for whoever holds the engine."""
        if self.kind == "rebuild":
            engine.rebuild(self.documents)
        elif self.kind == "write":
            engine.write(self.documents, remove=self.remove)

    def expect(self, live: dict[str, Document]) -> dict[str, Document]:
        """Return what is live after it, given what was before."""
        if self.kind == "reopen":
            return live
        kept = {} if self.kind == "rebuild" else {key: live[key] for key in live.keys() - {*self.remove}}
        return kept | {document.id: document for document in self.documents}


class Dice:
    """Draws documents, steps and requests from one seed."""

    def __init__(self, seed: str) -> None:
        self._chance = random.Random(seed)

    def _rarely(self, one_in: int = 4) -> bool:
        return self._chance.randrange(one_in) == 0

    def _word(self) -> str:
        return self._chance.choice(WORDS if self._rarely() else COMMON)

    def _text(self, most: int) -> str:
        return "".join(self._word() + self._chance.choice(GAPS) for _ in range(self._chance.randint(0, most)))

    def steps(self) -> list[Step]:
        """Return a life story: a few large batches, or many small ones, so that segments are merged."""
        ids = [f"{'aAzé_'[n % 5]}{n}" for n in range(self._chance.choice((6, 12, 40)))]
        many = self._chance.choice((1, 3, 5, 14))
        size = 3 if many == 14 else len(ids)
        return [Step("write", self._documents(ids, size)), *(self._step(ids, size) for _ in range(many))]

    def _step(self, ids: list[str], size: int) -> Step:
        kind = self._chance.choice(("write",) * 8 + ("rebuild", "reopen"))
        if kind == "reopen":
            return Step(kind)
        removed = tuple(self._chance.choices(ids, k=self._chance.choice((0, 0, 1, size)))) if kind == "write" else ()
        return Step(kind, self._documents(ids, size), removed)

    def _documents(self, ids: list[str], most: int) -> tuple[Document, ...]:
        return tuple(self._document(self._chance.choice(ids)) for _ in range(self._chance.randint(0, most)))

    def _document(self, key: str) -> Document:
        language = self._chance.choice(LANGUAGES)
        facets = {
            field: tuple(
                Label(*pair) for pair in dict(self._chance.choices(values, k=self._chance.randint(0, 3))).items()
            )
            for field, values in VALUES.items()
        }
        if not self._rarely():
            facets["lang"] = (Label(language, language.upper()),)
        stamp = self._chance.choice((None, *STAMPS))
        return Document(
            id=key,
            title=self._text(4),
            body=self._text(self._chance.choice((3, 18, 18, 60))),
            author=self._chance.choice(AUTHORS),
            language=language,
            facets=facets,
            published=datetime.fromisoformat(stamp).replace(tzinfo=UTC) if stamp else None,
            sequence=self._chance.randint(0, 9),
            story=self._chance.choice(("", "", "s", "t", key)),
            stored=self._chance.choice(({}, {"url": "https://example.org/é", "excerpt": "…"})),
        )

    def request(self) -> SearchRequest:
        """Return a request without a cursor."""
        query = self._tree(3) if self._rarely(2) else parse_query(self._typed(), today=TODAY).query
        return SearchRequest(
            query=query,
            match=self._chance.choice(list(Match)),
            refinements=self._picks() if self._rarely(3) else {},
            exclusions=self._picks() if self._rarely() else {},
            dates=self._dates() if self._rarely(5) else None,
            sort=self._chance.choice(list(Sort)),
            group=self._chance.choice(list(Group)),
            size=self._chance.choice((10, 100, 3, 2, 1, 0)),
            offset=self._chance.choice((1, 3, 10**18)) if self._rarely(6) else 0,
            facets=None if self._rarely() else tuple(self._some(("tag", "org", "source", "lang", "date"))),
            facet_size=self._chance.choice((50, None, 0, 1, 2)),
            date_unit=self._chance.choice(list(DateUnit)),
            snippets=self._rarely(3),
        )

    def follows_cursor(self) -> bool:
        """Say whether to walk through all pages of this search."""
        return self._rarely(8)

    def _some(self, values: tuple[T, ...]) -> list[T]:
        return self._chance.sample(values, self._chance.randint(0, len(values)))

    def _picks(self) -> dict[str, frozenset[str]]:
        known = {
            "lang": ("en", "fr", "de", "zh", "nowhere"),
            "source": ("one", "two", "nowhere"),
            "tag": ("ilo", "oecd", "zz", "child-labour", "nowhere", "_none"),
            "org": ("ilo", "bank", "émile", "o3", "o17", "nowhere", "_none"),
        }
        fields = self._chance.sample(tuple(known), self._chance.randint(1, 2))
        return {field: frozenset(self._chance.choices(known[field], k=self._chance.randint(0, 3))) for field in fields}

    def _dates(self) -> Dates:
        first, last = (self._chance.choice((None, *STAMPS)) for _ in range(2))
        start = date.fromisoformat(first[:10]) if first else None
        end = date.fromisoformat(last[:10]) if last else None
        if start and self._rarely(2) and start.year < 9000:
            end = max(start, date(1, 1, 2)) + timedelta(days=self._chance.randint(-1, 400))
        return Dates(start, end)

    def _typed(self) -> str:
        """Return what a visitor may type, with every kind of clause, now and then with a mark out of place."""
        clauses = []
        for _ in range(self._chance.choice((0, 1, 1, 2, 2, 3, 5))):
            sign = self._chance.choice(("", "", "", "", "-", "NOT ", "OR ", "AND "))
            zone = self._chance.choice(("", "", "", "title:", "body:", "tag:", "author:"))
            shape = self._chance.choice(("{}", "{}", '"{} {}"', "{}*", "({} OR {})", "({} -{})", '{} "', "{})"))
            clauses.append(sign + zone + shape.format(self._word(), self._word()))
        return " ".join(clauses)

    def _tree(self, depth: int) -> Query:
        """Return a tree in the normal form of `index.query`."""
        match self._chance.choice(("leaf", "leaf", "and", "or", "not") if depth else ("leaf",)):
            case "and":
                return _joined(And, [self._tree(depth - 1) for _ in range(self._chance.randint(1, 4))])
            case "or":
                return _joined(Or, [self._tree(depth - 1) for _ in range(self._chance.randint(1, 4))])
            case "not":
                child = self._tree(depth - 1)
                return child.child if isinstance(child, Not) else Not(child)
            case _:
                return Everything() if depth == 3 and self._rarely() else self._leaf()

    def _leaf(self) -> Query:
        zones: tuple[Zone, ...] = ("text", "text", "text", "title", "body")
        zone = self._chance.choice(zones)
        match self._chance.choice(("word", "word", "word", "phrase", "prefix", "property")):
            case "word":
                return Word(self._typable(), zone)
            case "phrase":
                return Phrase(" ".join(self._typable() for _ in range(self._chance.randint(1, 3))), zone)
            case "prefix":
                return Prefix(self._typable()[: self._chance.randint(3, 5)], zone)
            case _:
                return self._chance.choice(PROPERTIES)

    def _typable(self) -> str:
        """Return a word that the parser's gate lets through: it holds a letter and nothing that cannot be typed."""
        while True:
            word = self._word()
            if any(map(str.isalnum, word)) and word.isprintable():
                return word


def _joined(kind: type[And] | type[Or], members: list[Query]) -> Query:
    flat = [leaf for one in members for leaf in (one.children if isinstance(one, kind) else (one,))]
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def without(steps: list[Step], number: int, document: int | None = None) -> list[Step]:
    """Return *steps* without one of them, or without one document of it: for whoever looks for the smallest story."""
    if document is None:
        return [*steps[:number], *steps[number + 1 :]]
    step = steps[number]
    left = (*step.documents[:document], *step.documents[document + 1 :])
    return [*steps[:number], replace(step, documents=left), *steps[number + 1 :]]
