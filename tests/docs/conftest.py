"""The Markdown files, as people read them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

FENCE = re.compile(r"^```(?P<kind>[\w-]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A fenced block: what it says it is, and its text."""

    kind: str
    text: str


class Page:
    """One Markdown file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_text(encoding="utf-8")

    @property
    def prose(self) -> str:
        """The text without fenced blocks."""
        return FENCE.sub("", self.text)

    @property
    def blocks(self) -> list[Block]:
        return [Block(match["kind"], match["body"]) for match in FENCE.finditer(self.text)]

    @property
    def headings(self) -> list[str]:
        return [line.lstrip("#").strip() for line in self.prose.splitlines() if re.match(r"#{1,6} ", line)]

    @property
    def anchors(self) -> set[str]:
        """What a link may name after ``#``: GitHub's slugs of the headings."""
        return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in self.headings}

    def section(self, heading: str) -> str:
        """Return the text below *heading*, up to the next of the same or a higher level."""
        found = re.search(rf"^(#+) {re.escape(heading)}\n", self.text, re.MULTILINE)
        assert found, f"{self.path}: no heading {heading!r}"
        level = len(found[1])
        return re.split(rf"^#{{1,{level}}} ", self.text[found.end() :], maxsplit=1, flags=re.MULTILINE)[0]


def pages_of(project: Path) -> Iterator[Path]:
    """Yield every Markdown file of the project."""
    yield from sorted(project.glob("*.md"))
    yield from sorted((project / "docs").rglob("*.md"))


@pytest.fixture(scope="session")
def pages(project: Path) -> list[Page]:
    return [Page(path) for path in pages_of(project)]


@pytest.fixture(scope="session")
def docs(project: Path) -> dict[str, Page]:
    """Return the pages of docs/, by name without ending."""
    return {path.stem: Page(path) for path in sorted((project / "docs").glob("*.md"))}
