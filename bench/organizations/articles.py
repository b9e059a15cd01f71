"""The sixty real articles whose organizations were labelled by reading, found again from where they lie.

How they were drawn: see `bench.organizations.drawing`; the seed was chosen before anybody saw what it draws.
Each was read whole before anything was tuned, without a look at a recognizer, and its labels were written by
reading. A program counted words that were labelled already: where it and the reader differed, and for what a
copyright notice repeats a dozen times, each place was looked at. Of a text longer than `MOST` characters what was
read are its first `MOST`, and they are the article.
``labels.jsonl`` holds no text, only how an article is found and what it names.

The rules, for a line of ``labels.jsonl``:

- ``organizations`` is every body that the title or the text names: by a name, an acronym, or a short form with
  a capital that stands for the name ("the Commission", "the Department", "la Banque").
  What is only described, in small letters ("the finance ministry", "l'armée"), is not named.
- ``name`` is what it is called in English, the same for all articles and languages (OMS: World Health Organization).
  Bodies of old texts keep the name of their time (European Community).
- ``words`` are the words as they stand, in the case and with the ending that they have there.
- ``mentions`` says how often it is named. A long name and the acronym after it are two.
  A name that begins with that of a larger body names both: NASA Marshall Space Flight Center, ILO CLP,
  EC Commission, BBC Radio 4. World Bank Group, NHS Providers and CADAK-CAR do not: they are no parts of what they
  begin with. What an address of the web, a hyphen within a line or columns of a page tore apart is not counted.
- ``wanted`` is true for all that is meant, also in passing, in a list of abbreviations or in a copyright notice,
  and where the body's own program, document or office bears its name. It is false, with ``why``, where the name
  is only a part of that of a product, a prize, a ranking or a license, or stands in a postal or web address or in
  the credit of a picture: an article found under that body would be found wrongly.
- Bodies are also: parliaments and their committees, courts, sports federations and clubs, armed groups, media,
  offices with a name of their own within a body, and programs or sites where in any of the sixty they act by
  people of their own (FedRAMP, DigitalGov, Challenge.gov). The White House, the Kremlin and Downing Street are
  bodies where they act. GATT is one: it had a secretariat and committees.
- Not bodies: countries, their capitals and "the Government of" them, laws, treaties, funds, competitions, events,
  titles of people, products, websites that are only used, bands.
- ``not`` are words that look like a body, and are none there, with ``why``.
- ``kind``: a development bank of states is intergovernmental; ``bank`` are central and commercial ones.
"""

import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from bench.converters import digitalgov, reuters
from bench.converters.writing import SHARED
from portal.ingest.clean import plain_text, plain_title, sanitize
from portal.sources.archive_text import read_archive_text
from portal.sources.raw import RawItem

LABELS = Path(__file__).with_name("labels.jsonl")
MOST = 6_000
"""Characters of a text that were read; what follows them is no part of the set."""


class Row(NamedTuple):
    """An article as its collection has it."""

    key: str
    """How its collection names it."""

    title: str
    body: str
    """Plain text, or HTML."""

    language: str
    has_organizations: bool = False
    """Its collection gives it some."""


@dataclass(frozen=True, slots=True)
class Text:
    """An article as the portal would hold it, cut to `MOST` characters."""

    set: str
    key: str
    title: str
    text: str
    """Paragraphs parted by blank lines."""

    language: str
    source: str
    """Who published it; empty where that is not known."""

    tags: tuple[str, ...] = ()
    """None is given: what is found shall be found in the words."""


def articles() -> dict[tuple[str, str], Text]:
    """Return the labelled articles by set and key, in the order of their labels.

    Raises:
        LookupError: a collection does not hold one of them.
        OSError: a collection is absent.
    """
    keys = [(str(line["set"]), str(line["key"])) for line in labels()]
    found: dict[tuple[str, str], Text] = {}
    for name in dict.fromkeys(name for name, _ in keys):
        wanted = {key for in_set, key in keys if in_set == name}
        found |= {(name, row.key): text_of(name, row) for row in COLLECTIONS[name]() if row.key in wanted}
    if missing := [key for key in keys if key not in found]:
        raise LookupError(f"not in their collections: {missing}")
    return {key: found[key] for key in keys}


def labels() -> list[Mapping[str, Any]]:
    """Return the lines of ``labels.jsonl``."""
    with LABELS.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def text_of(name: str, row: Row) -> Text:
    """Return *row* of the set *name* as the portal would hold it."""
    text = plain_text(sanitize(row.body))[:MOST]
    return Text(name, row.key, plain_title(row.title), text, row.language, _SOURCES[name])


def _digitalgov() -> Iterator[Row]:
    return (Row(str(row["id"]), str(row["title"]), str(row["body"]), "en") for row in digitalgov.records())


def _reuters() -> Iterator[Row]:
    for row in reuters.records():
        yield Row(str(row["id"]), str(row["title"]), str(row["body"]), "en", bool(row["organizations"]))


def _reports() -> Iterator[Row]:
    for row in _packed("worldbank-reports/reports.jsonl.gz"):
        yield Row(row["id"], row["head_lines"][0], row["body"], row["lang"])


def _masakhane() -> Iterator[Row]:
    for row in _packed("masakhanews-test/articles.jsonl.gz"):
        yield Row(row["id"], row["title"], row["body"], row["lang"][:2])


def _govuk() -> Iterator[Row]:
    """Yield one item of each page that has an HTML body and a language, in order of their paths."""
    met = set[tuple[object, str]]()
    for item in sorted(_packed("govuk-content-examples/content_items.jsonl.gz"), key=lambda item: str(item["path"])):
        content = item["content"]
        body, language = (content.get("details") or {}).get("body"), content.get("locale")
        page = (content.get("base_path"), str(language))
        if isinstance(body, str) and language and page not in met:
            met.add(page)
            yield Row(item["path"], str(content.get("title") or ""), body, language)


def _globalvoices() -> Iterator[Row]:
    for row in _packed("globalvoices-eo/articles.jsonl.gz"):
        yield Row(row["url"], row["title"], row["body"], "eo")


def _seed() -> Iterator[Row]:
    """Yield the page of five cards as one article: titles and excerpts as the portal parts them, without a title."""
    for path in sorted((SHARED / "seed").glob("*.txt")):
        cards = [card for card in read_archive_text([path.read_bytes()], path.name) if isinstance(card, RawItem)]
        yield Row(
            path.name, "", "\n\n".join(part for card in cards for part in (card.title, card.excerpt) if part), "en"
        )


@cache
def _packed(path: str) -> list[dict[str, Any]]:
    with gzip.open(SHARED / path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


COLLECTIONS: Mapping[str, Callable[[], Iterator[Row]]] = {
    "digitalgov-news": _digitalgov,
    "reuters21578": _reuters,
    "worldbank-reports": _reports,
    "masakhanews-test": _masakhane,
    "govuk-content-examples": _govuk,
    "globalvoices-eo": _globalvoices,
    "seed": _seed,
}
_SOURCES = {
    "digitalgov-news": digitalgov.SOURCE,
    "reuters21578": "Reuters",
    "worldbank-reports": "World Bank",
    "masakhanews-test": "BBC News Afrique",
    "govuk-content-examples": "GOV.UK",
    "globalvoices-eo": "Global Voices",
    "seed": "",
}
