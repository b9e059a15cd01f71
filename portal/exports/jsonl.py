"""Articles → Article JSON Lines, nothing lost."""

import json
from collections.abc import Iterable, Iterator

from portal.articles.article import Article
from portal.exports.record import record_of


def jsonl_lines(articles: Iterable[Article]) -> Iterator[str]:
    """Yield a line for each article, ending in a line feed."""
    for article in articles:
        yield json.dumps(record_of(article), ensure_ascii=False) + "\n"
