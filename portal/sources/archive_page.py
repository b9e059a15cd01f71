"""An HTML page that lists articles → one excerpt for each card, and where the list goes on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace

from portal.sources.card_fields import author_of, excerpt_of, published_of, tags_of, title_of
from portal.sources.cards import HEADINGS, MAX_CARDS, Spot, link_of, spots_of
from portal.sources.errors import SourceUnreadable
from portal.sources.page import Page, page_of, text_of
from portal.sources.page_facts import language_of, next_page, site_of, tags_of_page
from portal.sources.page_selecting import Selecting
from portal.sources.raw import Origin, RawItem, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class CardSelectors:
    """CSS selectors by which an operator says where things are, each instead of finding it; empty finds it."""

    card: str = ""
    """Every card of the page."""

    title: str = ""
    """Within a card, as the following."""

    link: str = ""
    excerpt: str = ""
    published: str = ""
    author: str = ""
    tags: str = ""
    """Each element that it selects is one tag."""

    next_page: str = ""
    """A link, anywhere in the page."""

    page_tag: str = ""
    """The tag of which the page is the archive, anywhere in it."""

    def __bool__(self) -> bool:
        """Say whether any is given."""
        return any(getattr(self, field.name) for field in fields(self))


@dataclass(frozen=True, slots=True)
class ArchivePage:
    """A page that lists articles, read."""

    items: tuple[RawItem, ...]
    """One for each card, in the order of the page."""

    tags: tuple[str, ...]
    """What the page is the archive of; every item has it among its tags."""

    next_page: str
    """The address at which the list goes on; empty at its end."""

    skipped: tuple[Refusal, ...] = ()
    """Cards that hold neither a title nor a text."""


def read_archive_page(
    chunks: Iterable[bytes],
    name: str,
    *,
    base_url: str = "",
    content_type: str = "",
    selectors: CardSelectors | None = None,
) -> Iterator[RawItem | Refusal]:
    """Yield an item for each card of the page; where it has none, a refusal that says so.

    Args:
        chunks: the bytes of the page.
        name: for a person: the file, or the address.
        base_url: the address of the page.
        content_type: the header ``Content-Type`` it came with.
        selectors: where things are, if the operator has said so.
    """
    try:
        page = page_of(chunks, base_url=base_url, content_type=content_type)
        archive = archive_of(page, name, selectors=selectors)
    except SourceUnreadable as error:
        yield Refusal(name, str(error))
        return
    yield from entries_of(archive, name, nothing=_nothing_found(selectors))


def entries_of(archive: ArchivePage, name: str, *, nothing: str) -> Iterator[RawItem | Refusal]:
    """Yield what *archive* lists, then the cards that hold nothing; *nothing* is why there is neither."""
    yield from archive.items
    yield from archive.skipped
    if not archive.items and not archive.skipped:
        yield Refusal(name, nothing)


def archive_of(page: Page, name: str, *, selectors: CardSelectors | None = None) -> ArchivePage:
    """Return what *page* lists.

    Shape: every item is an excerpt, its address absolute where that of the
    page is known; *name* and the number of the card say where it stood.

    Raises:
        SourceUnreadable: a selector is no CSS, or the page cannot be asked by selectors.
    """
    chosen, selecting = selectors or CardSelectors(), Selecting(page.root)
    own = selecting.texts(chosen.page_tag) if chosen.page_tag else tags_of_page(page)
    items, skipped = list[RawItem](), list[Refusal]()
    for number, spot in enumerate(_spots(page, chosen, selecting), start=1):
        item = _item(page, spot, f"{name}:{number}", chosen, selecting)
        if item.title or item.excerpt:
            items.append(replace(item, tags=tuple(dict.fromkeys((*own, *item.tags)))))
        else:
            skipped.append(Refusal(item.where, "this card has neither a title nor a text"))
    return ArchivePage(tuple(items), own, _next(page, chosen, selecting), tuple(skipped))


def _spots(page: Page, chosen: CardSelectors, selecting: Selecting) -> list[Spot]:
    if not chosen.card:
        return spots_of(page)
    spots = []
    for unit in selecting.all(chosen.card)[:MAX_CARDS]:
        title = selecting.first(chosen.title, unit)
        if title is None:
            title = next(unit.iter(*HEADINGS), None)
        if title is None:
            title = next((link for link in unit.iter("a") if text_of(link)), unit)
        spots.append(Spot(unit, title, link_of(page, unit, title)))
    return spots


def _item(page: Page, spot: Spot, where: str, chosen: CardSelectors, selecting: Selecting) -> RawItem:
    unit = spot.unit
    title, link = selecting.first(chosen.title, unit), selecting.first(chosen.link, unit)
    date = selecting.first(chosen.published, unit)
    labels = selecting.texts(chosen.tags, unit) if chosen.tags else tags_of(spot)
    excerpt = "\n\n".join(selecting.texts(chosen.excerpt, unit)) if chosen.excerpt else excerpt_of(page, spot)
    return RawItem(
        where=where,
        url=page.link(link.get("href") or "") if link is not None else spot.href,
        title=text_of(title) if title is not None else title_of(spot),
        excerpt=excerpt,
        completeness="excerpt",
        tags=labels,
        published=(date.get("datetime") or text_of(date)) if date is not None else published_of(spot),
        source=site_of(page),
        author=", ".join(selecting.texts(chosen.author, unit)) if chosen.author else author_of(spot),
        language=language_of(page),
        origin=Origin.CARD,
    )


def _next(page: Page, chosen: CardSelectors, selecting: Selecting) -> str:
    if not chosen.next_page:
        return next_page(page)
    link = selecting.first(chosen.next_page)
    return page.link(link.get("href") or "") if link is not None else ""


def _nothing_found(selectors: CardSelectors | None) -> str:
    if selectors is not None and selectors.card:
        return f"the selector {selectors.card!r} finds no card on this page"
    return "no list of articles is found on this page; selectors can say where it is"
