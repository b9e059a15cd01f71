"""Words of an article → the sentence that they stand in."""

import re

MOST_AROUND = 160
"""Characters on either side of the words."""

_ENDS = re.compile(r"[.!?…。！？؟।]['\"”’»)\]]*\s+|\n\s*\n")
_ELLIPSIS = "…"


def sentence_around(text: str, start: int, end: int) -> str:
    """Return the sentence of *text* that its characters from *start* to *end* stand in, on one line.

    Shape: of a long one, what is around the words, with an ellipsis where more was.
    """
    first = max(0, start - MOST_AROUND)
    before, after = text[first:start], text[end : end + MOST_AROUND]
    ends = list(_ENDS.finditer(before))
    if ends:
        before = before[ends[-1].end() :]
    elif first:
        before = _ELLIPSIS + before.partition(" ")[2]
    last = _ENDS.search(after)
    if last:
        after = after[: last.end()].rstrip()
    elif end + MOST_AROUND < len(text):
        after = after.rpartition(" ")[0] + _ELLIPSIS
    return " ".join((before + text[start:end] + after).split())
