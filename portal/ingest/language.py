"""Text → the language it is written in, where that can be told."""

from functools import cache
from typing import Protocol, cast

UNKNOWN = "und"

# Measured on 400-character openings of Global Voices, MasakhaNEWS, digital.gov and Reuters-21578: of 1,885 texts 5 were
# named wrongly, all of them quoting another language, and 21 not at all. 1,000 characters are no better.
MIN_CHARACTERS = 60
LOOKED_AT = 400
MIN_PROBABILITY = 0.5


class _Identifier(Protocol):
    """What we use of py3langid, which has no types of its own."""

    labels: list[str]

    def set_languages(self, langs: list[str]) -> None: ...

    def classify(self, text: str) -> tuple[str, float]: ...


def detected_language(text: str) -> str:
    """Return the language tag of *text*, or ``und`` where it is too short or too mixed to tell.

    Shape: two letters; dialects without a tag of that length are not told apart.
    """
    sample = text[:LOOKED_AT]
    if len(sample) < MIN_CHARACTERS:
        return UNKNOWN
    language, probability = _identifier().classify(sample)
    return language if probability >= MIN_PROBABILITY else UNKNOWN


@cache
def _identifier() -> _Identifier:
    """Load the model when it is first needed: it takes most of a second."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]  # it ships no types

    identifier = cast("_Identifier", LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True))
    identifier.set_languages([label for label in identifier.labels if len(label) == 2])
    return identifier
