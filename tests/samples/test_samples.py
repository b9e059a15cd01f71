"""The fields of the sample articles: what the demo and its facets can count on."""

import re
from collections import Counter
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

Sample = dict[str, Any]

REQUIRED_FIELDS = {"id", "url", "title", "body", "completeness", "tags", "organizations", "source", "language"}
KNOWN_FIELDS = REQUIRED_FIELDS | {"excerpt", "published", "author"}

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def test_there_are_at_least_a_hundred_and_fifty_samples(samples: list[Sample]) -> None:
    assert len(samples) >= 150


def test_the_file_is_one_object_a_line_and_ends_with_a_line_end(samples_path: Path) -> None:
    text = samples_path.read_bytes().decode("utf-8")
    assert text.endswith("}\n")
    assert "\n\n" not in text
    assert "\r" not in text


def test_every_field_is_one_the_format_knows_and_of_its_type(samples: list[Sample]) -> None:
    for sample in samples:
        assert sample.keys() >= REQUIRED_FIELDS, sample["id"]
        assert sample.keys() <= KNOWN_FIELDS, sample["id"]
        for name in sample.keys() - {"tags", "organizations"}:
            assert isinstance(sample[name], str), (sample["id"], name)
        for name in ("tags", "organizations"):
            labels = sample[name]
            assert all(isinstance(label, str) and label == label.strip() != "" for label in labels), sample["id"]
            assert len(set(labels)) == len(labels), sample["id"]
        assert sample["completeness"] in {"full", "excerpt"}
        assert "\n" not in sample["title"]


@pytest.mark.parametrize("field", ["id", "url", "title"])
def test_no_two_samples_share_an_identity_or_a_title(samples: list[Sample], field: str) -> None:
    values = Counter(sample[field].casefold() for sample in samples)
    assert [value for value, count in values.items() if count > 1] == []


def test_titles_include_none_one_word_and_forty_words(samples: list[Sample]) -> None:
    lengths = Counter(len(sample["title"].split()) for sample in samples)
    assert lengths[0] == 1
    assert lengths[1] >= 1
    assert max(lengths) >= 40


def test_every_article_lies_on_a_reserved_domain(samples: list[Sample]) -> None:
    for sample in samples:
        parts = urlsplit(sample["url"])
        assert parts.scheme == "https", sample["url"]
        assert (parts.hostname or "").endswith(".example"), sample["url"]
        assert sample["url"].isascii(), sample["url"]


def test_a_source_has_one_domain_and_a_domain_one_source(samples: list[Sample]) -> None:
    pairs = {(sample["source"], urlsplit(sample["url"]).hostname) for sample in samples}
    assert len(pairs) == len({source for source, _ in pairs}) == len({domain for _, domain in pairs})
    assert 8 <= len(pairs) <= 12


def test_most_samples_are_english_and_three_languages_have_enough_to_search(samples: list[Sample]) -> None:
    languages = Counter(sample["language"] for sample in samples)
    assert languages.keys() == {"en", "fr", "es", "ar"}
    assert languages["en"] > len(samples) / 2
    assert languages["fr"] >= 18
    assert languages["es"] >= 15
    assert languages["ar"] >= 10


def test_dates_are_iso_8601_in_mixed_precision(samples: list[Sample]) -> None:
    kinds: Counter[str] = Counter()
    for sample in samples:
        given = sample.get("published")
        if given is None:
            kinds["none"] += 1
        elif _MONTH.fullmatch(given):
            kinds["month"] += 1
        elif len(given) == len("2026-03-05"):
            date.fromisoformat(given)
            kinds["day"] += 1
        else:
            assert datetime.fromisoformat(given).tzinfo is not None, given
            kinds["moment"] += 1
    assert kinds["none"] == 2
    assert kinds["month"] >= 3
    assert kinds["moment"] >= 5
    assert kinds["day"] > len(samples) / 2


def test_dates_span_three_years_without_a_silent_month(samples: list[Sample]) -> None:
    months = {sample["published"][:7] for sample in samples if "published" in sample}
    numbers = sorted(int(month[:4]) * 12 + int(month[5:7]) for month in months)
    assert numbers[-1] - numbers[0] >= 36
    assert all(later - earlier == 1 for earlier, later in pairwise(numbers))


@pytest.mark.parametrize(("field", "fewest", "most"), [("tags", 25, 40), ("organizations", 25, 45)])
def test_facets_are_worth_looking_at(samples: list[Sample], field: str, fewest: int, most: int) -> None:
    counts = Counter(label for sample in samples for label in sample[field])
    assert fewest <= len(counts) <= most
    assert max(counts.values()) >= 35, "one value is common"
    assert min(counts.values()) <= 3, "one is rare"
    assert any(not sample[field] for sample in samples), "and some articles have none"


@pytest.mark.parametrize("field", ["tags", "organizations", "source"])
def test_one_label_has_one_spelling(samples: list[Sample], field: str) -> None:
    given = [sample[field] if isinstance(sample[field], list) else [sample[field]] for sample in samples]
    labels = {label for labels in given for label in labels}
    assert len({re.sub(r"[\W_]+", "", label.casefold()) for label in labels}) == len(labels)
