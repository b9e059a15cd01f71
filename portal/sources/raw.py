"""RawItem: one entry exactly as its source gave it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


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


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that was not taken in: where it stood, and a plain reason."""

    where: str
    reason: str
