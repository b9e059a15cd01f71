"""Cells that a spreadsheet would run as formulas ↔ cells that it shows as they are.

Source: OWASP, "CSV Injection".
"""

# A cell that begins with one of these is a formula, in its full-width form too. A line feed or blanks before it
# do not help: some programs skip them.
_FORMULA = frozenset("=+-@\t\r＝＋－＠")

_GUARD = "'"


def guarded(text: str) -> str:
    """Return *text* with an apostrophe before it where a spreadsheet would take it for a formula.

    Shape: apostrophes of its own before a formula do not hide it, so that `unguarded` gives *text* back.
    """
    return _GUARD + text if _is_formula(text.lstrip(_GUARD)) else text


def unguarded(text: str) -> str:
    """Return *text* without the apostrophe that `guarded` put before it; any other text as it is."""
    return text[1:] if text.startswith(_GUARD) and _is_formula(text.lstrip(_GUARD)) else text


def _is_formula(text: str) -> bool:
    return text[:1] in _FORMULA or text.lstrip()[:1] in _FORMULA
