"""The way to the other pages of a list, never longer than a line."""

from collections.abc import Callable

from portal.search.page import PageLink, Pager
from portal.search.words import number

AROUND = 2
"""Pages named on either side of the current one, besides the first and the last."""

GAP = "…"


def pager(current: int, last: int, href: Callable[[int], str]) -> Pager | None:
    """Return the links from page *current* of *last*; None when there is only one page."""
    if last <= 1:
        return None
    links: list[PageLink] = []
    before = 0
    for page in sorted({1, last, *range(max(current - AROUND, 1), min(current + AROUND, last) + 1)}):
        if page == before + 2:
            links.append(PageLink(number(page - 1), href(page - 1)))  # a gap of one page is better shown
        elif page > before + 2:
            links.append(PageLink(GAP, None))
        links.append(PageLink(number(page), None if page == current else href(page), current=page == current))
        before = page
    return Pager(
        previous=href(current - 1) if current > 1 else None,
        next=href(current + 1) if current < last else None,
        pages=tuple(links),
    )
