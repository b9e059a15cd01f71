"""Numbers, names and sentences in the interface's language, which is English."""

import unicodedata
from collections.abc import Sequence

FIELD_LABELS = {"tag": "Tag", "org": "Organization", "source": "Source", "lang": "Language", "date": "Date"}
"""The legend of each facet."""

FIELD_PLURALS = {"tag": "tags", "org": "organizations", "source": "sources", "lang": "languages", "date": "dates"}

NONE_LABELS = {"tag": "No tag", "org": "No organization", "date": "No date"}
"""What ``_none`` is called in each facet that has it."""

_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ku-arab", "ps", "sd", "ug", "ur", "yi"})

_LANGUAGES = {
    "ar": "Arabic",
    "bg": "Bulgarian",
    "bn": "Bengali",
    "ca": "Catalan",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "eo": "Esperanto",
    "es": "Spanish",
    "et": "Estonian",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hr": "Croatian",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "km": "Khmer",
    "ko": "Korean",
    "lo": "Lao",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "nb": "Norwegian Bokmål",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "sl": "Slovenian",
    "sr": "Serbian",
    "sv": "Swedish",
    "sw": "Swahili",
    "ta": "Tamil",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "zh": "Chinese",
}


def number(count: int) -> str:
    """Return *count* with its thousands set apart: ``1,204``."""
    return f"{count:,}"


def counted(count: int, singular: str, plural: str | None = None) -> str:
    """Return *count* with its noun: ``1 article``, ``1,204 articles``."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def joined(words: Sequence[str], conjunction: str = "and") -> str:
    """Return *words* as a list in prose: ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"


def direction_of(language: str) -> str:
    """Return ``rtl`` for a BCP 47 language written from right to left, else ``ltr``."""
    tag = language.lower()
    return "rtl" if tag.partition("-")[0] in _RIGHT_TO_LEFT or tag in _RIGHT_TO_LEFT else "ltr"


def language_name(language: str) -> str:
    """Return the name of a BCP 47 language, or its code where we know none."""
    return _LANGUAGES.get(language.lower().partition("-")[0], language)


def is_same_language(first: str, second: str) -> bool:
    """Say whether two BCP 47 languages share their primary subtag."""
    return first.lower().partition("-")[0] == second.lower().partition("-")[0]


def folded(text: str) -> str:
    """Return *text* for finding within labels: without case, without diacritics, blanks evened out."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(char for char in decomposed if not unicodedata.combining(char)).split())


def shortened(text: str, length: int) -> str:
    """Return *text*, cut at a word and closed with an ellipsis where it is longer than *length* characters."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    head, blank, _ = cut.rpartition(" ")
    return f"{(head if blank and len(head) > length // 2 else cut).rstrip(' ,;:.–—-')}…"
