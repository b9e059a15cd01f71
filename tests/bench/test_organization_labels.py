"""The articles labelled with their organizations are there, are sixty, and name what the labels say."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bench.organizations.articles import MOST, Text, articles, labels
from bench.organizations.drawing import POOLS, Pool, draw

KINDS = {
    "intergovernmental",
    "government",
    "bank",
    "union",
    "business association",
    "ngo",
    "company",
    "university",
    "other",
}
LINES = labels()
NAMES = [f"{line['set']} {line['key']}" for line in LINES]


@pytest.fixture(scope="module")
def texts(shared_data: Path) -> dict[tuple[str, str], Text]:
    """The labelled articles, read back; skips where the data is absent."""
    if missing := {line["set"] for line in LINES if not (shared_data / line["set"]).is_dir()}:
        pytest.skip(f"{sorted(missing)} are absent: labels hold no text, and the articles are never shipped")
    return articles()


def test_sixty_articles_are_labelled_half_of_them_held_out() -> None:
    assert len({(line["set"], line["key"]) for line in LINES}) == len(LINES) == 60
    assert Counter(line["half"] for line in LINES) == {"tuning": 30, "held-out": 30}


def test_there_are_at_least_two_hundred_mentions_of_bodies_that_are_wanted() -> None:
    assert sum(one["mentions"] for line in LINES for one in line["organizations"] if one["wanted"]) >= 200


@pytest.mark.parametrize("line", LINES, ids=NAMES)
def test_a_line_is_whole(line: Mapping[str, Any]) -> None:
    names = [one["name"] for one in line["organizations"]]

    assert len(set(names)) == len(names)
    for one in line["organizations"]:
        assert one["name"]
        assert one["kind"] in KINDS
        assert one["words"]
        assert one["mentions"] >= 1
        assert one["wanted"] is ("why" not in one)
    assert all(one["words"] and one["why"] for one in line["not"])
    meant = {word for one in line["organizations"] for word in one["words"]}
    assert not meant & {one["words"] for one in line["not"]}


def test_a_body_is_of_one_kind_wherever_it_is_named() -> None:
    kinds = {(one["name"], one["kind"]) for line in LINES for one in line["organizations"]}

    assert [name for name, count in Counter(name for name, _ in kinds).items() if count > 1] == []


def test_every_article_is_read_back_as_it_was_read(texts: dict[tuple[str, str], Text]) -> None:
    assert list(texts) == [(line["set"], line["key"]) for line in LINES]
    assert all(text.text and len(text.text) <= MOST and not text.tags for text in texts.values())


@pytest.mark.parametrize("line", LINES, ids=NAMES)
def test_the_words_of_every_label_stand_in_its_article(
    line: Mapping[str, Any], texts: dict[tuple[str, str], Text]
) -> None:
    text = texts[line["set"], line["key"]]
    article = f"{text.title}\n{text.text}"

    words = [word for one in line["organizations"] for word in one["words"]] + [one["words"] for one in line["not"]]
    assert [word for word in words if word not in article] == []


# Rendering 2,000 pages of Markdown to draw sixteen takes too long for every run.
@pytest.mark.parametrize("pool", [pool for pool in POOLS if pool.name != "digitalgov-news"], ids=lambda pool: pool.name)
@pytest.mark.usefixtures("texts")
def test_the_draw_gives_the_articles_and_halves_that_are_labelled(pool: Pool) -> None:
    halves = {(line["set"], line["key"]): line["half"] for line in LINES}

    assert all(halves[text.set, text.key] == half for text, half in draw(pool))
