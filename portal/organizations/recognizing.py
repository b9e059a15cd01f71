"""Article → Reading: which organizations its text names, by which words, and why.

A recognizer is built from the authority file once, and then only read. It
knows nothing of stores.
"""

from collections.abc import Iterable

from portal.articles.article import Article
from portal.articles.assignments import Reading
from portal.articles.authority import Entry
from portal.organizations.deciding import Look
from portal.organizations.finding import stands_any
from portal.organizations.inflection import Inflected, inflected, primary
from portal.organizations.names import Names


class Recognizer:
    """Reads articles. Threads may share one."""

    def __init__(self, entries: Iterable[Entry], revision: int = 0) -> None:
        self.revision = revision
        """Of the authority file."""

        self._names = Names(tuple(entries))
        self._by_language: dict[str, Inflected | None] = {}
        self._asked: _Asked | None = None

    def read(self, article: Article) -> Reading:
        """Return what the title and the body of *article* name.

        Shape: see `Reading`; at most `MOST_MENTIONS` mentions of each organization, exact
        counts. The same article gives the same reading.
        """
        return Look(self._names, article, self._inflected(article.language)).reading(self.revision)

    def names_any(self, article: Article, names: frozenset[str]) -> bool:
        """Say whether any of *names* may stand in *article*, whatever their case: where none does, none is recognized.

        Shape: it may say so where none is recognized, never the other way round.
        """
        asked = self._asked
        if asked is None or asked.names is not names:
            asked = self._asked = _Asked(names)
        text = f"{article.title}\n\n{article.body_text}"
        endings = asked.inflected(primary(article.language))
        return stands_any(asked.ready, text) or (endings is not None and any(endings.found(text)))

    def _inflected(self, language: str) -> Inflected | None:
        """Return what finds names with the endings of *language*, built when the first article in it is read."""
        language = primary(language)
        if language not in self._by_language:
            self._by_language[language] = inflected(self._names.entries, language)
        return self._by_language[language]


class _Asked:
    """Names that are looked for in many articles, whose they are being of no account."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names
        self.ready = Names((Entry(id="any", name="", aliases=tuple(sorted(names))),))
        self._by_language: dict[str, Inflected | None] = {}

    def inflected(self, language: str) -> Inflected | None:
        """Return what finds them with the endings of *language*."""
        if language not in self._by_language:
            entry = Entry(id="any", name="", names={language: tuple(sorted(self.names))})
            self._by_language[language] = inflected((entry,), language)
        return self._by_language[language]
