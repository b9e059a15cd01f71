"""BM25F in its simple form: the one scoring function that every engine calls."""

import math
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from index.schema import Schema

Number = TypeVar("Number", float, npt.NDArray[np.float64])
"""One document's value, or an array with one value per document; both give the same bits."""


def idf(documents: int, df: int) -> float:
    """Return the weight of a term that *df* of *documents* live documents match; never negative."""
    return math.log(1.0 + (documents - df + 0.5) / (df + 0.5))


def factor(documents: int, df: int, schema: Schema) -> float:
    """Return what the frequency of a term, once saturated, is multiplied by."""
    return idf(documents, df) * (schema.k1 + 1.0)


def saturation(length: Number, *, average_length: float, schema: Schema) -> Number:
    """Return the weighted frequency at which a term in a document of this weighted *length* gives half of its most."""
    return schema.k1 * (1.0 - schema.b) + (schema.k1 * schema.b) * (length / (average_length or 1.0))


def term_score(tf: Number, length: Number, *, documents: int, df: int, average_length: float, schema: Schema) -> Number:
    """Return the share of the score that one query term gives.

    Shape: *tf* and *length* are float64, weighted alike: title_weight times
    the title's part plus the body's. Additions, products and quotients only,
    in this order, so that a scalar and a vector agree to the last bit.

    Source: Robertson, Zaragoza, Taylor: Simple BM25 extension to multiple
    weighted fields (CIKM 2004); idf after Lucene's BM25Similarity.
    """
    return factor(documents, df, schema) * tf / (tf + saturation(length, average_length=average_length, schema=schema))
