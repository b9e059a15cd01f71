"""Reuters-21578 read with its own vocabulary as the authority file, beside what its editors gave each document.

    python -m bench.organizations.reuters               prints tables in Markdown
    python -m bench.organizations.reuters --wrong 20    tells of 20 false and 20 missed ones, drawn with a seed

The recognizer gets title, body, topics (as tags) and source of a document,
never the ORGS field that its findings are compared with.
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.converters import reuters
from bench.organizations.scoring import Pair, Score
from bench.organizations.showing import evidence
from bench.organizations.vocabulary import entries
from bench.places import Clock
from portal.articles.article import Article, ArticleId
from portal.articles.assignments import Assignment, Named, Part
from portal.articles.authority import Entry
from portal.articles.naming import named, slug
from portal.organizations.recognizing import Recognizer

SEED = 21578
BEGINNING = 600
"""Characters shown of a document in which an organization was missed."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was read in the collection."""

    score: Score
    articles: Mapping[str, Article]
    assignments: Mapping[Pair, Assignment]
    labels: Mapping[str, str]
    """Of the organizations, by id."""

    def is_prominent(self, pair: Pair) -> bool:
        """Say whether the title or the first paragraph names the organization that was found."""
        first, text = self.assignments[pair].mentions[0], self.articles[pair.article].body_text
        return first.part is Part.TITLE or first.start < len(text.partition("\n\n")[0])


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.organizations.reuters")
    parser.add_argument("--wrong", type=int, default=0, metavar="N", help="tell of so many false and missed ones")
    given = parser.parse_args(arguments)
    if not reuters.FOLDER.exists():
        print(f"{reuters.FOLDER} is absent: nothing to measure")
        return 0
    read = compare(reuters.records(), entries())
    print_tables(read)
    for line in disagreements(read, given.wrong):
        print(line)
    return 0


def article_of(record: Mapping[str, object]) -> Article:
    """Return a document of the collection as the portal holds it, without its organizations."""
    tags = record["tags"]
    assert isinstance(tags, list)
    return Article(
        id=ArticleId(str(record["id"])),
        title=str(record["title"]),
        body_html="",
        body_text=str(record["body"]),
        language=str(record["language"]),
        source=Named(slug(str(record["source"])), str(record["source"])),
        tags=named(map(str, tags)),
    )


def given_to(record: Mapping[str, object]) -> tuple[Named, ...]:
    """Return the organizations that the editors of the collection gave a document."""
    organizations = record["organizations"]
    assert isinstance(organizations, list)
    return named(map(str, organizations))


def compare(records: Iterable[Mapping[str, object]], vocabulary: Sequence[Entry]) -> Read:
    """Read every document with *vocabulary*, and put what was found beside what it was given."""
    recognizer = Recognizer(vocabulary)
    found: dict[Pair, Assignment] = {}
    wanted: set[Pair] = set()
    articles: dict[str, Article] = {}
    clock = Clock("documents", 21_578)
    for number, record in enumerate(records, 1):
        article = article_of(record)
        articles[article.id] = article
        found |= {Pair(article.id, one.organization.slug): one for one in recognizer.read(article).assignments}
        wanted |= {Pair(article.id, name.slug) for name in given_to(record)}
        clock.tick(number, "reading")
    labels = {entry.id: entry.name for entry in vocabulary}
    return Read(Score(frozenset(found), frozenset(wanted)), articles, found, labels)


def print_tables(read: Read) -> None:
    """Print the micro average, then a row for each organization that was found or wanted."""
    print(
        f"{len(read.articles):,} documents, {len({pair.article for pair in read.score.wanted}):,} with organizations\n"
    )
    print("| | in ORGS | found | both | precision | recall | F1 |\n|---|---:|---:|---:|---:|---:|---:|")
    print(_row("all, micro", read.score))
    with_body = {key for key, article in read.articles.items() if article.body_text}
    print(_row("of documents with a body", read.score.where(lambda pair: pair.article in with_body)))
    first = Score(frozenset(pair for pair in read.score.found if read.is_prominent(pair)), read.score.wanted)
    print(_row("taking only those in the title or the first paragraph", first))
    counts = Counter(pair.organization for pair in (*read.score.wanted, *read.score.found))
    for organization in sorted(counts, key=lambda one: (-counts[one], one)):
        print(_row(read.labels[organization], read.score.of(organization)))


def _row(name: str, score: Score) -> str:
    figures = " | ".join(f"{figure:.3f}" for figure in (score.precision, score.recall, score.f1))
    return f"| {name} | {len(score.wanted):,} | {len(score.found):,} | {len(score.right):,} | {figures} |"


def disagreements(read: Read, count: int) -> Iterator[str]:
    """Yield what is to be read of *count* false and *count* missed pairs, the same ones for the same findings."""
    for kind, pairs in (("false", read.score.false), ("missed", read.score.missed)):
        chance = random.Random(f"{SEED} {kind}")
        for pair in chance.sample(pairs, min(count, len(pairs))):
            article = read.articles[pair.article]
            yield f"\n{kind}: {pair.article} {pair.organization}: {article.title}"
            if kind == "false":
                yield f"  {evidence(article, read.assignments[pair])}"
            else:
                yield f"  {article.body_text[:BEGINNING]}"


if __name__ == "__main__":
    sys.exit(main())
