"""What happened in a run of ingest: counts, refusals with reasons, and the articles themselves."""

from dataclasses import dataclass, field
from enum import StrEnum

from portal.articles.article import Article
from portal.ingest.trying import NEW
from portal.sources.raw import Refusal

MAX_LISTED = 10_000
"""Items above this are not listed at all, refusals only counted: a report stays readable, and bounded."""


class Action(StrEnum):
    """What became of an item."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class ReportedItem:
    """One article as the report names it."""

    action: Action
    id: str
    """Empty for an article that a dry run would add."""

    title: str
    url: str | None
    tags: tuple[str, ...]
    organizations: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """Return it as interfaces.md §2 writes it."""
        return {
            "action": self.action.value,
            "id": self.id,
            "title": self.title,
            "url": self.url,
            "tags": list(self.tags),
            "organizations": list(self.organizations),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """What a run did, over all its sources."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    duplicate: int = 0

    refused_total: int = 0
    refused: tuple[Refusal, ...] = ()
    """The first `MAX_LISTED` of them, in order."""

    items: tuple[ReportedItem, ...] | None = ()
    """Every article in order of arrival; None when there are more than `MAX_LISTED`."""

    read: int = 0
    """Items that the sources gave, before anything was decided about them."""

    seconds: float = 0.0

    @property
    def exit_status(self) -> int:
        """0 all done, 1 some were refused, 3 nothing could be read; interfaces.md §2."""
        if not self.read:
            return 3
        return 1 if self.refused_total else 0

    def as_json(self) -> dict[str, object]:
        """Return the one document of ``portal ingest --json``."""
        document: dict[str, object] = {
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "duplicate": self.duplicate,
            "refused": [{"where": refusal.where, "reason": refusal.reason} for refusal in self.refused],
        }
        if self.refused_total > len(self.refused):
            document["refused_not_listed"] = self.refused_total - len(self.refused)
        if self.items is not None:
            document["items"] = [item.as_json() for item in self.items]
        return document


@dataclass(slots=True)
class Tally:
    """A report in the making."""

    counts: dict[Action, int] = field(default_factory=lambda: dict.fromkeys(Action, 0))
    refused: list[Refusal] = field(default_factory=list)
    refused_total: int = 0
    items: list[ReportedItem] = field(default_factory=list)
    read: int = 0

    def note(self, action: Action, article: Article) -> None:
        """Count what became of *article*."""
        self.counts[action] += 1
        if len(self.items) <= MAX_LISTED:
            self.items.append(
                ReportedItem(
                    action,
                    "" if article.id.startswith(NEW) else article.id,
                    article.title,
                    article.url,
                    tuple(tag.label for tag in article.tags),
                    tuple(organization.label for organization in article.all_organizations),
                )
            )

    def refuse(self, refusal: Refusal) -> None:
        """Count a refusal."""
        self.refused_total += 1
        if len(self.refused) < MAX_LISTED:
            self.refused.append(refusal)

    def report(self, seconds: float) -> IngestReport:
        """Return what has been counted, frozen."""
        return IngestReport(
            added=self.counts[Action.ADDED],
            changed=self.counts[Action.CHANGED],
            unchanged=self.counts[Action.UNCHANGED],
            duplicate=self.counts[Action.DUPLICATE],
            refused_total=self.refused_total,
            refused=tuple(self.refused),
            items=tuple(self.items) if len(self.items) <= MAX_LISTED else None,
            read=self.read,
            seconds=seconds,
        )
