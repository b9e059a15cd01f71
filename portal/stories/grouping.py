"""Articles → stories: whoever was added, changed or removed is compared anew, and whatever follows from it.

A story is what hangs together: two articles belong to one when they are near
(`portal.stories.likeness`), or when a chain of near ones joins them. So it
does not matter in which order they came.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from portal.articles.article import ArticleId
from portal.articles.stories import Signed, Stories, StoryBatch, Waiting
from portal.stories.likeness import WINDOW, are_near
from portal.stories.signature import Signature, day_of, signature_of

BATCH = 200
"""Articles in one transaction."""

MOST_COMPARED = 64
"""Others that one article is compared with: those that share most keys with it."""


@dataclass(frozen=True, slots=True)
class Grouped:
    """What grouping did."""

    looked_at: int = 0
    moved: int = 0
    """Articles that are in another story than before."""


def group(stories: Stories, *, on_progress: Callable[[int], None] = lambda _done: None) -> Grouped:
    """Look at every article that was added, changed or removed since the last time.

    Shape: *on_progress* is called after each transaction with how many were
    looked at. Articles whose story is another now are on the list of changes.

    Raises:
        StoreUnavailable: what was looked at before is kept.
    """
    done = Grouped()
    while stories.count_waiting():
        with stories.writing() as batch:
            step = _Step(batch).take()
        done = Grouped(done.looked_at + step.looked_at, done.moved + step.moved)
        on_progress(done.looked_at)
    return done


class _Step:
    """One transaction."""

    def __init__(self, batch: StoryBatch) -> None:
        self._batch = batch
        self._signatures: dict[int, Signature] = {}
        self._moves: dict[ArticleId, ArticleId | None] = {}
        self._heard: set[ArticleId] = set()

    def take(self) -> Grouped:
        removed, waiting = self._batch.removed(BATCH), self._batch.waiting(BATCH)
        fresh = self._signed(waiting)
        self._forget((*removed, *(one.signed for one in waiting if one.signed and one.sequence in fresh)))
        self._keep(fresh, waiting)
        left = {one.story for one in (*removed, *fresh.values()) if one.story}
        loose = {one.sequence: one for one in self._batch.members(left)} | fresh
        self._settle(loose)
        self._batch.move(self._moves, self._heard)
        if len(removed) < BATCH:
            self._batch.looked_at(None if len(waiting) < BATCH else waiting[-1].revision)
        return Grouped(len(removed) + len(waiting), len(self._heard))

    def _signed(self, waiting: Iterable[Waiting]) -> dict[int, Signed]:
        """Return those of *waiting* whose signature is another now, with their story as it was."""
        fresh: dict[int, Signed] = {}
        for one in waiting:
            signature = signature_of(
                one.title, one.body, language=one.language, day=day_of(one.published, one.first_seen_at)
            )
            signed = Signed(
                sequence=one.sequence,
                article_id=one.article_id,
                language=signature.language,
                day=signature.day,
                signature=signature.packed(),
                story=one.signed.story if one.signed else None,
            )
            if signed != one.signed:
                self._signatures[one.sequence] = signature
                fresh[one.sequence] = signed
        return fresh

    def _forget(self, old: tuple[Signed, ...]) -> None:
        self._batch.forget(old, {one.sequence: _unpacked(one).keys() for one in old})

    def _keep(self, fresh: Mapping[int, Signed], waiting: Iterable[Waiting]) -> None:
        revisions = {one.sequence: one.revision for one in waiting}
        keys = {sequence: self._signatures[sequence].keys() for sequence in fresh}
        self._batch.keep(fresh.values(), revisions, keys)
        self._batch.seen({one: revision for one, revision in revisions.items() if one not in fresh})

    def _settle(self, loose: Mapping[int, Signed]) -> None:
        """Find the story of each article in *loose*; whole stories that one of them is near come with it."""
        parts = self._joined(loose)
        whole = {story for part in parts for story in part.stories}
        arrivals = self._batch.arrivals(whole)
        several = self._batch.members(whole)
        for part in parts:
            members = [loose[sequence] for sequence in part.loose]
            if len(members) == 1 and not part.stories:
                self._move(members[0], None)
                continue
            firsts = [(one.sequence, one.article_id) for one in members]
            _, first = min(firsts + [(arrivals[story], story) for story in part.stories])
            members += [one for one in several if one.story in part.stories]
            members += [part.alone[story] for story in part.stories if story in part.alone]
            for one in members:
                self._move(one, first)

    def _move(self, signed: Signed, story: ArticleId | None) -> None:
        if signed.story != story:
            self._moves[signed.article_id] = story
        # The first of a story counts under its own id, as it did alone: the index need not hear of it.
        if (signed.story or signed.article_id) != (story or signed.article_id):
            self._heard.add(signed.article_id)

    def _joined(self, loose: Mapping[int, Signed]) -> list["_Part"]:
        """Return *loose* in parts that hang together, with the stories of others that they hang on."""
        near = {sequence: self._looked_up(one) for sequence, one in loose.items()}
        others = {one for found in near.values() for one in found} - loose.keys()
        held = {one.sequence: one for one in self._batch.signed(others)}
        parts = {sequence: _Part({sequence}) for sequence in sorted(loose)}
        of_story: dict[ArticleId, _Part] = {}
        compared: set[tuple[int, int]] = set()
        for sequence in sorted(loose):
            for other in near[sequence]:
                pair = (min(sequence, other), max(sequence, other))
                if pair in compared or not (other in loose or other in held):
                    continue
                compared.add(pair)
                mine = parts[sequence]
                if other in loose:
                    if parts[other] is not mine and self._are_near(loose[sequence], loose[other]):
                        _merge(mine, parts[other], parts, of_story)
                elif _story(held[other]) not in mine.stories and self._are_near(loose[sequence], held[other]):
                    self._take_in(mine, held[other], parts, of_story)
        return list({id(part): part for part in parts.values()}.values())

    def _take_in(
        self, mine: "_Part", other: Signed, parts: dict[int, "_Part"], of_story: dict[ArticleId, "_Part"]
    ) -> None:
        """Join the whole story of *other*, and whatever joined it before."""
        story = _story(other)
        if story in of_story:
            _merge(mine, of_story[story], parts, of_story)
            return
        mine.stories.add(story)
        of_story[story] = mine
        if other.story is None:
            mine.alone[story] = other

    def _looked_up(self, signed: Signed) -> tuple[int, ...]:
        keys = self._signature(signed).keys()
        found = self._batch.near(keys, signed.day - WINDOW, signed.day + WINDOW, limit=MOST_COMPARED + 1)
        return tuple(one for one in found if one != signed.sequence)

    def _are_near(self, one: Signed, other: Signed) -> bool:
        return are_near(self._signature(one), self._signature(other))

    def _signature(self, signed: Signed) -> Signature:
        found = self._signatures.get(signed.sequence)
        if found is None:
            found = self._signatures[signed.sequence] = _unpacked(signed)
        return found


@dataclass(slots=True, eq=False)
class _Part:
    """Articles that hang together."""

    loose: set[int]
    """Those that are being settled, by sequence."""

    stories: set[ArticleId] = field(default_factory=set)
    """Whole stories that they hang on; an article that is alone is one under its own id."""

    alone: dict[ArticleId, Signed] = field(default_factory=dict)


def _merge(mine: _Part, other: _Part, parts: dict[int, _Part], of_story: dict[ArticleId, _Part]) -> None:
    """Put all of *other* into *mine*."""
    mine.loose |= other.loose
    mine.stories |= other.stories
    mine.alone |= other.alone
    parts.update(dict.fromkeys(other.loose, mine))
    of_story.update(dict.fromkeys(other.stories, mine))


def _story(signed: Signed) -> ArticleId:
    return signed.story or signed.article_id


def _unpacked(signed: Signed) -> Signature:
    return Signature.unpacked(signed.signature, language=signed.language, day=signed.day)
