"""Articles of 3 kB in a feed file, from the file to searchable, as HTML and as plain text.

    python -m bench.arrivals                prints a table in Markdown

On one core, in seconds of the processor, because the machine may have other
work. The articles are those of digital.gov whose HTML has 2 to 4.5 kB, each
told apart by a number; the feed says its language, as most do; ingest reads RSS, cleans, compares and stores with
every durability setting on, and indexing drains the list of changes.
"""

import html
import os
import tempfile
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from pathlib import Path

from bench.converters import digitalgov
from bench.speed import timed
from portal.config import Settings
from portal.indexing.sync import sync
from portal.ingest.clean import plain_text, sanitize
from portal.ingest.language import detected_language
from portal.ingest.pipeline import ingest
from portal.wiring import open_services

ARTICLES = 1_000
SIZES = range(2_000, 4_501)
"""Characters of HTML."""

LEAST_HTML, LEAST_TEXT = 150.0, 600.0
"""Articles a second of one core."""

_ITEM = """<item><title>{title}</title><link>https://news.example/{number}</link><guid>https://news.example/{number}</guid>
<pubDate>Thu, 05 Mar 2026 09:{minute:02}:00 GMT</pubDate><category>Cocoa</category>
<description>{body}</description></item>"""


def main() -> int:
    """Print the table; exit with 1 when a figure is missed."""
    if not digitalgov.FOLDER.exists():
        print(f"{digitalgov.FOLDER} is absent: nothing to measure")
        return 0
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    bodies = [str(record["body"]) for record in digitalgov.records() if len(str(record["body"])) in SIZES]
    detected_language("The model of languages is loaded once in the life of a process, not for each article of it.")
    print("| 1,000 in a feed, articles/s of CPU | kB each | clean and store | index | end to end | at least |")
    print("|---|---:|---:|---:|---:|---:|")
    is_html_reached = _measure("HTML", bodies, LEAST_HTML, lambda body: body)
    is_text_reached = _measure("plain text", bodies, LEAST_TEXT, _as_text(bodies))
    return 0 if is_html_reached and is_text_reached else 1


def _as_text(bodies: Sequence[str]) -> Callable[[str], str]:
    """Return what turns a body into as much plain text as there was HTML."""
    size = sum(map(len, bodies)) // len(bodies)

    def text(body: str) -> str:
        plain = plain_text(sanitize(body))
        return "\n\n".join([plain] * (size // max(1, len(plain)) + 1))[:size]

    return text


def _measure(name: str, bodies: Sequence[str], least: float, made: Callable[[str], str]) -> bool:
    """Print a row of the table, and say whether it is reached."""
    given = [made(body) for body in islice(cycle(bodies), ARTICLES)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "feed.xml"
        items = (
            _ITEM.format(
                number=number, title=f"Report {number}", minute=number % 60, body=html.escape(f"{number} {body}")
            )
            for number, body in enumerate(given)
        )
        head = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>The Desk</title>'
        head += "<language>en</language>"
        file.write_text(head + "\n".join(items) + "</channel></rss>", encoding="utf-8")
        services = open_services(Settings(data_dir=Path(folder) / "data"))
        stored = timed(lambda: ingest([str(file)], services.store))
        indexed = timed(lambda: sync(services.store, services.engine))
        found = services.store.counts()
        services.close()
    if (found.articles, found.pending) != (ARTICLES, 0):
        raise SystemExit(f"{found.articles} of {ARTICLES} articles arrived, {found.pending} of them not indexed")
    rate = ARTICLES / (stored.cpu + indexed.cpu)
    size = sum(map(len, given)) / ARTICLES / 1000
    told = [ARTICLES / stored.cpu, ARTICLES / indexed.cpu, rate]
    print(f"| {name} | {size:.1f} | " + " | ".join(f"{one:,.0f}" for one in told) + f" | {least:.0f} |", flush=True)
    return rate >= least


if __name__ == "__main__":
    raise SystemExit(main())
