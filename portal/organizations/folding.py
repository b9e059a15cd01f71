"""Text → the form in which names are compared, with the way back to where each sign stood.

Folded text is lower case, without accents, in one form of each sign, and
every sign that is no letter and no digit is a space. What is written between
two words is compared where they are found: see `joints`.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

_Codes = npt.NDArray[np.uint32]
_Places = npt.NDArray[np.int64]

_LETTER, _SEPARATOR, _SPACE, _UNSPACED, _ARABIC = range(5)

_KNOWN = 0x20000
"""Code points from here on are Han, written without spaces, or no text at all."""

_FOREIGN = ((0x3400, 0xA000), (0xAC00, 0xD7A4), (0x12000, 0x1D400), (0x1D800, _KNOWN))
"""Blocks that are not folded sign by sign: Han, Hangul, ancient scripts, pictures."""

_UNSPACED_BLOCKS = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3005, 0x3007), (0x3040, 0x30FF), (0x31F0, 0x31FF),
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF),
)  # fmt: skip
"""Thai, Lao, Myanmar, Khmer, Kana and Han: written without spaces."""

_PICTURES = (0x1F000, _KNOWN)
_ARABIC_BLOCKS = ((0x0600, 0x06FF), (0x0750, 0x077F), (0xFB50, 0xFDFF), (0xFE70, 0xFEFE))
_ACCENTED = ((0x0041, 0x058F), (0x1C80, 0x1C8F), (0x1D00, 0x1FFF), (0x2C60, 0x2C7F), (0xA640, 0xA7FF))
"""Latin, Greek, Cyrillic, Armenian: their accents make no other word."""

_MARKS = ((0x0300, 0x036F), (0x0591, 0x05C7), (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06ED),
          (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE00, 0xFE0F), (0xFE20, 0xFE2F))  # fmt: skip
"""Accents, harakat and points that stand as signs of their own: left out. Vowel signs of Asian scripts stay."""

_LIKE = {
    "ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d",
    "ł": "l", "Ł": "l", "ħ": "h", "Ħ": "h", "ı": "i", "þ": "th", "Þ": "th", "ð": "d", "Ð": "d", "ŋ": "n", "Ŋ": "n",
    "ґ": "г", "Ґ": "г", "ς": "σ",
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ھ": "ه", "ـ": "",
}  # fmt: skip

_DASHES = "‐‑‒–—―−﹘﹣－⁃"
_QUOTES = "’‘‛ʼʻʽ`´′＇ʹˈ＇"
_DOUBLE_QUOTES = "“”„‟«»″＂"
_JOINTS = str.maketrans(
    {**dict.fromkeys(_DASHES, "-"), **dict.fromkeys(_QUOTES, "'"), **dict.fromkeys(_DOUBLE_QUOTES, '"')}
)

_ASCII = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}
_UNEVEN = ("  ", "\t", "\r", " \n", "\n ", "\v", "\f")
"""What white space has to be looked at sign by sign; a blank line parts paragraphs, and stays two signs."""

_BETWEEN = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is searched for names."""

    text: str
    """With a space at either end."""

    places: _Places | None
    """Where each sign of *text*, without its first space, stood, and where all ends; None where each kept its place."""

    is_unspaced: bool
    """It has signs of a script without spaces."""

    is_arabic: bool
    """It has Arabic letters."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where the signs of `text` from *start* up to *end* stood in the text that was folded."""
        if self.places is None:
            return start - 1, end - 1
        return int(self.places[start - 1]), int(self.places[end - 1])

    @property
    def parted(self) -> str:
        """`text` with spaces for all that is written without them, so that a Latin name between Han has its bounds."""
        return _unspaced_signs().sub(" ", self.text) if self.is_unspaced else self.text


def folded(text: str) -> Folded:
    """Return *text* folded.

    Shape: runs of white space are one space, but for those that hold a blank
    line; the accents, marks and invisible signs that folding drops belong to
    the sign before them.
    """
    if text.isascii() and not any(run in text for run in _UNEVEN):
        return Folded(f" {text.translate(_ASCII)} ", None, is_unspaced=False, is_arabic=False)
    codes = _codes(text)
    table = _table()
    known = np.minimum(codes, _KNOWN)
    kinds = table.kinds[known]
    lengths = table.lengths[known]
    lengths[_spare_spaces(codes, kinds)] = 0
    made = np.where(codes < _KNOWN, table.codes[known], codes)
    places: _Places | None = None
    if not (lengths == 1).all():
        places = np.repeat(np.arange(len(codes), dtype=np.int64), lengths)
        made = _expanded(made, known, lengths, places)
        places = np.append(places, len(codes))
    return Folded(
        f" {_text(made)} ",
        places,
        is_unspaced=bool((kinds == _UNSPACED).any()),
        is_arabic=bool((kinds == _ARABIC).any()),
    )


def folded_names(names: Iterable[str]) -> list[str]:
    """Return each of *names* folded, without spaces at its ends; all at once, for there may be 200,000."""
    lines = "\n".join(cleaned := [" ".join(name.split()) for name in names])
    if not cleaned:
        return []
    table = _table()
    codes = _codes(lines)
    known = np.minimum(codes, _KNOWN)
    lengths = table.lengths[known]
    made = np.where(codes < _KNOWN, table.codes[known], codes)
    made[codes == ord("\n")] = ord("\n")
    if not (lengths == 1).all():
        made = _expanded(made, known, lengths, np.repeat(np.arange(len(codes), dtype=np.int64), lengths))
    return [line.strip() for line in _text(made).split("\n")]


def folded_name(name: str) -> str:
    """Return one name folded."""
    if name.isascii():
        return " ".join(name.split()).translate(_ASCII).strip()
    return folded_names((name,))[0]


@lru_cache(maxsize=4096)
def joints(text: str) -> tuple[str, ...]:
    """Return what stands between the words of *text*, in one form each: white space, dashes, quotes, or what it is."""
    plain = "".join(sign for sign in text if not _is_dropped(sign)).translate(_JOINTS)
    return tuple(" " if found.isspace() else found for found in _BETWEEN.findall(plain.strip()))


@lru_cache(maxsize=65536)
def base(sign: str) -> str:
    """Return the letter or digit that *sign* is compared as in a definition: one sign, lower case, without accent."""
    made = _like(sign) if not sign.isascii() else sign.lower()
    return made[0] if made else sign


def is_unspaced(sign: str) -> bool:
    """Say whether *sign* belongs to a script without spaces."""
    return _unspaced_signs().match(sign) is not None


def has_unspaced(name: str) -> bool:
    """Say whether *name* has signs of a script without spaces."""
    return _unspaced_signs().search(name) is not None


def has_arabic(name: str) -> bool:
    """Say whether *name* has Arabic letters."""
    return _arabic_signs().search(name) is not None


@dataclass(frozen=True, slots=True)
class _Table:
    """How each code point folds; the last entry stands for all from `_KNOWN` on."""

    codes: _Codes
    """The first sign that it becomes."""

    lengths: npt.NDArray[np.uint8]
    """How many signs it becomes: none, one, or more."""

    kinds: npt.NDArray[np.uint8]
    more: dict[int, str]
    """The signs after the first, of those that become several."""


@cache
def _table() -> _Table:
    codes = np.arange(_KNOWN + 1, dtype=np.uint32)
    lengths = np.ones(_KNOWN + 1, np.uint8)
    kinds = np.full(_KNOWN + 1, _LETTER, np.uint8)
    more: dict[int, str] = {}
    for code in _sign_by_sign():
        sign = chr(code)
        if _is_dropped(sign):
            lengths[code] = 0
        elif sign.isspace():
            codes[code], kinds[code] = ord(" "), _SPACE
        elif not (made := _like(sign)):
            codes[code], kinds[code] = ord(" "), _SEPARATOR
        else:
            codes[code], lengths[code] = ord(made[0]), len(made)
            if len(made) > 1:
                more[code] = made[1:]
    codes[_PICTURES[0] : _PICTURES[1]], kinds[_PICTURES[0] : _PICTURES[1]] = ord(" "), _SEPARATOR
    for blocks, kind in ((_UNSPACED_BLOCKS, _UNSPACED), (_ARABIC_BLOCKS, _ARABIC)):
        for first, last in blocks:
            block = kinds[first : last + 1]
            block[block == _LETTER] = kind
    kinds[_KNOWN] = _UNSPACED
    return _Table(codes, lengths, kinds, more)


def _sign_by_sign() -> Iterator[int]:
    start = 0
    for first, last in (*_FOREIGN, (_KNOWN, _KNOWN)):
        yield from range(start, first)
        start = last


def _is_dropped(sign: str) -> bool:
    code = ord(sign)
    if code < 0xAD:
        return False
    return any(first <= code <= last for first, last in _MARKS) or unicodedata.category(sign) == "Cf" or sign == "ـ"


def _like(sign: str) -> str:
    """Return the letters or digits that *sign* folds to; empty for what is neither."""
    if sign in _LIKE:
        return _LIKE[sign]
    if sign in _QUOTES:
        return ""
    category = unicodedata.category(sign)
    if category[0] == "M":
        return sign
    if not sign.isalnum():
        return ""
    if category == "Nd":
        return str(unicodedata.digit(sign))
    made = unicodedata.normalize("NFKD", sign)
    code = ord(made[0])
    if any(first <= code <= last for first, last in (*_ACCENTED, *_ARABIC_BLOCKS)):
        made = "".join(_LIKE.get(one, one) for one in made if unicodedata.category(one)[0] != "M")
    else:
        made = unicodedata.normalize("NFKC", sign)
    made = made.lower()
    return made if made.isalnum() and len(made) < 200 else sign


def _spare_spaces(codes: _Codes, kinds: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Say which white space is left out: all but the first of a run, and the further line feeds in it."""
    is_space = kinds == _SPACE
    spare = np.zeros(len(codes), np.bool_)
    spare[1:] = is_space[1:] & is_space[:-1]
    if spare.any():
        feeds = np.cumsum(codes == ord("\n"))
        starts = np.maximum.accumulate(np.where(is_space & ~spare, np.arange(len(codes)), 0))
        before = feeds[starts] - (codes[starts] == ord("\n"))
        spare &= ~((codes == ord("\n")) & (feeds - before > 1))
    return spare


def _expanded(made: _Codes, known: npt.NDArray[np.uint32], lengths: npt.NDArray[np.uint8], places: _Places) -> _Codes:
    made = made[places]
    if (lengths > 1).any():
        more = _table().more
        firsts = np.cumsum(lengths, dtype=np.int64) - lengths
        for place in np.flatnonzero(lengths > 1).tolist():
            first = int(firsts[place]) + 1
            rest = more[int(known[place])]
            made[first : first + len(rest)] = [ord(sign) for sign in rest]
    return made


@cache
def _unspaced_signs() -> re.Pattern[str]:
    return re.compile(f"[{_class(_UNSPACED_BLOCKS)}\U00020000-\U0003ffff]")


@cache
def _arabic_signs() -> re.Pattern[str]:
    return re.compile(f"[{_class(_ARABIC_BLOCKS)}]")


def _class(blocks: Iterable[tuple[int, int]]) -> str:
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in blocks)


def _codes(text: str) -> _Codes:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _text(codes: _Codes) -> str:
    return codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
