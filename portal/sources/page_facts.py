"""What a page says about itself as a whole: its site, language, heading, kind, tag, and the page after it."""

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from portal.sources.cards import HEADINGS
from portal.sources.page import Page, fold, text_of, words_in
from portal.sources.page_words import A_TAG, A_TAG_WORD, ASIDE, NEXT, NEXT_ARROW, NO_TAG

_SITE_BREAKS = re.compile(r"\s+[|»›·•–—-]\s+|\s*[|»]\s*|\s+:\s+|\s+::\s+")
_ARCHIVES = re.compile(r"\s+(?:archives?|archiv|archivos|arquivos|archivio)\Z", re.IGNORECASE)
_TAG_PATH = re.compile(
    r"/(?:tags?|tagged|topics?|categor(?:y|ies)|etiqueta|etiquetas|categoria|tema|temas|sujet|schlagwort|thema|subject|theme"
    r"|mot-cle|keyword|label|wsm|tag_slug)/[^/]+",
    re.IGNORECASE,
)
_TAG_CLASS = re.compile(r" (?:tag|category|tax-\S+|term-\S+|topic|taxonomy) ")
_NO_TAG_CLASS = re.compile(r" (?:author|date|search|search-results|single|single-post|home|error404) ")
_PAGE_NUMBER = re.compile(r"(?:/page/|[?&](?:page|paged|p|pg|seite|pagina)=|/p(?:age)?[-_]?)(\d{1,5})(?=[/?&#.]|\Z)")
_PAGING = re.compile(
    r" (?:[a-z]+[-_]{1,2})?(?:pagination|pager|paging|page-numbers|page-nav|wp-pagenavi|nav-links|navigation)"
    r"(?:[-_]\w+)* "
)

_NEXT_CLASS = re.compile(
    r" (?:next|next-page|nextpostslink|pagination-next|pagination__next|older|older-posts|nav-previous|pager-next"
    r"|pager__item--next) "
)


def site_of(page: Page) -> str:
    """Return the name of the site that *page* is of; empty if it does not say."""
    for name in ("og:site_name", "application-name", "dc.publisher", "al:android:app_name"):
        if found := meta_of(page, name):
            return found
    for link in page.root.iterfind(".//link[@type='application/rss+xml']"):
        # "School of Open » Feed": WordPress names every feed of a site after the site.
        before = re.split(r"\s+[»›]\s+", fold(link.get("title") or ""))
        if len(before) > 1 and before[0]:
            return before[0]
    return ""


def meta_of(page: Page, name: str) -> str:
    """Return what the first `meta` called *name* says; empty if there is none."""
    return next(metas_of(page, name), "")


def metas_of(page: Page, name: str) -> Iterator[str]:
    """Yield what every `meta` called *name* says, in any case and by whichever attribute."""
    for element in page.root.iter("meta"):
        called = element.get("property") or element.get("name") or element.get("itemprop") or ""
        if called.strip().lower() == name and (content := fold(element.get("content") or "")):
            yield content


def language_of(page: Page) -> str:
    """Return the language that *page* says it is in; empty if it does not say."""
    body = page.root.find("body")
    for element in (page.root, body):
        if element is not None:
            found = (
                element.get("lang")
                or element.get("{http://www.w3.org/XML/1998/namespace}lang")
                or element.get("xml:lang")
            )
            if found and found.strip():
                return str(found).strip()
    return (
        meta_of(page, "og:locale").replace("_", "-")
        or meta_of(page, "content-language")
        or meta_of(page, "dc.language")
    )


def heading_of(page: Page) -> HtmlElement | None:
    """Return the heading of *page*: the first of the first rank that stands in no card; None if it has none."""
    return next((heading for heading in page.root.iter("h1") if text_of(heading)), None)


def tags_of_page(page: Page) -> tuple[str, ...]:
    """Return the tag that *page* is the archive of, as it is written there; empty if it is none of a tag."""
    classes = words_in(page.root.find("body"), "class") if page.root.find("body") is not None else "  "
    if _NO_TAG_CLASS.search(classes):
        return ()
    texts = list(_headings(page))
    for text in texts:
        found = A_TAG.match(text)
        if found is not None and not NO_TAG.match(text):
            return _labels(found["after"] or found["quoted"], page)
    trail = _trail(page)
    is_tagged = _TAG_CLASS.search(classes) is not None or _TAG_PATH.search(_path(page.address)) is not None
    if is_tagged or any(A_TAG_WORD.match(step) for step in trail[:-1]):
        candidates = [*texts, *trail[-1:], _ARCHIVES.sub("", _SITE_BREAKS.split(_title(page))[0])]
        return next((_labels(text, page) for text in candidates if text and not NO_TAG.match(text)), ())
    return ()


def next_page(page: Page) -> str:
    """Return the address of the page that continues the list on *page*; empty if it is the last.

    Shape: of the same site, and another than this. By ``rel=next``; failing
    that a link among page numbers, or one that says "next" or "older"; failing
    that the number after the current.
    """
    for candidate in _next_candidates(page):
        address = page.link(candidate.get("href") or "").partition("#")[0]
        if (
            address
            and address != page.address
            and _is_same_site(address, page.address)
            and _is_later(address, page.address)
        ):
            return address
    return ""


def _next_candidates(page: Page) -> Iterator[HtmlElement]:
    links = [link for link in page.root.iter("a") if link.get("href")]
    for element in [*page.root.iter("link"), *links]:
        if "next" in (element.get("rel") or "").lower().split():
            yield element
    for link in links:
        if _NEXT_CLASS.search(words_in(link, "class")) or _NEXT_CLASS.search(words_in(_parent(link), "class")):
            yield link
    said = [(link, text_of(link) or fold(link.get("aria-label") or link.get("title") or "")) for link in links]
    for link, text in said:
        if NEXT.match(text) or (NEXT_ARROW.match(text) and _is_among_pages(link)):
            yield link
    current = _current_number(page)
    for link, text in said:
        if (
            current
            and text == str(current + 1)
            and (_PAGE_NUMBER.search(link.get("href") or "") or _is_among_pages(link))
        ):
            yield link


def _current_number(page: Page) -> int:
    for element in page.root.iter("span", "strong", "b", "em", "a", "li"):
        is_current = element.get("aria-current") == "page" or re.search(
            r" (?:current|active|selected) ", words_in(element, "class")
        )
        if (is_current or element.tag in ("strong", "b")) and _is_among_pages(element):
            text = text_of(element)
            if text.isascii() and text.isdecimal() and len(text) < 6:
                return int(text)
    found = _PAGE_NUMBER.search(page.address)
    return int(found[1]) if found else 1


def _is_among_pages(element: HtmlElement) -> bool:
    parents = [element, *element.iterancestors()][:5]
    return any(_PAGING.search(words_in(parent, "class", "id", "aria-label")) for parent in parents)


def _parent(element: HtmlElement) -> HtmlElement:
    parent = element.getparent()
    return element if parent is None else parent


def _is_same_site(address: str, own: str) -> bool:
    return not own or urlsplit(address).netloc.lower() == urlsplit(own).netloc.lower()


def _is_later(address: str, own: str) -> bool:
    """Say whether *address* does not have a smaller number of page than *own*: "previous" means both in blogs."""
    there, here = _PAGE_NUMBER.search(address), _PAGE_NUMBER.search(own)
    if there is None:
        return here is None
    return int(there[1]) > (int(here[1]) if here else 1)


def _headings(page: Page) -> Iterator[str]:
    """Yield the texts that could name what *page* is about, likeliest first; no links, and not its site."""
    site = site_of(page).casefold()
    found = [element for element in page.root.iter() if element.tag in HEADINGS or _is_page_title(element)]
    found.sort(key=lambda element: (not _is_page_title(element), element.tag != "h1"))
    for element in found[:200]:
        text = text_of(element)
        if (
            0 < len(text) <= 200
            and text.casefold() != site
            and next(element.iter("a"), None) is None
            and not _is_beside(element)
        ):
            yield text


def _is_page_title(element: HtmlElement) -> bool:
    return " page-title " in words_in(element, "class") or " archive-title " in words_in(element, "class")


def _is_beside(element: HtmlElement) -> bool:
    return any(
        parent.tag in ("aside", "nav", "footer") or ASIDE.search(words_in(parent, "class", "id"))
        for parent in (element, *element.iterancestors())
        if parent.tag not in ("body", "html", "main")
    )


def _title(page: Page) -> str:
    title = page.root.find(".//title")
    return fold("".join(title.itertext())) if title is not None else ""


def _trail(page: Page) -> list[str]:
    """Return the steps of the breadcrumbs of *page*: from its start to itself."""
    for element in page.root.iter("nav", "ol", "ul", "div", "p"):
        words = words_in(element, "class", "id", "aria-label")
        if "breadcrumb" in words or " crumbs " in words:
            text = text_of(element)
            return [step for step in re.split(r"\s*[»›>/|→]\s*", text) if step] if len(text) < 400 else []
    return []


def _labels(text: str, page: Page) -> tuple[str, ...]:
    """Return *text* as labels, the name of the site and the number of the page taken off."""
    text = re.sub(r"\s*[|–—-]\s*(?:page|p[aá]gina|seite)\s+\d+(?:\s+\S+\s+\d+)?\Z", "", fold(text), flags=re.IGNORECASE)
    site = site_of(page)
    if site and text.casefold().endswith(site.casefold()):
        text = text[: -len(site)].rstrip(" |»›–—-:") or text
    text = text.strip(" \"“”«»‘’'#")
    return (text,) if text and len(text) <= 120 else ()


def _path(address: str) -> str:
    return unquote(urlsplit(address).path)
