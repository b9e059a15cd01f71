"""Why an organization is on an article: who says so, and the sentences that name it, as far as readers may have them.

Offsets are those of the reading. A text that changed since may have other
words there, so each is looked at before it is shown.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from index import Piece
from index.analysis import surfaces
from portal.articles.article import Article, Named
from portal.articles.assignments import Assigned, Mention, Origin, Part, Rule
from portal.articles.quoting import ELLIPSIS, Sentence, sentence_at
from portal.articles.showing import shown

_LIKE = 0.75
"""How much of two spellings must agree: names with the endings of their language do."""

_SHORTEST_WORD = 4
_LONGEST_ACRONYM = 12


@dataclass(frozen=True, slots=True)
class Told:
    """A mention that readers may be shown."""

    part: Part
    start: int
    """In the title, or the body as plain text, as readers have it."""

    end: int
    rule: Rule
    sentence: Sentence
    within: str
    support: str

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The sentence, its words marked."""
        before, words, after = self.sentence
        parts = (Piece(before, False), Piece(words, True), Piece(after, False))
        return tuple(piece for piece in parts if piece.text)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an organization is on an article."""

    organization: Named
    origin: Origin
    count: int
    """How often the text names it, shown or not."""

    told: tuple[Told, ...]
    rules: tuple[Rule, ...]
    """Of all mentions that were kept, each once."""

    is_hidden: bool
    """Some of what names it is text that its source lets nobody be shown."""


def reasons(article: Article, names: Callable[[str], Iterable[str]]) -> tuple[Reason, ...]:
    """Return why each organization of *article*, which is given whole, is there.

    Shape: in the order of `Article.all_organizations`. *names* gives what the
    organization of a slug is called beside its label.
    """
    given = shown(article)
    return tuple(_reason(one, article, given, names) for one in article.assigned)


def nothing_more(_slug: str) -> tuple[str, ...]:
    """Return no name: what an organization is called beside its label where nobody knows more."""
    return ()


def is_name(words: str, rule: Rule, names: Iterable[str]) -> bool:
    """Say whether *words* may well be what *rule* took for one of *names*: stale offsets point at anything."""
    found = surfaces(words)
    return any(_fits(found, rule, surfaces(name)) for name in names) if found else False


def _reason(one: Assigned, article: Article, given: Article, names: Callable[[str], Iterable[str]]) -> Reason:
    called = (one.organization.label, *names(one.organization.slug))
    return Reason(
        one.organization,
        one.origin,
        one.count,
        tuple(told for mention in one.mentions if (told := _told(mention, article, given, called))),
        tuple(dict.fromkeys(mention.rule for mention in one.mentions)),
        article.is_excerpt_only and any(mention.part is Part.BODY for mention in one.mentions),
    )


def _told(mention: Mention, article: Article, given: Article, names: tuple[str, ...]) -> Told | None:
    is_title = mention.part is Part.TITLE
    sentence = sentence_at(article.title if is_title else article.body_text, mention.start, mention.end)
    if sentence is None or not is_name(sentence.words, mention.rule, names):
        return None
    start, end = mention.start, mention.end
    if not is_title and article.is_excerpt_only:
        bare = sentence.text.strip(ELLIPSIS)
        place = given.body_text.find(bare)
        if place < 0:
            return None
        start = place + len(sentence.before.lstrip(ELLIPSIS))
        end = start + len(sentence.words)
    within, support = mention.within, mention.support
    if article.is_excerpt_only:
        # Both may be words of the text that is not shown.
        within, support = within if within in f"{given.title}\n{given.body_text}" else "", ""
    return Told(mention.part, start, end, mention.rule, sentence, within, support)


def _fits(found: tuple[str, ...], rule: Rule, name: tuple[str, ...]) -> bool:
    words, called = " ".join(found), " ".join(name)
    if words == called:
        return True
    long = [word for word in found if len(word) >= _SHORTEST_WORD]
    if long and all(word in name for word in long):
        return True
    if rule is not Rule.NAME and len(words) <= _LONGEST_ACRONYM and _abbreviates("".join(found), name):
        return True
    return SequenceMatcher(None, words, called).ratio() >= _LIKE


def _abbreviates(acronym: str, name: tuple[str, ...]) -> bool:
    """Say whether the letters of *acronym* stand in *name* in order, the first at the beginning of a word.

    Source: Schwartz and Hearst 2003.
    """
    for place, word in enumerate(name):
        if word[:1] == acronym[:1]:
            letters = iter("".join(name[place:]))
            if all(letter in letters for letter in acronym):
                return True
    return False
