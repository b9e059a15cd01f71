"""The elements that are open, and what is written of them, up to a limit of depth and number."""

from portal.ingest.elements import INLINE, KEPT_WHEN_EMPTY
from portal.ingest.errors import BodyTooBig

MAX_DEPTH = 256
MAX_ELEMENTS = 20_000
"""bleach takes 25 to 60 µs for each; the richest of 2,079 digital.gov articles has 592."""


class Nest:
    """Elements within each other; those that turn out to hold nothing are taken back when they close."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.stack: list[str] = []
        """The names of the open elements, the innermost last."""

        self.implicit = 0
        """Depth of the open paragraph that the markup did not ask for; 0 if there is none."""

        self.is_divided = False
        """What comes next stands by itself, because a division began or ended."""

        self._starts: list[int] = []
        """Where in the output each open element began."""
        self._filled: list[bool] = []
        """Whether each open element holds something to read."""
        self._elements = 0

    @property
    def top(self) -> str:
        """Return the innermost open element; empty when none is."""
        return self.stack[-1] if self.stack else ""

    def push(self, name: str, written: str = "") -> None:
        """Open an element, by the start tag *written* or else a plain one.

        Raises:
            BodyTooBig: it would be too deep, or one too many.
        """
        if len(self.stack) >= MAX_DEPTH:
            raise BodyTooBig(f"the body nests its elements deeper than {MAX_DEPTH}")
        self._count()
        self.stack.append(name)
        self._starts.append(len(self.out))
        self._filled.append(False)
        self.out.append(written or f"<{name}>")
        self.is_divided = False

    def write_void(self, written: str, *, fills: bool) -> None:
        """Write an element that has no end; with *fills* it is something to read by itself."""
        self._count()
        self.out.append(written)
        if fills:
            self.fill()

    def close_to(self, depth: int) -> None:
        """Close elements until *depth* of them are open."""
        while len(self.stack) > depth:
            name, start, is_filled = self.stack.pop(), self._starts.pop(), self._filled.pop()
            if self.implicit > len(self.stack):
                self.implicit = 0
            if is_filled or name in KEPT_WHEN_EMPTY:
                self.out.append(f"</{name}>")
                self.fill()
            elif name in INLINE:
                del self.out[start]  # the white space in it still parts words
            else:
                del self.out[start:]

    def fill(self) -> None:
        """Note that the innermost open element holds something to read."""
        if self._filled:
            self._filled[-1] = True

    def nearest(self, *names: str, scope: frozenset[str] = frozenset()) -> int | None:
        """Return the place of the innermost open element of *names*, not looking out of *scope*."""
        for place in range(len(self.stack) - 1, -1, -1):
            if self.stack[place] in names:
                return place
            if self.stack[place] in scope:
                return None
        return None

    def _count(self) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise BodyTooBig(f"the body has more than {MAX_ELEMENTS:,} elements")
