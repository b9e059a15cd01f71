"""What stands around words of a text: the beginning of a sentence, a line in capitals, an address, a longer name."""

import re
from bisect import bisect_right
from functools import cached_property

from portal.organizations.definitions import is_small

_BEFORE = re.compile(r"([^\W_][\w.’'&-]*)[  ]$")
_NEXT = re.compile(r"[  ]([^\W_][\w’'&-]*)")
_INITIAL = ".!?:;•·*–—-|\"“”„«»‘(['…"
_ADDRESS = re.compile(r"[@_\\=~]|://|^www\.|^[#/]|(?<=[\w-])\.[a-z]{2,}(?:[/:?]|$)")
_POSSESSIVE = re.compile(r"['’]s?$")
_BLANK = " \t\u00a0"
_FAR = 80
"""Signs of an unbroken run that are looked at on either side."""

_MOST_WORDS = 7
_WITHIN = frozenset("of for on in at against to the de du des la le los las da do der des für zur zum".split())
"""Small words within one name; "and" may begin the next."""

_TITLES = frozenset(
    "president vice director director-general secretary secretary-general chief chairman chairwoman chair "
    "minister spokesman spokeswoman spokesperson commissioner executive economist managing deputy head "
    "ambassador representative coordinator governor officer ceo cfo analyst economists officials official "
    "spokesmen says said mr mrs ms dr article member members state states countries".split()
)


class Surroundings:
    """A title and a body as one text, looked at where somebody asks."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _lines(self) -> list[int]:
        """Where each line begins."""
        return [0, *(found.end() for found in re.finditer("\n", self._text))]

    @cached_property
    def _known(self) -> dict[int, tuple[bool, bool]]:
        return {}

    def is_in_capitals(self, place: int) -> bool:
        """Say whether the line of *place* has no small letter and more than one word."""
        return self._line(place)[0]

    def is_in_title_case(self, place: int) -> bool:
        """Say whether in the line of *place* nearly every word has a capital, as in headlines."""
        return self._line(place)[1]

    def is_initial(self, start: int) -> bool:
        """Say whether a sentence, a line or a quotation begins at *start*."""
        before = self._text[max(0, start - 4) : start]
        plain = before.rstrip(_BLANK)
        return not plain or plain[-1] == "\n" or plain[-1] in _INITIAL

    def word_before(self, start: int) -> tuple[int, str]:
        """Return the word that stands one space before *start*, and where; an empty one where none does."""
        begin = max(0, start - 60)
        found = _BEFORE.search(self._text[begin:start])
        return (begin + found.start(1), found[1]) if found else (start, "")

    def is_in_address(self, start: int, end: int) -> bool:
        """Say whether the words are a part of an address of mail or the web, a path, a handle or a hashtag."""
        text = self._text
        before, after = text[start - 1 : start], text[end : end + 1]
        if before not in _IN_ADDRESSES and after not in _IN_ADDRESSES:
            return False
        if before in _MARKS_BEFORE or after in _MARKS_AFTER:
            return True
        run = text[max(0, start - _FAR) : end + _FAR]
        left = start - max(0, start - _FAR)
        right = left + end - start
        first = max(run.rfind(space, 0, left) for space in " \n\t ") + 1
        last = min((place for space in " \n\t " if (place := run.find(space, right)) >= 0), default=len(run))
        return _ADDRESS.search(run[first:last].strip("()[]<>\"'“”‘’,;.!?:")) is not None

    def is_symbol(self, start: int, end: int) -> bool:
        """Say whether an acronym is the symbol of a share: ``<UN.AS>``, ``<IDA>``, ``$UN``, ``UN.N``, ``NYSE: UN``."""
        text = self._text
        if text[start - 1 : start] in _MARKS_OF_SYMBOLS or _MARKET_AFTER.match(text, end):
            return True
        before = text[max(0, start - _LONGEST_MARKET) : start]
        return ":" in before and _MARKET_BEFORE.search(before) is not None

    def longer_name(self, start: int, end: int) -> str:
        """Return the run of words with capitals that *start* to *end* begins; empty where no such word follows."""
        if self.is_in_capitals(start) or self.is_in_title_case(start):
            return ""
        until, place = end, end
        for _ in range(_MOST_WORDS):
            found = _NEXT.match(self._text, place)
            if found is None or found[1].lower() in _TITLES or _POSSESSIVE.search(self._text[end:place]):
                break
            place = found.end()
            if found[1][0].isupper():
                until = place
            elif until == end or found[1].lower() not in _WITHIN:
                break
        return self._text[start:until].rstrip("’'").removesuffix("’s").removesuffix("'s") if until > end else ""

    def _line(self, place: int) -> tuple[bool, bool]:
        number = bisect_right(self._lines, place) - 1
        known = self._known.get(number)
        if known is None:
            first = self._lines[number]
            last = self._lines[number + 1] if number + 1 < len(self._lines) else len(self._text)
            known = self._known[number] = _look_of(self._text[first:last])
        return known


_MARKS_OF_SYMBOLS = frozenset("<$")
_MARKET_AFTER = re.compile(r"\.[A-Z]{1,2}(?![\w.])")
_MARKET_BEFORE = re.compile(r"(?i:\b(?:NYSE|Nasdaq|AMEX|LSE|TSX|ASX|JSE|Euronext)) ?: ?$")
_LONGEST_MARKET = 12

_IN_ADDRESSES = frozenset(".-/\\:@#_=~?&%+")
_MARKS_BEFORE = frozenset("@#_\\=~")
_MARKS_AFTER = frozenset("@_\\=")
_MOST_OF_A_LINE = 2_000
_HEADLINE = 250


def _look_of(line: str) -> tuple[bool, bool]:
    line = line[:_MOST_OF_A_LINE].strip()
    if " " not in line:
        return False, False
    words = [word for word in re.findall(r"[^\W\d_]{2,}", line) if not is_small(word)]
    capitals = sum(map(str.isupper, words))
    great = sum(word[0].isupper() for word in words)
    in_capitals = line.isupper() or (len(words) > 3 and capitals >= 0.8 * len(words))
    in_title_case = len(words) > 2 and line[-1] not in ".!?…" and great >= 0.75 * len(words) and len(line) < _HEADLINE
    return in_capitals, in_title_case and great > 1
