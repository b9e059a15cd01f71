"""Answers one request over one corpus."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from index.cursor import Place, decode_cursor, encode_cursor, sort_key
from index.documents import Document
from index.engines.memory.corpus import Corpus, Read
from index.engines.memory.counting import count_facet
from index.engines.memory.matching import Matcher, carries, is_within
from index.engines.memory.showing import leaves_of, pieces
from index.request import Group, SearchRequest
from index.resolve import Resolved, resolve
from index.response import Facet, Hit, SearchResponse
from index.schema import DATE_FACET

ALSO_LIMIT = 20


@dataclass(frozen=True)
class Search:
    """One request put to one corpus."""

    corpus: Corpus
    request: SearchRequest

    def answer(self) -> SearchResponse:
        """Return the response, without the time it took."""
        fields = self.corpus.schema.all_facets if self.request.facets is None else self.request.facets
        hits, following = self._page()
        return SearchResponse(
            hits=hits,
            total=len(self._places),
            stories=len(self._stories),
            facets=tuple(self._facet(field) for field in fields),
            next=following,
        )

    @cached_property
    def _query(self) -> Resolved:
        # The languages of all documents, whatever is refined: else picking a language would change
        # which words are stop words, and a count would not be the number of hits that picking it gives.
        return resolve(self.request.query, match=self.request.match, languages=self.corpus.languages)

    @cached_property
    def _matcher(self) -> Matcher:
        return Matcher(self.corpus)

    @cached_property
    def _scores(self) -> Mapping[str, float]:
        """The score of every document that the query matches, whatever is refined."""
        return {
            identity: self._matcher.score(self._query, identity) for identity in self._matcher.matching(self._query)
        }

    @cached_property
    def _places(self) -> list[Place]:
        """All hits, in order."""
        return sorted(map(self._place, self._matching()))

    @cached_property
    def _stories(self) -> Mapping[str, list[Place]]:
        """The hits of every story, in order; stories by their first hit."""
        stories: dict[str, list[Place]] = {}
        for place in self._places:
            stories.setdefault(self._document(place).story_key, []).append(place)
        return stories

    def _matching(self, *, ignoring: str | None = None) -> list[Read]:
        """Return what matches everything asked, but for the picks of the field *ignoring*."""
        picked = [(field, values) for field, values in self.request.refinements.items() if values and field != ignoring]
        dates = None if ignoring == DATE_FACET else self.request.dates
        return [
            each
            for each in self.corpus
            if each.document.id in self._scores
            and all(carries(each, field, values) for field, values in picked)
            and not any(carries(each, field, values) for field, values in self.request.exclusions.items())
            and (dates is None or is_within(each, dates))
        ]

    def _facet(self, field: str) -> Facet:
        return count_facet(field, self.corpus, self._matching(ignoring=field), self.request)

    def _place(self, read: Read) -> Place:
        document = read.document
        score = self._scores[document.id]
        return Place(sort_key(self.request.sort, score=score, published_at=document.published_at), document.id)

    def _document(self, place: Place) -> Document:
        return self.corpus.read[place.id].document

    def _page(self) -> tuple[tuple[Hit, ...], str | None]:
        is_grouped = self.request.group is Group.STORY
        places = [story[0] for story in self._stories.values()] if is_grouped else self._places
        after = decode_cursor(self.request)
        ahead = [place for place in places if after is None or place > after][self.request.offset :]
        shown = ahead[: self.request.size]
        following = encode_cursor(self.request, shown[-1]) if shown and len(ahead) > len(shown) else None
        return tuple(self._hit(place, is_grouped=is_grouped) for place in shown), following

    def _hit(self, place: Place, *, is_grouped: bool) -> Hit:
        read = self.corpus.read[place.id]
        leaves = leaves_of(self._query) if self.request.snippets else ()
        title, snippet = pieces(read, leaves, self._matcher) if self.request.snippets else (None, ())
        others = [other for other in self._stories[read.document.story_key] if other != place] if is_grouped else []
        return Hit(
            place.id,
            lambda: read.document,
            score=self._scores[place.id],
            title=title,
            snippet=snippet,
            also=tuple(map(self._document, others[:ALSO_LIMIT])),
            also_total=len(others),
        )
