"""Copies of real articles as other sources carry them, and texts that only look like copies; all from a seed."""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bench.stories.texts import Text

COPIES = 3
"""Of each article that is edited."""

SERIES = 3
"""Further issues of each text that becomes a series."""

_SENTENCE = re.compile(r"(?<=[.!?።])\s+")
_FIGURE = re.compile(r"\d")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w'-]+")

_FOOTERS = (
    "This article was first published elsewhere and is republished here under an agreement with the author.",
    "Sign up for our newsletter to get the week's news on work, trade and rights in your inbox every Friday.",
    "Editing by the desk. All rights reserved. Reproduction without permission of the publisher is prohibited.",
)
_PLACES = ("GENEVA", "LONDON", "NAIROBI", "MANILA", "LIMA", "DAKAR")


def copies(text: Text, others: Sequence[Text], chance: random.Random) -> Iterator[Text]:
    """Yield `COPIES` copies of *text*, each made in another way, within a week of it."""
    for make in chance.sample(_WAYS, COPIES):
        body = make(text.body, chance)
        title = _retitled(text.title, others, chance) if chance.random() < 0.5 else text.title
        day = text.day + timedelta(days=chance.randint(0, 7))
        kind = make.__name__.strip("_")
        yield replace(text, name=f"{text.name}-{kind}", title=title, body=body, day=day, kind=kind)


def series(text: Text, others: Sequence[Text], chance: random.Random) -> Iterator[Text]:
    """Yield *text* as a form that is filled in anew: every figure another, and some of the names."""
    pool = [name for other in chance.sample(others, 30) for name in _NAME.findall(other.body)] or ["Elsewhere"]
    for number in range(SERIES):
        names = {name: chance.choice(pool) for name in set(_NAME.findall(text.body)) if chance.random() < 0.5}
        body = _FIGURE.sub(lambda _digit: chance.choice("0123456789"), text.body)
        body = _renamed(body, names)
        name = f"{text.name}-issue-{number}"
        day = text.day + timedelta(days=number + 1)
        yield replace(
            text, name=name, story=name, body=body, day=day, title=f"{text.title} {number + 2}", kind="series"
        )


def _renamed(body: str, names: Mapping[str, str]) -> str:
    return _NAME.sub(lambda name: names.get(name[0], name[0]), body)


def boilerplate(one: Text, other: Text, tail: Text, chance: random.Random) -> Iterator[Text]:
    """Yield two unlike notices that end in the same paragraph, up to two thirds of each."""
    for text in (one, other):
        own = " ".join(_sentences(text.body)[: chance.randint(2, 4)])
        shared = " ".join(tail.body.split()[: round(len(own.split()) * chance.uniform(0.5, 2))])
        name = f"{text.name}-notice"
        yield replace(text, name=name, story=name, body=f"{own}\n\n{shared}", day=one.day, kind="boilerplate")


def _edited(body: str, chance: random.Random) -> str:
    """Change six words in a hundred, and drop every tenth sentence."""
    words = body.split(" ")
    kept = [sentence for sentence in _sentences(_reworded(words, chance, 0.06)) if chance.random() > 0.1]
    return " ".join(kept) or body


def _rewritten(body: str, chance: random.Random) -> str:
    """Change ten words in a hundred."""
    return _reworded(body.split(" "), chance, 0.10)


def _cut(body: str, chance: random.Random) -> str:
    """Keep the beginning, a third to four fifths of it."""
    sentences = _sentences(body)
    return " ".join(sentences[: max(2, round(len(sentences) * chance.uniform(0.33, 0.8)))])


def _excerpt(body: str, chance: random.Random) -> str:
    """Keep what a list card shows."""
    return " ".join(body.split()[: chance.randint(40, 60)]) + "…"


def _shortened(body: str, chance: random.Random) -> str:
    """Drop every third sentence, wherever it stands."""
    kept = [sentence for sentence in _sentences(body) if chance.random() > 0.33]
    return " ".join(kept) or body


def _wrapped(body: str, chance: random.Random) -> str:
    """Put a dateline before it, and what a site says after it."""
    return f"{chance.choice(_PLACES)} – {body}\n\n" + " ".join(chance.sample(_FOOTERS, 2))


def _moved(body: str, chance: random.Random) -> str:
    """Move a third of the text to another place, and change two words in a hundred."""
    sentences = _sentences(body)
    third = max(1, len(sentences) // 3)
    start = chance.randrange(max(1, len(sentences) - third))
    moved, rest = sentences[start : start + third], sentences[:start] + sentences[start + third :]
    place = chance.randint(0, len(rest))
    return _reworded(" ".join(rest[:place] + moved + rest[place:]).split(" "), chance, 0.02)


_WAYS: tuple[Callable[[str, random.Random], str], ...] = (
    _edited,
    _rewritten,
    _cut,
    _excerpt,
    _shortened,
    _wrapped,
    _moved,
)


def _reworded(words: Sequence[str], chance: random.Random, share: float) -> str:
    """Replace, drop or add a *share* of *words*; what comes in is taken from the same text."""
    made: list[str] = []
    for word in words:
        if chance.random() >= share:
            made.append(word)
            continue
        way = chance.randrange(3)
        made += [chance.choice(words)] if way == 0 else [word, chance.choice(words)] if way == 1 else []
    return " ".join(made)


def _retitled(title: str, others: Sequence[Text], chance: random.Random) -> str:
    """Return a title that has little or nothing of *title*."""
    words = title.split()
    return " ".join(chance.sample(words, len(words) // 2)) if chance.random() < 0.5 else chance.choice(others).title


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in _SENTENCE.split(text) if sentence]
