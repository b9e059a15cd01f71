"""Re-tagging: after a change of the authority file, articles are read anew, a few at a time."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from portal.articles.authority import Authority, RetagPage, RetagState
from portal.organizations.recognizing import Recognizer

BATCH = 400
"""Articles in one transaction: a sixth of a second, for which other writers wait only while it is written."""


@dataclass(frozen=True, slots=True)
class Retagged:
    """What re-tagging did."""

    looked_at: int = 0
    written: int = 0
    """Articles that carry other organizations now."""


def retag(
    authority: Authority,
    recognizer_of: Callable[[Authority], Recognizer],
    *,
    seconds: float | None = None,
    on_progress: Callable[[RetagState], None] = lambda _state: None,
) -> Retagged:
    """Read the articles anew that are due, until none is, or until *seconds* are over.

    Shape: each transaction is kept, so whoever goes on later goes on from
    there; several may do it at once. *on_progress* is called before each page.
    Articles that carry other organizations are on the list of changes then.

    Units: seconds of wall-clock time.

    Raises:
        StoreUnavailable: what was done before is kept.
    """
    until = None if seconds is None else time.monotonic() + seconds
    done = Retagged()
    while (state := authority.retagging()) is not None:
        on_progress(state)
        page = authority.retag_page(BATCH)
        if page is None:
            break
        done = _taken(authority, recognizer_of(authority), page, done)
        if until is not None and time.monotonic() > until:
            break
    return done


def _taken(authority: Authority, recognizer: Recognizer, page: RetagPage, done: Retagged) -> Retagged:
    if recognizer.revision != page.revision:
        return done  # the file has changed between: the next page is of the newer one
    due = [one.article for one in page.articles if not page.names or recognizer.names_any(one.article, page.names)]
    written = authority.record(page, {article.id: recognizer.read(article) for article in due})
    return Retagged(done.looked_at + len(page.articles), done.written + written)
