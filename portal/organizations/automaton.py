"""Which of very many patterns stand in a text, in one pass over it: Aho and Corasick's automaton.

The only module that knows pyahocorasick, which has no types.
Source: Aho and Corasick, Efficient string matching (1975).
"""

from collections.abc import Iterable, Iterator
from typing import Any

import ahocorasick  # type: ignore[import-not-found]  # it ships no types

_STORED = 100_000
"""Patterns longer than this are no names; the automaton would take them, and much memory."""


class Automaton:
    """Finds patterns, each of which has a number. Built once, then only read: threads may share it."""

    def __init__(self, patterns: Iterable[tuple[str, int]]) -> None:
        self._automaton: Any = ahocorasick.Automaton(ahocorasick.STORE_INTS)
        for pattern, number in patterns:
            if 0 < len(pattern) < _STORED:
                self._automaton.add_word(pattern, number)
        self._is_empty = not len(self._automaton)
        if not self._is_empty:
            self._automaton.make_automaton()

    def found(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where each pattern ends, its last sign, and its number: by ends, overlapping ones all."""
        return iter(()) if self._is_empty else self._automaton.iter(text)

    def number(self, pattern: str) -> int | None:
        """Return the number of a pattern; None where it is none."""
        found: int | None = self._automaton.get(pattern, None) if pattern else None
        return found
