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
from portal.organizations.names import Names


class Recognizer:
    """Reads articles. Threads may share one."""

    def __init__(self, entries: Iterable[Entry], revision: int = 0) -> None:
        self.revision = revision
        """Of the authority file."""

        self._names = Names(tuple(entries))
        self._asked: tuple[frozenset[str], Names] = (frozenset(), Names(()))

    def read(self, article: Article) -> Reading:
        """Return what the title and the body of *article* name.

        Shape: see `Reading`; at most `MOST_MENTIONS` mentions of each organization, exact
        counts. The same article gives the same reading.
        """
        return Look(self._names, article).reading(self.revision)

    def names_any(self, article: Article, names: frozenset[str]) -> bool:
        """Say whether any of *names* may stand in *article*, whatever their case: where none does, none is recognized.

        Shape: it may say so where none is recognized, never the other way round.
        """
        asked, ready = self._asked
        if asked is not names:
            ready = Names((Entry(id="any", name="", aliases=tuple(sorted(names))),))
            self._asked = (names, ready)
        return stands_any(ready, f"{article.title}\n\n{article.body_text}")
