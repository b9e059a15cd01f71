"""SQLite FTS5: external content, and tables that link documents with values, both ways."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bench.peers.asking import Asked
from bench.peers.corpus import FACETS, Corpus, rows
from bench.peers.peer import LISTED, TOP, Answer, Kind, Peer, Prepared

_FILE = "fts5.sqlite"
_BEST = f"group by value order by count(*) desc, value limit {LISTED}"


def build(corpus: Corpus, folder: Path, segments: int) -> None:
    """Build a database, optimized and analyzed."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _FILE).unlink(missing_ok=True)
    texts = corpus.fields
    database = sqlite3.connect(folder / _FILE)
    database.executescript("pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -1000000")
    database.executescript(_tables(texts))
    with database:
        for number, row in enumerate(rows(corpus), 1):
            values = [row.text(field) for field in texts]
            database.execute(f"insert into article values ({'?, ' * len(texts)} ?, ?)", (number, row.id, *values))
            for field, text in zip(texts, values, strict=True):
                database.execute(f"insert into in_{field}(rowid, {field}) values (?, ?)", (number, text))
            for name in FACETS:
                pairs = [(number, value) for value in row.values(name)]
                database.executemany(f"insert into of_{name} values (?, ?)", pairs)
                database.executemany(f"insert into by_{name} values (?2, ?1)", pairs)
    for field in texts:
        database.execute(f"insert into in_{field}(in_{field}) values ('optimize')")
    database.execute("analyze")
    database.commit()
    database.close()


def _tables(texts: tuple[str, ...]) -> str:
    columns = ", ".join(f"{field} text" for field in texts)
    searched = (
        f"create virtual table in_{field} using fts5("
        f"{field}, content='article', content_rowid='number', tokenize='ascii')"
        for field in texts
    )
    linked = (
        f"create table of_{name} (number integer, value text, primary key (number, value)) without rowid;"
        f"create table by_{name} (value text, number integer, primary key (value, number)) without rowid"
        for name in FACETS
    )
    return ";".join([f"create table article (number integer primary key, id text, {columns})", *searched, *linked])


def opened(corpus: Corpus, folder: Path) -> Peer:
    """Open what `build` made."""
    return _Fts5(folder)


class _Fts5:
    def __init__(self, folder: Path) -> None:
        self._database = sqlite3.connect(f"file:{folder / _FILE}?mode=ro&immutable=1", uri=True)
        self._database.executescript("pragma mmap_size = 8000000000; pragma cache_size = -500000")
        self.variants = {"FTS5": lambda: None}

    def segments(self) -> int:
        return 1

    def prepare(self, asked: Asked, mode: str) -> Prepared:
        statements = list(_statements(asked, mode))
        execute = self._database.execute
        return Prepared(lambda: [execute(sql, given).fetchall() for sql, given in statements], _read)


def _statements(asked: Asked, mode: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield statements for ids, total, tags, organizations; the last two not in mode a."""
    picked = {"tag": asked.tag, "org": asked.org} if mode == "c" else {}
    named = FACETS if mode != "a" else ()
    return _of_everything(picked, named) if asked.operator == "all" else _of_words(asked, picked, named)


def _of_words(asked: Asked, picked: Mapping[str, str], named: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    table = f"in_{asked.field}"
    # The + keeps the planner from looking up every picked document in the full-text index.
    kept = {name: f" and +{table}.rowid in (select number from by_{name} where value = ?)" for name in picked}
    where = f"where {table} match ?"
    given = (_match(asked), *picked.values())
    filtered = where + "".join(kept.values())
    yield (
        f"select id from {table} join article on number = {table}.rowid {filtered} order by {table}.rank limit {TOP}",
        given,
    )
    yield f"select count(*) from {table} {filtered}", given
    for name in named:
        others = [other for other in picked if other != name]
        narrowed = where + "".join(kept[other] for other in others)
        yield (
            f"select value, count(*) from {table} cross join of_{name} on number = {table}.rowid {narrowed} {_BEST}",
            (_match(asked), *(picked[other] for other in others)),
        )


def _of_everything(picked: Mapping[str, str], named: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    if not picked:
        yield f"select id from article order by number limit {TOP}", ()
        yield "select max(number) from article", ()  # nothing is ever deleted from it
        for name in named:
            yield f"select value, count(*) from by_{name} {_BEST}", ()
        return
    kept = {name: f"number in (select number from by_{name} where value = ?)" for name in picked}
    filtered, given = " and ".join(kept.values()), tuple(picked.values())
    yield f"select id from article where {filtered} order by number limit {TOP}", given
    yield f"select count(*) from article where {filtered}", given
    for name in named:
        (other,) = (other for other in picked if other != name)
        yield f"select value, count(*) from of_{name} where {kept[other]} {_BEST}", (picked[other],)


def _match(asked: Asked) -> str:
    quoted = [f'"{term}"' for term in asked.terms]
    match asked.operator:
        case "phrase":
            return f'"{" ".join(asked.terms)}"'
        case "prefix":
            return f"{quoted[0]} *"
        case _:
            return f" {asked.operator.upper()} ".join(quoted)


def _read(found: list[list[tuple[str, int]]]) -> Answer:
    ids, total, *facets = found
    return Answer(
        int(total[0][0]), len(ids), {name: tuple(counts) for name, counts in zip(FACETS, facets, strict=False)}
    )


def _absent() -> str | None:
    try:
        sqlite3.connect(":memory:").execute("create virtual table t using fts5(x)")
    except sqlite3.OperationalError as error:
        return f"this SQLite cannot: {error}"
    return None


KIND = Kind(
    name="FTS5",
    segments=(1,),
    most_queries=None,
    version=lambda: f"SQLite {sqlite3.sqlite_version}",
    absent=_absent,
    build=build,
    open=opened,
)
