"""Assignments: which organizations an article names, and by which words that is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Named(NamedTuple):
    """A tag, an organization or a source: its slug, and the label shown."""

    slug: str
    label: str


class Part(StrEnum):
    """Where in an article words stand."""

    TITLE = "title"
    BODY = "body"


class Rule(StrEnum):
    """Why words are taken for an organization."""

    NAME = "name"
    """They are one of its names, in any language."""

    INFLECTED = "inflected"
    """They are one of its names, with the endings that their language gives it."""

    ACRONYM = "acronym"
    """They are its acronym, which is no word and belongs to no other organization."""

    DEFINED = "defined"
    """They are an acronym that this article itself explains: "Long Name (ACR)"."""

    SUPPORTED = "supported"
    """They are an acronym or a name that may mean something else, and something in the article decides it."""


class Origin(StrEnum):
    """Who says that an organization belongs to an article."""

    GIVEN = "given"
    """The source, or the operator for all articles of a run."""

    RECOGNIZED = "recognized"
    """Its text."""

    EDITOR = "editor"


class Mention(NamedTuple):
    """Words of an article that are taken for an organization."""

    part: Part
    start: int
    """Characters from the beginning of the title, or of the body as plain text."""

    end: int
    rule: Rule

    within: str = ""
    """The longer name that the words are the beginning of, such as "ILO Child Labour Platform"; empty where none."""

    support: str = ""
    """What decided it, for readers: a definition, a full name, the source, a tag; empty where nothing had to."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """An organization that the text of an article names."""

    organization: Named
    mentions: tuple[Mention, ...]
    """The first few, in order; never empty."""

    count: int
    """How many there are."""


class Sighting(NamedTuple):
    """A "Long Name (ACR)" in an article that no organization we know is called."""

    name: str
    acronym: str
    part: Part
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What the recognizer found in one article."""

    assignments: tuple[Assignment, ...] = ()
    """In order of their first mention, title first; each organization once."""

    sightings: tuple[Sighting, ...] = ()
    authority: int = 0
    """The revision of the authority file that it was read with."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """An organization of an article, for readers: who says so, and by which words."""

    organization: Named
    origin: Origin
    mentions: tuple[Mention, ...]
    """Empty where its text does not name it."""

    count: int


def assigned(
    given: tuple[Named, ...], chosen: frozenset[str], recognized: tuple[Assignment, ...]
) -> tuple[Assigned, ...]:
    """Return the organizations of an article: those *given* first, then those of its text.

    *chosen* are the slugs of those in *given* that an editor set.
    """
    by_slug: Mapping[str, Assignment] = {one.organization.slug: one for one in recognized}
    found = [
        Assigned(
            name,
            Origin.EDITOR if name.slug in chosen else Origin.GIVEN,
            by_slug[name.slug].mentions if name.slug in by_slug else (),
            by_slug[name.slug].count if name.slug in by_slug else 0,
        )
        for name in given
    ]
    held = {name.slug for name in given}
    found += (
        Assigned(one.organization, Origin.RECOGNIZED, one.mentions, one.count)
        for one in recognized
        if one.organization.slug not in held
    )
    return tuple(found)
