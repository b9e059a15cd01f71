"""One article, however it arrives: whom its fields are taken from, in any order and any number of times."""

import itertools
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.articles.article import Article, Completeness
from portal.articles.copies import copies_of, givers_of
from portal.articles.database import DatabaseArticles
from portal.ingest.making import Given, article_of
from portal.ingest.merging import combined
from portal.ingest.pipeline import ingest_items
from portal.ingest.report import IngestReport
from portal.sources.raw import Origin, RawItem

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://desk.example/nights"
TEXT = "Ports will pay a day's wage for every night that a crew must stay on board, the union said."


def an_item(source: str = "Desk", origin: Origin = Origin.FEED, **given_fields: object) -> RawItem:
    fields: dict[str, object] = {"url": URL, "title": "Crews win pay", "body": TEXT, "language": "en"}
    return RawItem(where="here:1", source=source, origin=origin, **(fields | given_fields))  # type: ignore[arg-type]


def made(item: RawItem) -> Article:
    return article_of(item, Given(), now=NOW)


def merged(items: Iterable[RawItem]) -> Article:
    """Return what *items* make, arriving in this order, each in a run of its own."""
    first, *others = (made(item) for item in items)
    for other in others:
        first = combined(first, other)
    return first


def run(store: DatabaseArticles, *items: RawItem) -> IngestReport:
    return ingest_items(items, store, now=NOW)


def only(store: DatabaseArticles) -> Article:
    (article,) = store.articles()
    return article


@pytest.mark.parametrize(("more", "less"), list(itertools.pairwise(Origin)))
def test_a_field_is_that_of_the_more_trusted_whichever_comes_first(more: Origin, less: Origin) -> None:
    trusted, other = an_item(origin=more, title="Trusted"), an_item(origin=less, title="Other")

    assert merged([trusted, other]).title == merged([other, trusted]).title == "Trusted"


def test_trust_is_told_for_each_field_by_itself() -> None:
    page = an_item(
        origin=Origin.EXTRACTION,
        title="Of the page",
        author="Ada",
        published="2026-03-05T09:30:00Z",
        origins={"title": Origin.OPENGRAPH, "published": Origin.JSON_LD},
    )
    feed = an_item(origin=Origin.FEED, title="Of the feed", author="A. Author", published="2026-03-05")

    for order in ([page, feed], [feed, page]):
        article = merged(order)
        assert (article.title, article.author, article.published) == (
            "Of the feed",
            "A. Author",
            "2026-03-05T09:30:00Z",
        )
        givers = givers_of(article)
        assert {name: givers[name].origin for name in ("title", "author", "published")} == {
            "title": "feed",
            "author": "feed",
            "published": "json-ld",
        }


def test_the_same_source_updates_what_it_gave(store: DatabaseArticles) -> None:
    run(store, an_item(title="Old", author="A", tags=("One", "Two")))

    report = run(store, an_item(title="New", tags=("Two", "Three")))

    article = only(store)
    assert report.changed == 1
    assert (article.title, article.author) == ("New", "A")
    assert [tag.label for tag in article.tags] == ["Two", "Three"]


@pytest.mark.parametrize("whole", [TEXT, f"{TEXT} And more of it."], ids=["as long", "longer"])
def test_a_bare_text_stays_with_the_article_that_its_excerpt_has_named(store: DatabaseArticles, whole: str) -> None:
    """Both in one run, the text without title, address or key: a second run must not take it for a new one."""
    bare = an_item(title="", url="", id="", body=whole, completeness="full", source="R")
    named = an_item(body=TEXT, completeness="excerpt", id="k1")

    for order in ([bare, named], [named, bare], [bare, named]):
        run(store, *order)

    assert only(store).title == named.title
    assert only(store).body_text == whole


def test_a_less_trusted_update_changes_nothing_that_readers_see(store: DatabaseArticles) -> None:
    run(store, an_item(origin=Origin.REST, excerpt="In short"))

    for _ in range(2):
        report = run(store, an_item(origin=Origin.CARD, title="Crews w…", body="", excerpt="Ports will pay a day's…"))
        assert (report.added, report.changed, report.unchanged) == (0, 0, 1)

    article = only(store)
    assert (article.title, article.body_text, article.completeness) == ("Crews win pay", TEXT, Completeness.FULL)
    assert [copy.origin for copy in copies_of(article)] == ["rest", "card"]


def test_a_whole_text_takes_the_place_of_an_excerpt_however_little_it_is_trusted() -> None:
    excerpt = an_item(body="", excerpt="Ports will pay…", origin=Origin.REST, title="Of the interface")
    page = an_item(origin=Origin.EXTRACTION, title="Of the page")

    for order in ([excerpt, page], [page, excerpt]):
        article = merged(order)
        assert (article.title, article.body_text, article.completeness) == (
            "Of the interface",
            TEXT,
            Completeness.FULL,
        )


def test_a_source_that_gives_excerpts_from_now_on_takes_no_whole_away() -> None:
    whole, excerpt = an_item(), an_item(body="", excerpt="Ports will pay…")

    assert merged([whole, excerpt, whole, excerpt]).body_text == TEXT


def test_of_equally_trusted_sources_the_fuller_is_believed_then_the_first_to_publish() -> None:
    short = an_item("Short", body="Ports will pay.", published="2026-01-01", title="S")
    late = an_item("Late", published="2026-03-06", title="L")
    early = an_item("Early", published="2026-03-05", title="E")

    articles = [merged(order) for order in itertools.permutations([short, late, early])]

    assert {article.title for article in articles} == {"E"}
    assert {article.source.slug for article in articles if article.source} == {"early"}
    assert {article.published for article in articles} == {"2026-03-05"}


def test_tags_and_organizations_of_all_copies_are_united_and_each_is_remembered() -> None:
    one = an_item("One", origin=Origin.REST, tags=("Ships", "Pay"), organizations=("ILO",))
    two = an_item("Two", tags=("Pay", "Night work"), organizations=("ITF",))

    for order in ([one, two], [two, one]):
        article = merged(order)
        assert [tag.slug for tag in article.tags] == ["ships", "pay", "night-work"]
        assert [organization.slug for organization in article.organizations] == ["ilo", "itf"]
        assert [copy.tags for copy in copies_of(article)] == [("ships", "pay"), ("pay", "night-work")]


def test_a_tag_goes_when_the_last_copy_that_gave_it_takes_it_back() -> None:
    one, two = an_item("One", tags=("Ships", "Pay")), an_item("Two", tags=("Pay", "Night work"))

    article = merged([one, two, replace(one, tags=("Ships",)), replace(two, tags=("Pay",))])

    assert {tag.slug for tag in article.tags} == {"ships", "pay"}


ITEMS = st.builds(
    an_item,
    source=st.sampled_from(["Desk", "Wire", "Board"]),
    origin=st.sampled_from(Origin),
    title=st.sampled_from(["", "Crews win pay", "Pay for nights"]),
    body=st.sampled_from(["", TEXT, f"{TEXT} It had asked since spring.", "<p>Ports will pay…</p>"]),
    excerpt=st.sampled_from(["", "Ports will pay.", "In short"]),
    author=st.sampled_from(["", "Ada", "Bo"]),
    language=st.sampled_from(["", "en", "en-GB"]),
    published=st.sampled_from(["", "2026-03-05", "2026-03-06", "0000-00-00"]),
    tags=st.lists(st.sampled_from(["Ships", "Pay", "Work"]), max_size=2).map(tuple),
    extra=st.sampled_from([{}, {"section": 1}, {"section": 2}]),
    origins=st.dictionaries(st.sampled_from(["title", "body", "published", "author"]), st.sampled_from(Origin)),
).filter(lambda item: bool(item.title or item.body or item.excerpt))


def one_of_each(items: list[RawItem]) -> list[RawItem]:
    return list({(item.source, item.origin): item for item in items}.values())


@given(
    items=st.lists(ITEMS, min_size=2, max_size=7).map(one_of_each),
    chance=st.randoms(use_true_random=False),
)
def test_copies_make_one_article_in_any_order_however_often_they_arrive(items: list[RawItem], chance: Random) -> None:
    expected = merged(items)
    shuffled = chance.sample(items, len(items))
    again = shuffled + [chance.choice(items) for _ in range(3)]

    assert merged(shuffled) == expected
    assert merged(again) == expected


@given(items=st.lists(ITEMS, min_size=1, max_size=6))
def test_whatever_is_there_is_given_by_a_copy_that_is_remembered(items: list[RawItem]) -> None:
    article = merged(items)
    copies, givers = copies_of(article), givers_of(article)

    assert all(given_by.copy in copies for given_by in givers.values())
    assert ("title" in givers, "body" in givers) == (bool(article.title), bool(article.body_text))
    assert {tag.slug for tag in article.tags} == {slug for copy in copies for slug in copy.tags}
    assert len({(copy.source, copy.origin) for copy in copies}) == len(copies)


def test_two_sources_that_carry_one_text_make_one_article_in_any_order(store: DatabaseArticles) -> None:
    """At other addresses; who published it first is the one that is named and linked."""
    one = an_item("Wire", url="https://wire.example/1", published="2026-03-05", tags=("Ships",))
    two = an_item("Board", url="https://board.example/2", published="2026-03-06", tags=("Pay",))

    first = run(store, two), run(store, one)
    again = run(store, one, two), run(store, two, one)

    assert [(report.added, report.changed, report.duplicate) for report in first] == [(1, 0, 0), (0, 0, 1)]
    assert [(report.added, report.changed, report.unchanged) for report in again] == [(0, 0, 1), (0, 0, 1)]
    article = only(store)
    assert article.url == "https://wire.example/1"
    assert {copy.url for copy in copies_of(article)} == {"https://wire.example/1", "https://board.example/2"}
    assert {tag.slug for tag in article.tags} == {"ships", "pay"}


def test_a_copy_that_becomes_another_text_becomes_another_article(store: DatabaseArticles) -> None:
    one = an_item("Wire", url="https://wire.example/1", published="2026-03-05")
    two = an_item("Board", url="https://board.example/2", published="2026-03-06")
    run(store, one, two)

    report = run(store, replace(two, title="Something else", body="Other words."))

    assert report.added == 1
    assert store.counts().articles == 2


def test_a_correction_is_not_undone_by_the_copies_of_what_it_corrects(store: DatabaseArticles) -> None:
    one = an_item("Wire", url="https://wire.example/1", published="2026-03-05")
    two = an_item("Board", url="https://board.example/2", published="2026-03-06")
    corrected = replace(one, body="Ports will pay half a day's wage.")
    run(store, one, two)

    reports = run(store, corrected), run(store, two), run(store, corrected, two)

    assert [(report.added, report.changed) for report in reports] == [(0, 1), (0, 0), (0, 0)]
    assert only(store).body_text == "Ports will pay half a day's wage."


def test_what_was_removed_does_not_come_back_by_its_copies(store: DatabaseArticles) -> None:
    one = an_item("Wire", url="https://wire.example/1")
    two = an_item("Board", url="https://board.example/2")
    run(store, one, two)
    store.remove([only(store).id])

    report = run(store, two, one)

    assert report.refused_total == 2
    assert store.counts().articles == 0


def test_a_feed_that_changes_every_id_at_each_fetch_adds_nothing(store: DatabaseArticles) -> None:
    def fetched(number: int) -> list[RawItem]:
        return [an_item(id=f"{number}-{one}", url="", title=f"Title {one}", body=f"{TEXT} {one}") for one in range(9)]

    first = run(store, *fetched(0))
    later = [run(store, *fetched(number)) for number in range(1, 4)]

    assert first.added == 9
    assert [(report.added, report.changed) for report in later] == [(0, 0)] * 3
    version = store.version()
    run(store, *fetched(9))
    assert store.version() == version


def test_a_source_that_says_less_at_one_address_stays_with_its_article_when_another_address_is_believed(
    store: DatabaseArticles,
) -> None:
    """The text of the first is at an address of its own too, which is trusted more, and becomes the article's."""
    whole = an_item("Wire", url="https://wire.example/1", title="Whole")
    other = an_item("Links", url="https://wire.example/1", title="Seen today", body="Read this about ports.")
    copy = an_item("Board", Origin.JSON_LD, url="https://board.example/2", title="Whole")

    run(store, whole, other, copy)
    version = store.version()
    reports = [run(store, *order) for order in ((whole, other, copy), (other, copy, whole), (other,))]

    assert store.counts().articles == 1
    assert only(store).url == "https://board.example/2"
    assert [(report.added, report.changed) for report in reports] == [(0, 0)] * 3
    assert store.version() == version
