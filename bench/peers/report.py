"""Figures to tables in Markdown."""

from collections.abc import Iterator, Mapping, Sequence

from bench.peers import figures
from bench.peers.asking import CLASSES, MODES, Asked
from bench.peers.engines import OURS
from bench.peers.figures import CPU, WALL, Times

MODE_NAMES = {"a": "top 10", "b": "top 10 and all counts", "c": "a tag and an organization picked"}


def means(asked: Sequence[Asked], times: Mapping[str, Times]) -> Iterator[str]:
    """Yield a table of geometric means over the classes, and what they are of ours."""
    names = list(times)
    yield "| CPU, geometric mean of the classes, ms | " + " | ".join(names) + " |"
    yield "|---|" + "---:|" * len(names)
    for mode in MODES:
        cells = [f"{figures.mean(times[name], asked, mode):.3f}" for name in names]
        yield f"| {mode}: {MODE_NAMES[mode]} | " + " | ".join(cells) + " |"
    for mode in MODES:
        cells = [f"{ratio(asked, times, name, mode):,.2f}×" for name in names]
        yield f"| {mode}: over ours | " + " | ".join(cells) + " |"


def ratio(asked: Sequence[Asked], times: Mapping[str, Times], name: str, mode: str) -> float:
    """Return how many times as long as ours *name* takes, over the queries that both were asked."""
    both = figures.answered(times[name], asked, mode)
    return figures.mean(times[name], both, mode) / figures.mean(times[OURS], both, mode)


def classes(asked: Sequence[Asked], times: Mapping[str, Times]) -> Iterator[str]:
    """Yield a table of medians by class; modes a / b / c in each cell."""
    names = list(times)
    yield "| CPU median, ms: a / b / c | " + " | ".join(names) + " |"
    yield "|---|" + "---:|" * len(names)
    found = {(name, mode): figures.by_class(times[name], asked, mode) for name in names for mode in MODES}
    for kind in CLASSES:
        cells = [" / ".join(_short(found[name, mode][kind]) for mode in MODES) for name in names]
        yield f"| {kind} | " + " | ".join(cells) + " |"


def tails(asked: Sequence[Asked], times: Mapping[str, Times]) -> Iterator[str]:
    """Yield a table of 95th percentiles over queries."""
    names = list(times)
    yield "| p95 over queries, ms | " + " | ".join(names) + " |"
    yield "|---|" + "---:|" * len(names)
    for mode in MODES:
        for which, clock in ((CPU, "CPU"), (WALL, "wall")):
            cells = [_short(figures.p95(times[name], asked, mode, which)) for name in names]
            yield f"| {mode}, {clock} | " + " | ".join(cells) + " |"


def builds(documents: int, built: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    """Yield a table of the builds: ours from text, those of peers from terms."""
    yield "| built, one core | seconds | articles/s | MB |"
    yield "|---|---:|---:|---:|"
    for name, found in built.items():
        yield f"| {name} | {found['wall']:.1f} | {documents / found['wall']:,.0f} | {found['bytes'] / 1e6:,.0f} |"


def _short(milliseconds: float) -> str:
    return f"{milliseconds:.3g}" if milliseconds < 100 else f"{milliseconds:,.0f}"
