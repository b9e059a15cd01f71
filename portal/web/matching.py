"""Two lists of words → which of them are the same, with a bounded amount of work."""

from collections.abc import Sequence


class Budget:
    """How much may still be compared for one page."""

    def __init__(self, steps: int) -> None:
        self.steps = steps


def matches(before: Sequence[str], after: Sequence[str], budget: Budget) -> list[tuple[int, int]] | None:
    """Return the places of what is the same in both, in order, as many as there can be; None over the *budget*.

    Source: E. W. Myers, An O(ND) difference algorithm and its variations, 1986, the greedy one.
    """
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    inner = _matches(before[start : len(before) - end], after[start : len(after) - end], budget)
    if inner is None:
        return None
    found = [(place, place) for place in range(start)]
    found += [(one + start, other + start) for one, other in inner]
    return found + [(len(before) - place, len(after) - place) for place in range(end, 0, -1)]


def _matches(before: Sequence[str], after: Sequence[str], budget: Budget) -> list[tuple[int, int]] | None:
    if not before or not after:
        return []
    rounds: list[dict[int, int]] = []
    furthest = {1: 0}
    """On each diagonal, how far one comes in *before*."""
    for changes in range(len(before) + len(after) + 1):
        rounds.append(furthest)
        furthest = dict(furthest)
        for diagonal in range(-changes, changes + 1, 2):
            if not -len(after) <= diagonal <= len(before):
                continue
            place = _stepped(furthest, diagonal, changes)
            while place < len(before) and place - diagonal < len(after) and before[place] == after[place - diagonal]:
                place += 1
                budget.steps -= 1
            furthest[diagonal] = place
            if place >= len(before) and place - diagonal >= len(after):
                return _way_back(rounds, len(before), len(after))
        # A copy of what was reached is kept for each round.
        budget.steps -= 2 * len(furthest)
        if budget.steps < 0:
            return None
    return []


def _stepped(furthest: dict[int, int], diagonal: int, changes: int) -> int:
    """Return the further of a step down, which adds a word, and a step on, which removes one."""
    down, on = furthest.get(diagonal + 1, -1), furthest.get(diagonal - 1, -2) + 1
    return down if diagonal == -changes or (diagonal != changes and on <= down) else on


def _way_back(rounds: list[dict[int, int]], place: int, other: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for changes in range(len(rounds) - 1, -1, -1):
        furthest, diagonal = rounds[changes], place - other
        came = _stepped(furthest, diagonal, changes)
        is_down = came == furthest.get(diagonal + 1, -1) and (
            diagonal == -changes or (diagonal != changes and furthest.get(diagonal - 1, -2) + 1 <= came)
        )
        while place > came and other > came - diagonal:
            place, other = place - 1, other - 1
            found.append((place, other))
        if changes:
            place, other = (came, came - diagonal - 1) if is_down else (came - 1, came - diagonal)
    return found[::-1]
