"""RawItem: one entry exactly as its source gave it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Origin(StrEnum):
    """What kind of thing a field was read from, in order of trust, most trusted first: features.md §3.10."""

    REST = "rest"
    """An interface or an export made for programs: WordPress REST, WXR, our own file formats."""

    JSON_LD = "json-ld"
    FEED = "feed"
    OPENGRAPH = "opengraph"
    """OpenGraph and the other `meta` elements of a page."""

    EXTRACTION = "extraction"
    """Found in the text of a page by its shape."""

    CARD = "card"
    """A card in a list of articles: cut short, and without most fields."""

    @property
    def trust(self) -> int:
        """Return its place in the order, 0 for the most trusted."""
        return list(Origin).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawItem:
    """One entry as its source gave it: unrepaired, untrusted, possibly empty in every field."""

    where: str
    """For a person: the file and the line it stood on, such as ``news.jsonl:7``."""

    id: str = ""
    url: str = ""
    title: str = ""

    body: str = ""
    """HTML or plain text."""

    excerpt: str = ""
    completeness: str = ""
    tags: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    published: str = ""
    source: str = ""
    author: str = ""
    language: str = ""

    extra: Mapping[str, object] = field(default_factory=dict)
    """Fields that we do not know, as JSON."""

    origin: Origin = Origin.REST
    """Where its fields were read from."""

    origins: Mapping[str, Origin] = field(default_factory=dict)
    """Where single fields were read from, by name, when that is elsewhere."""

    def origin_of(self, name: str) -> Origin:
        """Return where the field *name* was read from."""
        return self.origins.get(name, self.origin)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that was not taken in: where it stood, and a plain reason."""

    where: str
    reason: str
