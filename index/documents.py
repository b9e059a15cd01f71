"""Document: what goes into an index."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple


class Label(NamedTuple):
    """A facet value as a program names it and as a reader sees it."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An article as the index sees it.

    All text is plain text; an engine never interprets markup.
    """

    id: str
    """Unique; non-empty; letters, digits and underscores. Ties in every order go by ascending id."""

    title: str = ""
    body: str = ""
    author: str = ""

    language: str = "und"
    """BCP 47. Its primary subtag chooses the stemmer; ``und`` and languages without one match by surface form."""

    facets: Mapping[str, tuple[Label, ...]] = field(default_factory=dict)
    """Values by facet field (``tag``, ``org``, ``source``, ``lang``); no value twice in a field."""

    published: datetime | None = None
    """Aware, in UTC: the start of the day, month or year where no more is known. None is undated."""

    sequence: int = 0
    """When the store met the article: rises with every arrival and is kept across rebuilds."""

    story: str = ""
    """Articles of one story share it; empty means a story of its own."""

    stored: Mapping[str, str] = field(default_factory=dict)
    """Given back untouched with every hit: whatever a results page needs and nobody searches."""

    def __post_init__(self) -> None:
        if not self.id or not self.id.replace("_", "a").isalnum():
            raise ValueError(f"document id {self.id!r}: expected letters, digits and underscores")
        if self.published is not None and self.published.utcoffset() is None:
            raise ValueError(f"document {self.id}: published must be an aware datetime, in UTC")

    @property
    def story_key(self) -> str:
        """The story this document counts under: its own id where no story is given."""
        return self.story or self.id

    @property
    def published_at(self) -> int | None:
        """Seconds since 1970-01-01 UTC, possibly negative; None when undated."""
        if self.published is None:
            return None
        delta = self.published.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
        return delta.days * 86_400 + delta.seconds
