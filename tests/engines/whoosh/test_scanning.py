"""Words found in whole arrays are the words that the expression finds, one by one."""

from collections.abc import Sequence

from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.analysis import any_word, word_pattern
from index.engines.whoosh.marks import mark_columns, marks_of_scanned
from index.engines.whoosh.scanning import Scanner
from index.engines.whoosh.tokens import Lexicon

alphabet = st.sampled_from("abcXYZ019'`’.,-_ \t\n\r\x00\x0b\x1f\x85\xa0é́ß中日\u200d\u2028аб\ud800😀")
bits = st.one_of(
    st.text(alphabet, max_size=12),
    st.sampled_from("U.S. U.S a.b.cd x.y_ don't O''Neil l’été o' 'tis rock'n'roll .".split()),
    st.just(" "),
    st.integers(1, 40).map(lambda length: "y" * length),
)
texts = st.lists(st.lists(bits, max_size=30).map("".join), max_size=6)


class Numbers(dict[str, int]):
    def __missing__(self, word: str) -> int:
        return self.setdefault(word, len(self))


@settings(max_examples=400, deadline=None)
@given(batches=st.lists(texts, min_size=1, max_size=3))
@example(batches=[["U.S. and ' a.b' é.", "", "x'"], ["x' a.b"]])
def test_scanned_words_are_those_the_expression_finds(batches: Sequence[Sequence[str]]) -> None:
    numbers = Numbers()
    scanner = Scanner(numbers)
    for batch in batches:
        scanned = scanner.scan(batch)

        spelled = list(numbers)
        found = [[match.group() for match in any_word().finditer(text)] for text in batch]
        assert [spelled[number] for number in scanned.numbers.tolist()] == [word for words in found for word in words]
        assert scanned.per_text.tolist() == [len(words) for words in found]
        starts = iter(scanned.starts.tolist())
        for text in batch:
            mine = [next(starts) for _ in any_word().finditer(text)]
            if text.isascii():
                assert mine == [match.start() for match in word_pattern(text).finditer(text)]


def test_more_words_than_the_table_first_holds_are_told_apart() -> None:
    numbers = Numbers()
    scanner = Scanner(numbers)
    words = [f"w{number:x}" for number in range(30_000)]
    for start in range(0, len(words), 7_000):
        scanner.scan([" ".join(words[start : start + 7_000])])

    assert [list(numbers)[number] for number in scanner.scan([" ".join(words)]).numbers.tolist()] == words


@settings(deadline=None)
@given(bodies=st.lists(st.lists(bits, max_size=200).map(" ".join), max_size=5))
def test_marks_of_scanned_words_are_those_of_reading_the_text(bodies: list[str]) -> None:
    scanned = Lexicon().tokenize([("en", body) for body in bodies]).scanned
    first = scanned.per_text.cumsum() - scanned.per_text

    marks = marks_of_scanned(bodies, scanned.starts, first, scanned.per_text)

    expected = mark_columns(bodies)
    assert {name: array.tolist() for name, array in marks.items()} == {
        name: array.tolist() for name, array in expected.items()
    }


@settings(deadline=None)
@given(given_texts=st.lists(st.tuples(st.sampled_from(["en", "de", "", "fr-CA"]), st.text(alphabet)), max_size=8))
def test_texts_of_several_languages_keep_their_order(given_texts: list[tuple[str, str]]) -> None:
    lexicon = Lexicon()
    tokens = lexicon.tokenize(given_texts)

    apart = [lexicon.tokenize([one]) for one in given_texts]
    assert tokens.words.tolist() == [word for one in apart for word in one.words.tolist()]
    assert tokens.stems.tolist() == [stem for one in apart for stem in one.stems.tolist()]
    assert tokens.lengths.tolist() == [length for one in apart for length in one.lengths.tolist()]
