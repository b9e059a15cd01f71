"""Facets: how many matching documents carry each value."""

from collections import Counter
from collections.abc import Iterable

from index.engines.memory.corpus import Corpus, Read
from index.request import DateUnit, SearchRequest
from index.response import Facet, FacetCount
from index.schema import DATE_FACET, NONE_VALUE


def count_facet(field: str, corpus: Corpus, matching: Iterable[Read], request: SearchRequest) -> Facet:
    """Return the counts of *field* over *matching*, which ignores the picks of this field."""
    if field == DATE_FACET:
        return _date_facet(matching, request.date_unit)
    counts = Counter(value for each in matching for value in each.values(field) or (NONE_VALUE,))
    picked = request.refinements.get(field, frozenset())
    excluded = request.exclusions.get(field, frozenset())
    labels = corpus.labels(field)

    def counted(value: str) -> FacetCount:
        return FacetCount(value, labels.get(value, value), counts[value], value in picked, value in excluded)

    pinned = picked | excluded
    ranked = sorted(map(counted, (counts.keys() | pinned) - {NONE_VALUE}), key=_rank)
    others = [each.value for each in ranked if each.value not in pinned][: request.facet_size]
    listed = [each for each in ranked if each.value in pinned or each.value in others]
    if field in corpus.schema.missing and (counts[NONE_VALUE] or NONE_VALUE in pinned):
        listed.append(counted(NONE_VALUE))
    return Facet(field, tuple(listed), len(ranked))


def _rank(counted: FacetCount) -> tuple[int, str, str]:
    return -counted.count, counted.label, counted.value


def _date_facet(matching: Iterable[Read], unit: DateUnit) -> Facet:
    counts = Counter(_period(each, unit) for each in matching)
    undated = counts.pop(NONE_VALUE, 0)
    values = [FacetCount(period, period, count) for period, count in sorted(counts.items())]
    if undated:
        values.append(FacetCount(NONE_VALUE, NONE_VALUE, undated))
    return Facet(DATE_FACET, tuple(values), len(counts))


def _period(read: Read, unit: DateUnit) -> str:
    day = read.day
    if day is None:
        return NONE_VALUE
    match unit:
        case DateUnit.YEAR:
            return day.isoformat()[:4]
        case DateUnit.MONTH:
            return day.isoformat()[:7]
        case DateUnit.DAY:
            return day.isoformat()
        case DateUnit.WEEK:
            year, week, _ = day.isocalendar()
            return f"{year:04}-W{week:02}"
