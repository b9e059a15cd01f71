"""SearchResponse: what an engine answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from index.documents import Document


class Piece(NamedTuple):
    """A run of text that was searched for, or was not. Plain text: whoever shows it must escape it."""

    text: str
    match: bool


class Hit:
    """One document in a response. The document is read from the index when it is first asked for."""

    __slots__ = ("_document", "_read", "_title", "also", "also_total", "id", "score", "snippet")

    def __init__(
        self,
        identity: str,
        read: Callable[[], Document],
        *,
        score: float,
        title: tuple[Piece, ...] | None = None,
        snippet: tuple[Piece, ...] = (),
        also: tuple[Document, ...] = (),
        also_total: int = 0,
    ) -> None:
        """Make the hit of the document that *read* returns; without a *title*, its own is one unmatched piece."""
        self.id = identity
        self.score = score
        """Comparable within one response only; 0.0 where the query has no words."""

        self.snippet = snippet
        """The best window of the body, about 280 characters at most; pieces join to one run, an ellipsis where cut."""

        self.also = also
        """When grouped: the other matching documents of this story, in the current order, at most 20."""

        self.also_total = also_total
        """When grouped: how many other matching documents the story has."""

        self._read = read
        self._document: Document | None = None
        self._title = title

    @property
    def document(self) -> Document:
        """The document as it was written."""
        if self._document is None:
            self._document = self._read()
        return self._document

    @property
    def title(self) -> tuple[Piece, ...]:
        """The whole title; its pieces join to it."""
        if self._title is None:
            text = self.document.title
            self._title = (Piece(text, match=False),) if text else ()
        return self._title

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Hit) and self._shown() == other._shown()

    def __hash__(self) -> int:
        return hash(self.id)

    def _shown(self) -> tuple[object, ...]:
        return self.document, self.score, self.title, self.snippet, self.also, self.also_total

    def __repr__(self) -> str:
        return f"Hit({self.id!r}, score={self.score!r})"


class FacetCount(NamedTuple):
    """One value of a facet, with the number of matching documents that carry it."""

    value: str
    label: str
    count: int  # type: ignore[assignment]  # nobody counts the fields of it, which is what a tuple's `count` would do
    selected: bool = False
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """The counts of one field, with every refinement applied except its own picks.

    Values with a count above zero, picked values and excluded values; most
    frequent first, ties by label, then by value. ``date`` instead is
    chronological; its values are ``2026``, ``2026-03``, ``2026-W10`` or
    ``2026-03-05``, after the unit asked for, and it leaves out empty periods.
    ``_none`` (no value; undated) is listed last and only when above zero or picked.
    """

    field: str
    values: tuple[FacetCount, ...]
    total_values: int
    """How many values there are in all, ``_none`` left out, however few are listed."""


@dataclass(frozen=True, slots=True)
class SearchResponse:
    """The answer to one `SearchRequest`."""

    hits: tuple[Hit, ...]
    total: int
    """Documents that match, exactly: never stories, never only those returned."""

    stories: int
    """Distinct stories among the matching documents."""

    facets: tuple[Facet, ...] = ()
    next: str | None = None
    """The cursor of the hits that follow; None at the end."""

    took: float = 0.0
    """Wall-clock seconds inside the engine."""

    def facet(self, field: str) -> Facet:
        """Return the facet named *field*.

        Raises:
            KeyError: it was not asked for.
        """
        for facet in self.facets:
            if facet.field == field:
                return facet
        raise KeyError(field)


@dataclass(frozen=True, slots=True)
class IndexStats:
    """The state of an index, for operators."""

    documents: int
    languages: Mapping[str, int]
    """Live documents by language, as written."""

    version: str
    """Changes with every commit and every rebuild; part of every ETag."""

    details: Mapping[str, int | str]
    """Whatever else the engine can say of itself: segments, bytes, generation."""

    is_newest: bool = True
    """False while an earlier commit serves, since the newest is damaged: the index has to be rebuilt."""
