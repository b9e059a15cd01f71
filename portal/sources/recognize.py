"""Which format a file is in, from its first bytes, then its name."""

from enum import StrEnum

from portal.sources.archive_text import READ_MORE
from portal.sources.errors import SourceUnreadable
from portal.sources.reading import decode
from portal.sources.table import DELIMITERS, fields_named


class Format(StrEnum):
    """The formats that are read, by the names that ``--format`` takes."""

    JSONL = "jsonl"
    CSV = "csv"
    TSV = "tsv"
    ARCHIVE_TEXT = "archive-text"


_SUFFIXES = {
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".csv": Format.CSV,
    ".tsv": Format.TSV,
    ".tab": Format.TSV,
}
_PACKED = (".gz", ".zst", ".zstd")


def recognize(name: str, head: bytes) -> Format:
    """Return the format of the file called *name* that begins, unpacked, with *head*.

    Raises:
        SourceUnreadable: it is none that is read.
    """
    text = decode(head)
    first_line = next((line for line in text.splitlines() if line.strip()), "").strip()
    if first_line.startswith("{"):
        return Format.JSONL
    named = _by_name(name)
    if named is not None:
        return named
    if _names_fields(first_line):
        return Format.TSV if "\t" in first_line else Format.CSV
    if "\0" not in text and READ_MORE.search(text):
        return Format.ARCHIVE_TEXT
    raise SourceUnreadable(_why_unknown(first_line, text))


def _by_name(name: str) -> Format | None:
    name = name.lower()
    for packed in _PACKED:
        name = name.removesuffix(packed)
    return next((form for suffix, form in _SUFFIXES.items() if name.endswith(suffix)), None)


def _names_fields(header: str) -> bool:
    """Say whether *header* could be a table's: two fields, or one that no prose line would be."""
    return any(fields_named(header[:10_000], delimiter) >= 2 for delimiter in DELIMITERS)


def _why_unknown(first_line: str, text: str) -> str:
    formats = ", ".join(Format)
    if "\0" in text:
        return f"this is no text file; the formats that are read are {formats}"
    if first_line.startswith("<"):
        return f"this looks like HTML or XML; the formats that are read are {formats}"
    if first_line.startswith("["):
        return "this looks like one JSON list; write one article on a line instead (JSON Lines)"
    return f"its format is not recognized; name it with --format, one of {formats}"
