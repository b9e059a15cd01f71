"""English spelling variants are one term, words that only look alike are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.spelling import canonical_spelling, spellings

PAIRS = (
    "labour:labor labours:labors laboured:labored labourer:laborer organise:organize organised:organized "
    "organising:organizing organisation:organization organisational:organizational centre:center centres:centers "
    "centred:centered kilometre:kilometer theatre:theater programme:program behaviour:behavior "
    "behavioural:behavioral favourable:favorable neighbourhood:neighborhood misdemeanour:misdemeanor "
    "harbour:harbor analyse:analyze analysed:analyzed analysing:analyzing travelled:traveled modelling:modeling "
    "fuelled:fueled defence:defense licence:license catalogue:catalog grey:gray aluminium:aluminum "
    "fulfil:fulfill enrolment:enrollment artefact:artifact ageing:aging sulphur:sulfur"
).split()


@pytest.mark.parametrize("pair", PAIRS)
def test_two_spellings_are_one_term(pair: str) -> None:
    british, american = pair.split(":")

    assert canonical_spelling(british) == canonical_spelling(american) == american
    assert {british, american} <= spellings(british)
    assert spellings(british) == spellings(american)


@pytest.mark.parametrize(
    "word",
    "advise comprise concise exercise precise promise rise raise supervise surprise otherwise streamwise enterprise "
    "analyses four hour tour pour course source acre ogre genre massacre called filled selling seller controlled "
    "compelled excelled distilled".split(),
)
def test_a_word_that_only_looks_british_stays(word: str) -> None:
    assert canonical_spelling(word) == word
    assert spellings(word) == {word}


@given(st.text("abceilmnorstuyz", min_size=1, max_size=14))
def test_spellings_agree_with_the_term(word: str) -> None:
    term = canonical_spelling(word)

    assert canonical_spelling(term) == term
    assert word in spellings(word)
    assert all(canonical_spelling(other) == term for other in spellings(word))
