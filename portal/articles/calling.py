"""What arrivals, readings and editors name → what that is called by now, in the labels that are kept for it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlalchemy import Connection, insert

from portal.articles.article import Article, Named
from portal.articles.assignments import Assignment, Reading
from portal.articles.carrying import followed, joined, leads
from portal.articles.copies import renamed
from portal.articles.reading import labels
from portal.articles.store import Arrival, NameKind
from portal.articles.tables import NAMES


def led_arrivals(connection: Connection, arrivals: list[Arrival]) -> list[Arrival]:
    """Return *arrivals*, their tags and organizations as they are called by now."""
    tags = leads(connection, NameKind.TAG, _slugs_of(arrivals, NameKind.TAG))
    organizations = leads(connection, NameKind.ORGANIZATION, _slugs_of(arrivals, NameKind.ORGANIZATION))
    if not tags and not organizations:
        return arrivals
    return [
        replace(
            arrival,
            article=replace(
                arrival.article,
                tags=followed(arrival.article.tags, tags),
                organizations=followed(arrival.article.organizations, organizations),
                provenance=renamed(arrival.article.provenance, tags, organizations),
            ),
            reading=arrival.reading and _reading_led(arrival.reading, organizations),
        )
        for arrival in arrivals
    ]


def _slugs_of(arrivals: list[Arrival], kind: NameKind) -> Iterator[str]:
    is_tag = kind is NameKind.TAG
    for arrival in arrivals:
        yield from (name.slug for name in names_of(arrival.article, kind))
        for copy in arrival.article.provenance.copies:
            yield from copy.tags if is_tag else copy.organizations
        if arrival.reading and not is_tag:
            yield from (one.organization.slug for one in arrival.reading.assignments)


def _reading_led(reading: Reading, led: Mapping[str, str]) -> Reading:
    return replace(reading, assignments=joined(_assignment_led(one, led) for one in reading.assignments))


def _assignment_led(one: Assignment, led: Mapping[str, str]) -> Assignment:
    slug, label = one.organization
    return replace(one, organization=Named(led[slug], label)) if slug in led else one


def kept_labels(connection: Connection, kind: NameKind, arrivals: list[Arrival]) -> dict[str, str]:
    """Return the label of every name of *kind* that arrives, those kept first, keeping the new ones."""
    arriving: dict[str, str] = {}
    for arrival in arrivals:
        for name in (*names_of(arrival.article, kind), *_others_of(arrival, kind)):
            arriving.setdefault(name.slug, name.label)
    return _keep(connection, kind, arriving)


def _others_of(arrival: Arrival, kind: NameKind) -> tuple[Named, ...]:
    """Return the names of *kind* that *arrival* brings beside those of its article."""
    if kind is NameKind.ORGANIZATION and arrival.reading:
        return tuple(one.organization for one in arrival.reading.assignments)
    return arrival.sources if kind is NameKind.SOURCE else ()


def keep_names(connection: Connection, kind: NameKind, names: tuple[Named, ...]) -> tuple[Named, ...]:
    """Return *names* as they are called by now, with the labels kept for them, keeping those that are new."""
    now = followed(names, leads(connection, kind, (name.slug for name in names)))
    return labelled(now, _keep(connection, kind, {name.slug: name.label for name in reversed(now)}))


def _keep(connection: Connection, kind: NameKind, brought: Mapping[str, str]) -> dict[str, str]:
    """Return the labels of slugs, those kept before the ones that are *brought*; keep those that are new."""
    kept = labels(connection, kind, brought)
    new = [{"slug": slug, "label": label} for slug, label in brought.items() if slug not in kept]
    if new:
        connection.execute(insert(NAMES[kind]), new)
    return dict(brought) | kept


def names_of(article: Article, kind: NameKind) -> tuple[Named, ...]:
    """Return what *article* was given of *kind*."""
    if kind is NameKind.SOURCE:
        return (article.source,) if article.source else ()
    return article.tags if kind is NameKind.TAG else article.organizations


def in_their_labels(connection: Connection, readings: Mapping[str, Reading]) -> dict[str, Reading]:
    """Return *readings*, their organizations as they are called by now, keeping names that are new."""
    found = {it.organization.slug: it.organization for one in readings.values() for it in one.assignments}
    led = leads(connection, NameKind.ORGANIZATION, found)
    now = followed(tuple(found.values()), led)
    kept = _keep(connection, NameKind.ORGANIZATION, {name.slug: name.label for name in reversed(now)})
    return {one: reading_called(_reading_led(reading, led), kept) for one, reading in readings.items()}


def reading_called(reading: Reading, kept: Mapping[str, str]) -> Reading:
    """Return *reading* with the labels in *kept*, which has them all."""
    if not reading.assignments:
        return reading
    called = (replace(it, organization=_called(it.organization, kept)) for it in reading.assignments)
    return replace(reading, assignments=tuple(called))


def _called(name: Named, kept: Mapping[str, str]) -> Named:
    return Named(name.slug, kept[name.slug])


def labelled(names: tuple[Named, ...], kept: Mapping[str, str]) -> tuple[Named, ...]:
    """Return *names*, each once, with the labels in *kept*, which has them all."""
    return tuple(Named(slug, kept[slug]) for slug in dict.fromkeys(name.slug for name in names))
