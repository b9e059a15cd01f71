"""What a segment holds: the same by every way of making it, at the edges of its narrow types too."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import Document, Label, Match, SearchRequest
from index.engines.memory import MemoryEngine
from index.engines.whoosh.building import segment_columns, stored_columns
from index.engines.whoosh.columns import Array, ColumnFile
from index.engines.whoosh.disk import Disk
from index.engines.whoosh.engine import WhooshEngine
from index.engines.whoosh.evaluate import Deadline, Evaluator
from index.engines.whoosh.fields import stock_fields
from index.engines.whoosh.merging import Part, merge
from index.engines.whoosh.stock import matching_ids
from index.engines.whoosh.tokens import Lexicon
from index.engines.whoosh.writing import open_writer
from index.parse import parse_query
from index.query import And, Phrase, Prefix, Word
from index.resolve import resolve
from index.schema import Schema
from tests.engines.builders import TODAY
from tests.engines.strategies import WORDS, Batch, documents, histories, query_texts

SCHEMA = Schema()
IN_FOLDERS = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
distinct = st.lists(documents(), min_size=1, max_size=8, unique_by=lambda document: document.id).map(
    lambda chosen: sorted(chosen, key=lambda document: document.id)
)


def same(one: Mapping[str, Array], other: Mapping[str, Array]) -> bool:
    assert set(one) == set(other)
    for name in one:
        assert one[name].tolist() == other[name].tolist(), name
    return True


@IN_FOLDERS
@given(chosen=distinct)
def test_the_bulk_path_makes_what_the_stock_writer_makes(
    tmp_path_factory: pytest.TempPathFactory, chosen: Sequence[Document]
) -> None:
    """Whoosh's own ``add_document``, with its analyzers and posting pool, ends in the same columns."""
    disk = Disk(tmp_path_factory.mktemp("index"))
    writer = open_writer(disk, None, SCHEMA)
    for document in chosen:
        writer.add_document(**stock_fields(document, SCHEMA))
    place = writer.commit()

    (columns,) = place.folder.glob("*.col")
    assert same(ColumnFile(columns), segment_columns(chosen, SCHEMA, Lexicon()))
    assert same(ColumnFile(columns.with_suffix(".doc")), stored_columns(chosen))


@IN_FOLDERS
@given(chosen=distinct, data=st.data())
def test_merging_segments_makes_what_building_them_at_once_makes(
    chosen: Sequence[Document], data: st.DataObject
) -> None:
    lexicon = Lexicon()
    shares = data.draw(st.lists(st.integers(0, 2), min_size=len(chosen), max_size=len(chosen)))
    live = data.draw(st.lists(st.booleans(), min_size=len(chosen), max_size=len(chosen)))
    parts = []
    for share in sorted(set(shares)):
        mine = [number for number, of in enumerate(shares) if of == share]
        held = [chosen[number] for number in mine]
        parts.append(
            Part(segment_columns(held, SCHEMA, lexicon), stored_columns(held), np.array([live[n] for n in mine]))
        )
    kept = [document for document, is_live in zip(chosen, live, strict=True) if is_live]
    if not kept:
        return

    columns, stored = merge(parts, SCHEMA)

    expected = segment_columns(kept, SCHEMA, Lexicon())
    # Labels that dead documents disagreed about stay marked as contested; which label holds is looked up anyway.
    columns.pop("facet.vocabulary"), expected.pop("facet.vocabulary")
    assert same(columns, expected)
    assert same(stored, stored_columns(kept))


@IN_FOLDERS
@given(history=histories, text=query_texts())
def test_stock_whoosh_matches_what_the_evaluator_matches(
    tmp_path_factory: pytest.TempPathFactory, history: list[Batch], text: str
) -> None:
    engine = WhooshEngine(str(tmp_path_factory.mktemp("index")), SCHEMA, budget=60.0)
    for batch in history:
        batch.apply(engine)
    snapshot = engine._snapshots.current()
    place = engine._snapshots.place
    resolved = resolve(parse_query(text, today=TODAY).query, languages=snapshot.languages)

    mine = {
        view.segment.id(int(number))
        for view, part in zip(snapshot.views, Evaluator(snapshot, Deadline(60)).matches(resolved), strict=True)
        for number in part.docs
    }

    assert mine == matching_ids(snapshot, place, resolved)


@IN_FOLDERS
@given(
    words=st.lists(st.sampled_from(WORDS), min_size=100, max_size=400),
    wanted=st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
)
def test_a_snippet_deep_in_a_body_is_the_one_that_reading_it_whole_gives(
    tmp_path_factory: pytest.TempPathFactory, words: list[str], wanted: list[str]
) -> None:
    """Marks lead into the middle of a text, whatever it is written in."""
    chosen = [Document(id="a", title="A title", body=" ".join(words), language="en")]
    request = SearchRequest(query=parse_query(" OR ".join(wanted), today=TODAY).query)
    answers = []
    for engine in (WhooshEngine(str(tmp_path_factory.mktemp("index")), SCHEMA, budget=60.0), MemoryEngine(SCHEMA)):
        engine.write(chosen)
        answers.append([(hit.title, hit.snippet) for hit in engine.search(request).hits])

    assert answers[0] == answers[1]


def searched(engine: WhooshEngine, text: str) -> list[str]:
    return [hit.id for hit in engine.search(asking(text)).hits]


def asking(text: str) -> SearchRequest:
    return SearchRequest(query=parse_query(text, today=TODAY).query)


def test_positions_past_65535_are_found_by_phrase(tmp_path: Path) -> None:
    engine = WhooshEngine(str(tmp_path / "index"), SCHEMA, budget=60.0)
    filler = "word " * 70_000

    engine.write([Document(id="a", body=f"{filler} rare find"), Document(id="b", body="find rare")])

    assert searched(engine, '"rare find"') == ["a"]
    assert searched(engine, '"word rare"') == ["a"]


def test_frequencies_past_255_score_as_the_reference_scores(tmp_path: Path) -> None:
    chosen = [
        Document(id="a", title="ship " * 40, body="port " + "ship " * 300, language="en"),
        Document(id="b", title="ship", body="ship " * 5_000, language="en"),
    ]
    request = SearchRequest(query=And((Word("ship"), Word("port"))), match=Match.ANY)
    answers = []
    for engine in (WhooshEngine(str(tmp_path / "index"), SCHEMA, budget=60.0), MemoryEngine(SCHEMA)):
        engine.write(chosen)
        answers.append([(hit.id, hit.score) for hit in engine.search(request).hits])

    assert answers[0] == answers[1]


def test_more_than_65535_facet_values_are_counted(tmp_path: Path) -> None:
    engine = WhooshEngine(str(tmp_path / "index"), SCHEMA, budget=60.0)
    labels = [Label(f"t{number:05d}", f"Tag {number}") for number in range(70_000)]

    engine.write([Document(id="a", facets={"tag": tuple(labels)}), Document(id="b", facets={"tag": (labels[-1],)})])

    facet = engine.search(SearchRequest(facets=("tag",), facet_size=2)).facet("tag")
    assert facet.total_values == 70_000
    assert [(value.value, value.count) for value in facet.values] == [("t69999", 2), ("t00000", 1)]


def test_a_prefix_stands_for_its_first_200_words(tmp_path: Path) -> None:
    engine = WhooshEngine(str(tmp_path / "index"), SCHEMA, budget=60.0)
    engine.write(Document(id=f"d{number:03d}", body=f"aa{number:03d}") for number in range(150))
    engine.write(Document(id=f"d{number:03d}", body=f"aa{number:03d}") for number in range(150, 300))

    assert engine.search(asking("aa0* OR aa1* OR aa2*")).total == 300
    assert engine.search(SearchRequest(query=Prefix("aa"))).total == 200
    engine.write([], remove=["d000"])
    assert engine.search(SearchRequest(query=Prefix("aa"))).total == 200


def test_a_phrase_over_a_merge_still_stands_in_order(tmp_path: Path) -> None:
    engine = WhooshEngine(str(tmp_path / "index"), SCHEMA, budget=60.0)
    for number in range(20):
        engine.write([Document(id=f"d{number:02d}", body="child labour" if number % 2 else "labour child")])

    assert engine.stats().details["segments"] <= 8
    total = engine.search(SearchRequest(query=Phrase("child labor"))).total
    assert total == 10
