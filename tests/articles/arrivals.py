"""Arrivals with everything defaulted, known by their address."""

from portal.articles.article import ArticleId
from portal.articles.store import Arrival, Key, KeyKind
from tests.builders import an_article


def an_arrival(name: str, *, known_as: str = "", **given: object) -> Arrival:
    """Return the arrival of an article called *name*; *known_as* is its id when it is not a new one."""
    fields = {"title": f"On {name}", "url": f"https://news.example/{name}"} | given
    article = an_article(**fields, id=ArticleId(known_as))  # type: ignore[arg-type]  # a test gives what it takes
    return Arrival(article=article, keys=(Key(KeyKind.URL, f"https://news.example/{name}"),), raw_body=f"<p>{name}</p>")
