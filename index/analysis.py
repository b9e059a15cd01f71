"""Text to terms: the engines, the snippets and the parser share it, so they must agree.

Every word has a position and two forms there: its **surface** (folded, for
phrases, prefixes, suggestions) and its **stem key** (the stem in the text's
language, marked with that language, for words).
"""

import re
import threading
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import NamedTuple

import snowballstemmer

from index.folding import fold, lower, marks_of_words, unsegmented_runs
from index.spelling import canonical_spelling

_ALGORITHMS = {
    "ar": "arabic", "hy": "armenian", "eu": "basque", "ca": "catalan", "cs": "czech", "da": "danish", "nl": "dutch",
    "en": "english", "eo": "esperanto", "et": "estonian", "fi": "finnish", "fr": "french", "de": "german",
    "el": "greek", "hi": "hindi", "hu": "hungarian", "id": "indonesian", "ga": "irish", "it": "italian",
    "lt": "lithuanian", "ne": "nepali", "no": "norwegian", "nb": "norwegian", "nn": "norwegian", "fa": "persian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "st": "sesotho",
    "es": "spanish", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
"""Snowball's name by primary language subtag."""

_FOLDED_FIRST = frozenset({"ca", "de", "en", "es", "fi", "fr", "id", "it", "nl", "pt"})
"""Stemmed without diacritics, so that words typed without them are found; other languages need them for suffixes."""

_ELISIONS = frozenset(
    "l d j m n s t c qu jusqu lorsqu puisqu quoiqu dell all dall nell sull un quest gl degl coll".split()
)
_APOSTROPHES = "'’ʼ＇‘`´ʹ′"
_KEPT_WORDS = 400_000
"""Distinct words whose forms are remembered per language, about 100 MB at most."""


class Token(NamedTuple):
    """One position of a text."""

    position: int
    """0, 1, 2 … in this text."""

    surface: str
    stem: str
    """A stem key; empty for the last character of a run without spaces, which begins no bigram."""

    start: int
    end: int
    """Where the surface form stands in the text as given."""

    stem_end: int
    """Where the stem's last character ends: past *end* for a bigram."""


class Span(NamedTuple):
    """Where one position of a text stands."""

    position: int
    start: int
    end: int


class Form(NamedTuple):
    """One position within a word, before it has a place in a text."""

    surface: str
    stem: str
    start: int
    end: int
    stem_end: int


def primary_language(language: str) -> str:
    """Return the stemmer's key for a BCP 47 tag: its primary subtag, or ``""`` where words have no stems."""
    primary = language.partition("-")[0].lower()
    return primary if primary in _ALGORITHMS else ""


def analyze(text: str, language: str) -> list[Token]:
    """Return the tokens of *text*, in order, one per position."""
    return list(iterate(text, language))


def iterate(text: str, language: str) -> Iterator[Token]:
    """Yield the tokens of *text*, in order, one per position."""
    forms = words_of(language)
    position = 0
    for match in word_pattern(text).finditer(text):
        at = match.start()
        for form in forms[match.group()]:
            yield Token(position, form.surface, form.stem, at + form.start, at + form.end, at + form.stem_end)
            position += 1


def spans(text: str, *, position: int = 0, start: int = 0, first: int = 0) -> Iterator[Span]:
    """Yield where the positions of *text* stand, from *first* on.

    Shape: reading begins at the character *start*, which is where *position*
    begins, so that the middle of a text costs no more than its beginning.
    """
    forms = words_of("")
    for match in word_pattern(text).finditer(text, start):
        word = match.group()
        if word.isascii() and word.isalnum():
            if position >= first:
                yield Span(position, *match.span())
            position += 1
            continue
        at = match.start()
        for form in forms[word]:
            if position >= first:
                yield Span(position, at + form.start, at + form.end)
            position += 1


_made = tuple.__new__


def some_spans(text: str, most: int, *, position: int = 0, start: int = 0, first: int = 0) -> list[Span]:
    """Return the first *most* of what `spans` yields, faster where the words among them are plain ones."""
    if text.isascii():
        skipped = max(first - position, 0)
        found = [match.span() for match in islice(_PLAIN_WORD.finditer(text, start), skipped + most)]
        # An acronym shows itself by what follows its first letter; one that may be cut off counts as one.
        end = found[-1][1] if found else start
        if _MAYBE_ACRONYM.search(text, start, end + 2) is None:
            # Every word of such a text has one position.
            numbered = enumerate(found[skipped:], position + skipped)
            if "'" in text[start:end] or "`" in text[start:end]:
                return [_span_within(text, *place, number) for number, place in numbered]
            # As `Span(number, at, end)` in half the time: this runs some fifty times for each hit.
            return [_made(Span, (number, at, end)) for number, (at, end) in numbered]
    return list(islice(spans(text, position=position, start=start, first=first), most))


def _span_within(text: str, start: int, end: int, position: int) -> Span:
    """Return what is left of a word of ASCII without an elided article."""
    (form,) = words_of("")[text[start:end]]
    return Span(position, start + form.start, start + form.end)


def surfaces(text: str) -> tuple[str, ...]:
    """Return the surface forms of *text*, in order."""
    return tuple(token.surface for token in iterate(text, ""))


author_words = surfaces
"""How the author of a document and of a query are compared: word by word, folded."""


def facet_key(text: str) -> str:
    """Return what two spellings of one facet value share: ``Child Labour`` and ``child-labour`` alike."""
    return "-".join(surfaces(text))


def stem_key(word: str, language: str) -> str:
    """Return the stem key of *word*, which is one token, in *language*."""
    return words_of(language).stem_key(word)


def word_pattern(text: str) -> re.Pattern[str]:
    """Return the expression that finds the words of *text*: a cheaper one, which finds the same, where that serves."""
    if text.isascii() and _MAYBE_ACRONYM.search(text) is None:
        return _PLAIN_WORD
    return any_word()


_PLAIN_WORD = re.compile("[A-Za-z0-9]+(?:['`][A-Za-z0-9]+)*")
_MAYBE_ACRONYM = re.compile(r"\.[A-Za-z](?!\w)")


@cache
def any_word() -> re.Pattern[str]:
    """Return the expression that finds words: acronyms with dots first, then words with inner apostrophes."""
    word = f"(?:[^\\W_]++|[{marks_of_words()}]++)++"
    return re.compile(rf"(?<![\w.])[^\W\d_](?:\.[^\W\d_])+(?![\w])\.?|{word}(?:[{_APOSTROPHES}]{word})*")


class Words(dict[str, tuple[Form, ...]]):
    """The forms of every word met in one language, worked out once."""

    def __init__(self, language: str) -> None:
        self.language = primary_language(language)
        self._folded_first = self.language in _FOLDED_FIRST
        self._stemmer = snowballstemmer.stemmer(_ALGORITHMS[self.language]) if self.language else None
        self._lock = threading.Lock()

    def __missing__(self, word: str) -> tuple[Form, ...]:
        if len(self) >= _KEPT_WORDS:
            self.clear()
        forms = tuple(self._forms(word))
        self[word] = forms
        return forms

    def stem_key(self, word: str) -> str:
        """Return the stem of one folded or unfolded word, marked with the language."""
        if self._stemmer is None:
            return f"{fold(word)}\x1f"
        if self.language == "en":
            stem = self._stem(canonical_spelling(fold(word)))
        elif self._folded_first:
            stem = self._stem(fold(word))
        else:
            stem = fold(self._stem(_lower_in(word, self.language)))
        return f"{stem}\x1f{self.language}"

    def _stem(self, word: str) -> str:
        assert self._stemmer is not None
        with self._lock:  # a Snowball stemmer keeps the word it works on in itself
            stem: str = self._stemmer.stemWord(word)
        return stem or word

    def _forms(self, word: str) -> Iterator[Form]:
        whole, offset = _without_affixes(word)
        if not whole.isascii():
            runs = unsegmented_runs(whole)
            if runs:
                yield from self._mixed(whole, runs, offset)
                return
        yield from self._plain(whole, offset, len(word))

    def _plain(self, word: str, start: int, end: int) -> Iterator[Form]:
        surface = fold(word)
        if surface.isalnum():
            yield Form(surface, self.stem_key(word), start, end, end)
            return
        for part in any_word().findall(surface):
            if part:
                yield Form(part, self.stem_key(part), start, end, end)

    def _mixed(self, word: str, runs: Iterable[tuple[int, int]], offset: int) -> Iterator[Form]:
        done = 0
        for start, end in runs:
            if word[done:start]:
                yield from self._plain(word[done:start], offset + done, offset + start)
            yield from _bigrams(word[start:end], offset + start)
            done = end
        if word[done:]:
            yield from self._plain(word[done:], offset + done, offset + len(word))


def _bigrams(run: str, at: int) -> Iterator[Form]:
    folded = fold(run)
    width = len(run) if len(folded) != len(run) else 0
    for i, character in enumerate(folded):
        start, end = (at, at + width) if width else (at + i, at + i + 1)
        if i + 1 < len(folded):
            yield Form(character, f"{character}{folded[i + 1]}\x1f", start, end, end if width else end + 1)
        else:
            yield Form(character, "", start, end, end)


def _without_affixes(word: str) -> tuple[str, int]:
    """Return *word* without elided article, possessive and the dots of an acronym, and what was cut in front."""
    if word[1:2] == ".":
        return word.replace(".", ""), 0
    if word.isalnum():
        return word, 0
    for mark in _APOSTROPHES:
        word = word.replace(mark, "'")
    before, apostrophe, rest = word.partition("'")
    if apostrophe and before.lower() in _ELISIONS and len(rest) > 1:
        return rest.replace("'", ""), len(before) + 1
    if word.endswith(("'s", "'S")) and len(word) > 3:
        word = word[:-2]
    return word.replace("'", ""), 0


def _lower_in(word: str, language: str) -> str:
    if language == "tr":
        word = word.replace("I", "ı").replace("İ", "i")
        return lower(word).replace("i̇", "i")
    if language == "ru":
        return lower(word).replace("ё", "е")
    return lower(word)


@cache
def _words(primary: str) -> Words:
    return Words(primary)


def words_of(language: str) -> Words:
    """Return the remembered words of a BCP 47 language."""
    return _words(primary_language(language))


def spans_two(stem: str) -> bool:
    """Say whether *stem* is the key of a bigram, whose match covers its own position and the next."""
    return stem.endswith("\x1f") and len(stem) == 3 and unsegmented_runs(stem[:2]) == [(0, 2)]
