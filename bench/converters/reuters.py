"""Reuters-21578 → article JSON Lines: topics as tags, organizations by their full names.

The collection is Latin-1 SGML that no XML parser reads: bare numeric control
references, and text outside of elements. Its markup is regular, so a few
patterns take it apart.
"""

import gzip
import html
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.converters.writing import SHARED, run

FOLDER = SHARED / "reuters21578"
SOURCE = "Reuters-21578"

_DOCUMENT = re.compile(r"<REUTERS ([^>]*)>(.*?)</REUTERS>", re.DOTALL)
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_TEXT = re.compile(r'<TEXT(?: TYPE="(\w+)")?>(.*?)</TEXT>', re.DOTALL)
_DATE = re.compile(r"(\d{1,2})-([A-Z]{3})-(\d{4})(?:\s+(\d{2}:\d{2}:\d{2}))?")
_CONTROL = re.compile(r"&#(\d+);|[\0-\x08\x0b-\x1f\x7f-\x9f]")
_MONTHS = (
    "JAN",
    "FEB",
    "MAR",
    "APR",
    "MAY",
    "JUN",
    "JUL",
    "AUG",
    "SEP",
    "OCT",
    "NOV",
    "DEC",
)
_NAME = re.compile(r"^(.*?)\s*\(([A-Z-]+)\)@\*", re.MULTILINE | re.DOTALL)
_IN_BRACKETS = re.compile(r"\s*\[.*?\]", re.DOTALL)


def records(folder: Path = FOLDER) -> Iterator[dict[str, object]]:
    """Yield every document of the collection as an article, in order."""
    names = organization_names(folder)
    for path in sorted((folder / "sgml").glob("*.sgm.gz")):
        with gzip.open(path, "rt", encoding="latin-1", newline="") as file:
            for document in _DOCUMENT.finditer(file.read().replace("\r\n", "\n")):
                yield _record(dict(_ATTRIBUTE.findall(document[1])), document[2], names)


def organization_names(folder: Path = FOLDER) -> dict[str, str]:
    """Return the full name of each organization code, codes in lower case."""
    text = (folder / "cat-descriptions_120396.txt").read_text(encoding="latin-1")
    section = text.split("@heading[Organization Codes", 1)[1].split("@begin[format]", 1)[1].split("@end[format]", 1)[0]
    return {
        match[2].lower(): " ".join(_IN_BRACKETS.sub("", match[1]).split()) for match in _NAME.finditer(section.lstrip())
    }


def _record(attributes: dict[str, str], content: str, names: dict[str, str]) -> dict[str, object]:
    text = _TEXT.search(content)
    kind, inside = (text[1] or "NORM", text[2]) if text else ("NORM", "")
    body = inside if kind == "UNPROC" else _element("BODY", inside)
    return {
        "id": attributes["NEWID"],
        "title": " ".join(_plain(_element("TITLE", inside)).split()),
        "body": "\n\n".join(_paragraphs(_plain(body), each_line=kind == "UNPROC")),
        "tags": _values("TOPICS", content),
        "organizations": [names.get(code, code.upper()) for code in _values("ORGS", content)],
        "published": _published(_element("DATE", content)),
        "source": SOURCE,
        "author": _author(_plain(_element("AUTHOR", inside))),
        "language": "en",
        "dateline": " ".join(_plain(_element("DATELINE", inside)).split()).rstrip(" -"),
        "places": _values("PLACES", content),
        "people": _values("PEOPLE", content),
        "exchanges": _values("EXCHANGES", content),
        "split": attributes.get("LEWISSPLIT", ""),
    }


def _element(name: str, content: str) -> str:
    match = re.search(rf"<{name}>(.*?)</{name}>", content, re.DOTALL)
    return match[1] if match else ""


def _values(name: str, content: str) -> list[str]:
    return re.findall(r"<D>(.*?)</D>", _element(name, content))


def _plain(text: str) -> str:
    return html.unescape(_CONTROL.sub("", text))


def _paragraphs(text: str, *, each_line: bool) -> list[str]:
    """Part *text* where a line is indented, or everywhere; leave out the agency's sign-off."""
    paragraphs: list[list[str]] = []
    for line in text.split("\n"):
        if not line.strip() or line.strip().upper() == "REUTER":
            continue
        if each_line or line.startswith("    ") or not paragraphs:
            paragraphs.append([])
        paragraphs[-1].append(line.strip())
    return [" ".join(lines) for lines in paragraphs]


def _published(given: str) -> str:
    match = _DATE.search(given)
    if match is None:
        return ""
    day = f"{match[3]}-{_MONTHS.index(match[2]) + 1:02}-{int(match[1]):02}"
    return f"{day}T{match[4]}Z" if match[4] else day


def _author(byline: str) -> str:
    return re.sub(
        r",?\s*Reuters?.*",
        "",
        re.sub(r"^\s*by\s+", "", " ".join(byline.split()), flags=re.IGNORECASE),
    )


if __name__ == "__main__":
    sys.exit(run(records(), ["bench.converters.reuters", *sys.argv[1:]]))
