"""The bytes of an HTML page → its elements, as many as can be worked through in a few seconds."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement, HTMLParser
from trafilatura.utils import detect_encoding
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, to_unicode

from portal.sources.crowding import why_crowded
from portal.sources.errors import SourceUnreadable
from portal.sources.reading import decode, whole

MAX_BYTES = 5 * 1024 * 1024

MAX_ELEMENTS = 40_000
"""The longest pages that people read have about 20,000; fifteen seconds of work are in this many, at worst."""

MAX_ATTRIBUTES = 1_000
"""In one element; no page of 264 that people read comes to 600, even where scripts are counted as tags."""

# What XML cannot hold; NUL ends the text of some parsers.
_CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SPACES = re.compile(r"\s+")
_BLOCKS = frozenset(
    (
        "address article aside blockquote br center dd details div dl dt fieldset figcaption figure footer form h1 h2"
        " h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul"
    ).split()
)
SILENT = frozenset("script style template noscript iframe svg math select textarea button object head title".split())
"""Elements whose text no reader sees as text."""


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """A page of a site, parsed."""

    html: str
    root: HtmlElement

    address: str
    """Where it lives: as it was fetched, else as the page itself says; empty if neither is known."""

    base: str
    """What its links are relative to; empty as *address*."""

    def link(self, href: str) -> str:
        """Return where a link leads, absolute; empty if that is no page of the web."""
        href = _SPACES.sub(" ", href).strip()
        if not href or href.startswith("#"):
            return ""
        try:
            address = urljoin(self.base, href)
            parts = urlsplit(address)
        except ValueError:
            return ""
        return address if parts.scheme in ("http", "https") and parts.netloc else ""


def page_of(chunks: Iterable[bytes], *, base_url: str = "", content_type: str = "") -> Page:
    """Return the page in *chunks*.

    Shape: its encoding is the one of its mark, of *content_type*, or of its
    head, in this order; failing these UTF-8, or whatever its bytes look like.

    Args:
        chunks: the bytes of the page, as they came.
        base_url: the address the page was fetched from.
        content_type: the header ``Content-Type`` it came with.

    Raises:
        SourceUnreadable: it is empty, no HTML, or over a limit of this module.
    """
    text = page_text(
        whole(chunks, MAX_BYTES, too_much=f"the page has more than {MAX_BYTES:,} bytes, which is more than is read"),
        content_type,
    )
    root = _parsed(text)
    own = _own_address(root)
    address = base_url or own
    stated = root.find(".//base[@href]")
    return Page(text, root, address, _joined(address, stated.get("href", "") if stated is not None else ""))


def page_text(raw: bytes, content_type: str = "") -> str:
    """Return *raw* as text, whatever it is encoded in; what cannot be read becomes U+FFFD."""
    mark, bom = read_bom(raw)
    if mark is not None and bom is not None:
        return _CONTROLS.sub(" ", to_unicode(raw[len(bom) :], mark))
    encoding = http_content_type_encoding(content_type) or html_body_declared_encoding(raw)
    if encoding in (None, "utf-8", "ascii") or (encoding or "").startswith(("utf-16", "utf-32")):
        text = _utf_8(raw, is_declared=encoding is not None)
    else:
        text = to_unicode(raw, encoding or "utf-8")
    return _CONTROLS.sub(" ", text)


def text_of(element: etree._Element, *, without: Iterable[etree._Element] = ()) -> str:
    """Return what a reader sees of *element*, on one line."""
    return fold("".join(_pieces(element, frozenset(without))))


def fold(text: str) -> str:
    """Return *text* with its white space made single spaces."""
    return _SPACES.sub(" ", text).strip()


def words_in(element: etree._Element, *attributes: str) -> str:
    """Return the words of an element's attributes, in lower case, each between spaces: class names and ids."""
    found = " ".join(element.get(name) or "" for name in attributes or ("class", "id", "role"))
    return f" {fold(found).lower()} "


def elements(root: etree._Element) -> Iterator[HtmlElement]:
    """Yield every element of *root*, itself first; no comments."""
    yield from root.iter(etree.Element)


def _pieces(element: etree._Element, without: frozenset[etree._Element]) -> Iterator[str]:
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, node in walk:
        if node.tag in _BLOCKS:
            yield " "
        if event == "end":
            yield (node.tail or "") if node is not element else ""
        elif node.tag in SILENT or node in without:
            walk.skip_subtree()
        else:
            yield node.text or ""


def _utf_8(raw: bytes, *, is_declared: bool) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        guesses = [] if is_declared else detect_encoding(raw)
    # A few wrong bytes in a page that says it is UTF-8 are somebody's paste from Windows.
    return to_unicode(raw, guesses[0]) if guesses else decode(raw)


def _parsed(text: str) -> HtmlElement:
    if not text or text.isspace():
        raise SourceUnreadable("the page is empty")
    if reason := why_crowded(text, MAX_ATTRIBUTES):
        raise SourceUnreadable(f"an element of the page {reason}")
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError) as error:
        raise SourceUnreadable(f"the page cannot be read as HTML: {error}") from error
    if not isinstance(root, HtmlElement):
        raise SourceUnreadable("the page holds no element of HTML")
    if any("depth" in entry.message for entry in parser.error_log.filter_from_fatals()):
        raise SourceUnreadable("its elements are nested more than 256 deep")
    if sum(1 for _ in root.iter()) > MAX_ELEMENTS:
        raise SourceUnreadable(f"the page has more than {MAX_ELEMENTS:,} elements, which is more than is read")
    return root


def _own_address(root: HtmlElement) -> str:
    """Return where the page says that it lives."""
    for path, name in (
        (".//link[@rel='canonical']", "href"),
        (".//meta[@property='og:url']", "content"),
        (".//link[@rel='amphtml']", "href"),
    ):
        found = root.find(path)
        address = fold(found.get(name) or "") if found is not None else ""
        if address.startswith(("http://", "https://")):
            return address
    return ""


def _joined(address: str, base: str) -> str:
    try:
        return urljoin(address, fold(base)) if base else address
    except ValueError:
        return address
