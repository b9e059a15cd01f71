"""The JSON-LD of a page → the object that describes its article."""

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from portal.sources.page import Page, fold

_MAX_CHARACTERS = 2_000_000
_MAX_OBJECTS = 5_000

_ARTICLES = frozenset(
    (
        "article newsarticle blogposting report scholarlyarticle techarticle opinionnewsarticle analysisnewsarticle"
        " backgroundnewsarticle reportagenewsarticle reviewnewsarticle askpublicnewsarticle liveblogposting"
        " satiricalarticle advertisercontentarticle socialmediaposting medicalscholarlyarticle pressrelease"
    ).split()
)
_LISTS = frozenset(("collectionpage", "searchresultspage", "itemlist", "blog"))

# What stands in these is about other things than the page.
_ELSEWHERE = frozenset(
    (
        "itemListElement hasPart citation comment comments mentions isBasedOn relatedLink blogPost blogPosts"
        " potentialAction significantLink"
    ).split()
)
_TRAILING = re.compile(r",(?=\s*[}\]])")
_AROUND = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$")

Thing = Mapping[str, Any]


def things_of(page: Page) -> list[Thing]:
    """Return every object of the JSON-LD of *page* that is about it, in order; graphs and lists are taken apart.

    Shape: broken JSON is repaired where it is broken as it often is, else passed over.
    """
    found: list[Thing] = []
    for script in page.root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            for document in _documents(script.text[:_MAX_CHARACTERS]):
                found.extend(_flat(document, _MAX_OBJECTS - len(found)))
    return found


def article_among(things: list[Thing], address: str, heading: str) -> Thing:
    """Return the one of *things* that describes the article of the page; empty if none does.

    Shape: of several, the one that has the page's address or heading; if none has, the first unless they are many.
    """
    articles = [thing for thing in things if _types(thing) & _ARTICLES]
    for thing in articles:
        named = (thing.get("url"), thing.get("@id"), _id(thing.get("mainEntityOfPage")))
        if address and any(isinstance(name, str) and _same(name, address) for name in named):
            return thing
    for thing in articles:
        if heading and text_in(thing.get("headline") or thing.get("name")).casefold() == heading.casefold():
            return thing
    return articles[0] if 0 < len(articles) <= 3 else {}


def is_list(things: list[Thing]) -> bool:
    """Say whether *things* describe a page that lists others."""
    return any(_types(thing) & _LISTS for thing in things)


def text_in(value: object) -> str:
    """Return *value* as text: a string, the first of a list, or what an object is named; entities read."""
    if isinstance(value, list):
        return next((text for each in value if (text := text_in(each))), "")
    if isinstance(value, dict):
        return text_in(value.get("@value") or value.get("name"))
    return fold(html.unescape(value)) if isinstance(value, str) else ""


def names_in(value: object, things: list[Thing]) -> tuple[str, ...]:
    """Return the names of people or organizations: given by name, as objects, or as references to other *things*."""
    found = list[str]()
    for each in value if isinstance(value, list) else [value]:
        name = text_in(each) or _referred(each, things)
        if name and not name.startswith(("http://", "https://")):
            found.append(name)
    return tuple(dict.fromkeys(found))


def organizations_in(value: object, things: list[Thing]) -> tuple[str, ...]:
    """Return the names of those that are organizations."""
    found = [
        each
        for each in (value if isinstance(value, list) else [value])
        if isinstance(each, dict) and any(kind.endswith(("organization", "ngo", "agency")) for kind in _types(each))
    ]
    return names_in(found, things)


def labels_in(value: object) -> tuple[str, ...]:
    """Return keywords: a list of them, or one string with commas between."""
    if isinstance(value, str):
        return tuple(label for part in re.split(r"[,;|]", html.unescape(value)) if (label := fold(part)))
    if isinstance(value, list):
        return tuple(label for each in value if (label := text_in(each)))
    return tuple(label for label in (text_in(value),) if label)


def _documents(text: str) -> Iterator[object]:
    """Yield the JSON documents in *text*: often one, sometimes several, sometimes broken."""
    text = _AROUND.sub("", _AROUND.sub("", text)).strip()
    for repaired in (text, _TRAILING.sub("", text), html.unescape(text)):
        decoder, place, found = json.JSONDecoder(strict=False), 0, list[object]()
        try:
            while place < len(repaired):
                document, end = decoder.raw_decode(repaired, place)
                found.append(document)
                place = end + len(repaired[end:]) - len(repaired[end:].lstrip(" \r\n\t;,"))
        except (ValueError, RecursionError):
            if not found:
                continue
        yield from found
        return
    yield from _by_force(text)


def _by_force(text: str) -> Iterator[object]:
    """Yield what can be made out in *text*, which is no JSON: the fields that are strings."""
    if re.search(r'"@type"\s*:\s*\[?\s*"\w*(?:Article|BlogPosting|Report)"', text):
        pairs = re.findall(r'"(headline|datePublished|url)"\s*:\s*"((?:[^"\\\n]|\\.)*)"', text)
        yield {"@type": "Article", **{name: value.replace('\\"', '"') for name, value in reversed(pairs)}}


def _flat(document: object, most: int) -> Iterator[Thing]:
    waiting: list[object] = [document]
    while waiting and most > 0:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value))
        elif isinstance(value, dict):
            most -= 1
            yield value
            inner = [each for name, each in value.items() if name not in _ELSEWHERE]
            waiting.extend(each for each in reversed(inner) if isinstance(each, dict | list))


def _types(thing: Thing) -> frozenset[str]:
    kinds = thing.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return frozenset(re.split(r"[/#:]", kind)[-1].lower() for kind in listed if isinstance(kind, str))


def _id(value: object) -> object:
    return value.get("@id") or value.get("url") if isinstance(value, dict) else value


def _referred(value: object, things: list[Thing]) -> str:
    if not isinstance(value, dict) or not isinstance(value.get("@id"), str):
        return ""
    named = (thing for thing in things if thing.get("@id") == value["@id"])
    return next((name for thing in named if (name := text_in(thing.get("name")))), "")


def _same(name: str, address: str) -> bool:
    return (
        name.partition("#")[0].rstrip("/").partition("://")[2]
        == address.partition("#")[0].rstrip("/").partition("://")[2]
    )
