"""Which address of a WordPress site's REST interface to ask next: pure functions over what it answered."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

from portal.sources.wordpress import USERS, numbers_in, taxonomies_of

PER_PAGE = 100
"""The most that WordPress gives at once."""

_REST = "https://api.w.org/"
_ROUTE = re.compile(r"(?P<root>.*/wp-json/?)(?P<route>wp/v2/.*)?\Z", re.DOTALL)
_ELEMENT = re.compile(r"<link\s[^<>]{0,4000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_LINKED = re.compile(r"<([^<>]*)>((?:\s*;\s*[a-zA-Z*-]+\s*=\s*(?:\"[^\"]*\"|[^\s\",;]*))*)")
_REL = re.compile(r';\s*rel\s*=\s*"?([^";]*)', re.IGNORECASE)
_TERMS = re.compile(r"wp/v2/([\w-]+)/(\d+)/?\Z")


@dataclass(frozen=True, slots=True)
class RestOfPage:
    """What a page of a site says about the interface of the site."""

    root: str
    """The address of the interface; empty if the page names none."""

    posts: str
    """The first address to ask for what the page shows: one post, or the posts of a tag, a category or an author."""


def rest_of_page(page: str, base_url: str, link_header: str = "") -> RestOfPage:
    """Return where a page says that the same can be had as JSON.

    Args:
        page: its HTML; the head is enough.
        base_url: the address the page was fetched from.
        link_header: the header ``Link`` it came with.
    """
    root, own = linked(link_header, _REST), ""
    for rel, attributes in _links_in(page):
        address = attributes.get("href", "")
        if _REST in rel:
            root = root or address
        elif "alternate" in rel and attributes.get("type", "").lower() == "application/json":
            own = own or ("" if "oembed" in address else address)
    own = urljoin(base_url, own) if own else ""
    root = urljoin(base_url, root) if root else root_of(own)
    return RestOfPage(root, _posts_behind(root, own) if root else "")


def root_of(address: str) -> str:
    """Return the address of the interface that *address* belongs to; empty if it belongs to none."""
    parts = urlsplit(address)
    match = _ROUTE.match(parts.path)
    if match is not None:
        return urlunsplit(parts._replace(path=match["root"].rstrip("/") + "/", query="", fragment=""))
    if "rest_route" in dict(parse_qsl(parts.query, keep_blank_values=True)):
        return urlunsplit(parts._replace(query="rest_route=/", fragment=""))
    return ""


def posts_address(root: str, *, kind: str = "posts", **only: str) -> str:
    """Return the first address to ask for posts, or for another *kind* of them.

    Shape: as many at once as WordPress gives, terms and authors embedded,
    newest first; *only* narrows them, as ``tags="134"`` or ``after="2026-01-01T00:00:00"``.
    """
    return _asking(root, f"wp/v2/{kind}", per_page=str(PER_PAGE), _embed="author,wp:term", **only)


def next_address(address: str, headers: Mapping[str, str]) -> str:
    """Return the address of the page after the one that *address* answered with *headers*; empty after the last.

    Shape: by ``X-WP-TotalPages``, failing that by ``Link``; only ever the same interface, and a later page.
    """
    lowered = {name.lower(): value for name, value in headers.items()}
    total = lowered.get("x-wp-totalpages", "").strip()
    page = _page_of(address)
    if total.isdecimal() and total.isascii():
        return _with_page(address, page + 1) if page < int(total[:9]) else ""
    following = linked(lowered.get("link", ""), "next")
    following = urljoin(address, following) if following else ""
    is_ours = urlsplit(following)[:2] == urlsplit(address)[:2] and _page_of(following) > page
    return following if is_ours else ""


def name_addresses(root: str, posts: Iterable[object]) -> Iterator[tuple[str, str]]:
    """Yield what must be asked to name the terms and authors that *posts* only number.

    Shape: the key under which `wordpress.Names` keeps the answer, and the address, for up to a hundred each.
    """
    posts = list(posts)
    lists = {base: address for post in posts if isinstance(post, dict) for base, address in taxonomies_of(post).items()}
    for base, numbers in numbers_in(posts).items():
        ordered = sorted(numbers)
        # What a site says about itself is asked only of itself.
        stated = lists.get(base, "")
        place = stated if stated.startswith(root) else ""
        for start in range(0, len(ordered), PER_PAGE):
            wanted = {"include": ",".join(map(str, ordered[start : start + PER_PAGE])), "per_page": str(PER_PAGE)}
            yield base, f"{place}?{_query(wanted)}" if place else _asking(root, f"wp/v2/{quote(base)}", **wanted)


def kinds_in(types: object) -> tuple[str, ...]:
    """Return the kinds of post in the answer to ``wp/v2/types`` that can be articles, as addresses name them."""
    if not isinstance(types, dict):
        return ()
    found = []
    for name, kind in types.items():
        base = kind.get("rest_base") if isinstance(kind, dict) else None
        is_furniture = name in ("attachment", "nav_menu_item") or name.startswith(("wp_", "elementor", "e-"))
        if isinstance(base, str) and re.fullmatch(r"[\w-]+", base) and not is_furniture:
            found.append(base)
    return tuple(found)


def linked(header: str, rel: str) -> str:
    """Return the address that a header ``Link`` gives for *rel*; empty if none."""
    for match in _LINKED.finditer(header[:20_000]):
        stated = _REL.search(match[2])
        if stated is not None and rel in stated[1].split():
            return match[1].strip()
    return ""


def _links_in(page: str) -> Iterator[tuple[list[str], dict[str, str]]]:
    for element in _ELEMENT.finditer(page):
        attributes = {
            found[1].lower(): html.unescape(found[2] or found[3] or found[4] or "")
            for found in _ATTRIBUTE.finditer(element[0])
        }
        yield attributes.get("rel", "").split(), attributes


def _posts_behind(root: str, own: str) -> str:
    """Return what to ask for the posts that *own*, the JSON of a page, stands for."""
    parts = urlsplit(own)
    route = dict(parse_qsl(parts.query)).get("rest_route", parts.path)
    match = _TERMS.search(route)
    if match is None or root_of(own) != root_of(root):
        return posts_address(root)
    base, number = match[1], match[2]
    if base in ("posts", "pages"):
        return own
    field = "author" if base == USERS else base
    return posts_address(root, **{field: number})


def _asking(root: str, route: str, **parameters: str) -> str:
    parts = urlsplit(root)
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    if "rest_route" in given:
        return urlunsplit(parts._replace(query=_query({**given, "rest_route": f"/{route}", **parameters})))
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{route}", query=_query({**given, **parameters})))


def _query(parameters: Mapping[str, str]) -> str:
    return urlencode(parameters, safe=",:/")


def _page_of(address: str) -> int:
    page = dict(parse_qsl(urlsplit(address).query)).get("page", "1")
    return int(page[:9]) if page.isdecimal() and page.isascii() else 1


def _with_page(address: str, page: int) -> str:
    parts = urlsplit(address)
    kept = [pair for pair in parts.query.split("&") if pair and unquote(pair.partition("=")[0]) != "page"]
    return urlunsplit(parts._replace(query="&".join([*kept, f"page={page}"])))
