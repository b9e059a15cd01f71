"""The compiled inner loops give what those in NumPy give, bit for bit, and refuse what would read out of bounds."""

from itertools import islice
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.analysis import spans
from index.engines.whoosh.kernels import BEST, plain
from index.engines.whoosh.kernels.contract import Carried, Counted, Found, Kernels, Scored, Scoring, Slot

pytestmark = pytest.mark.skipif(
    BEST is plain, reason="the kernels could not be compiled here: no C compiler, or no Python.h"
)

SIZES = st.integers(1, 300)


def same(left: object, right: object) -> None:
    """Compare arrays in tuples by their numbers."""
    if isinstance(left, np.ndarray):
        assert isinstance(right, np.ndarray)
        assert left.tolist() == right.tolist()
    elif isinstance(left, tuple):
        assert isinstance(right, tuple)
        for one, other in zip(left, right, strict=True):
            same(one, other)
    else:
        assert left == right


class Chance(NamedTuple):
    """Arrays drawn from one seed, for a segment of so many documents."""

    dice: np.random.Generator
    size: int

    def docs(self) -> np.ndarray:
        """Some documents, ascending."""
        share = float(self.dice.choice([0.0, 0.02, 0.3, 1.0]))
        return np.flatnonzero(self.dice.random(self.size) < share).astype(np.int32)

    def mask(self) -> np.ndarray:
        share = float(self.dice.choice([0.0, 0.1, 0.6, 1.0]))
        return self.dice.random(self.size) < share

    def live(self) -> np.ndarray | None:
        return None if self.dice.random() < 0.4 else self.mask()

    def packed(self, count: int) -> np.ndarray:
        return self.dice.integers(1, 256, count).astype(np.uint8)

    def scoring(self) -> Scoring:
        return Scoring(self.dice.random(self.size) * 9 + 0.1, self.live(), int(self.dice.integers(0, 9)))

    def part(self) -> Scored:
        docs = self.docs()
        kind = self.dice.integers(3)
        if kind == 0:
            return Scored(docs, None)
        if kind == 1:
            return Scored(docs, self.dice.random(len(docs)))
        return Scored(docs, None, self.packed(len(docs)), float(self.dice.random() * 7))


chances = st.builds(lambda seed, size: Chance(np.random.default_rng(seed), size), st.integers(0, 2**32), SIZES)


@given(chances, st.integers(1, 70))
def test_unions_and_their_sums_are_equal(chance: Chance, count: int) -> None:
    parts, scoring = [chance.part() for _ in range(count)], chance.scoring()
    same(plain.unite(parts, scoring)[:2], BEST.unite(parts, scoring)[:2])


@given(chances, st.integers(1, 70))
def test_intersections_and_their_sums_are_equal(chance: Chance, count: int) -> None:
    parts, scoring = [chance.part() for _ in range(count)], chance.scoring()
    same(plain.intersect(parts, scoring)[:2], BEST.intersect(parts, scoring)[:2])


@given(chances)
def test_scores_are_equal_to_the_last_bit(chance: Chance) -> None:
    docs = chance.docs()
    part, scoring = Scored(docs, None, chance.packed(len(docs)), float(chance.dice.random() * 9)), chance.scoring()
    same(plain.score(part, scoring), BEST.score(part, scoring))


@given(chances)
def test_live_documents_are_counted_and_marked_alike(chance: Chance) -> None:
    docs, live = chance.docs(), chance.mask()
    assert plain.count_live(docs, live) == BEST.count_live(docs, live)
    marked = [np.zeros(chance.size, bool) for _ in range(2)]
    plain.mark(docs, marked[0])
    BEST.mark(docs, marked[1])
    same(*marked)


def _slot(chance: Chance, wide: type) -> Slot:
    docs = chance.docs()
    packed = chance.dice.integers(1, 20, len(docs)).astype(np.uint8)
    runs = [np.sort(chance.dice.choice(40, often, replace=False)) for often in packed.tolist()]
    return Slot(docs, packed, np.concatenate([*runs, np.zeros(0)]).astype(wide))


@given(chances, st.integers(1, 4), st.sampled_from([np.uint8, np.uint16, np.uint32]))
def test_phrases_are_found_alike(chance: Chance, words: int, lengths: type) -> None:
    slots = [_slot(chance, np.uint16 if chance.dice.random() < 0.5 else np.uint32) for _ in range(words)]
    title_length: np.ndarray = chance.dice.integers(0, 30, chance.size).astype(lengths)
    same(plain.phrase(slots, title_length), BEST.phrase(slots, title_length))


texts = st.text(st.sampled_from("ab1 .,'`_-\n") | st.characters(), max_size=60)


@example("\ud800", 0, 0, 0)
@given(texts, st.integers(0, 9), st.integers(0, 5), st.integers(0, 9))
def test_words_are_found_alike(text: str, start: int, skip: int, most: int) -> None:
    assert plain.words(text, start, skip, most) == BEST.words(text, start, skip, most)


@given(st.text("ab1 .,'`_-\n", max_size=60), st.integers(0, 5), st.integers(1, 9))
def test_words_stand_where_positions_do(text: str, skip: int, most: int) -> None:
    found = plain.words(text, 0, skip, most)
    spans_there = [(span.start, span.end) for span in islice(spans(text, first=skip), most)]
    assert found is None or found == spans_there


@given(chances, st.integers(0, 300))
def test_occurrences_are_counted_alike(chance: Chance, count: int) -> None:
    packed = chance.packed(chance.size)
    count = min(count, chance.size)
    assert plain.occurrences(packed, count) == BEST.occurrences(packed, count)


@given(chances)
def test_frequencies_add_up_alike(chance: Chance) -> None:
    docs = np.concatenate([chance.docs() for _ in range(5)])
    packed = chance.packed(len(docs))
    same(plain.add_up(docs, packed, chance.size), BEST.add_up(docs, packed, chance.size))


@given(chances, st.integers(0, 30), st.sampled_from([1.0, -1.0]))
def test_the_first_places_are_the_same(chance: Chance, count: int, sign: float) -> None:
    keys = chance.dice.choice([0.0, 1.0, 1.5, 2.0, np.inf], len(chance.docs()))
    same(plain.first_places(keys, count, sign), BEST.first_places(keys, count, sign))


@given(chances, st.integers(0, 30))
def test_the_largest_counts_are_the_same(chance: Chance, count: int) -> None:
    counts = chance.dice.integers(0, 4, chance.size + 5)
    ranked = chance.dice.permutation(chance.size + 5)[: chance.size].astype(np.int64)
    same(plain.largest(counts, ranked, count), BEST.largest(counts, ranked, count))


def _carried(chance: Chance, values: int, wide: type, most: int) -> Carried:
    many = chance.dice.integers(0, most, chance.size)
    runs = [np.sort(chance.dice.choice(values, min(each, values), replace=False)) for each in many.tolist()]
    indptr = np.concatenate(([0], np.cumsum([len(run) for run in runs]))).astype(np.uint32)
    return Carried(indptr, np.concatenate([*runs, np.zeros(0)]).astype(wide))


def _fields(chance: Chance, values: int, wide: type, masks: int) -> list[Counted]:
    """Three fields: two that share the array, side by side or with a gap, and one of a single value."""
    first, second = sorted(chance.dice.integers(0, values + 1, 2).tolist())
    single: np.ndarray = chance.dice.integers(values, values + 4, chance.size).astype(wide)
    renamed = chance.dice.permutation(values + 9)[: values + 4].astype(np.int32) if chance.dice.random() < 0.5 else None
    counts = np.zeros(values + 9, np.int64)
    own = chance.dice.integers(-1, masks, 3).tolist()
    rows = ((0, first, None), (second, values, None), (values, values + 4, single))
    return [Counted(mine, low, high, one, counts, renamed) for mine, (low, high, one) in zip(own, rows, strict=True)]


@given(
    chances, st.integers(1, 60), st.sampled_from([np.uint16, np.uint32]), st.integers(0, 4), st.sampled_from([3, 40])
)
def test_facets_are_counted_alike(chance: Chance, values: int, wide: type, masks: int, most: int) -> None:
    carried, fields = _carried(chance, values, wide, most), _fields(chance, values, wide, masks)
    found = Scored(docs := chance.docs(), chance.dice.random(len(docs)) if chance.dice.random() < 0.5 else None)
    passing, always = [chance.mask() for _ in range(masks)], chance.live()
    answers = []
    for kernels in (plain, BEST):
        mine = [field._replace(counts=fields[0].counts.copy()) for field in fields]
        shared = [field._replace(counts=mine[0].counts) for field in mine]
        answers.append((kernels.collect(found, passing, always, carried, shared)[:2], mine[0].counts))
    same(*answers)


@given(st.lists(st.binary(max_size=4), unique=True, max_size=40), st.binary(max_size=5))
def test_terms_are_found_alike(terms: list[bytes], wanted: bytes) -> None:
    terms.sort()
    offsets = np.concatenate(([0], np.cumsum([len(term) for term in terms]))).astype(np.uint16)
    text = np.frombuffer(b"".join(terms), np.uint8)
    expected = sum(term < wanted for term in terms)
    assert [kernels.lower_bound(text, offsets, wanted) for kernels in (plain, BEST)] == [expected, expected]


NONE = np.zeros(0, np.int32)
FAR = np.array([7], np.int32)
NEGATIVE = np.array([-1], np.int32)
SCORING = Scoring(np.ones(3), None, 2)
LIVE = np.ones(3, bool)
BYTE = np.ones(1, np.uint8)


@pytest.mark.parametrize("docs", [FAR, NEGATIVE], ids=["beyond the last", "before the first"])
@pytest.mark.parametrize(
    "call",
    [
        lambda docs: BEST.score(Scored(docs, None, BYTE, 1.0), SCORING),
        lambda docs: BEST.unite([Scored(docs, None, BYTE, 1.0)], SCORING),
        lambda docs: BEST.intersect([Scored(docs, None, BYTE, 1.0)], SCORING),
        lambda docs: BEST.count_live(docs, LIVE),
        lambda docs: BEST.mark(docs, LIVE.copy()),
        lambda docs: BEST.add_up(docs, BYTE, 3),
        lambda docs: BEST.phrase([Slot(docs, BYTE, np.zeros(1, np.uint16))], np.ones(3, np.uint8)),
        lambda docs: BEST.collect(
            Scored(docs, None), [], None, Carried(np.zeros(4, np.uint32), NONE.view(np.uint32)), []
        ),
    ],
    ids=["score", "unite", "intersect", "count_live", "mark", "add_up", "phrase", "collect"],
)
def test_a_document_that_is_not_there_is_refused(call: object, docs: np.ndarray) -> None:
    with pytest.raises(IndexError):
        call(docs)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("indptr", "ordinals", "single"),
    [
        ([0, 9, 9, 9], [1], None),
        ([5, 1, 1, 1], [1], None),
        ([0, 0, 0, 0], [], [0, 0, 200]),
    ],
    ids=["a run beyond the end", "a run that goes backwards", "an ordinal beyond the last"],
)
def test_a_damaged_facet_column_is_refused(indptr: list[int], ordinals: list[int], single: list[int] | None) -> None:
    carried = Carried(np.array(indptr, np.uint32), np.array(ordinals, np.uint16))
    one = None if single is None else np.array(single, np.uint16)
    field = Counted(-1, 0, 5, one, np.zeros(5, np.int64), None)
    with pytest.raises(IndexError):
        BEST.collect(Scored(np.arange(3, dtype=np.int32), None), [], None, carried, [field])


def test_a_run_of_positions_beyond_the_end_is_refused() -> None:
    slot = Slot(np.zeros(1, np.int32), np.full(1, 9, np.uint8), np.zeros(2, np.uint16))
    with pytest.raises(IndexError):
        BEST.phrase([slot], np.ones(3, np.uint8))


def test_offsets_beyond_the_terms_are_refused() -> None:
    with pytest.raises(IndexError):
        BEST.lower_bound(np.zeros(2, np.uint8), np.array([0, 200], np.uint16), b"a")


def test_descending_documents_are_refused_in_a_union() -> None:
    docs = np.array([5_000, 3], np.int32)
    with pytest.raises((IndexError, ValueError)):
        BEST.unite([Scored(docs, None)], Scoring(np.ones(6_000), None, 1))


def test_a_number_of_documents_below_none_is_refused() -> None:
    from index.engines.whoosh.kernels import _kernels

    with pytest.raises(ValueError, match="too small"):
        _kernels.add_up(NONE, NONE.view(np.uint8), -3, NONE, NONE, NONE)
    with pytest.raises(ValueError, match="too small"):
        _kernels.collect(NONE, -3, None, [], None, NONE.view(np.uint32), NONE.view(np.uint32), [], None, None)


def test_items_without_bytes_are_refused() -> None:
    with pytest.raises(TypeError):
        BEST.lower_bound(BYTE, np.zeros(2, "V0"), b"a")


@given(chances)
def test_a_phrase_of_more_words_than_fit_is_found_alike(chance: Chance) -> None:
    docs = chance.docs()
    slots = [Slot(docs, np.ones(len(docs), np.uint8), np.full(len(docs), at, np.uint16)) for at in range(70)]
    title_length: np.ndarray = chance.dice.integers(0, 30, chance.size).astype(np.uint8)
    found = BEST.phrase(slots, title_length)
    same(plain.phrase(slots, title_length), found)
    assert found.docs.tolist() == docs.tolist()


@given(chances, st.sampled_from([(3, 17), (17, 3), (20, 20)]))
def test_more_fields_and_masks_than_fit_are_counted_alike(chance: Chance, many: tuple[int, int]) -> None:
    masks, values = [chance.mask() for _ in range(many[0])], many[1]
    carried, found, answers = _carried(chance, values, np.uint16, 3), Scored(chance.docs(), None), []
    for kernels in (plain, BEST):
        counts = np.zeros(values, np.int64)
        fields = [Counted(at % many[0], at, at + 1, None, counts, None) for at in range(values)]
        answers.append((kernels.collect(found, masks, None, carried, fields)[:2], counts))
    same(*answers)


def test_a_damaged_number_makes_no_array_of_its_size_in_numpy() -> None:
    """It would take all memory before anything was found wrong."""
    far = 2**32 - 2
    often = np.array([far], np.int64)
    with pytest.raises(IndexError):
        plain.place_keys(np.zeros(1, np.int32), often, np.zeros(1, np.uint16), 0, LIVE)
    with pytest.raises(IndexError):
        plain.summed(np.array([2**31 - 1], np.int32), BYTE, BYTE, 3)
    field = Counted(-1, 0, 5, None, np.zeros(5, np.int64), None)
    carried = Carried(np.array([0, far, far, far], np.uint32), np.zeros(1, np.uint16))
    with pytest.raises(IndexError):
        plain.collect(Scored(np.zeros(1, np.int32), None), [], None, carried, [field])


def test_an_array_of_another_type_is_refused() -> None:
    with pytest.raises(TypeError):
        BEST.count_live(np.zeros(1, np.int64), LIVE)


def test_both_kernels_keep_the_contract_by_name() -> None:
    names = {name for name in vars(Kernels) if not name.startswith("_")} - {"NAME"}
    assert all(callable(getattr(kernels, name)) for kernels in (plain, BEST) for name in names)


def test_kernels_of_another_source_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    from index.engines.whoosh import kernels

    monkeypatch.setattr(kernels, "digest", lambda: "0123456789abcdef")
    assert kernels._best() is plain


def test_nothing_is_found_in_nothing() -> None:
    same(BEST.add_up(np.zeros(0, np.int32), np.zeros(0, np.uint8), 0), Found(NONE, NONE, NONE))
