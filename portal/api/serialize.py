"""What the API answers, written as JSON: the shapes that docs/api.md promises."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from index import NONE_VALUE, Document, Facet, FacetCount, Group, Hit, Match, Piece
from portal.articles.article import Article, Named
from portal.search.addresses import article_href
from portal.search.date_views import toggled
from portal.search.evidence import Reason, Told
from portal.search.facet_views import value_label
from portal.search.hits import first_label, published_text
from portal.search.service import Answer
from portal.search.state import DEFAULT_LIMIT, Refinement, SearchState, query_string
from portal.search.words import FIELD_LABELS

Json: TypeAlias = Mapping[str, "Json"] | Sequence["Json"] | str | int | float | bool | None


def search_document(answer: Answer, path: str, facets: Sequence[str] | None = None) -> dict[str, Json]:
    """Return the answer to a search; *path* and *facets* are what was asked for, for ``links``."""
    state, response = answer.state, answer.response
    return {
        "query": answer.asked.text,
        "interpretation": {
            "text": answer.parsed.text,
            "match": (state.match or Match.ALL).value,
            "relaxed": answer.is_relaxed,
            "ignored": list(answer.parsed.ignored),
            "did_you_mean": None,
        },
        "total": response.total,
        "stories": response.stories,
        "took_ms": round(response.took * 1000, 1),
        "items": [_item(hit) for hit in response.hits],
        "facets": [_facet(facet, page_state(state)) for facet in response.facets],
        "links": dict(search_links(answer, path, facets)),
    }


def search_links(answer: Answer, path: str, facets: Sequence[str] | None) -> dict[str, str | None]:
    """Return the addresses around a search, by relation, asking for the same *facets*; None where there is nothing."""
    state = answer.state
    own = () if facets is None else tuple(("facets", name) for name in facets or (NONE_VALUE,))

    def address(of: SearchState) -> str:
        href = of.href(path, group_default=Group.NONE)
        return f"{href}{'&' if '?' in href else '?'}{query_string(own)}" if own else href

    following = answer.response.next if state.limit else None
    is_later = state.page > 1 and state.limit
    return {
        "self": address(answer.asked),
        "next": address(state.continued(following)) if following else None,
        "prev": address(state.at_page(state.page - 1)) if is_later else None,
        "html": page_state(state).href(),
    }


def page_state(state: SearchState) -> SearchState:
    """Return the search that a reader would be shown for *state*: from its start, each story once."""
    return replace(state, group=Group.STORY, page=1, after=None, limit=state.limit or DEFAULT_LIMIT)


def article_document(article: Article) -> dict[str, Json]:
    """Return one whole article."""
    return {
        "id": article.id,
        "href": article_href(article.id, article.title),
        "url": article.url,
        "title": article.title,
        "body_html": article.body_html,
        "body_text": article.body_text,
        "excerpt": article.excerpt,
        "tags": [_named(one) for one in article.tags],
        "organizations": [_named(one) for one in article.all_organizations],
        "published": article.published,
        "author": article.author,
        "source": _named(article.source) if article.source else None,
        "language": article.language,
        "completeness": article.completeness.value,
        "flags": list(article.flags),
        "first_seen_at": article.first_seen_at.isoformat() if article.first_seen_at else None,
        "changed_at": article.changed_at.isoformat() if article.changed_at else None,
        "text_changed_at": article.text_changed_at.isoformat() if article.text_changed_at else None,
        "versions": article.versions,
        "story": article.story or article.id,
        "links": {"self": f"/api/v1/articles/{article.id}", "html": article_href(article.id, article.title)},
    }


def evidence_document(found: Sequence[Reason]) -> list[Json]:
    """Return why each organization of an article is there, in their order."""
    return [
        {
            "organization": _named(reason.organization),
            "origin": reason.origin.value,
            "count": reason.count,
            "mentions": [_told(told) for told in reason.told],
        }
        for reason in found
    ]


def _told(told: Told) -> dict[str, Json]:
    return {
        "part": told.part.value,
        "start": told.start,
        "end": told.end,
        "rule": told.rule.value,
        "within": told.within,
        "support": told.support,
        "sentence": _pieces(told.pieces),
    }


def _item(hit: Hit) -> dict[str, Json]:
    document = hit.document
    source = first_label(document, "source")
    return {
        "id": document.id,
        "href": article_href(document.id, document.title),
        "url": document.stored.get("url") or None,
        "title": document.title,
        "title_highlighted": _pieces(hit.title),
        "snippet": _pieces(hit.snippet),
        "tags": _labels(document, "tag"),
        "organizations": _labels(document, "org"),
        "published": published_text(document),
        "author": document.author,
        "source": {"value": source.value, "label": source.label} if source else None,
        "language": document.language,
        "completeness": document.stored.get("completeness", "full"),
        "score": hit.score,
    }


def _pieces(pieces: Sequence[Piece]) -> list[Json]:
    return [{"text": piece.text, "match": piece.match} for piece in pieces]


def _labels(document: Document, field: str) -> list[Json]:
    return [{"value": value, "label": label} for value, label in document.facets.get(field, ())]


def _named(named: Named) -> dict[str, Json]:
    return {"value": named.slug, "label": named.label}


def _facet(facet: Facet, state: SearchState) -> dict[str, Json]:
    return {
        "field": facet.field,
        "label": FIELD_LABELS[facet.field],
        "total_values": facet.total_values,
        "values": [_value(facet.field, one, state) for one in facet.values],
    }


def _value(field: str, one: FacetCount, state: SearchState) -> dict[str, Json]:
    return {
        "value": one.value,
        "label": value_label(field, one),
        "count": one.count,
        "selected": one.selected,
        "excluded": one.excluded,
        "url": _toggled(field, one, state).href(),
    }


def _toggled(field: str, one: FacetCount, state: SearchState) -> SearchState:
    if field == "date":
        if one.value == NONE_VALUE:
            return state.without_field("date") if state.undated else state.only_undated()
        return toggled(state, one.value)
    refinement = Refinement(field, one.value)
    return state.without(refinement) if one.selected or one.excluded else state.refined_by(refinement)
