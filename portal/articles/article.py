"""Article: a cleaned, stored report, the portal's unit of truth."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from portal.articles.assignments import Assigned, Assignment, Named, assigned
from portal.articles.provenance import Provenance

__all__ = ["Article", "ArticleId", "Completeness", "Named", "Version"]

ArticleId = NewType("ArticleId", str)
"""The portal's own identity of an article: short, stable, lower-case letters and digits only."""


class Completeness(StrEnum):
    """Whether we hold the whole article or only its beginning."""

    FULL = "full"
    EXCERPT = "excerpt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A cleaned, stored report."""

    id: ArticleId
    title: str
    """Plain text, one line; empty where the source gave none."""

    body_html: str
    """Sanitized: the only markup in the portal that is ever shown unescaped."""

    body_text: str
    """The same as plain text, paragraphs parted by a blank line; what is indexed."""

    excerpt: str = ""
    """Plain text, as the source gave it."""

    url: str | None = None
    """Canonical address of the original."""

    source_key: str | None = None
    """The source's own identity of the article."""

    author: str = ""
    language: str = "und"
    """BCP 47, given or detected."""

    completeness: Completeness = Completeness.FULL

    published: str | None = None
    """To the precision given: ``2026``, ``2026-03``, ``2026-03-05`` or ``2026-03-05T09:30:00Z`` (UTC)."""

    source: Named | None = None
    tags: tuple[Named, ...] = ()

    organizations: tuple[Named, ...] = ()
    """Those that its sources gave it, or an editor; see `all_organizations`."""

    recognized: tuple[Assignment, ...] = field(default=(), compare=False)
    """What its text names, without what an editor took from it."""

    chosen: frozenset[str] = field(default=frozenset(), compare=False)
    """The slugs of those of its organizations that an editor set; the store says so, and no arrival changes it."""

    flags: tuple[str, ...] = ()
    """What an editor should look at, such as ``no-title`` or ``no-date``."""

    extra: Mapping[str, object] = field(default_factory=dict)
    """Fields of the source that we do not know, kept as JSON."""

    provenance: Provenance = field(default_factory=Provenance)
    """Where its fields came from; `portal.articles.copies` tells it in full."""

    sequence: int = 0
    """When the store met it: rises with every arrival, kept across rebuilds; 0 before it is stored."""

    story: str = field(default="", compare=False)
    """The id of the first article of its story; empty while it is alone, or was not looked at yet."""

    is_excerpt_only: bool = field(default=False, compare=False)
    """Its source lets nobody be shown more than an excerpt; the store says so, and no arrival changes it."""

    first_seen_at: datetime | None = None
    changed_at: datetime | None = None
    """Aware, in UTC; None before it is stored. What is known of it beside what readers see changes without it."""

    versions: int = field(default=0, compare=False)
    """How many earlier versions of its title and body are kept."""

    text_changed_at: datetime | None = field(default=None, compare=False)
    """When its title or body last became another; None while they are what they were. The store counts both."""

    @property
    def assigned(self) -> tuple[Assigned, ...]:
        """Its organizations, with who says so and by which words."""
        return assigned(self.organizations, self.chosen, self.recognized)

    @property
    def all_organizations(self) -> tuple[Named, ...]:
        """Its organizations as readers see them: those it was given first, then those of its text."""
        if not self.recognized:
            return self.organizations
        return tuple(one.organization for one in self.assigned)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What the title and the body of an article were before they changed."""

    number: int
    """That of the change which replaced it: rises, and stays."""

    title: str
    body_html: str
    body_text: str
    replaced_at: datetime
