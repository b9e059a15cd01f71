"""Fields of a source that we do not know → JSON that every store can keep."""

import math
from collections.abc import Mapping

from portal.articles.characters import clean_text

MAX_NESTED = 32


def clean_extra(extra: Mapping[str, object]) -> dict[str, object]:
    """Return *extra* as JSON that every store can keep.

    Shape: strings cleaned, numbers finite; what is nested deeper than
    `MAX_NESTED` becomes null.
    """
    return {clean_text(name): _clean_value(value, MAX_NESTED) for name, value in extra.items()}


def _clean_value(value: object, levels: int) -> object:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {clean_text(name): _clean_value(item, levels - 1) for name, item in value.items()} if levels else None
    if isinstance(value, list):
        return [_clean_value(item, levels - 1) for item in value] if levels else None
    return value
