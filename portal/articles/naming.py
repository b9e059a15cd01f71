"""Labels and language tags → their one canonical form, and the slugs by which names are called."""

import re
import unicodedata
from collections.abc import Iterable

from portal.articles.assignments import Named
from portal.articles.characters import clean_text, one_line, unescape_once

MAX_LABEL = 300
"""Characters; the longest organization name in the part of ROR that we test with has 207."""

MAX_SLUG = 80
MAX_LABELS = 100
"""Tags, and organizations, that one article may carry."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}\Z")
_NO_LANGUAGE = frozenset(("und", "zxx", "mul", "mis"))

# Letters that NFKD does not take apart, as the Unicode CLDR Latin-ASCII transform writes them.
_LATIN = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "ı": "i",
        "ħ": "h",
        "ŋ": "n",
    }
)
_APOSTROPHES = re.compile("['’ʼ`´]")
_ASCII_WORD = re.compile("[a-z0-9]+")


def slug(label: str) -> str:
    """Return the name of *label* in addresses.

    Shape: lower case; Latin letters without their marks, letters of other
    scripts as they are; everything else becomes single hyphens; at most
    `MAX_SLUG` characters; never empty, never starting with an underscore,
    which is kept for ``_none``. Applying it twice changes nothing.
    A label without a letter or digit is named by its code points.
    """
    words = _ascii_words(label) if label.isascii() else _words(label)
    made = "-".join(words)[:MAX_SLUG].strip("-")
    return made or "u" + "-".join(f"{ord(character):x}" for character in label[:10])


def named(labels: Iterable[str]) -> tuple[Named, ...]:
    """Return *labels* cleaned, each with its slug.

    Shape: in the order given; the first label of a slug stays; empty ones
    are left out; at most `MAX_LABELS`.
    """
    found: dict[str, Named] = {}
    for label in labels:
        cleaned = clean_label(label)
        if cleaned and len(found) < MAX_LABELS:
            name = slug(cleaned)
            found.setdefault(name, Named(name, cleaned))
    return tuple(found.values())


def clean_label(label: str) -> str:
    """Return *label* as plain text on one line of at most `MAX_LABEL` characters, without invisible characters."""
    return unicodedata.normalize("NFC", one_line(unescape_once(label), most=MAX_LABEL))


def language_tag(given: str) -> str | None:
    """Return *given* as a BCP 47 tag in its usual case, such as ``pt-BR`` or ``zh-Hant``; None if it is none.

    Source: RFC 5646 §2.1.1 for the case of each part.
    """
    tag = given.strip().replace("_", "-").split(".")[0]
    if not _LANGUAGE.match(tag):
        return None
    first, *rest = tag.lower().split("-")
    if first in _NO_LANGUAGE:
        return None
    return "-".join((first, *(_cased(part) for part in rest)))


def _ascii_words(label: str) -> list[str]:
    """Return what `_words` does, of most labels, five times as fast."""
    return _ASCII_WORD.findall(_APOSTROPHES.sub("", clean_text(label).lower()))


def _words(label: str) -> list[str]:
    folded = _APOSTROPHES.sub("", _folded(clean_text(label)))
    return "".join(character if _is_kept(character) else " " for character in folded).split()


def _folded(label: str) -> str:
    """Fold case, compatibility forms, and the marks on Latin letters and on signs that no slug keeps."""
    # Twice, because folding case can make characters that are not normal any more.
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", label).casefold()).translate(_LATIN)
    pieces, is_latin = list[str](), False
    for character in unicodedata.normalize("NFD", text):
        if not unicodedata.combining(character):
            is_latin = character.isascii() or not _is_kept(character)
        elif is_latin:
            continue
        pieces.append(character)
    return unicodedata.normalize("NFC", "".join(pieces))


def _is_kept(character: str) -> bool:
    # Marks of scripts such as Devanagari and Thai are part of their words.
    return character.isalnum() or unicodedata.category(character) in ("Mn", "Mc")


def _cased(part: str) -> str:
    if len(part) == 2:
        return part.upper()
    return part.title() if len(part) == 4 and part.isalpha() else part
