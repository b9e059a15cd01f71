"""Real article pages with what people have marked in them."""

import functools
import gzip
import json
import re
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Marked:
    """A page, its address, and what was marked in it."""

    address: str
    html: bytes
    title: str
    published: str
    inside: tuple[str, ...]
    outside: tuple[str, ...]


@functools.cache
def marked_pages(shared_data: Path) -> tuple[Marked, ...]:
    """Return the 134 pages of `article-pages-trafilatura`."""
    folder = shared_data / "article-pages-trafilatura"
    marks: dict[str, dict[str, Any]] = json.loads(gzip.decompress((folder / "evaldata.json.gz").read_bytes()))
    with tarfile.open(folder / "pages.tar.gz") as archive:
        files = {Path(member.name).name: archive.extractfile(member) for member in archive if member.isfile()}
        pages = {name: file.read() for name, file in files.items() if file is not None}
    return tuple(
        Marked(
            address,
            pages[mark["file"]],
            mark.get("title") or "",
            mark.get("date") or "",
            tuple(mark.get("with") or ()),
            tuple(mark.get("without") or ()),
        )
        for address, mark in marks.items()
    )


def words(text: str) -> str:
    """Return the words of *text* without case and punctuation."""
    return " ".join(re.findall(r"\w+", text.casefold()))
