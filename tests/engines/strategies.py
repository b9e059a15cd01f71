"""Documents and requests at random, from so few words and values that they meet all the time."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from index import Document, Engine, Group, Label, Match, SearchRequest, Sort
from index.parse import parse_query
from index.query import Dates
from index.request import DateUnit
from tests.engines.builders import TODAY

WORDS = (
    "labour labor labours Labour organisation organizations centre mine mines mining miner child children childs "
    "end life the of and to be not who a in die der und le la de un "
    "travail travailleurs enfants Arbeit Arbeiter niños trabajo café cafe naïve İş işçi çocuk "
    "end-of-life end‑of‑life ILO I.L.O. l'OIT dell'UE workers' worker’s ’90s 2026 ２０２６ ﬁnance finance "
    "العمل العمال عمل труда труд σίγμα ΣΊΓΜΑ 劳工组织 国际劳工 劳工 労働 노동자 แรงงาน हिन्दी "
    "x2 _under_score_ C++ 😀 – … ½ e\u0301tude lab\ud800our \x00"
).split()

COMMON = "labour labor labours mines mining the of child children end-of-life travail le ILO café 劳工 die".split()
"""Words that most documents and most searches share, so that most searches find something."""

LANGUAGES = ("en", "en", "en-GB", "fr", "de", "es", "tr", "ar", "ru", "zh", "th", "und", "xx")

STAMPS = (
    "0001-01-01", "1969-12-31T23:59:59", "1970-01-01", "2024-02-29T12:00", "2024-12-30", "2025-12-28", "2025-12-29",
    "2025-12-31T23:59:59.999999", "2026-01-01", "2026-01-04", "2026-03-05T08:00", "2026-03-05T08:00:01", "2026-03-31",
    "9999-12-31T23:59:59",
)  # fmt: skip

IDS = ("a", "b", "c", "d", "e", "f", "g", "A1", "a1", "a_1", "zz9")

VALUES = {
    "tag": (
        ("ilo", "ILO"),
        ("ilo", "Labour Organization"),
        ("oecd", "OECD"),
        ("child-labour", "Child labour"),
        ("zz", "ILO"),
    ),
    "org": (("ilo", "ILO"), ("bank", "World Bank"), ("émile", "Émile")),
    "source": (("one", "One"), ("two", "Two")),
}

_usually = st.sampled_from((True, True, True, False))
_rarely = st.sampled_from((False, False, False, True))

words = st.one_of(*[st.sampled_from(COMMON)] * 3, st.sampled_from(WORDS))
separators = st.sampled_from((" ",) * 12 + ("-", ", ", ". ", "\n", "’s ", "/", ""))


@st.composite
def texts(draw: st.DrawFn, max_words: int) -> str:
    """Return a text of a few words."""
    return "".join(
        draw(words) + draw(separators)
        for _ in range(draw(st.sampled_from((max_words, max_words // 2, max_words // 4, 1, 0))))
    )


def _one_label_per_value(labels: list[tuple[str, str]]) -> tuple[Label, ...]:
    return tuple(Label(value, label) for value, label in dict(labels).items())


@st.composite
def documents(draw: st.DrawFn, ids: tuple[str, ...] = IDS) -> Document:
    """Return a document."""
    language = draw(st.sampled_from(LANGUAGES))
    facets = {
        field: _one_label_per_value(draw(st.lists(st.sampled_from(values), max_size=3)))
        for field, values in VALUES.items()
    }
    if draw(_usually):
        facets["lang"] = (Label(language, language.upper()),)
    stamp = draw(st.none() | st.sampled_from(STAMPS))
    return Document(
        id=draw(st.sampled_from(ids)),
        title=draw(texts(4)),
        body=draw(texts(18)),
        author=draw(st.sampled_from(("", "", "Ada Lovelace", "Émile Zola, ILO", "lovelace"))),
        language=language,
        facets=facets,
        published=datetime.fromisoformat(stamp).replace(tzinfo=UTC) if stamp else None,
        sequence=draw(st.integers(0, 9)),
        story=draw(st.sampled_from(("", "", "s", "t", "a"))),
        stored=draw(st.sampled_from(({}, {"url": "https://example.org/é", "excerpt": "…"}))),
    )


@dataclass(frozen=True)
class Batch:
    """One write, or a rebuild."""

    documents: tuple[Document, ...]
    remove: tuple[str, ...] = ()
    is_rebuild: bool = False

    def apply(self, engine: Engine) -> None:
        """Put it to *engine*."""
        if self.is_rebuild:
            engine.rebuild(self.documents)
        else:
            engine.write(self.documents, remove=self.remove)

    def expect(self, live: dict[str, Document]) -> dict[str, Document]:
        """Return what should be live after it, given what was before."""
        kept = {} if self.is_rebuild else {key: live[key] for key in live.keys() - {*self.remove}}
        return kept | {document.id: document for document in self.documents}


def batches(ids: tuple[str, ...] = IDS, *, max_documents: int = 6) -> st.SearchStrategy[Batch]:
    """Return writes, most of them plain additions."""
    return st.builds(
        Batch,
        st.lists(documents(ids), max_size=max_documents).map(tuple),
        st.just(()) | st.lists(st.sampled_from(ids), max_size=3).map(tuple),
        st.sampled_from((False, False, False, False, True)),
    )


histories = st.tuples(
    st.lists(documents(), min_size=5, max_size=10).map(lambda first: Batch(tuple(first))),
    st.lists(batches(), max_size=3),
).map(lambda parts: [parts[0], *parts[1]])
"""A first batch, then whatever befalls it."""


@st.composite
def query_texts(draw: st.DrawFn) -> str:
    """Return what a visitor may type, with every kind of clause."""
    number = draw(st.sampled_from((1, 1, 2, 2, 2, 3, 0, 4)))
    return "".join(draw(_clauses()) + draw(st.sampled_from((" ", " ", " OR "))) for _ in range(number))


@st.composite
def _clauses(draw: st.DrawFn, depth: int = 2) -> str:
    kind = draw(st.sampled_from(("word", "word", "word", "word", "phrase", "prefix", "property", "group")))
    sign = draw(st.sampled_from(("", "", "", "", "", "-")))
    zone = draw(st.sampled_from(("", "", "", "", "title:", "body:")))
    match kind:
        case "word":
            return f"{sign}{zone}{draw(words)}"
        case "phrase":
            return f'{sign}{zone}"{draw(words)}{draw(separators)}{draw(words)}"'
        case "prefix":
            return f"{sign}{zone}{draw(words)[:3]}*"
        case "group" if depth:
            inner = draw(st.lists(_clauses(depth - 1), min_size=1, max_size=3))
            return f"{sign}({draw(st.sampled_from((' ', ' OR '))).join(inner)})"
        case _:
            return sign + draw(st.sampled_from(PROPERTIES))


PROPERTIES = (
    "tag:ilo", "tag:_none", 'tag:"labour organization"', 'tag:"Child Labour"', "tag:nowhere", "org:emile", "org:_none",
    "source:one", "lang:fr", "lang:_none", "author:lovelace", 'author:"zola emile"', "author:nobody", "date:2026",
    "date:2025-12-31", "date:..1969", "date:2026-03..", "date:..", "date:P1Y/",
)  # fmt: skip

days = st.sampled_from(STAMPS).map(lambda stamp: datetime.fromisoformat(stamp).date())


@st.composite
def _dates(draw: st.DrawFn) -> Dates:
    first, last = draw(st.none() | days), draw(st.none() | days)
    if first and draw(st.booleans()):
        fewest = -1 if first > first.min else 0
        last = min(first, first.max - timedelta(days=400)) + timedelta(days=draw(st.integers(fewest, 400)))
    return Dates(first, last)


def _picks(field: str) -> st.SearchStrategy[frozenset[str]]:
    values = {
        "lang": ("en", "en", "fr", "de", "zh", "nowhere"),
        "source": ("one", "two", "nowhere"),
        "tag": ("ilo", "oecd", "zz", "child-labour", "nowhere", "_none"),
        "org": ("ilo", "bank", "émile", "nowhere", "_none"),
    }[field]
    return st.frozensets(st.sampled_from(values), max_size=2)


_refinements = st.dictionaries(st.sampled_from(("tag", "org", "source", "lang")), st.none(), max_size=2).flatmap(
    lambda fields: st.fixed_dictionaries({field: _picks(field) for field in fields})
)

FACETS = ("tag", "org", "source", "lang", "date")


@st.composite
def searches(draw: st.DrawFn) -> SearchRequest:
    """Return a request without a cursor."""
    return SearchRequest(
        query=parse_query(draw(query_texts()), today=TODAY).query,
        match=draw(st.sampled_from(Match)),
        refinements=draw(_refinements) if draw(_rarely) else {},
        exclusions=draw(_refinements) if draw(_rarely) else {},
        dates=draw(_dates()) if draw(_rarely) else None,
        sort=draw(st.sampled_from(Sort)),
        group=draw(st.sampled_from(Group)),
        size=draw(st.sampled_from((10, 100, 3, 2, 1, 0))),
        offset=draw(st.sampled_from((0, 1, 3, 10**18))) if draw(_rarely) else 0,
        facets=draw(st.none() | st.lists(st.sampled_from(FACETS), max_size=5).map(tuple)),
        facet_size=draw(st.sampled_from((50, None, 0, 1, 2))),
        date_unit=draw(st.sampled_from(DateUnit)),
        snippets=draw(st.booleans()),
    )
