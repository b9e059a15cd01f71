"""What a few letters may become: organizations and tags under any of their names, and titles."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from index import NONE_VALUE
from index.analysis import surfaces
from portal.search.addresses import article_href, topic_href
from portal.search.service import SearchService
from portal.search.state import clean

MOST = 10
MAX_TYPED = 100
OF_A_KIND = {"org": 5, "tag": 4}
"""So that one kind does not crowd out the others."""

TITLES = 4

KIND_NAMES = {"org": "organization", "tag": "tag"}


class Suggestion(NamedTuple):
    """Something that the letters typed may become."""

    kind: str
    """``organization``, ``tag`` or ``title``"""

    value: str
    """Its slug, or the id of the article."""

    label: str
    found_by: str
    """The name that begins so, where it is not the label."""

    articles: int | None
    """How many carry it; None for a title."""

    href: str


class _Found(NamedTuple):
    rank: int
    less: int
    label: str
    value: str
    found_by: str


def suggestions(search: SearchService, typed: str) -> tuple[Suggestion, ...]:
    """Return at most `MOST` suggestions for *typed*: organizations, tags, then titles; none for nothing.

    Shape: what is called exactly so comes first, then what begins so, then
    what has such a word, each with most articles first. What no article
    carries is suggested under its whole name alone.
    """
    wanted = " ".join(surfaces(clean(typed, MAX_TYPED)))
    if not wanted:
        return ()
    found = [one for field in OF_A_KIND for one in _named(search, field, wanted)]
    titles = (
        Suggestion("title", hit.id, hit.document.title, "", None, article_href(hit.id, hit.document.title))
        for hit in search.titles(wanted, TITLES)
    )
    return (*found, *titles)[:MOST]


def _named(search: SearchService, field: str, wanted: str) -> Iterator[Suggestion]:
    counts = search.vocabulary().counts[field]
    found: dict[str, _Found] = {}
    for one in (*_by_label(search, field, wanted), *_by_name(search, field, wanted)):
        if one.value not in found or one.rank < found[one.value].rank:
            found[one.value] = one
    for one in sorted(found.values())[: OF_A_KIND[field]]:
        yield Suggestion(
            KIND_NAMES[field],
            one.value,
            one.label,
            one.found_by,
            counts.get(one.value, 0),
            topic_href(field, one.value),
        )


def _by_label(search: SearchService, field: str, wanted: str) -> Iterator[_Found]:
    """Yield what articles carry, the most frequent first."""
    values = search.vocabulary().facets[field].values
    matching = (
        _Found(rank, -one.count, one.label, one.value, "")
        for one in values
        if one.value != NONE_VALUE and (rank := _rank(_key(one.label), wanted)) is not None
    )
    return islice(matching, 100)


def _by_name(search: SearchService, field: str, wanted: str) -> Iterator[_Found]:
    vocabulary = search.vocabulary()
    for slug, label, name in search.names.file(field).book.beginning(wanted):
        rank = _rank(_key(name), wanted)
        count = vocabulary.counts[field].get(slug, 0)
        if rank is not None and (count or rank == 0):
            shown = vocabulary.label(field, slug) or label
            yield _Found(rank, -count, shown, slug, name if name != shown else "")


def _rank(key: str, wanted: str) -> int | None:
    """Return 0 for the whole name, 1 for its beginning, 2 for the beginning of a word in it; None for neither."""
    if key.startswith(wanted):
        return 0 if key == wanted else 1
    return 2 if f" {wanted}" in key else None


@lru_cache(maxsize=65_536)
def _key(label: str) -> str:
    return " ".join(surfaces(label))
