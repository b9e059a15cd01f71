"""The contract of every engine: order, scores, stories, cursors, and what is shown of a hit."""

from dataclasses import replace

import pytest

from index import Document, Engine, Group, InvalidCursor, Match, Piece, SearchRequest, Sort
from tests.engines.builders import a_document, a_search, found, ids_of


def scores(engine: Engine, typed: str) -> dict[str, float]:
    return {hit.id: hit.score for hit in engine.search(a_search(typed, size=100)).hits}


def test_an_occurrence_in_the_title_weighs_more(engine: Engine) -> None:
    engine.write([a_document("a", body="labour x y"), a_document("b", title="labour", body="x y"), a_document("c")])

    assert found(engine, "labour") == "b a"


def test_a_rarer_word_weighs_more(engine: Engine) -> None:
    engine.write([a_document(key, body="common other") for key in "abc"] + [a_document("d", body="rare other")])

    assert found(engine, "common rare", match=Match.ANY).startswith("d")


def test_a_shorter_text_ranks_above_a_longer_one(engine: Engine) -> None:
    engine.write([a_document("a", body="labour " + "filler " * 40), a_document("b", body="labour")])

    assert found(engine, "labour") == "b a"


def test_equal_scores_go_by_ascending_id(engine: Engine) -> None:
    engine.write([a_document(key, body="labour") for key in ("b", "a", "B", "a_1", "a1", "10", "9")])

    assert found(engine, "labour") == "10 9 B a a1 a_1 b"
    assert found(engine) == "10 9 B a a1 a_1 b"


def test_a_query_without_words_scores_nothing(engine: Engine) -> None:
    engine.write([a_document("a", facets={"tag": ["x"]}, on="2026-01-01")])

    assert scores(engine, "") == scores(engine, "tag:x") == scores(engine, "-labour date:2026") == {"a": 0.0}


def test_only_what_must_be_there_scores(engine: Engine) -> None:
    engine.write([a_document("a", body="labour child"), a_document("b", body="labour"), a_document("c", body="mines")])

    assert scores(engine, "labour -mines") == scores(engine, "labour")
    assert scores(engine, "(labour child) OR labour")["b"] == scores(engine, "labour")["b"]
    assert scores(engine, "labour child")["a"] > scores(engine, "labour")["a"]


def test_a_group_of_forms_is_one_term_to_scoring(engine: Engine) -> None:
    """A word found in two languages is as rare as all documents with either form, not as one of them."""
    engine.write(
        [
            a_document("a", language="en", body="nation x"),
            a_document("b", language="fr", body="nations x"),
            a_document("c", language="en", body="word x"),
            a_document("d", language="en", body="words x"),
        ]
    )

    assert set(scores(engine, "nation").values()) == set(scores(engine, "word").values())


@pytest.mark.parametrize(
    "typed", ["labour", '"child labour"', "labo*", "title:labour", "labour OR mines", "labour mines"]
)
def test_scores_do_not_depend_on_how_documents_arrived(engine: Engine, typed: str) -> None:
    documents = [a_document(f"d{i}", title="child labour" * (i % 2), body="labour mines " * i + "x") for i in range(6)]
    engine.rebuild(documents)
    expected = scores(engine, typed)

    engine.rebuild([a_document("d1", body="labour labours"), a_document("z", body="labour child laboured")])
    for document in documents:
        engine.write([document], remove=["z"])

    assert scores(engine, typed) == expected


@pytest.mark.parametrize("typed", ["labo*", '"of all"', '"of all" labo*'])
def test_a_prefix_and_a_phrase_score_as_a_word_would(engine: Engine, typed: str) -> None:
    """Each is as rare as the documents that it matches, and occurs as often as it stands there."""
    engine.write(
        [
            a_document("a", body="labour laboratory of all x"),
            a_document("b", body="cobalt cobalt lead tin x"),
            a_document("c", body="something else entirely here now"),
        ]
    )

    like = typed.replace("labo*", "cobalt").replace('"of all"', "lead")
    assert scores(engine, typed)["a"] == scores(engine, like)["b"] > 0


DATED = [
    a_document("a", on="2026-03-05"),
    a_document("b"),
    a_document("c", on="1950-01-01"),
    a_document("d", on="2026-03-05"),
    a_document("e"),
    a_document("f", on="2026-03-05T00:00:01"),
]


@pytest.mark.parametrize(("sort", "ids"), [(Sort.NEWEST, "f a d c b e"), (Sort.OLDEST, "c a d f b e")])
def test_undated_documents_come_last_in_both_orders_by_date(engine: Engine, sort: Sort, ids: str) -> None:
    engine.write(DATED)

    assert found(engine, sort=sort) == ids


def test_sorting_by_date_keeps_the_scores(engine: Engine) -> None:
    engine.write([a_document("a", body="labour", on="2026-01-01"), a_document("b", body="x", on="2026-01-02")])

    newest = engine.search(a_search("labour", sort=Sort.NEWEST)).hits[0]

    assert newest.score == scores(engine, "labour")["a"] > 0


STORIES = [
    a_document("a", story="s", on="2026-01-01"),
    a_document("b", story="s", on="2026-01-05"),
    a_document("c", on="2026-01-03"),
    a_document("d", story="s", on="2026-01-02", facets={"tag": ["x"]}),
    a_document("e", story="t", on="2026-01-04"),
]


def test_a_story_is_shown_by_its_first_hit_in_the_current_order(engine: Engine) -> None:
    engine.write(STORIES)

    newest = engine.search(a_search(sort=Sort.NEWEST, group=Group.STORY))
    oldest = engine.search(a_search(sort=Sort.OLDEST, group=Group.STORY))

    assert [(hit.id, " ".join(d.id for d in hit.also), hit.also_total) for hit in newest.hits] == [
        ("b", "d a", 2), ("e", "", 0), ("c", "", 0),
    ]  # fmt: skip
    assert [(hit.id, " ".join(d.id for d in hit.also)) for hit in oldest.hits] == [("a", "d b"), ("c", ""), ("e", "")]
    assert (newest.total, newest.stories) == (5, 3)


def test_a_story_shows_only_what_matches(engine: Engine) -> None:
    engine.write(STORIES)

    response = engine.search(a_search(refinements={"tag": ["x"]}, group=Group.STORY))

    assert ids_of(response) == "d"
    assert (response.hits[0].also, response.hits[0].also_total) == ((), 0)


def test_a_story_lists_twenty_others_and_counts_them_all(engine: Engine) -> None:
    engine.write([a_document(f"d{i:02}", story="s") for i in range(30)])

    hit = engine.search(a_search(group=Group.STORY)).hits[0]

    assert [document.id for document in hit.also] == [f"d{i:02}" for i in range(1, 21)]
    assert hit.also_total == 29


def test_without_grouping_nothing_is_said_of_stories(engine: Engine) -> None:
    engine.write(STORIES)

    assert all(hit.also == () and hit.also_total == 0 for hit in engine.search(a_search()).hits)


def walk(engine: Engine, request: SearchRequest) -> list[str]:
    pages = []
    response = engine.search(request)
    while response.hits:
        pages.append(ids_of(response))
        if response.next is None:
            break
        response = engine.search(replace(request, after=response.next))
    return pages


@pytest.mark.parametrize("group", list(Group))
@pytest.mark.parametrize("sort", list(Sort))
def test_walking_in_pages_reads_everything_once_in_order(engine: Engine, sort: Sort, group: Group) -> None:
    engine.write([*DATED[1:], *STORIES[:1], *(a_document(f"x{i}", story="uv"[i % 2]) for i in range(9))])
    whole = found(engine, sort=sort, group=group)

    pages = walk(engine, a_search(sort=sort, group=group, size=2))

    assert " ".join(pages) == whole
    assert all(len(page.split()) == 2 for page in pages[:-1])


def test_the_last_page_has_no_cursor(engine: Engine) -> None:
    engine.write([a_document(key) for key in "abcd"])

    assert engine.search(a_search(size=4)).next is None
    assert engine.search(a_search(size=3)).next is not None
    assert engine.search(a_search(size=2, offset=2)).next is None
    assert engine.search(a_search(size=2, offset=10**18)).hits == ()


def test_a_cursor_goes_on_where_its_hit_was_when_documents_come_and_go(engine: Engine) -> None:
    engine.write([a_document(key, on="2026-01-01") for key in "bdfh"])
    first = engine.search(a_search(sort=Sort.NEWEST, size=2))

    engine.write([a_document(key, on="2026-01-01") for key in "ace"], remove=["d", "f"])

    assert ids_of(first) == "b d"
    assert found(engine, sort=Sort.NEWEST, after=first.next) == "e h"


def test_a_cursor_of_another_search_is_refused(engine: Engine) -> None:
    engine.write([a_document(key, body="labour") for key in "abc"])
    cursor = engine.search(a_search("labour", size=1)).next

    for other in (a_search("labor", after=cursor), a_search("labour", sort=Sort.NEWEST, after=cursor)):
        with pytest.raises(InvalidCursor):
            engine.search(other)
    with pytest.raises(InvalidCursor):
        engine.search(a_search("labour", after="nonsense"))


def pieces(*marked: str) -> tuple[Piece, ...]:
    """Return pieces from texts; those in brackets were searched for."""
    return tuple(Piece(text.strip("[]"), text.startswith("[")) for text in marked)


def test_the_words_that_were_found_are_marked(engine: Engine) -> None:
    engine.write([a_document("a", title="Child labour", body="In mines, child miners’ work. Labours.")])

    hit = engine.search(a_search("labor")).hits[0]

    assert hit.title == pieces("Child ", "[labour]")
    assert hit.snippet == pieces("In mines, child miners’ work. ", "[Labours]", ".")


def test_a_phrase_is_marked_where_it_stands(engine: Engine) -> None:
    engine.write([a_document("a", title="Life", body="The end-of-life of life.")])

    hit = engine.search(a_search('"end of life"')).hits[0]

    assert hit.title == pieces("Life")
    assert hit.snippet == pieces("The ", "[end]", "-", "[of]", "-", "[life]", " of life.")


def test_a_word_of_one_field_is_marked_there_only(engine: Engine) -> None:
    engine.write([a_document("a", title="Labour", body="labour")])

    hit = engine.search(a_search("title:labour")).hits[0]

    assert (hit.title, hit.snippet) == (pieces("[Labour]"), pieces("labour"))


def test_a_long_body_is_cut_around_what_was_found(engine: Engine) -> None:
    engine.write([a_document("a", body="filler " * 500 + "cobalt labour " + "filler " * 500)])

    snippet = engine.search(a_search("labour cobalt")).hits[0].snippet
    text = "".join(piece.text for piece in snippet)

    assert [piece.text for piece in snippet if piece.match] == ["cobalt", "labour"]
    assert text.startswith("…filler")
    assert text.endswith("filler…")
    assert len(text) <= 300


def test_without_snippets_nothing_is_marked(engine: Engine) -> None:
    engine.write([a_document("a", title="Labour", body="labour")])

    hit = engine.search(a_search("labour", snippets=False)).hits[0]

    assert (hit.title, hit.snippet) == (pieces("Labour"), ())


def test_a_hit_holds_its_document_as_it_was_written(engine: Engine) -> None:
    document = Document(
        id="A_1",
        title="  Ｔitle \u202e <b>&amp;</b>\n",
        body="\tbody e\u0301 😀 \x00\n\n",
        author="Zoë",
        language="zh-Hant",
        facets={"tag": a_document(facets={"tag": [("a b", "Ä <B>"), ("_x", "")]}).facets["tag"], "org": ()},
        published=a_document(on="1969-12-31T23:59:59.999999").published,
        sequence=2**40,
        story="s-1 é",
        stored={"url": "https://example.org/?a=1&b=2", "": "", "é\n": "\x00"},
    )
    engine.write([document])

    assert engine.search(a_search()).hits[0].document == document
    assert engine.get(["A_1"]) == (document,)
