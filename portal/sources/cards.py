"""A page → the places in it that are cards of articles, found by what repeats.

A card is a part of the page with one title, in a list of its like. Titles are
headings, or links; those that stand at the same place in the tree, under the
same list, are a group; and the group that looks most like articles is the list
that the page is about. Class names count only where they are those that
everybody uses for what stands beside the articles.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from lxml.html import HtmlElement

from portal.sources.page import Page, elements, fold, text_of, words_in
from portal.sources.page_words import ASIDE, MORE, MORE_OF, NEXT, RELATED

MAX_CARDS = 500
_MOST_GROUPS = 40
"""Groups that are looked at closely; each costs up to the whole page."""

_LONGEST_TITLE = 400
_ENOUGH = 3.0
"""What a list must be worth; `_worth` says how it is told."""

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_NEVER_ASIDE = frozenset(("html", "body", "main", "article"))
_OUTSIDE = frozenset(("nav", "aside"))
_OUTSIDE_ROLES = frozenset(
    ("navigation", "complementary", "contentinfo", "banner", "search", "menu", "menubar", "dialog")
)
_LABELS = re.compile(r"/(?:tags?|categor(?:y|ies)|topics?|authors?)/|#")
_UNITS = frozenset(("article", "li", "tr", "section", "dt"))
_ENTRY = re.compile(r" (?:hentry|h-entry|post|entry|card|teaser|item|summary|story|news-item|blog-post|post-\d+) ")


@dataclass(frozen=True, eq=False)
class Spot:
    """One card: where it is in the page, not yet read."""

    unit: HtmlElement
    """The whole card."""

    title: HtmlElement
    """The heading, or the link that stands for one."""

    href: str
    """Where the article is, absolute; empty if the card does not say."""

    @cached_property
    def text(self) -> str:
        """What a reader sees of it."""
        return text_of(self.unit)

    @cached_property
    def title_text(self) -> str:
        """The title as it is shown."""
        return text_of(self.title)


def spots_of(page: Page) -> list[Spot]:
    """Return the cards of the list that *page* is about, in its order; empty if it has none."""
    groups = [_spots(page, titles) for titles in _likely(page.root)]
    lists = [spots for group in groups for spots in _lists(group)]
    scored = [(_worth(page, spots), spots) for spots in lists]
    best = max(scored, key=lambda pair: pair[0], default=(0.0, []))
    if best[0] < _ENOUGH:
        return []
    return _with_its_like(best[1], lists)[:MAX_CARDS]


def asides_of(root: HtmlElement) -> set[HtmlElement]:
    """Return every element that stands beside what its page is about: in a menu, a side bar, the foot of the page."""
    found: set[HtmlElement] = set()
    for element in elements(root):
        if element.getparent() in found or (element.tag not in _NEVER_ASIDE and _is_aside(element)):
            found.add(element)
    return found


def link_of(page: Page, unit: HtmlElement, title: HtmlElement) -> str:
    """Return where the article of a card is: by its title, else by its "read more", else by most of its links."""
    around = next(title.iterancestors("a"), None)  # a card may be one link as a whole
    own = title if title.tag == "a" else next(title.iter("a"), around)
    if own is not None and own.get("href"):
        return page.link(own.get("href") or "")
    links = [link for link in unit.iter("a") if link.get("href") and not is_label(link)]
    more = next((link for link in links if is_more(link)), None)
    if more is not None:
        return page.link(more.get("href") or "")
    counted = Counter(address for link in links if (address := page.link(link.get("href") or "")))
    return counted.most_common(1)[0][0] if counted else ""


def is_more(link: HtmlElement) -> bool:
    """Say whether *link* leads on to the article of its card, and is no part of its text."""
    text = text_of(link)
    return bool(text) and len(text) < 400 and bool(MORE.match(text) or MORE_OF.match(text))


def is_label(link: HtmlElement) -> bool:
    """Say whether *link* leads to a tag, a category or an author."""
    rel, href = (link.get("rel") or "").split(), (link.get("href") or "").lower()
    return "tag" in rel or "author" in rel or _LABELS.search(href) is not None


def _is_aside(element: HtmlElement) -> bool:
    if element.tag in _OUTSIDE or (element.get("role") or "").lower() in _OUTSIDE_ROLES:
        return True
    if element.tag in ("footer", "header"):
        return _is_of_page(element)
    return ASIDE.search(words_in(element, "class", "id")) is not None


def _titles(root: HtmlElement) -> Iterator[HtmlElement]:
    """Yield everything that could be the title of a card: headings, and links that are in none and hold none."""
    for element in elements(root):
        if (
            element.tag in HEADINGS
            or element.get("role") == "heading"
            or (element.tag == "a" and element.get("href") and not _holds_heading(element) and not _in_heading(element))
        ):
            yield element


def _holds_heading(link: HtmlElement) -> bool:
    return any(child.tag in HEADINGS for child in link.iterdescendants())


def _in_heading(link: HtmlElement) -> bool:
    return any(parent.tag in HEADINGS for parent in link.iterancestors())


def _likely(root: HtmlElement) -> list[list[HtmlElement]]:
    """Return titles grouped by their place in the tree, the groups that promise most first, and only so many."""
    groups: defaultdict[tuple[str, ...], list[HtmlElement]] = defaultdict(list)
    asides = asides_of(root)
    for title in _titles(root):
        if title not in asides and _could_be_title(title):
            groups[_path(title)].append(title)
    return sorted(groups.values(), key=_promise, reverse=True)[:_MOST_GROUPS]


def _promise(titles: list[HtmlElement]) -> float:
    weight = 4 if titles[0].tag in HEADINGS else 1
    return weight * min(len(titles), 20)


def _could_be_title(title: HtmlElement) -> bool:
    text = fold("".join(title.itertext()))
    if not 2 <= len(text) <= _LONGEST_TITLE:
        return False
    if title.tag in HEADINGS:
        return True
    return len(text) >= 12 and not (MORE.match(text) or MORE_OF.match(text) or NEXT.match(text) or is_label(title))


def _path(element: HtmlElement) -> tuple[str, ...]:
    return (str(element.tag), *(str(parent.tag) for parent in element.iterancestors()))


def _spots(page: Page, titles: list[HtmlElement]) -> list[Spot]:
    """Return the cards around *titles*, which all stand at the same depth."""
    units = _units(titles)
    return [Spot(unit, title, link_of(page, unit, title)) for title, unit in zip(titles, units, strict=True)]


def _units(titles: list[HtmlElement]) -> list[HtmlElement]:
    """Return the card around each title: the most that holds no other of them, and for all the same depth."""
    if len(titles) == 1:
        return [_lone_unit(titles[0])]
    holders = Counter(parent for title in titles for parent in title.iterancestors())
    levels = [sum(1 for parent in title.iterancestors() if holders[parent] == 1) for title in titles]
    # Two in a row of three columns, one in the last: where most agree, the others follow.
    common, _ = max(Counter(levels).items(), key=lambda pair: (pair[1], -pair[0]))
    units = []
    for title, level in zip(titles, levels, strict=True):
        parents = [title, *title.iterancestors()]
        units.append(parents[min(level, common)])
    return units


def _lone_unit(title: HtmlElement) -> HtmlElement:
    """Return the card around a title that has no like."""
    for parent in title.iterancestors():
        if parent.tag in ("body", "html", "main") or parent.get("role") == "main":
            break
        if parent.tag in _UNITS or _ENTRY.search(words_in(parent, "class")):
            return parent
    unit = title
    for parent in title.iterancestors():
        headings = [node for node in parent.iterdescendants() if node.tag in HEADINGS and node is not title]
        if parent.tag in ("body", "html", "main") or headings:
            break
        unit = parent
    return unit


def _lists(group: list[Spot]) -> Iterator[list[Spot]]:
    """Yield the cards of *group* by the list that they stand in; rows of one grid are one list."""
    by_parent: defaultdict[object, list[Spot]] = defaultdict(list)
    for spot in group:
        parent = spot.unit.getparent()
        by_parent[parent if parent is not None else spot.unit].append(spot)
    rows: defaultdict[object, list[Spot]] = defaultdict(list)
    for parent, spots in by_parent.items():
        holder = parent.getparent() if isinstance(parent, HtmlElement) else None
        is_row = isinstance(parent, HtmlElement) and holder is not None and parent.tag not in ("body", "main")
        key = (holder, parent.tag, _kind_of(parent)) if is_row and isinstance(parent, HtmlElement) else parent
        rows[key].extend(spots)
    yield from rows.values()


def _kind_of(element: HtmlElement) -> str:
    """Return its class names without what differs between its like."""
    return " ".join(
        word for word in words_in(element, "class").split() if not re.search(r"\d|first|last|odd|even", word)
    )


def _worth(page: Page, spots: list[Spot]) -> float:
    """Return how much *spots* look like the articles that a page lists, between about -10 and 12.

    Shape: headings, texts, dates, "read more" and links of their own speak for
    it, each by the share of the cards that has it; then how many there are.
    """
    count = len(spots)
    linked = {spot.href for spot in spots if spot.href and spot.href != page.address}
    if len(linked) < max(1, count * 0.6):
        return 0
    first = spots[0]
    worth = 3.0 if first.title.tag in HEADINGS and first.title.tag not in ("h5", "h6") else 1.0
    worth += 2.0 * _share(spots, lambda spot: len(spot.text) - len(spot.title_text) >= 40)
    worth += 1.5 * _share(spots, lambda spot: any(is_more(link) for link in spot.unit.iter("a")))
    worth += 1.0 * _share(spots, lambda spot: next(spot.unit.iter("time"), None) is not None or _has_date(spot.text))
    worth += 1.0 * _share(spots, lambda spot: spot.unit.tag == "article" or _is_entry(spot.unit))
    worth += 0.5 * _share(spots, lambda spot: len(spot.title_text.split()) >= 4 or not spot.title_text.isascii())
    worth += min(count, 12) / 6
    if first.title.tag not in HEADINGS and not any(len(spot.title_text) >= 20 for spot in spots):
        worth -= 2
    if (
        first.title.tag not in HEADINGS
        and _share(spots, lambda spot: len(spot.text) - len(spot.title_text) >= 10) < 0.5
    ):
        worth -= 2
    if count == 1:
        worth -= 2.5 if not (first.unit.tag == "article" or _is_entry(first.unit) or _leads_on(first)) else 1
        worth -= 4 if next(first.title.iter("a"), None) is None and not _leads_on(first) else 0
    if _share(spots, lambda spot: len(spot.text) > 6_000) > 0.5:
        worth -= 2
    return worth - (5 if RELATED.match(_heading_over(first)) else 0)


def _share(spots: list[Spot], has: Callable[[Spot], bool]) -> float:
    return sum(1 for spot in spots if has(spot)) / len(spots)


def _is_entry(unit: HtmlElement) -> bool:
    return _ENTRY.search(words_in(unit, "class")) is not None


def _leads_on(spot: Spot) -> bool:
    return any(is_more(link) for link in spot.unit.iter("a"))


def _has_date(text: str) -> bool:
    return re.search(r"\b(?:19|20)\d\d\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b", text) is not None


def _heading_over(spot: Spot) -> str:
    """Return the heading under which the list of *spot* stands; empty if it is the page's."""
    node: HtmlElement | None = spot.unit
    for _level in range(4):
        if node is None or node.tag in ("body", "main"):
            return ""
        for before in islice(node.itersiblings(preceding=True), 10):
            if before.tag in HEADINGS:
                return "" if before.tag == "h1" else text_of(before)
            inner = list(before.iter(*HEADINGS)) if isinstance(before.tag, str) else []
            if inner and len(text_of(before)) < 200:
                return "" if inner[-1].tag == "h1" else text_of(inner[-1])
        node = node.getparent()
    return ""


def _with_its_like(best: list[Spot], lists: list[list[Spot]]) -> list[Spot]:
    """Return *best* with the cards between and beside its own that are built otherwise: the first one, larger."""
    parents = {spot.unit.getparent() for spot in best}
    tags = {spot.unit.tag for spot in best}
    taken = {node for spot in best for node in (spot.unit, *spot.unit.iterdescendants())}
    known = {spot.href for spot in best}
    found = list(best)
    is_headed = best[0].title.tag in HEADINGS
    for spot in (spot for spots in lists for spot in spots):
        unit = _under(parents, spot.title)
        if unit is None or unit in taken or unit.tag not in tags or not spot.href or spot.href in known:
            continue
        if is_headed and (spot.title.tag not in HEADINGS or next(spot.title.iter("a"), None) is None):
            continue
        if unit.tag == "div" and not (_is_entry(unit) or _kind_of(unit) == _kind_of(best[0].unit)):
            continue
        found.append(Spot(unit, spot.title, spot.href))
        known.add(spot.href)
        taken.update((unit, *unit.iterdescendants()))
    if len(found) == len(best):
        return best
    order = {element: number for number, element in enumerate(best[0].unit.getroottree().iter())}
    return sorted(found, key=lambda spot: order[spot.unit])


def _under(parents: set[HtmlElement | None], title: HtmlElement) -> HtmlElement | None:
    """Return the child of one of *parents* that holds *title*."""
    node = title
    for parent in title.iterancestors():
        if parent in parents:
            return node
        node = parent
    return None


def _is_of_page(element: HtmlElement) -> bool:
    """Say whether a head or foot is that of the page, not that of a card."""
    return not any(
        parent.tag in ("article", "li", "main", "section", "td") or _is_entry(parent)
        for parent in element.iterancestors()
    )
