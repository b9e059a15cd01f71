"""The one scoring function gives a scalar and a vector the same bits."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.schema import Schema
from index.scoring import idf, term_score

SCHEMA = Schema()


@given(
    st.lists(st.tuples(st.integers(1, 10_000), st.integers(1, 100_000)), min_size=1, max_size=40),
    st.integers(1, 10**7),
    st.floats(0.1, 1e5),
)
def test_a_vector_scores_as_its_scalars_do(pairs: list[tuple[int, int]], documents: int, average: float) -> None:
    df = max(1, documents // 3)
    tf, length = (np.array(column, np.float64) for column in zip(*pairs, strict=True))

    vector = term_score(tf, length, documents=documents, df=df, average_length=average, schema=SCHEMA)
    scalars = [
        term_score(float(t), float(n), documents=documents, df=df, average_length=average, schema=SCHEMA)
        for t, n in pairs
    ]

    assert vector.tolist() == scalars


@given(st.integers(1, 10**6), st.data())
def test_rarer_terms_weigh_more_and_none_weighs_less_than_nothing(documents: int, data: st.DataObject) -> None:
    df = data.draw(st.integers(0, documents - 1))

    assert idf(documents, df) > idf(documents, df + 1) > 0


def test_more_occurrences_score_more_and_longer_texts_less() -> None:
    def score(tf: float, length: float) -> float:
        return term_score(tf, length, documents=100, df=10, average_length=50.0, schema=SCHEMA)

    assert score(2, 50) > score(1, 50) > score(1, 90)
