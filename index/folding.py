"""One spelling for characters that differ only in form: case, width, diacritics, digits."""

import re
import sys
import unicodedata
from functools import cache

_LETTERS = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ŧ": "t",
        "ى": "ي", "ک": "ك", "ی": "ي", "ـ": None,
        "\u00ad": None, "\u200c": None, "\u200d": None, "\u2060": None, "\ufeff": None,
    }
)  # fmt: skip
"""Letters that Unicode does not decompose, and characters that only shape the line."""

_STRIPPED = (
    (0x0041, 0x024F), (0x0370, 0x03FF), (0x0400, 0x052F), (0x0600, 0x06FF), (0x0750, 0x077F), (0x08A0, 0x08FF),
    (0x1C80, 0x1C8F), (0x1E00, 0x1FFF), (0x2C60, 0x2C7F), (0x2DE0, 0x2DFF), (0xA640, 0xA69F), (0xA720, 0xA7FF),
    (0xFB50, 0xFDFF), (0xFE70, 0xFEFF),
)  # fmt: skip
"""Latin, Greek, Cyrillic and Arabic: elsewhere a mark is a letter, and stays."""


def fold(word: str) -> str:
    """Return the one spelling that every form of *word* shares.

    Shape: NFC, case folded, compatibility forms resolved, diacritics removed in
    Latin, Greek, Cyrillic and Arabic, decimal digits in ASCII. Applying it
    twice changes nothing.

    Source: Unicode Technical Report 30 (draft) for the idea; NFKC_Casefold.
    """
    if word.isascii():
        return word.lower()
    return _without_marks(lower(word))


def lower(word: str) -> str:
    """Return *word* in NFKC, case folded, with its diacritics: what stemmers of accented languages want."""
    if word.isascii():
        return word.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())


def _without_marks(word: str) -> str:
    kept: list[str] = []
    is_stripped = False
    for character in unicodedata.normalize("NFD", word.translate(_LETTERS)):
        if unicodedata.combining(character) or unicodedata.category(character) == "Mn":
            if not is_stripped:
                kept.append(character)
            continue
        is_stripped = _is_stripped(ord(character))
        kept.append(_ascii_digit(character) if character.isdecimal() else character)
    return unicodedata.normalize("NFC", "".join(kept)).translate(_LETTERS)


def _is_stripped(code: int) -> bool:
    return any(first <= code <= last for first, last in _STRIPPED)


def _ascii_digit(character: str) -> str:
    return str(unicodedata.decimal(character))


@cache
def marks_of_words() -> str:
    """Return, for the inside of a class of a regular expression, the marks that belong to the words they stand in."""
    marks = "".join(f"{chr(first)}-{chr(last)}" for first, last in _ranges_of_marks())
    return rf"{marks}\u00ad\u200c\u200d\u2060"


def _ranges_of_marks() -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    for code in range(0x300, min(sys.maxunicode, 0x1FFFF)):
        if unicodedata.category(chr(code))[0] != "M":
            continue
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1] = (ranges[-1][0], code)
        else:
            ranges.append((code, code))
    return ranges


_UNSEGMENTED = re.compile(
    "[\u0e00-\u0e7f\u0e80-\u0eff\u1780-\u17ff\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff\u3005\u3007]+"
)
"""Runs of Thai, Lao, Khmer, Hangul, Kana and Han: scripts written without spaces, or cut alike."""


def unsegmented_runs(word: str) -> list[tuple[int, int]]:
    """Return the (start, end) of every run in *word* of a script that is not cut into words by spaces."""
    return [match.span() for match in _UNSEGMENTED.finditer(word)]
