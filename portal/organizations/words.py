"""Which words are words of a language, so that a name or an acronym written like one needs support.

`words.txt` holds a line per language, its words folded: those that our test collections
write small, shorter ones first, and the small words of languages that they lack. The line
``*`` holds abbreviations that stand for no body anywhere, such as GDP, CEO or III; the line
``?`` acronyms that several bodies of the world share, whichever of them a file lists.
"""

from functools import cache
from pathlib import Path

from portal.organizations.folding import folded_names

_FILE = Path(__file__).with_name("words.txt")


def is_word(folded: str, language: str) -> bool:
    """Say whether a folded word is one of *language* (BCP 47); of any language where we know no words of it."""
    known = _words().get(language.partition("-")[0].lower())
    return folded in _abbreviations() or folded in (_all() if known is None else known)


def is_abbreviation(folded: str) -> bool:
    """Say whether a folded acronym stands for no body anywhere: GDP, CEO, III."""
    return folded in _abbreviations()


def is_shared(folded: str) -> bool:
    """Say whether a folded acronym is that of several bodies, though a file may list one of them: CAF, NRC, ICC."""
    return folded in _words()["?"]


def is_word_anywhere(folded: str) -> bool:
    """Say whether a folded word is one of some language."""
    return folded in _all()


@cache
def _words() -> dict[str, frozenset[str]]:
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    parted = (line.split() for line in lines)
    return {language: frozenset(folded_names(words)) for language, *words in parted}


@cache
def _abbreviations() -> frozenset[str]:
    return _words()["*"]


@cache
def _all() -> frozenset[str]:
    return frozenset().union(*(words for language, words in _words().items() if language != "?"))
