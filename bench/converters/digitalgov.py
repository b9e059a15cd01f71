"""News of digital.gov → article JSON Lines: Markdown with Hugo shortcodes becomes HTML."""

import gzip
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from markdown_it import MarkdownIt

from bench.converters.writing import SHARED, run

FOLDER = SHARED / "digitalgov-news"
SOURCE = "digital.gov"

_REFERENCE = re.compile(r"\{\{[<%]\s*(?:ref|relref|link)\s+\"([^\"]*)\"\s*[>%]\}\}")
_IMAGE = re.compile(r"\{\{[<%]\s*[\w-]*img[\w-]*\s[^}]*?alt=\"([^\"]*)\"[^}]*\}\}")
_QUOTE = re.compile(r"\{\{[<%]\s*quote-block\s[^}]*?text=\"([^\"]*)\"[^}]*\}\}")
_SHORTCODE = re.compile(r"\{\{[<%].*?[>%]\}\}", re.DOTALL)


def records(folder: Path = FOLDER) -> Iterator[dict[str, object]]:
    """Yield every article, oldest first."""
    topics = _topic_titles(folder)
    markdown = MarkdownIt("commonmark", {"html": True}).enable("table")
    with gzip.open(folder / "news.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield _record(json.loads(line), topics, markdown)


def _topic_titles(folder: Path) -> dict[str, str]:
    with gzip.open(folder / "topics.json.gz", "rt", encoding="utf-8") as file:
        return {slug: topic["title"] for slug, topic in json.load(file).items() if topic.get("title")}


def _record(news: dict[str, object], topics: dict[str, str], markdown: MarkdownIt) -> dict[str, object]:
    identity, body = str(news["id"]), str(news["body_markdown"] or "")
    return {
        "id": identity,
        "url": f"https://digital.gov/{identity[:10].replace('-', '/')}/{news['slug']}/",
        "title": news["title"],
        "body": markdown.render(_without_shortcodes(body)),
        "excerpt": news["summary"] or news["deck"],
        "tags": [_topic(topic, topics) for topic in _list(news["topics"])],
        "organizations": news["orgs"],
        "published": news["date"],
        "source": SOURCE,
        "language": news["lang"],
        "source_url": news["source_url"],
        "author_agencies": news["author_agencies"],
    }


def _topic(topic: str, titles: dict[str, str]) -> str:
    slug = topic.lower().replace(" ", "-")
    return titles.get(slug, slug.replace("-", " ").capitalize())


def _list(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _without_shortcodes(markdown: str) -> str:
    """Keep what a shortcode says in words, such as a quotation or the target of a link."""
    markdown = _REFERENCE.sub(r"\1", markdown)
    markdown = _QUOTE.sub(r"\n\n> \1\n\n", markdown)
    return _SHORTCODE.sub(" ", _IMAGE.sub(r"\n\n\1\n\n", markdown))


if __name__ == "__main__":
    sys.exit(run(records(), ["bench.converters.digitalgov", *sys.argv[1:]]))
