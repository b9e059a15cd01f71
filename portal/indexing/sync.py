"""Changes → engine, in batches, crossed off after the commit.

Anyone may drain the list, several at once too: a batch is read when it is its
writer's turn, so none overtakes another. A crash between the commit and the
crossing off means work done twice, never work lost.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from index import Document, Engine
from index.engine import Progress
from portal.articles.article import ArticleId
from portal.articles.store import ArticleStore, Change
from portal.indexing.document import document_of
from portal.indexing.rebuild import rebuild
from portal.stories.grouping import group

BATCH = 5_000
"""Changes in one commit, unless more belong together.

Each commit makes a segment, and a few large ones are searched faster than many small ones.
"""

BATCH_CHARACTERS = 50_000_000
"""Text in one commit, so that a batch of the longest bodies fits in memory."""

READ_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync did."""

    written: int = 0
    removed: int = 0
    is_rebuilt: bool = False
    """The index had lost what was written to it: it was made anew."""


def sync(store: ArticleStore, engine: Engine, *, batch: int = BATCH, progress: Progress | None = None) -> Synced:
    """Bring *engine* up to what *store* held at some moment after the call.

    Stories are told first, so that an article is findable together with its story.
    *batch* is the most changes in one commit; *progress* is called with the
    articles done so far.

    Raises:
        EngineUnavailable: what is not written yet stays on the list.
        StorageFull: likewise.
        SchemaMismatch: the index has to be rebuilt.
        StoreUnavailable: likewise; a batch may be written again next time.
    """
    group(store.stories)
    if is_lost(store, engine):
        return Synced(written=rebuild(store, engine, progress=progress).documents, is_rebuilt=True)
    last = store.version()
    written = removed = 0
    while store.pending(1):
        read = _written(store, engine, batch)
        if not read.changes:
            break
        store.cross_off(read.changes, read.revisions)
        written, removed = written + len(read.documents), removed + len(read.gone)
        if progress is not None:
            progress(written + removed)
        # A writer that never rests must not keep us here: what came after the call is the next one's.
        if read.changes[-1].number > last:
            break
    return Synced(written, removed)


def _written(store: ArticleStore, engine: Engine, batch: int) -> "_Read":
    """Write the oldest changes, as they are once the engine takes us for its writer; return what was written."""
    read = _Read((), (), (), {})

    def documents() -> Iterator[Document]:
        nonlocal read
        read = _whole(store, batch)
        yield from read.documents

    def gone() -> Iterator[ArticleId]:
        yield from read.gone

    engine.write(documents(), remove=gone())
    return read


def _whole(store: ArticleStore, batch: int) -> "_Read":
    """Read the oldest changes, again where some that belong together were made meanwhile.

    Some of their articles may have been read before, others after: a commit of
    these would show a state that never was.
    """
    changes = store.pending(batch)
    while True:
        read = _read(store, changes)
        again = store.pending(batch)
        if _last_together(again) == _last_together(changes):
            return read
        changes = again


def _last_together(changes: tuple[Change, ...]) -> int:
    return max((change.number for change in changes if change.together is not None), default=0)


def is_lost(store: ArticleStore, engine: Engine) -> bool:
    """Say whether the list of changes need not tell of all that the index lacks.

    It is empty beside a store that is not, or an earlier commit serves
    because the newest was damaged.
    """
    held = engine.stats()
    return not held.is_newest or (held.documents == 0 and store.counts().articles > 0)


@dataclass(frozen=True, slots=True)
class _Read:
    """A part of the list, as the index is to hold it."""

    changes: tuple[Change, ...]
    documents: tuple[Document, ...]
    gone: tuple[ArticleId, ...]
    revisions: dict[ArticleId, int | None]


def _read(store: ArticleStore, changes: tuple[Change, ...]) -> _Read:
    """Read the articles of *changes*, from the first on, until they hold enough text and all that belongs together."""
    documents: dict[ArticleId, Document] = {}
    revisions: dict[ArticleId, int | None] = {}
    characters = done = 0
    last = _last_together(changes)
    while done < len(changes) and (characters < BATCH_CHARACTERS or changes[done].number <= last):
        part = changes[done : done + READ_AT_ONCE]
        wanted = dict.fromkeys(change.article_id for change in part if change.article_id not in revisions)
        revisions.update(wanted)
        for article, number in store.revisions(wanted):
            documents[article.id] = document_of(article)
            revisions[article.id] = number
            characters += len(article.body_text)
        done += len(part)
    gone = tuple(one for one, number in revisions.items() if number is None)
    return _Read(changes[:done], tuple(documents.values()), gone, revisions)
