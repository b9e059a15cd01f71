"""The prose of the sample articles: real paragraphs, in their language, none copied from another."""

import re
from collections import Counter, defaultdict
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import py3langid  # type: ignore[import-untyped]  # it ships no types
import pytest

Sample = dict[str, Any]

BODY_ELEMENTS = {"p", "h2", "ul", "ol", "li", "blockquote", "a"}
LONGEST_SHARED_SENTENCE = 8
"""In words: a short sentence may happen twice, a filled-in template may not."""

_ELEMENT = re.compile(r"<[^>]+>")
_SENTENCE_END = re.compile(r"(?<=[.!?؟…])[”\"»]?\s+|\n+")


class Outline(HTMLParser):
    """The elements and links of one body; complains about an element closed out of order."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: Counter[str] = Counter()
        self.links: list[str] = []
        self.feed(body)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.seen[tag] += 1
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another element"


def plain_text(sample: Sample) -> str:
    """Return the body without markup, one block per line."""
    return unescape(_ELEMENT.sub("\n", sample["body"]))


def long_sentences(sample: Sample) -> set[tuple[str, ...]]:
    """Return the sentences of more than eight words, as lower-case words."""
    sentences = (re.findall(r"\w+", part.casefold()) for part in _SENTENCE_END.split(plain_text(sample)))
    return {tuple(words) for words in sentences if len(words) > LONGEST_SHARED_SENTENCE}


def long_runs(sample: Sample) -> set[tuple[str, ...]]:
    """Return every run of nine words, wherever sentences begin or end."""
    words = re.findall(r"\w+", plain_text(sample).casefold())
    length = LONGEST_SHARED_SENTENCE + 1
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}


def in_several(parts_by_article: dict[str, set[tuple[str, ...]]]) -> dict[str, list[str]]:
    """Return the parts that stand in more than one article, with the articles' ids."""
    found: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for article_id, parts in parts_by_article.items():
        for part in parts:
            found[part].append(article_id)
    return {" ".join(part): ids for part, ids in found.items() if len(ids) > 1}


def test_bodies_are_closed_and_use_only_the_elements_of_an_article(samples: list[Sample]) -> None:
    seen: Counter[str] = Counter()
    for sample in samples:
        outline = Outline(sample["body"])
        assert outline.open == [], sample["id"]
        assert outline.seen.keys() <= BODY_ELEMENTS, sample["id"]
        seen += outline.seen
    assert seen.keys() == BODY_ELEMENTS


def test_every_link_leads_to_a_reserved_domain(samples: list[Sample]) -> None:
    links = [link for sample in samples for link in Outline(sample["body"]).links]
    assert links
    assert all((urlsplit(link).hostname or "").endswith(".example") for link in links)


def test_every_full_article_has_two_paragraphs_and_some_substance(samples: list[Sample]) -> None:
    for sample in samples:
        if sample["completeness"] == "full":
            assert Outline(sample["body"]).seen["p"] >= 2, sample["id"]
            assert 50 <= len(plain_text(sample).split()) <= 200, sample["id"]


def test_some_samples_are_excerpts_that_break_off(samples: list[Sample]) -> None:
    excerpts = [sample for sample in samples if sample["completeness"] == "excerpt"]
    assert len(excerpts) >= 5
    assert {"en", "fr", "es", "ar"} == {sample["language"] for sample in excerpts}
    assert all(plain_text(sample).strip().endswith("…") for sample in excerpts)


def test_every_body_is_in_the_language_it_claims(samples: list[Sample]) -> None:
    detected = {sample["id"]: py3langid.classify(plain_text(sample))[0] for sample in samples}
    assert [sample["id"] for sample in samples if detected[sample["id"]] != sample["language"]] == []


@pytest.mark.parametrize(
    "written",
    ["labour", "labor", "organisation", "organization", "\u2019", "\u201c", "\u2013", "\u2011", "\u00a0", "«", "؟"],
)
def test_the_ways_people_write_are_all_there(samples: list[Sample], written: str) -> None:
    assert any(written in (sample["title"] + sample["body"]).casefold() for sample in samples)


@pytest.mark.parametrize(
    "phrase",
    ["supply chain", "child labour", "ship recycling", "just transition", "artificial intelligence", "forced labour"],
)
def test_a_likely_first_search_finds_several_articles(samples: list[Sample], phrase: str) -> None:
    found = [sample["id"] for sample in samples if phrase in f"{sample['title']} {plain_text(sample)}".casefold()]
    assert len(found) >= 4


def test_no_two_articles_share_a_sentence_longer_than_eight_words(samples: list[Sample]) -> None:
    assert in_several({sample["id"]: long_sentences(sample) for sample in samples}) == {}


def test_no_two_articles_share_nine_words_in_a_row(samples: list[Sample]) -> None:
    assert in_several({sample["id"]: long_runs(sample) for sample in samples}) == {}


def test_a_borrowed_sentence_would_be_noticed(samples: list[Sample]) -> None:
    lender, borrower = samples[0], samples[-1]
    sentence = " ".join(min(long_sentences(lender)))
    borrower = borrower | {"body": f"{borrower['body']}<p>{sentence.upper()}!</p>"}
    shared = in_several({sample["id"]: long_sentences(sample) for sample in (lender, borrower)})
    assert shared == {sentence: [lender["id"], borrower["id"]]}
