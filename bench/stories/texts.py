"""Real articles from the collections beside the project, in a form that can be edited."""

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bench.converters import digitalgov, reuters
from bench.converters.writing import SHARED
from portal.ingest.clean import plain_text, sanitize

LEAST_WORDS = 60
UNDATED = date(2024, 3, 1)
"""Stands for the day on which everything without a date arrived."""


@dataclass(frozen=True, slots=True)
class Text:
    """An article, as far as stories look at it."""

    name: str
    title: str
    body: str
    language: str
    day: date

    story: str = ""
    """What it was made from: texts of one story shall meet, all others shall not."""

    kind: str = "original"


def collections() -> dict[str, list[Text]]:
    """Return the articles to edit, by collection."""
    return {
        "reuters21578": list(_reuters()),
        "digitalgov-news": list(_digitalgov()),
        "globalvoices-eo": list(_lines("globalvoices-eo/articles.jsonl.gz")),
        "masakhanews-test": list(_lines("masakhanews-test/articles.jsonl.gz")),
    }


def reports() -> list[Text]:
    """Return the World Bank reports: country profiles made from one template among them."""
    with gzip.open(SHARED / "worldbank-reports" / "reports.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        Text(f"wb-{row['id']}", " ".join(row["head_lines"][:2]), row["body"], row["lang"], UNDATED, f"wb-{row['id']}",
             "report")
        for row in rows
    ]  # fmt: skip


def chosen(count: int, seed: int) -> tuple[list[Text], list[Text]]:
    """Return *count* articles to edit, as many from each collection, and the other long enough ones."""
    chance = random.Random(seed)
    picked: list[Text] = []
    rest: list[Text] = []
    every = collections()
    for texts in every.values():
        long_enough = [text for text in texts if len(text.body.split()) >= LEAST_WORDS]
        chance.shuffle(long_enough)
        share = count // len(every)
        picked += long_enough[:share]
        rest += long_enough[share:]
    chance.shuffle(picked)
    return picked, rest


def _reuters() -> Iterator[Text]:
    for row in reuters.records():
        published = str(row.get("published") or "")[:10]
        name = f"reuters-{row['id']}"
        day = date.fromisoformat(published) if published else UNDATED
        yield Text(name, str(row.get("title") or ""), str(row.get("body") or ""), "en", day, name)


def _digitalgov() -> Iterator[Text]:
    for row in digitalgov.records():
        name, published = f"digitalgov-{row['id']}", str(row["published"])[:10]
        body = plain_text(sanitize(str(row["body"]), None))
        yield Text(name, str(row["title"]), body, str(row["language"]), date.fromisoformat(published), name)


def _lines(path: str) -> Iterator[Text]:
    with gzip.open(SHARED / path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            row = json.loads(line)
            name = f"{path.partition('-')[0]}-{row.get('id', number)}"
            published = str(row.get("published") or "")[:10]
            day = date.fromisoformat(published) if published else UNDATED + timedelta(days=number % 60)
            yield Text(name, row["title"], row["body"], row["lang"][:2], day, name)
