"""Sitemaps → the addresses they list, and raw items where a news sitemap says enough of them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml import etree

from portal.sources.errors import SourceCut, SourceUnreadable
from portal.sources.raw import Origin, RawItem, Refusal
from portal.sources.xml_parsing import elements

MAX_ADDRESSES = 50_000
"""The most that one sitemap may list, says sitemaps.org; an index, too."""

ROOTS = frozenset(("urlset", "sitemapindex"))
_ENTRIES = {"url": False, "sitemap": True}
_BETWEEN_WORDS = re.compile(r"\s*,\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One address of a sitemap."""

    where: str
    """For a person: the file, or the address of the sitemap, and the line."""

    address: str
    changed: str = ""
    """When it was changed last, as the sitemap writes it."""

    is_sitemap: bool = False
    """Another sitemap, not a page."""

    item: RawItem | None = None
    """What a news sitemap says of the page, if it names a title."""


def addresses_in(
    chunks: Iterable[bytes], name: str, *, base_url: str = "", charset: str = ""
) -> Iterator[Listed | Refusal]:
    """Yield each address of a sitemap or of an index of sitemaps, streaming.

    Shape: in the order of the sitemap; each address once; only http(s); what
    lies outside of these is refused. At most `MAX_ADDRESSES`.

    Args:
        chunks: the bytes, unpacked.
        name: for a person: the file, or the address.
        base_url: where it was fetched from; relative addresses are read by it.
        charset: what the server said.

    Raises:
        SourceCut: it breaks off, the XML is broken from some line on, or it lists too many.
        SourceUnreadable: it is no sitemap, or one that `safe_head` refuses.
    """
    seen, is_sitemap = set[str](), False
    for element in elements(chunks, _is_wanted, charset=charset):
        is_sitemap = True
        where = f"{name}:{element.sourceline}"
        listed = _listed(element, where, base_url)
        if isinstance(listed, Refusal) or listed.address not in seen:
            if len(seen) == MAX_ADDRESSES:
                raise SourceCut(f"only the first {MAX_ADDRESSES:,} addresses of a sitemap are read")
            seen.add(where if isinstance(listed, Refusal) else listed.address)
            yield listed
    if not is_sitemap:
        raise SourceUnreadable("this lists no address: it is no sitemap, or an empty one")


def read_sitemap(chunks: Iterable[bytes], name: str, *, base_url: str = "") -> Iterator[RawItem | Refusal]:
    """Yield an item for each page that a news sitemap names the title of.

    Shape: items have no body, so that the page itself makes them whole; a last
    refusal counts the pages of which only the address is known.

    Raises:
        SourceCut: as `addresses_in`.
        SourceUnreadable: as `addresses_in`.
    """
    without = 0
    for listed in addresses_in(chunks, name, base_url=base_url):
        if isinstance(listed, Refusal):
            yield listed
        elif listed.item is not None:
            yield listed.item
        else:
            without += 1
    if without:
        pages = "one page or sitemap" if without == 1 else f"{without:,} pages or sitemaps"
        yield Refusal(
            name, f"it lists {pages} by the address alone; ingest the address of the sitemap to have them read"
        )


def _is_wanted(tag: str, depth: int) -> bool:
    return depth == 2 and _local(tag) in _ENTRIES


def _listed(element: etree._Element, where: str, base_url: str) -> Listed | Refusal:
    said = {_local(str(child.tag)): (child.text or "").strip() for child in reversed(element)}
    address = said.get("loc", "")
    try:
        address = urljoin(base_url, address) if address else ""
    except ValueError:
        return Refusal(where, "its address is malformed")
    if not address.lower().startswith(("http://", "https://")):
        return Refusal(where, "it has no address that begins with http:// or https://")
    return Listed(
        where=where,
        address=address,
        changed=said.get("lastmod", ""),
        is_sitemap=_ENTRIES[_local(str(element.tag))],
        item=_item(element, address, where),
    )


def _item(element: etree._Element, address: str, where: str) -> RawItem | None:
    news = next((child for child in element if _local(str(child.tag)) == "news"), None)
    if news is None:
        return None
    said = {_local(str(field.tag)): (field.text or "").strip() for field in news.iter()}
    if not said.get("title"):
        return None
    return RawItem(
        where=where,
        url=address,
        title=said["title"],
        completeness="excerpt",
        tags=tuple(dict.fromkeys(word for word in _BETWEEN_WORDS.split(said.get("keywords", "")) if word.strip())),
        published=said.get("publication_date", ""),
        source=said.get("name", ""),
        language=said.get("language", ""),
        origin=Origin.FEED,
    )


def _local(tag: str) -> str:
    return tag.rpartition("}")[2].lower()
