"""How a name must be written where it is found: its capitals, and the signs between its words."""

import unicodedata

from portal.organizations.folding import joints
from portal.organizations.names import Form, Kind
from portal.organizations.variants import undotted

_LEAST_TITLED = 4
"""Letters of an acronym that is also written as a word: Opec, Unicef, but no Who."""

_FREE = frozenset({" ", "-"})


def is_written_so(form: Form, text: str, *, is_initial: bool) -> bool:
    """Say whether *text*, which folds to the same as a name, is a way to write it.

    *is_initial* where a sentence begins.
    """
    if text == form.written:
        return True
    if form.kind is Kind.ACRONYM:
        return _is_acronym_so(form.written, text)
    if not _is_joined_so(form.written, text):
        return False
    return _is_word_so(form.written, text) if form.kind is Kind.WORD else _is_phrase_so(form.written, text, is_initial)


def is_small(sign: str) -> bool:
    """Say whether *sign* is a small letter of a script that has capitals."""
    return sign.islower() and sign.upper() != sign


def _is_acronym_so(written: str, text: str) -> bool:
    written, text = _plain(undotted(written)), _plain(undotted(text))
    if text == written:
        return True
    is_long = len(written) >= _LEAST_TITLED
    return is_long and (text == written.upper() or (written.isupper() and text == written.capitalize()))


def _is_word_so(written: str, text: str) -> bool:
    if is_small(written[0]):
        return _plain(text) == _plain(written)
    return not is_small(text[0])


def _is_phrase_so(written: str, text: str, is_initial: bool) -> bool:  # noqa: FBT001  # a private step
    if text.isupper():
        return True
    if written.isupper() or (is_small(text[0]) and not is_small(written[0])):
        return False
    if not all(word in text for word in written.split() if len(word) > 1 and word.isupper() and word.isascii()):
        return False
    has_more = any(sign.isupper() for sign in written[1:])
    return not (is_initial or is_small(text[0])) or not has_more or any(sign.isupper() for sign in text[1:])


def _is_joined_so(written: str, text: str) -> bool:
    asked, there = joints(written), joints(text)
    return asked == there or (
        len(asked) == len(there)
        and all(one == other or (one in _FREE and other in _FREE) for one, other in zip(asked, there, strict=True))
    )


def _plain(text: str) -> str:
    """Return the letters and digits of *text*, in the plainest form of each, with their capitals."""
    parts = text if text.isascii() else unicodedata.normalize("NFKD", text)
    return "".join(filter(str.isalnum, parts))
