"""What the words of a query are in the languages of an index."""

from hypothesis import given
from hypothesis import strategies as st

from index.query import And, Everything, FacetValue, Not, Or, Phrase, Prefix, Query, Word
from index.request import Match
from index.resolve import (
    All,
    AtLeastOne,
    Except,
    Resolved,
    ResolvedPhrase,
    ResolvedPrefix,
    ResolvedTerms,
    leaves,
    resolve,
)

ENGLISH = {"en": 10}
MIXED = {"en": 10, "fr": 3}


def words(*texts: str) -> Query:
    return And(tuple(Word(text) for text in texts))


def stems(resolved: Resolved) -> list[set[str]]:
    return [
        {form.partition("\x1f")[0] for form in leaf.forms}
        for leaf in leaves(resolved)
        if isinstance(leaf, ResolvedTerms)
    ]


def test_a_word_has_a_form_in_every_language_held() -> None:
    resolved = resolve(Word("formation"), languages=MIXED)

    assert isinstance(resolved, ResolvedTerms)
    assert {form.rpartition("\x1f")[2] for form in resolved.forms} == {"en", "fr"}


def test_stop_words_are_dropped_while_another_word_remains() -> None:
    assert stems(resolve(words("the", "ship"), languages=ENGLISH)) == [{"ship"}]
    assert stems(resolve(words("to", "be"), languages=ENGLISH)) == [{"to"}, {"be"}]
    assert stems(resolve(Word("the"), languages=ENGLISH)) == [{"the"}]


def test_stop_words_beside_a_filter_alone_are_kept() -> None:
    resolved = resolve(And((Word("the"), FacetValue("tag", "ilo"))), languages=ENGLISH)

    assert stems(resolved) == [{"the"}]


def test_stop_words_of_a_smaller_language_go_when_it_owns_two_words() -> None:
    french = resolve(words("le", "travail", "des", "enfants"), languages=MIXED)
    english = resolve(words("les", "paul"), languages=MIXED)

    assert len(stems(french)) == 2
    assert len(stems(english)) == 2


def test_a_word_of_several_parts_needs_them_all() -> None:
    resolved = resolve(Word("end-of-life"), languages=ENGLISH)

    assert isinstance(resolved, All)
    assert stems(resolved) == [{"end"}, {"life"}]


def test_an_excluded_word_of_several_parts_is_a_phrase() -> None:
    resolved = resolve(Not(Word("end-of-life")), languages=ENGLISH)

    assert isinstance(resolved, Except)
    assert resolved.child == ResolvedPhrase((frozenset({"end"}), frozenset({"of"}), frozenset({"life"})))


def test_a_phrase_takes_any_spelling_of_its_words() -> None:
    resolved = resolve(Phrase("child labour"), languages=ENGLISH)

    assert resolved == ResolvedPhrase((frozenset({"child"}), frozenset({"labour", "labor"})))


def test_the_last_part_of_a_prefix_is_open() -> None:
    resolved = resolve(Prefix("end-of-li", "title"), languages=ENGLISH)

    assert isinstance(resolved, All)
    assert resolved.children[-1] == ResolvedPrefix("li", "title")


def test_any_asks_for_one_of_the_texts_and_holds_the_rest() -> None:
    query = And((Word("ship"), Word("port"), Not(Word("war")), FacetValue("tag", "ilo")))

    resolved = resolve(query, match=Match.ANY, languages=ENGLISH)

    assert isinstance(resolved, All)
    some, without, facet = resolved.children
    assert isinstance(some, AtLeastOne)
    assert isinstance(without, Except)
    assert facet == FacetValue("tag", "ilo")


def test_one_character_without_spaces_is_looked_for_as_it_stands() -> None:
    assert resolve(Word("水"), languages={"zh": 1}) == ResolvedPhrase((frozenset({"水"}),))


def test_words_that_hold_nothing_ask_for_nothing() -> None:
    assert resolve(words("!!!", "…"), languages=ENGLISH) == Everything()
    assert resolve(Or((Word("!"), Word("ship"))), languages=ENGLISH) == resolve(Word("ship"), languages=ENGLISH)


@given(st.lists(st.text(min_size=1), min_size=2, max_size=5))
def test_any_never_asks_for_more_leaves_than_all(texts: list[str]) -> None:
    query = words(*texts)

    assert leaves(resolve(query, languages=MIXED)) == leaves(resolve(query, match=Match.ANY, languages=MIXED))
