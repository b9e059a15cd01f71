"""How well the organizations of real articles are recognized with the list that the portal ships.

    python -m bench.organizations.labelled                    measures the half that may be looked at while tuning
    python -m bench.organizations.labelled --wrong            names its pairs that are false or missed
    python -m bench.organizations.labelled --half held-out    measures the other one, once, at the end

What counts is pairs of an article and an organization, of bodies that the
list has; beside them stands the recall of all bodies that were labelled. An
organization that an article is not meant to be found under, though it has its
name, counts as false where it is found. See `bench.organizations.articles`
for the articles and the rules of their labels.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.converters.writing import SHARED
from bench.organizations.articles import Text, articles, labels
from bench.organizations.scoring import Pair, Score
from bench.organizations.showing import evidence
from portal.articles.article import Article, ArticleId
from portal.articles.assignments import Assignment, Named
from portal.articles.authority import Entry
from portal.articles.naming import named, slug
from portal.organizations.recognizing import Recognizer
from portal.organizations.starter import starter_entries

LEAST_PRECISION, LEAST_RECALL = 0.95, 0.85

Key = tuple[str, str]
"""Set and key of an article."""


@dataclass(frozen=True, slots=True)
class Label:
    """A body that an article names."""

    article: str
    name: str
    words: str
    mentions: int
    is_wanted: bool
    organization: str
    """The id of its entry; its slug where the list does not have it."""

    is_listed: bool

    @property
    def pair(self) -> Pair:
        """The article under the body."""
        return Pair(self.article, self.organization)


@dataclass(frozen=True, slots=True)
class Read:
    """What was found, and what was labelled."""

    labels: Sequence[Label]
    articles: Mapping[str, Article]
    assignments: Mapping[Pair, Assignment]

    @property
    def score(self) -> Score:
        """What was found of bodies that the list has."""
        return Score(frozenset(self.assignments), frozenset(one.pair for one in self._wanted if one.is_listed))

    @property
    def score_of_all(self) -> Score:
        """What was found of all bodies."""
        return Score(frozenset(self.assignments), frozenset(one.pair for one in self._wanted))

    @property
    def _wanted(self) -> Iterator[Label]:
        return (one for one in self.labels if one.is_wanted)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; exit with 1 when a figure is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.organizations.labelled")
    parser.add_argument("--half", choices=("tuning", "held-out"), default="tuning")
    parser.add_argument("--wrong", action="store_true", help="name the false and the missed pairs")
    given = parser.parse_args(arguments)
    if not SHARED.exists():
        print(f"{SHARED} is absent: nothing to measure")
        return 0
    lines, texts = [line for line in labels() if line["half"] == given.half], articles()
    mine = [texts[line["set"], line["key"]] for line in lines]
    return measure(lines, mine, starter_entries(), given.half, names_wrong=given.wrong)


def measure(
    lines: Sequence[Mapping[str, Any]],
    texts: Sequence[Text],
    entries: Sequence[Entry],
    name: str,
    *,
    names_wrong: bool = False,
) -> int:
    """Read *texts*, each with its line of labels, and print what came of it."""
    read = compare(lines, texts, entries)
    score, every = read.score, read.score_of_all
    print(f"{name}: {len(texts)} articles, {len(entries):,} organizations in the list\n")
    print("| figure | measured | asked for | |\n|---|---:|---:|---|")
    for what, value, least in (
        (f"precision, of {len(score.found):,} pairs found", score.precision, LEAST_PRECISION),
        (f"recall, of {len(score.wanted):,} pairs of bodies in the list", score.recall, LEAST_RECALL),
    ):
        print(f"| {what} | {value:.3f} | {least} | {'reached' if value >= least else 'missed'} |")
    print(f"| recall, of all {len(every.wanted):,} labelled pairs | {every.recall:.3f} | | |")
    for what, count in _counts(read.labels):
        print(f"| {what} | {count:,} | | |")
    if names_wrong:
        for line in disagreements(read):
            print(line)
    return 0 if score.precision >= LEAST_PRECISION and score.recall >= LEAST_RECALL else 1


def compare(lines: Iterable[Mapping[str, Any]], texts: Iterable[Text], entries: Sequence[Entry]) -> Read:
    """Read every text, and put what was found beside its labels."""
    recognizer, listed = Recognizer(entries), Listed(entries)
    found: dict[Pair, Assignment] = {}
    read: dict[str, Article] = {}
    labelled: list[Label] = []
    for line, text in zip(lines, texts, strict=True):
        article = article_of(text)
        read[article.id] = article
        labelled += (_label(article.id, given, listed) for given in line["organizations"])
        found |= {Pair(article.id, one.organization.slug): one for one in recognizer.read(article).assignments}
    return Read(labelled, read, found)


def article_of(text: Text) -> Article:
    """Return a text as an article that was given neither tags nor organizations."""
    return Article(
        id=ArticleId(f"{text.set} {text.key}"),
        title=text.title,
        body_html="",
        body_text=text.text,
        language=text.language,
        source=Named(slug(text.source), text.source) if text.source else None,
        tags=named(text.tags),
    )


class Listed:
    """Which entry is called what."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._labels: dict[str, str] = {}
        self._owners: dict[str, set[str]] = {}
        for entry in entries:
            self._labels[slug(entry.name)] = entry.id
            for name in entry.all_names:
                self._owners.setdefault(slug(name), set()).add(entry.id)

    def entry(self, name: str) -> str | None:
        """Return the id of the entry whose label is *name*, or else of the only one that is called so.

        Raises:
            ValueError: several are called so, which no label can mean.
        """
        key = slug(name)
        if key in self._labels:
            return self._labels[key]
        owners = self._owners.get(key, set())
        if len(owners) > 1:
            raise ValueError(f"“{name}” is what {', '.join(sorted(owners))} are called: the label has to say which")
        return next(iter(owners), None)


def _label(article: str, given: Mapping[str, Any], listed: Listed) -> Label:
    name, words = str(given["name"]), given["words"]
    entry = listed.entry(name)
    return Label(
        article,
        name,
        ", ".join(words) if isinstance(words, list) else str(words),
        int(given["mentions"]),
        bool(given["wanted"]),
        entry if entry is not None else slug(name),
        entry is not None,
    )


def _counts(labelled: Sequence[Label]) -> Iterator[tuple[str, int]]:
    wanted = [one for one in labelled if one.is_wanted]
    yield "labelled mentions", sum(one.mentions for one in labelled)
    yield "of them of bodies in the list", sum(one.mentions for one in labelled if one.is_listed)
    yield "labelled bodies", len({one.organization for one in wanted})
    yield "of them not in the list", len({one.organization for one in wanted if not one.is_listed})


def disagreements(read: Read) -> Iterator[str]:
    """Yield what is to be read of each pair that is false or missed."""
    score = read.score
    meant = {one.pair: one for one in read.labels}
    for pair in score.false:
        why = " (named, but not meant)" if pair in meant else ""
        yield f"false: {pair.article}: {pair.organization}{why}"
        yield f"  {evidence(read.articles[pair.article], read.assignments[pair])}"
    for pair in score.missed:
        yield f"missed: {pair.article}: {pair.organization}, as “{meant[pair].words}”"


if __name__ == "__main__":
    sys.exit(main())
