"""The front page, the pages of tags and organizations, and what goes together with what."""

import math
from collections.abc import Callable, Sequence

from index import NONE_VALUE, DateUnit, Facet, FacetCount
from portal.articles.authority import Entry
from portal.search.about import about_view
from portal.search.addresses import topic_href, topic_json_href
from portal.search.asking import Counting
from portal.search.date_views import bars, timeline
from portal.search.dates import date_words
from portal.search.hits import hit_view, published_text
from portal.search.linking import Linking
from portal.search.page import HomePage, NamedCount, TopicPage
from portal.search.service import Answer, Topic
from portal.search.state import Refinement, SearchState
from portal.search.words import FIELD_LABELS, counted, number

HOME_COUNTING = Counting(fields=("tag", "org", "source"), values=16, unit=DateUnit.YEAR)

NEWEST = 10
COMPANIONS = 12
MIN_SUPPORT = 2
"""Articles that two values must share before they are said to go together."""


def home_page(answer: Answer) -> HomePage:
    """Return the front page from the search of everything, counted as `HOME_COUNTING` says."""
    response = answer.response
    return HomePage(
        summary=_summary(answer),
        newest=tuple(hit_view(hit) for hit in response.hits),
        tags=_most_frequent(response.facet("tag")),
        organizations=_most_frequent(response.facet("org")),
        is_empty=response.total == 0,
    )


def topic_page(topic: Topic, entry: Entry | None = None) -> TopicPage:
    """Return the page of a tag or an organization, and what *entry* of the authority file says of it."""
    answer, refinement = topic.answer, topic.refinement
    total = answer.response.total
    search = SearchState(refinements=frozenset({refinement}))
    return TopicPage(
        kind=refinement.field,
        kind_label=FIELD_LABELS[refinement.field],
        slug=refinement.value,
        label=topic.label,
        total=total,
        total_text=number(total),
        bars=bars(timeline(answer.response.facet("date")), Linking(search)),
        newest=tuple(hit_view(hit) for hit in answer.response.hits),
        tags=companions(topic, "tag"),
        organizations=companions(topic, "org"),
        search_href=search.href(),
        canonical_href=topic_href(*refinement),
        json_href=topic_json_href(*refinement),
        about=about_view(entry, refinement.field) if entry else None,
    )


def companions(topic: Topic, field: str) -> tuple[NamedCount, ...]:
    """Return the values of *field* that go together with *topic*, best first.

    Shape: at most 12, each shared by two articles at least. The link leads to
    the articles they share, so that the count is a promise.

    Source: ranked by count x log(1 + lift), where lift is how much more often
    the two meet than if they knew nothing of each other.
    """
    overall = topic.vocabulary.counts[field]
    own = topic.answer.response.total or 1
    articles = topic.vocabulary.articles

    def strength(one: FacetCount) -> float:
        lift = one.count * articles / (own * max(overall.get(one.value, 0), one.count))
        return one.count * math.log1p(lift)

    shared = [
        one
        for one in topic.companions[field].values
        if one.count >= MIN_SUPPORT and one.value != NONE_VALUE and Refinement(field, one.value) != topic.refinement
    ]
    best = sorted(shared, key=lambda one: (-strength(one), one.label))[:COMPANIONS]
    return _named_counts(best, lambda one: _shared_href(topic.refinement, Refinement(field, one.value)))


def _shared_href(topic: Refinement, other: Refinement) -> str:
    state = SearchState(refinements=frozenset({topic}))
    if topic.field == other.field:
        # Values of one facet widen; only the query language asks for both.
        return state.with_text(f"{other.field}:{other.value}").href()
    return state.refined_by(other).href()


def _most_frequent(facet: Facet) -> tuple[NamedCount, ...]:
    values = [one for one in facet.values if one.value != NONE_VALUE]
    return _named_counts(values, lambda one: topic_href(facet.field, one.value))


def _named_counts(values: Sequence[FacetCount], href: Callable[[FacetCount], str]) -> tuple[NamedCount, ...]:
    most = max((one.count for one in values), default=1)
    return tuple(
        NamedCount(one.label or one.value, href(one), one.count, number(one.count), one.count / most) for one in values
    )


def _summary(answer: Answer) -> str:
    response = answer.response
    if not response.total:
        return "No articles yet"
    parts = counted(response.total, "article")
    if sources := response.facet("source").total_values:
        parts += f" from {counted(sources, 'source')}"
    newest = published_text(response.hits[0].document) if response.hits else None
    return f"{parts}, newest {date_words(newest)}" if newest else parts
