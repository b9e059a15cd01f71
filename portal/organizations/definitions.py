"""The acronyms that a text explains: "Long Name (ACR)", "ACR (Long Name)", "Long Name – ACR –", "Long Name, ACR,".

Written anew from Schwartz and Hearst, A simple algorithm for identifying
abbreviation definitions in biomedical text (2003). Every window is bounded, so
that no text takes longer than its length says.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from portal.organizations.folding import base


@dataclass(frozen=True, slots=True)
class Definition:
    """An acronym, and the words that are said to be its long form. All places are in the text."""

    acronym: str
    short: tuple[int, int]
    """Where the acronym stands."""

    long: tuple[int, int]
    """Where the long form stands; that of Schwartz and Hearst, or the words in which it is looked for."""

    is_found: bool
    """The letters of the acronym were found in `long`; else only a known name there can be the long form."""

    span: tuple[int, int]
    """All of it."""

    is_aside: bool = False
    """Between commas, as the members of lists are too: it may give an acronym a meaning, but makes nothing known."""


_WINDOW = 240
"""Signs before a parenthesis in which the long form is looked for."""

_MOST_LETTERS = 12

_MOST = 2_000
"""Definitions in a text that are looked at: a glossary has a few hundred."""

_PARENTHESES = re.compile(r"[(（]([^()（）\n]{2,160})[)）]")
_DASHED = re.compile(r"[^\W\d_] [–—-] ([^\W\d_][\w&./-]{1,11}) [–—-](?= )")
_COMMAS = re.compile(r"[^\W\d_],[ \n]([^\W\d_][\w&./-]{1,11}),(?=[ \n])")
_OPENING = " \t\"'«»“”„‘’‹›*_<>"
_LEAD = re.compile(
    r"[ld]['’]|(?:[Tt]he|or|hereafter|hereinafter|henceforth|(?:also |better )?known as|abbreviated(?: as)?|called|"
    r"[Ll]a|[Ll]e|[Ll]es|[Ee]l|los|las|o|os|a|as|[Ii]l|lo|i|gli|de|het|[Dd]er|[Dd]ie|[Dd]as|ou|oder|kurz|abgekürzt|sigla|"
    r"en sigles|par abréviation|ci-après|en adelante|далее|сокращённо|сокр|или|або|lub|veya|kısaca)[ :.–-]+[\"'«“„‘’]?"
)
_SHORT = re.compile(r"[^\W_][\w&./+’'-]*(?: [^\W_][\w&./+-]*)?")
_CUT = re.compile(r"[,;:=]| [–—-] ")
_BREAK = re.compile(r"\n\s*\n|[.!?;:] (?=[\W]*[^\W\d_])|[()（）]")
_ABBREVIATION = re.compile(r"(?:^|[\W_])(?:[^\W\d_]|St|Dr|Mr|Mrs|Inc|Corp|Co|Ltd|Int|Nat|Dept|No|Assn|Fed|Govt)\.$")
_WORD = re.compile(r"[^\W_][\w’'.-]*")


def definitions(text: str) -> Iterator[Definition]:
    """Yield what *text* explains, in order of the acronyms' places.

    Shape: `Definition.is_found` is False for what could only be explained by
    a name that is known by other means, such as "منظمة العمل الدولية (ILO)".
    """
    found = [
        *islice(_in_parentheses(text), _MOST),
        *islice(_between_dashes(text), _MOST),
        *islice(_between_commas(text), _MOST),
    ]
    yield from sorted(found, key=lambda one: one.short)


def is_short_form(text: str) -> bool:
    """Say whether *text* may be an acronym: at most two words of 2 to 12 signs with a letter, two of them capitals."""
    if not 2 <= len(text) <= _MOST_LETTERS or not _SHORT.fullmatch(text):
        return False
    return sum(map(str.isupper, text)) >= 2


def long_form(acronym: str, before: str) -> int | None:
    """Return where in *before*, which ends with it, the long form of *acronym* begins; None where it holds none.

    Shape: each letter of the acronym stands in it, in order; its first begins
    a word. At most as many words as letters and five, and twice as many as letters.
    """
    letters = [base(sign) for sign in acronym if sign.isalnum()]
    place = len(before) - 1
    for number in range(len(letters) - 1, -1, -1):
        letter = letters[number]
        while place >= 0 and (
            base(before[place]) != letter or (number == 0 and place > 0 and before[place - 1].isalnum())
        ):
            place -= 1
        if place < 0:
            return None
        place -= 1
    start = place + 1
    words = _WORD.findall(before[start:])
    is_within = len(words) <= min(len(letters) + 5, len(letters) * 2)
    is_longer = len(before) - start > len(acronym)
    return start if is_within and is_longer and acronym not in words else None


def is_spelled(acronym: str, name: str) -> bool:
    """Say whether the first letters of the words of *name*, small ones left out or not, are the *acronym*."""
    letters = "".join(base(sign) for sign in acronym if sign.isalnum())
    words = _PARTS.findall(name)
    every = "".join(base(word[0]) for word in words)
    great = "".join(base(word[0]) for word in words if not is_small(word))
    return letters in {every, great}


_PARTS = re.compile(r"[^\W_]+")
_SMALL = frozenset(
    "a al an and as at au aux by d da das de del dell della delle den der des di die do dos du e ed el en et "
    "for für i im in l la las le les lo los o of on or os per pour pro the to und v van von with y zu zum zur "
    "и в на по за для з із та у і ve ile w z na do dla".split()
)


def is_small(word: str) -> bool:
    """Say whether *word* is an article, a preposition or the like: written small within a name."""
    return word.lower() in _SMALL


def _in_parentheses(text: str) -> Iterator[Definition]:
    if "(" not in text and "（" not in text:
        return
    for found in _PARENTHESES.finditer(text):
        inside = found[1]
        start, short = _short_inside(inside)
        if is_short_form(short):
            start += found.start(1)
            one = _before(text, found.start(), short, (start, start + len(short)), found.end())
        else:
            one = _explained_inside(text, found)
        if one is not None:
            yield one


def _short_inside(inside: str) -> tuple[int, str]:
    """Return the first thing in parentheses without quotes and small words, and where it begins."""
    start = len(inside) - len(inside.lstrip(_OPENING))
    while lead := _LEAD.match(inside, start):
        start = lead.end()
    rest = inside[start:]
    cut = _CUT.search(rest)
    rest = rest[: cut.start()] if cut else rest
    return start, rest.rstrip(_OPENING)


def _before(text: str, end: int, short: str, place: tuple[int, int], close: int) -> Definition | None:
    """Return the definition of *short*, whose long form ends before *end*."""
    begin = _begin(text, end)
    before = text[begin:end].rstrip(_OPENING)
    if not before:
        return None
    until = begin + len(before)
    found = long_form(short, before)
    start = begin if found is None else begin + _spelled_from(short, before, found)
    return Definition(short, place, (start, until), found is not None, (start, close))


def _spelled_from(acronym: str, before: str, start: int) -> int:
    """Return where the long form that was found from *start* begins, if more words before it spell the *acronym*.

    Shape: from "Edison" in "the Edison Electric Institute (EEI)", which has the letters from "Electric" on too.
    """
    if is_spelled(acronym, before[start:]):
        return start
    earlier = [word.start() for word in _WORD.finditer(before, max(0, start - _WINDOW), start)][-len(acronym) :]
    spelled = (place for place in reversed(earlier) if before[place].isupper() and is_spelled(acronym, before[place:]))
    return next(spelled, start)


def _explained_inside(text: str, found: re.Match[str]) -> Definition | None:
    """Return the definition of the acronym before parentheses by what stands in them."""
    before = text[max(0, found.start() - _MOST_LETTERS - 3) : found.start()].rstrip(_OPENING)
    last = _LAST.search(before)
    if last is None or not is_short_form(last[0]):
        return None
    begin = max(0, found.start() - _MOST_LETTERS - 3) + last.start()
    inside = found[1].rstrip(_OPENING)
    skipped = len(inside) - len(inside.lstrip(_OPENING))
    lead = _LEAD.match(inside, skipped)
    skipped = lead.end() if lead else skipped
    start = long_form(last[0], inside[skipped:])
    long = (found.start(1) + skipped, found.start(1) + len(inside))
    return Definition(last[0], (begin, begin + len(last[0])), long, start == 0, (begin, found.end()))


_LAST = re.compile(r"(?<![\w.@#/])[^\W_][\w&./+-]*$")


def _between_dashes(text: str) -> Iterator[Definition]:
    """Yield definitions such as "Long Name – LN – ": only where first letters say so."""
    if " – " not in text and " — " not in text and " - " not in text:
        return
    yield from _spelled_before(text, _DASHED)


def _between_commas(text: str) -> Iterator[Definition]:
    """Yield definitions such as "Long Name, LN, ": only where first letters say so."""
    yield from (replace(one, is_aside=True) for one in _spelled_before(text, _COMMAS))


def _spelled_before(text: str, pattern: re.Pattern[str]) -> Iterator[Definition]:
    for found in pattern.finditer(text):
        if is_short_form(found[1]):
            one = _before(text, found.start() + 1, found[1], found.span(1), found.end())
            if one is not None and one.is_found and is_spelled(one.acronym, text[slice(*one.long)]):
                yield one


def _begin(text: str, end: int) -> int:
    """Return where the sentence begins of which *end* is a part, or the window."""
    begin = max(0, end - _WINDOW)
    last = begin
    for found in _BREAK.finditer(text, begin, end):
        if found[0][0] != "." or not _ABBREVIATION.search(text, max(begin, found.start() - 8), found.start() + 1):
            last = found.end()
    if last == begin and begin > 0:
        space = text.find(" ", begin, end)
        last = end if space < 0 else space + 1
    return last
