"""Pairs of an article and an organization that were found, beside those that should have been."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple


class Pair(NamedTuple):
    """An article that is under an organization."""

    article: str
    organization: str
    """The id of its entry."""


@dataclass(frozen=True, slots=True)
class Score:
    """What was found of what was wanted."""

    found: frozenset[Pair]
    wanted: frozenset[Pair]

    @property
    def right(self) -> frozenset[Pair]:
        """Those found that were wanted."""
        return self.found & self.wanted

    @property
    def false(self) -> list[Pair]:
        """Those found that were not wanted, in order."""
        return sorted(self.found - self.wanted)

    @property
    def missed(self) -> list[Pair]:
        """Those wanted that were not found, in order."""
        return sorted(self.wanted - self.found)

    @property
    def precision(self) -> float:
        """The share of what was found that is right; 1 where nothing was found."""
        return len(self.right) / len(self.found) if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of what was wanted that was found; 1 where nothing was wanted."""
        return len(self.right) / len(self.wanted) if self.wanted else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = len(self.found) + len(self.wanted)
        return 2 * len(self.right) / both if both else 1.0

    def where(self, is_meant: Callable[[Pair], bool]) -> "Score":
        """Return what there is of some pairs."""
        return Score(frozenset(filter(is_meant, self.found)), frozenset(filter(is_meant, self.wanted)))

    def of(self, organization: str) -> "Score":
        """Return what there is of one organization."""
        return self.where(lambda pair: pair.organization == organization)
