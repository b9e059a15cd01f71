"""An article and one more arrival of it → the article that is kept, field by field.

Each field is that of the copy which is believed most (`portal.ingest.trust`);
tags and organizations are those of all copies together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from portal.articles.article import Article, Completeness, Named
from portal.articles.copies import Given, copies_of, givers_of, has, told
from portal.articles.naming import MAX_LABELS
from portal.articles.provenance import GIVEN, Copy
from portal.ingest.trust import is_one_copy, rank, trust

MOST_COPIES = 50
"""Remembered of one article, beside those that gave one of its fields."""

_GIVEN_TOGETHER = {"body": ("body_html", "body_text", "completeness"), "url": ("url", "source_key", "source")}


def combined(met: Article, arriving: Article, *, again: bool = False, only_fills: bool = False) -> Article:
    """Return *met* as it is after one more *arriving* copy of it, which was made by `making.article_of`.

    Shape: id, sequence and times stay. A copy that we have is replaced by what
    it has become, except that its excerpt never replaces its whole; with
    *again*, because this run brought it before, only by what is fuller. With
    *only_fills* what we have stays. What is empty replaces nothing. Equal to
    *met* when there is nothing new.
    """
    (new,) = copies_of(arriving)
    held = copies_of(met)
    mate = next((copy for copy in held if is_one_copy(copy, new)), None)
    updates = mate is not None and not only_fills and _is_newer(new, mate, again=again)
    copy = new if mate is None else _joined(new, mate) if updates else _joined(mate, new)
    choosing = _Choosing(met, arriving, mate, copy, updates=updates, only_fills=only_fills)
    givers = choosing.givers()
    copies = _kept((copy, *(one for one in held if one is not mate)), givers)
    return _settled(met, arriving, copies, givers, choosing.taken)


class _Choosing:
    """Decides for each field whether the arriving one is taken."""

    def __init__(
        self, met: Article, arriving: Article, mate: Copy | None, copy: Copy, *, updates: bool, only_fills: bool
    ) -> None:
        self._met = met
        self._arriving = arriving
        self._mate = mate
        self._copy = copy
        self._updates = updates
        self._only_fills = only_fills
        self.taken: set[str] = set()

    def givers(self) -> dict[str, Given]:
        """Return which copy gives each field from now on."""
        before, offered = givers_of(self._met), givers_of(self._arriving)
        now: dict[str, Given] = {}
        for name in GIVEN:
            mine, theirs = before.get(name), offered.get(name)
            if theirs is not None and (mine is None or self._is_better(name, theirs.origin, mine)):
                now[name] = Given(self._copy, theirs.origin)
                self.taken.add(name)
            elif mine is not None:
                now[name] = Given(self._copy, mine.origin) if mine.copy is self._mate else mine
        return now

    def _is_better(self, name: str, origin: str, mine: Given) -> bool:
        if self._only_fills:
            return False
        if name == "body" and self._arriving.completeness is not self._met.completeness:
            return self._arriving.completeness is Completeness.FULL
        if name == "url":
            return self._is_better_place(origin, mine)
        if mine.copy is self._mate or mine.copy == self._mate:
            difference = trust(origin) - trust(mine.origin)
            return difference < 0 or (difference == 0 and self._updates)
        return (trust(origin), rank(self._copy)) < (trust(mine.origin), rank(mine.copy))

    def _is_better_place(self, origin: str, mine: Given) -> bool:
        if mine.copy == self._mate:
            return True  # the copy itself is joined already
        here, there = self._copy, mine.copy
        return (here.url is None, here.source_key is None, trust(origin), rank(here)) < (
            there.url is None,
            there.source_key is None,
            trust(mine.origin),
            rank(there),
        )


def _is_newer(new: Copy, mate: Copy, *, again: bool) -> bool:
    if again:
        return (new.is_full, new.size) > (mate.is_full, mate.size)
    return new.is_full or not mate.is_full or not new.size


def _joined(first: Copy, second: Copy) -> Copy:
    """Return *first*, what it lacks taken from *second*."""
    body = first if first.size else second
    return replace(
        first,
        source=first.source or second.source,
        url=first.url or second.url,
        source_key=first.source_key or second.source_key,
        is_full=body.is_full,
        size=body.size,
        published=first.published or second.published,
        tags=first.tags or second.tags,
        organizations=first.organizations or second.organizations,
    )


def _kept(copies: Iterable[Copy], givers: Mapping[str, Given]) -> tuple[Copy, ...]:
    """Return *copies* in order of trust, those over `MOST_COPIES` left out that give nothing."""
    ordered = sorted(set(copies), key=rank)
    used = {given.copy for given in givers.values()}
    return tuple(copy for place, copy in enumerate(ordered) if place < MOST_COPIES or copy in used)


def _settled(
    met: Article, arriving: Article, copies: tuple[Copy, ...], givers: dict[str, Given], taken: set[str]
) -> Article:
    values = {name: getattr(arriving, name) for field in taken for name in _GIVEN_TOGETHER.get(field, (field,))}
    place = givers["url"].copy
    values |= {"url": place.url, "source_key": place.source_key, "source": _source(place, met, arriving)}
    values["tags"] = _united((copy.tags for copy in copies), (*met.tags, *arriving.tags))
    values["organizations"] = _united(
        (copy.organizations for copy in copies), (*met.organizations, *arriving.organizations)
    )
    made: Article = replace(met, **values)
    return replace(made, flags=_flags(made, copies), provenance=told(copies, givers))


def _source(place: Copy, met: Article, arriving: Article) -> Named | None:
    named = (one for one in (met.source, arriving.source) if one is not None and one.slug == place.source)
    return next(named, None)


def _united(lists: Iterable[tuple[str, ...]], labelled: Iterable[Named]) -> tuple[Named, ...]:
    """Return each name of *lists* once, in order, as it is called in *labelled*; those that are not are left out."""
    labels: dict[str, Named] = {}
    for name in labelled:
        labels.setdefault(name.slug, name)
    slugs = dict.fromkeys(slug for slugs in lists for slug in slugs)
    return tuple(labels[slug] for slug in slugs if slug in labels)[:MAX_LABELS]


def _flags(made: Article, copies: Iterable[Copy]) -> tuple[str, ...]:
    """Return what an editor should look at: what is missing, and what each copy did wrong that no other put right."""
    flags = {flag for copy in copies for flag in copy.flags}
    if made.published:
        flags.discard("bad-date")
    elif "bad-date" not in flags:
        flags.add("no-date")
    if made.url:
        flags.discard("bad-url")
    if not made.title:
        flags.add("no-title")
    return tuple(sorted(flags))


def as_first_met(article: Article, origins: Mapping[str, str], origin: str) -> Article:
    """Return *article* with the provenance of an arrival that was read as *origin*, single fields as *origins* say."""
    read = replace(article, provenance=replace(article.provenance, origin=origin))
    (copy,) = copies_of(read)
    givers = {name: Given(copy, origins.get(name, origin)) for name in GIVEN if has(read, name)}
    return replace(read, provenance=told((copy,), givers))
