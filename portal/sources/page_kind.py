"""Whether an HTML page lists articles or is one."""

import re
from enum import StrEnum

from portal.sources.cards import HEADINGS, Spot, asides_of, spots_of
from portal.sources.json_ld import article_among, is_list, things_of
from portal.sources.page import Page, text_of, words_in
from portal.sources.page_facts import heading_of, meta_of, next_page, tags_of_page


class PageKind(StrEnum):
    """What an HTML page holds."""

    ARCHIVE = "archive"
    ARTICLE = "article"


# What WordPress itself, and not its themes, writes at every body.
_LIST_CLASSES = re.compile(r" (?:archive|tag|category|blog|search-results|author|date|post-type-archive) ")
_SINGLE_CLASSES = re.compile(r" (?:single|single-post|postid-\d+|page-id-\d+|attachment) ")


def kind_of(page: Page) -> PageKind:
    """Return whether *page* lists articles or is one.

    Shape: what the page says of itself weighs most; then how much of its text stands in cards.
    Without cards it is an article, or nothing.
    """
    spots = spots_of(page)
    if not spots:
        return PageKind.ARTICLE
    return PageKind.ARCHIVE if _said(page) + _seen(page, spots) > 0 else PageKind.ARTICLE


def _said(page: Page) -> float:
    """Return what the page says of itself: above 0 for a list, below for an article."""
    body, things, heading = page.root.find("body"), things_of(page), heading_of(page)
    classes = words_in(body, "class") if body is not None else ""
    said = 4.0 if _LIST_CLASSES.search(classes) else 0.0
    said -= 4 if _SINGLE_CLASSES.search(classes) else 0
    said -= 4 if meta_of(page, "article:published_time") else 0
    said -= 1 if meta_of(page, "og:type").lower() == "article" else 0
    said += 3 if tags_of_page(page) else 0
    if article_among(things, page.address, text_of(heading) if heading is not None else ""):
        return said - 3
    return said + (3 if is_list(things) else 0)


def _seen(page: Page, spots: list[Spot]) -> float:
    """Return how much it looks like a list: by the share of its text that stands in the cards, and their number."""
    asides = asides_of(page.root)
    body = page.root.find("body")
    whole = len(text_of(body if body is not None else page.root, without=asides))
    inside = sum(len(spot.text) for spot in spots)
    share = inside / whole if whole else 0.0
    seen = 2.0 if share > 0.5 else -3.0 if share < 0.25 else -0.5
    # Links alone are in many a page.
    seen -= 2 if spots[0].title.tag not in HEADINGS else 0
    # An article that stands in one `article` with its title linked to itself looks like one card.
    seen += -3 if len(spots) == 1 else -1 if len(spots) == 2 else min(len(spots), 10) / 10
    return seen + (1 if next_page(page) else 0)
