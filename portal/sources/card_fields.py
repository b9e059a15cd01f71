"""One card of a page → its title, excerpt, date, author and tags."""

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement

from portal.sources.cards import HEADINGS, Spot, is_label, is_more
from portal.sources.page import SILENT, Page, fold, text_of, words_in
from portal.sources.page_words import ARROW_AT_END, ASIDE, BYLINE, MORE

MAX_EXCERPT = 3_000
"""Characters; a list that shows whole articles is read as one of excerpts, and the article is fetched."""

_META = re.compile(
    r" (?:[a-z]+[-_]{1,2})?(?:meta|byline|by-line|dateline|author|date|time|timestamp|category|categories|cat-links"
    r"|tags|tag-links|posted-on|comments?|comments?-link|comments?-count|views|reading-time|read-time|label|badge|kicker"
    r"|eyebrow|caption|wp-caption-text|more-link|read-more|readmore|edit-link)(?:[-_]{1,2}[a-z]+)? "
)
_DATES = re.compile(
    r" (?:[a-z]+[-_]{1,2})?(?:date|dateline|published|posted-on|timestamp|time|fecha|datum)(?:[-_]{1,2}[a-z]+)? "
)
_AUTHORS = re.compile(r" (?:[a-z]+[-_]{1,2})?(?:author|byline|by-line)(?:[-_]{1,2}[a-z]+)? ")
_DATE = re.compile(
    r"(?:\d{4}-\d{1,2}-\d{1,2}(?:[T ]\d{1,2}:\d{2}\S*)?"
    r"|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[/.]\d{1,2}[/.]\d{1,2}"
    r"|\d{1,2}(?:st|nd|rd|th|\.|º|er)?\s+(?:de\s+|d')?[^\W\d]{3,12}\.?,?(?:\s+de)?\s+\d{4}"
    r"|[^\W\d]{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}"
    r"|\d{4}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일])(?:,?\s+(?:at\s+|um\s+)?\d{1,2}:\d{2}.{0,12})?"
)
_NOISE = re.compile(
    r"\W*(?:\d+\s+(?:comments?|views?|shares?|likes?|min(?:ute)?s?(?: read)?)|(?:no|leave a) comments?)\W*\Z",
    re.IGNORECASE,
)
_SKIPPED = frozenset(("time", "figcaption", "form", "nav", "address", "audio", "video", "figure"))
_PARAGRAPHS = frozenset(
    (
        "p div li tr td th section article blockquote dd dt dl ul ol table tbody header footer h1 h2 h3 h4 h5 h6 main"
        " figure figcaption details summary form"
    ).split()
)


def title_of(spot: Spot) -> str:
    """Return the title of a card; where the theme cuts it short, as it stands whole in the link."""
    shown = spot.title_text
    link = spot.title if spot.title.tag == "a" else next(spot.title.iter("a"), None)
    whole = fold((link.get("title") if link is not None else "") or "")
    opening = shown.rstrip(" .…")
    return whole if shown.endswith(("…", "...")) and len(whole) > len(opening) and whole.startswith(opening) else shown


def excerpt_of(page: Page, spot: Spot) -> str:
    """Return the text of a card as plain text, its paragraphs parted by blank lines; without all that is around it."""
    skipped = {spot.title, *_around(page, spot)}
    heading = next((parent for parent in spot.title.iterancestors() if parent.tag in HEADINGS), None)
    if heading is not None:
        skipped.add(heading)
    paragraphs, size = list[str](), 0
    for paragraph in _paragraphs(spot.unit, skipped):
        if _says_something(paragraph, spot) and size < MAX_EXCERPT:
            paragraphs.append(paragraph)
            size += len(paragraph)
    return _cut("\n\n".join(paragraphs))


def published_of(spot: Spot) -> str:
    """Return when a card says that its article was published, as it is written; empty if it does not say."""
    times = [element for element in spot.unit.iter("time") if element.get("datetime") or text_of(element)]
    firsts = [
        time
        for time in times
        if time.get("pubdate") is not None or "published" in words_in(time, "class", "itemprop").lower()
    ]
    for time in firsts or times:
        return fold(time.get("datetime") or "") or text_of(time)
    for element in spot.unit.iter(etree.Element):
        if "datepublished" in words_in(element, "itemprop"):
            return fold(element.get("content") or element.get("datetime") or "") or text_of(element)
        if _DATES.search(words_in(element, "class")) and (found := _date_in(text_of(element))):
            return found
    for paragraph in _paragraphs(spot.unit, {spot.title}):
        if len(paragraph) <= 80 and (found := _date_in(paragraph)):
            return found
    return ""


def author_of(spot: Spot) -> str:
    """Return who a card says has written its article; empty if it does not say."""
    for element in spot.unit.iter(etree.Element):
        is_author = "author" in (element.get("rel") or "").split() or " author " in words_in(element, "itemprop")
        if is_author and 2 <= len(text := text_of(element)) <= 100:
            return _who(text)
    for element in spot.unit.iter(etree.Element):
        if _AUTHORS.search(words_in(element, "class")) and 2 <= len(text := _without_date(text_of(element))) <= 100:
            return _who(text)
    for paragraph in _paragraphs(spot.unit, {spot.title}):
        found = BYLINE.match(_without_date(paragraph)) if len(paragraph) <= 100 else None
        if found is not None and len(found["who"].split()) <= 6:
            return _who(found["who"])
    return ""


def tags_of(spot: Spot) -> tuple[str, ...]:
    """Return the labels of the tags and categories that a card links to."""
    links = (link for link in spot.unit.iter("a") if is_label(link) and link is not spot.title)
    labels = (text_of(link).lstrip("#") for link in links if not _is_author(link) and (link.get("href") or "") != "#")
    return tuple(dict.fromkeys(label for label in labels if 1 < len(label) <= 80 and not _NOISE.match(label)))


def _is_author(link: HtmlElement) -> bool:
    rel, href = (link.get("rel") or "").split(), (link.get("href") or "").lower()
    return "tag" not in rel and re.search(r"/(?:tags?|categor(?:y|ies)|topics?)/", href) is None


def _around(page: Page, spot: Spot) -> Iterator[HtmlElement]:
    """Yield what is in a card beside its title and its text."""
    for element in spot.unit.iterdescendants(etree.Element):
        words = words_in(element, "class")
        is_around = element.tag in _SKIPPED or _META.search(words) or ASIDE.search(words)
        if is_around and spot.title not in element.iterdescendants():
            if element.tag == "time" or len(text_of(element)) <= 300:
                yield element
        elif element.tag == "a" and element is not spot.title and _leads_on(page, spot, element):
            yield element


def _leads_on(page: Page, spot: Spot, link: HtmlElement) -> bool:
    text = text_of(link)
    if len(text) > 60 and not is_more(link):
        return False
    if is_more(link) or is_label(link):
        return is_more(link) or _stands_alone(link)
    if page.link(link.get("href") or "") == spot.href and link not in spot.title.iterancestors():
        return text != "" and not _has_text_after(link)
    return bool(ARROW_AT_END.search(text)) and len(text) <= 40 and not _has_text_after(link)


def _stands_alone(link: HtmlElement) -> bool:
    """Say whether *link* is most of what its parent says: one of a list of labels, not a word of a sentence."""
    parent = link.getparent()
    return parent is None or sum(len(text_of(child)) for child in parent.iter("a")) * 2 > len(text_of(parent))


def _has_text_after(link: HtmlElement) -> bool:
    if re.search(r"\w", link.tail or ""):
        return True
    following = link.getnext()
    return following is not None and following.tag not in _PARAGRAPHS and bool(re.search(r"\w", text_of(following)))


def _paragraphs(unit: HtmlElement, skipped: set[HtmlElement]) -> Iterator[str]:
    """Yield the texts of *unit* that stand on their own, none of those that are *skipped*."""
    pieces: list[str] = []
    walk = etree.iterwalk(unit, events=("start", "end"))
    for event, element in walk:
        if element.tag in _PARAGRAPHS:
            yield from _said(pieces)
        if event == "end":
            pieces.append((element.tail or "") if element is not unit else "")
        elif element in skipped or element.tag in SILENT:
            walk.skip_subtree()
            pieces.append(" ")
        else:
            pieces.append(" " if element.tag == "br" else element.text or "")
    yield from _said(pieces)


def _said(pieces: list[str]) -> Iterator[str]:
    text = fold("".join(pieces))
    pieces.clear()
    if text:
        yield text


def _says_something(paragraph: str, spot: Spot) -> bool:
    """Say whether *paragraph* is more than what stands around the text of a card."""
    if len(paragraph) < 3 or not re.search(r"\w", paragraph) or paragraph == spot.title_text:
        return False
    if MORE.match(paragraph) or _NOISE.match(paragraph):
        return False
    if len(paragraph) <= 80 and _date_in(paragraph) and len(_without_date(paragraph)) < 30:
        return False
    byline = BYLINE.match(paragraph) if len(paragraph) <= 60 else None
    return byline is None or paragraph.endswith((".", "…"))


def _date_in(text: str) -> str:
    found = _DATE.search(text[:200])
    return found[0].strip() if found else ""


def _without_date(text: str) -> str:
    return _DATE.sub("", text[:300], count=1).strip(" |·•—–-,/on")


def _who(text: str) -> str:
    named = BYLINE.match(text)
    return (named["who"] if named else text).strip(" |·•—–-,")


def _cut(text: str) -> str:
    if len(text) <= MAX_EXCERPT:
        return text
    return text[:MAX_EXCERPT].rsplit(maxsplit=1)[0].rstrip(" ,;:") + "…"
