"""The title of an article page, without the name of its site."""

import re
import unicodedata
from urllib.parse import urlsplit

from portal.sources.page import Page, fold, text_of
from portal.sources.page_facts import meta_of, site_of

_BREAKS = re.compile(r"\s+[|»›·•–—:/~-]{1,2}\s+|\s*[|»›]\s*")
_WORDS = re.compile(r"\w+")


def title_of_page(page: Page, stated: str, sites: tuple[str, ...]) -> str:
    """Return the title of the article on *page*.

    Shape: what the heading of the page and one of *stated*, the title that
    is shared and the title of the window agree in; where none agree, the first
    there is, in this order, the name of the site taken off its end or start.

    Args:
        page: the page.
        stated: its headline, as JSON-LD has it; empty if it has none.
        sites: what the site is called, beside what the page says.
    """
    names = tuple(name for name in (*sites, site_of(page), *_hosts(page.address)) if name)
    window = _window(page)
    shared = meta_of(page, "og:title") or meta_of(page, "twitter:title") or meta_of(page, "dc.title")
    said = [without_site(title, names) for title in (stated, shared, window) if title]
    headings = [text for heading in page.root.iter("h1") if 3 <= len(text := text_of(heading)) <= 400]
    headings += [text for heading in page.root.iter("h2") if 8 <= len(text := text_of(heading)) <= 400]
    for heading in headings[:60]:
        if any(_same(heading, title) for title in (*said, stated, shared, window) if title):
            return heading
    for heading in headings[:60]:
        if len(heading) >= 12 and window and _folded(window).startswith(_folded(heading)):
            return heading
    return next(iter(said), "") or next(iter(headings), "")


def without_site(title: str, names: tuple[str, ...]) -> str:
    """Return *title* without the name of its site: a part of it at its end or start that is one of *names*.

    Shape: a last part is taken for the site's, too, when it is short and begins with one of *names*; never
    is all of a title taken.
    """
    title = fold(title)
    breaks = list(_BREAKS.finditer(title))
    folded = [squeezed for name in names if (squeezed := _squeezed(name))]
    for found in reversed(breaks):
        rest = _squeezed(title[found.end() :])
        if any(rest == name or (len(name) > 4 and rest.startswith(name)) for name in folded):
            return without_site(title[: found.start()], names)
    if breaks and _squeezed(title[: breaks[0].start()]) in folded:
        return title[breaks[0].end() :]
    return title


def _hosts(address: str) -> tuple[str, ...]:
    """Return what the site could be called by its address: all of it, and its longest part."""
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    parts = host.split(".")[:-1]
    return (host, max(parts, key=len)) if parts else ()


def _window(page: Page) -> str:
    title = page.root.find(".//title")
    return fold("".join(title.itertext())) if title is not None else ""


def _same(one: str, other: str) -> bool:
    return bool(_folded(one)) and _folded(one) == _folded(other)


def _folded(text: str) -> str:
    return " ".join(_WORDS.findall(unicodedata.normalize("NFKC", text).casefold()))


def _squeezed(text: str) -> str:
    return "".join(_WORDS.findall(unicodedata.normalize("NFKC", text).casefold()))
