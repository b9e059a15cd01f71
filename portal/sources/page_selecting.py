"""CSS selectors over a page."""

from functools import cached_property

from lxml import etree
from lxml.html import HtmlElement
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from portal.sources.errors import SourceUnreadable
from portal.sources.page import elements, text_of

_NUMBER = "data-portal-number"

# A parser of HTML opens these again after each block in which they were left open: a few, or it never ends.
_FORMATTING = frozenset("b big code em font i nobr s small strike strong tt u".split())
_MOST_FORMATTING = 40


class Selecting:
    """The elements of one page, to be asked for by CSS selectors; nothing is prepared until the first is."""

    def __init__(self, root: HtmlElement) -> None:
        self._root = root
        self._known: dict[str, list[HtmlElement]] = {}

    def all(self, selector: str, within: HtmlElement | None = None) -> list[HtmlElement]:
        """Return the elements that *selector* selects, below *within* if it is given, in their order.

        Shape: empty for an empty selector.

        Raises:
            SourceUnreadable: *selector* is no CSS, or formatting is nested too deeply in the page.
        """
        if not selector:
            return []
        if selector not in self._known:
            self._known[selector] = self._select(selector)
        if within is None:
            return self._known[selector]
        inside = set(within.iterdescendants())
        return [element for element in self._known[selector] if element in inside]

    def first(self, selector: str, within: HtmlElement | None = None) -> HtmlElement | None:
        """Return the first of `all`; None if there is none."""
        return next(iter(self.all(selector, within)), None)

    def texts(self, selector: str, within: HtmlElement | None = None) -> tuple[str, ...]:
        """Return the texts of `all`, empty ones left out."""
        return tuple(text for element in self.all(selector, within) if (text := text_of(element)))

    def _select(self, selector: str) -> list[HtmlElement]:
        numbered = list(elements(self._root))
        try:
            found = self._tree.css(selector)
        except SelectolaxError as error:
            raise SourceUnreadable(f"{selector!r} is no CSS selector that is understood") from error
        numbers = [int(number) for node in found if (number := node.attributes.get(_NUMBER))]
        return [numbered[number] for number in sorted(set(numbers))]

    @cached_property
    def _tree(self) -> LexborHTMLParser:
        """The page once more, as the library with the selectors has it, each element with its number."""
        if any(_formatting_over(element) > _MOST_FORMATTING for element in self._root.iter(*_FORMATTING)):
            raise SourceUnreadable("formatting is nested too deeply in this page for selectors")
        try:
            for number, element in enumerate(elements(self._root)):
                element.set(_NUMBER, str(number))
            return LexborHTMLParser(etree.tostring(self._root, encoding="unicode", method="html"))
        finally:
            for element in elements(self._root):
                element.attrib.pop(_NUMBER, None)


def is_css(selector: str) -> bool:
    """Say whether *selector* is one that `Selecting` understands."""
    try:
        LexborHTMLParser("").css(selector)
    except SelectolaxError:
        return False
    return True


def _formatting_over(element: HtmlElement) -> int:
    return sum(1 for parent in element.iterancestors() if parent.tag in _FORMATTING)
