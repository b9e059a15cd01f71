"""Provenance: which copy of an article gave each of its fields, and how that was read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

MOST_TRUSTED = "rest"
"""The origin of what is given for programs to read: what an article has that says nothing else."""

GIVEN = ("title", "body", "excerpt", "author", "language", "published", "url", "extra")
"""What a copy gives, and another may give better; ``url`` stands for source, key and address together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """An article as one source carries it, read in one way."""

    origin: str = MOST_TRUSTED
    """What kind of thing it was read from, a value of `portal.sources.raw.Origin`."""

    source: str = ""
    """The slug; empty where the source has no name."""

    url: str | None = None
    source_key: str | None = None

    is_full: bool = False
    """It has the whole text."""

    size: int = 0
    """Characters of its text, white space left out."""

    published: str | None = None

    tags: tuple[str, ...] = ()
    """Slugs, in its order."""

    organizations: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


class Giver(NamedTuple):
    """Where a field came from."""

    copy: int
    """Its place among the copies."""

    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where the fields of an article came from; as little of it as says everything.

    Shape: nearly every article has one copy, which says of itself what the
    article says already: then *copies* is empty, and *fields* names only
    those that were not read like the others.
    """

    origin: str = MOST_TRUSTED
    """Of the one copy."""

    copies: tuple[Copy, ...] = ()
    """When there are several: the most trusted first."""

    fields: Mapping[str, Giver] = field(default_factory=dict)
