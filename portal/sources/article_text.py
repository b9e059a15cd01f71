"""The main text of an article page, as HTML."""

import logging
import re
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.htmlprocessing import convert_to_html

from portal.sources.page import Page, text_of

# It tells of every page that holds no article; that is told by us, and once.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)

_NEXT_TO_NOTHING = 80
"""Characters."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """What is found in a page by its shape."""

    body: str = ""
    """HTML: paragraphs, headings, lists, quotations, tables, links."""

    text: str = ""
    """The same without markup, on one line."""

    title: str = ""
    published: str = ""
    """ISO 8601, to the day."""

    author: str = ""


def extract(page: Page, title: str) -> Extracted:
    """Return the main text of *page*, a heading in front of it that only repeats *title* left out.

    Shape: precision is favored; a page in which that finds next to nothing is looked at once more without.
    """
    found = _extracted(page, title, is_strict=True)
    return found if len(found.text) >= _NEXT_TO_NOTHING else _extracted(page, title, is_strict=False)


def _extracted(page: Page, title: str, *, is_strict: bool) -> Extracted:
    found = bare_extraction(
        _without_json_ld(page),
        url=page.address or None,
        favor_precision=is_strict,
        include_comments=False,
        include_formatting=True,
        include_links=True,
        with_metadata=True,
        output_format="html",
    )
    if found is None or isinstance(found, dict) or found.body is None:
        return Extracted()
    tree = convert_to_html(found.body)
    body = tree.find("body")
    body = tree if body is None else body
    _without_title(body, title)
    written = [body.text or "", *(etree.tostring(child, encoding="unicode", method="html") for child in body)]
    return Extracted(
        body="".join(written).strip(),
        text=text_of(body),
        title=found.title or "",
        published=found.date or "",
        author=found.author or "",
    )


def paragraphs(text: str) -> str:
    """Return plain *text* as JSON-LD carries it, paragraphs parted by blank lines as `sanitize` reads them."""
    return re.sub(r"\n\s*\n\s*|\r\n\s*|\n", "\n\n", text.strip())


def _without_json_ld(page: Page) -> HtmlElement:
    """Return a copy of the page without what has been read better, and would be taken from any article it tells of."""
    root = deepcopy(page.root)
    for script in list(root.iter("script")):
        if "ld+json" in (script.get("type") or "").lower():
            script.text = None
    return root


def _without_title(body: etree._Element, title: str) -> None:
    first = next(iter(body), None)
    if first is None or first.tag not in ("h1", "h2", "h3") or not title:
        return
    if text_of(first).casefold() == title.casefold():
        body.remove(first)
