"""Any string → characters that every part of the portal can keep, send and show."""

import html
import re

# C0 controls but tab and line feed, DEL, C1 controls, noncharacters: XML 1.0 and PostgreSQL refuse most of them.
_UNWANTED = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028]")

# Directional controls, zero-width space, byte order mark, soft hyphen. Joiners stay: Persian and emoji need them.
_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb]")
_CHANGED = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
"""Whatever `clean_text` looks for: most texts hold none of it, and one search is quicker than four."""

_SPACES = re.compile(r"\s+")
_REFERENCE = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});")


def clean_text(text: str) -> str:
    """Return *text* without control characters, its lines ended by line feeds alone.

    Shape: U+2029 becomes a blank line; a lone surrogate becomes U+FFFD, so
    the result encodes in UTF-8. Applying it twice changes nothing.
    """
    if (text.isascii() and text.isprintable()) or _CHANGED.search(text) is None:
        return text
    text = _LINE_ENDS.sub("\n", text).replace("\u2029", "\n\n")
    return _SURROGATES.sub("\ufffd", _UNWANTED.sub("", text))


def one_line(text: str, *, most: int) -> str:
    """Return *text* cleaned, on one line of at most *most* characters, without invisible characters.

    Shape: runs of white space become one space; what is over the limit is cut
    off and replaced by an ellipsis.
    """
    text = _SPACES.sub(" ", _INVISIBLE.sub("", clean_text(text[: most * 20]))).strip()
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def unescape_once(text: str) -> str:
    """Return *text* with its character references read, those that end in a semicolon."""
    return _REFERENCE.sub(lambda reference: html.unescape(reference[0]), text) if "&" in text else text
