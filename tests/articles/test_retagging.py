"""After a change of the authority file the articles that it touches are read anew, and nothing else is written."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.articles.article import Article, ArticleId, Named
from portal.articles.assignments import Assignment, Mention, Part, Reading, Rule
from portal.articles.authority import Entry, RetagPage
from portal.articles.database import DatabaseArticles, open_store
from portal.articles.store import NameKind
from tests.articles.arrivals import an_arrival

ORGANIZATION, TAG = NameKind.ORGANIZATION, NameKind.TAG
ILO = Entry(id="ilo", name="ILO", aliases=("OIT",))


def read(store: DatabaseArticles, article: Article) -> Reading:
    """Return which names of entries the words of *article* are."""
    words = article.body_text.split()
    found = {
        entry.id: Assignment(Named(entry.id, entry.name), (Mention(Part.BODY, 0, 1, Rule.NAME),), 1)
        for entry in store.authority.entries(ORGANIZATION)
        if set(entry.all_names) & set(words)
    }
    return Reading(tuple(found.values()), authority=store.authority.revision())


def put(store: DatabaseArticles, name: str, text: str, **given: object) -> Article:
    arrival = an_arrival(name, body_text=text, **given)
    (stored,) = store.put([replace(arrival, reading=read(store, arrival.article))])
    return stored.article


def take(store: DatabaseArticles, page: RetagPage) -> int:
    """Record what is found in the articles of *page* that have any of its names."""
    due = [one.article for one in page.articles if not page.names or page.names & set(one.article.body_text.split())]
    return store.authority.record(page, {article.id: read(store, article) for article in due})


def retag(store: DatabaseArticles, limit: int = 2) -> int:
    written = 0
    while (page := store.authority.retag_page(limit)) is not None:
        written += take(store, page)
    assert store.authority.retagging() is None
    return written


def organizations(store: DatabaseArticles) -> dict[str, list[str]]:
    return {article.title[3:]: [name.slug for name in article.all_organizations] for article in store.articles()}


def test_nothing_is_due_in_an_empty_store_or_where_no_name_changed(store: DatabaseArticles) -> None:
    store.authority.keep(ORGANIZATION, [ILO])
    assert (store.authority.retagging(), store.authority.retag_page(9)) == (None, None)

    put(store, "one", "of the ILO")
    store.authority.keep(ORGANIZATION, [replace(ILO, description="What it is.", homepage="https://ilo.example/")])
    store.authority.keep(TAG, [Entry(id="pay", name="Pay")])

    assert (store.authority.retagging(), store.authority.retag_page(9)) == (None, None)


def test_only_articles_that_carry_other_organizations_are_written(store: DatabaseArticles) -> None:
    touched, held, other = put(store, "a", "of the OIT"), put(store, "b", "of the WHO", organizations=("ILO",)), None
    other = put(store, "c", "of none")
    before = store.version()

    store.authority.keep(ORGANIZATION, [ILO])
    assert retag(store) == 1

    assert organizations(store) == {"a": ["ilo"], "b": ["ilo"], "c": []}
    assert {change.article_id for change in store.pending(99) if change.number > before} == {touched.id}
    assert {other.id, held.id}.isdisjoint(change.article_id for change in store.pending(99) if change.number > before)


def test_of_other_words_alone_the_index_does_not_hear(store: DatabaseArticles) -> None:
    one = put(store, "a", "of the OIT and the ILO")
    store.authority.keep(ORGANIZATION, [ILO])
    retag(store)
    store.authority.keep(ORGANIZATION, [replace(ILO, aliases=())])
    before, pending = store.version(), store.pending(9)
    page = store.authority.retag_page(9)
    assert page is not None
    other = Assignment(Named("ilo", "ILO"), (Mention(Part.BODY, 15, 18, Rule.NAME),), 1)

    assert store.authority.record(page, {one.id: Reading((other,))}) == 0

    assert store.pending(9) == pending
    assert store.version() > before, "a page that shows the words must not be taken for what it was"
    assert store.get_many([one.id])[0].recognized == (other,)


def test_a_page_names_what_changed_before_and_after(store: DatabaseArticles) -> None:
    put(store, "a", "of the OIT")
    store.authority.keep(ORGANIZATION, [ILO])
    store.authority.keep(ORGANIZATION, [replace(ILO, name="The  ILO", aliases=("BIT",))])

    page = store.authority.retag_page(9)

    assert page is not None
    assert page.names == {"ILO", "OIT", "The ILO", "BIT"}
    assert page.revision == store.authority.revision()


def test_a_change_during_a_pass_begins_it_again_with_the_names_of_both(store: DatabaseArticles) -> None:
    for name in "abcd":
        put(store, name, "of the OIT and BIMCO")
    store.authority.keep(ORGANIZATION, [ILO])
    for _ in range(1):
        page = store.authority.retag_page(2)
        assert page is not None
        take(store, page)
    state = store.authority.retagging()
    assert state is not None
    assert (state.looked_at, state.articles, state.written) == (2, 4, 2)

    store.authority.keep(ORGANIZATION, [Entry(id="bimco", name="BIMCO")])

    state = store.authority.retagging()
    assert state is not None
    assert (state.looked_at, state.articles, state.written) == (0, 4, 0)
    page = store.authority.retag_page(2)
    assert page is not None
    assert page.names == {"ILO", "OIT", "BIMCO"}
    assert retag(store) == 4
    assert set(map(tuple, organizations(store).values())) == {("bimco", "ilo")}


def test_what_was_read_with_an_older_file_is_kept_nowhere(store: DatabaseArticles) -> None:
    put(store, "a", "of the OIT")
    store.authority.keep(ORGANIZATION, [ILO])
    page = store.authority.retag_page(9)
    assert page is not None
    store.authority.keep(TAG, [Entry(id="pay", name="Pay")])

    assert take(store, page) == 0

    assert organizations(store) == {"a": []}
    assert retag(store) == 1


def test_of_two_that_take_one_page_the_second_keeps_nothing(store: DatabaseArticles) -> None:
    for name in "abc":
        put(store, name, "of the OIT")
    store.authority.keep(ORGANIZATION, [ILO])
    page = store.authority.retag_page(2)
    assert page is not None

    assert (take(store, page), take(store, page)) == (2, 0)

    state = store.authority.retagging()
    assert state is not None
    assert state.looked_at == 2


def test_an_article_that_changed_meanwhile_is_read_on_the_next_page(store: DatabaseArticles) -> None:
    one = put(store, "a", "of the OIT")
    store.authority.keep(ORGANIZATION, [ILO])
    page = store.authority.retag_page(9)
    assert page is not None
    store.put([an_arrival("a", known_as=one.id, body_text="of nothing")])

    assert take(store, page) == 0
    assert organizations(store) == {"a": []}

    assert retag(store) == 0
    assert organizations(store) == {"a": []}


def test_where_a_pass_stands_survives_a_restart(store: DatabaseArticles, url: str) -> None:
    for name in "abc":
        put(store, name, "of the OIT")
    store.authority.keep(ORGANIZATION, [ILO])
    page = store.authority.retag_page(2)
    assert page is not None
    take(store, page)
    before = store.authority.retagging()

    again = open_store(url)

    assert again.authority.retagging() == before
    page = again.authority.retag_page(2)
    assert page is not None
    assert len(page.articles) == 1
    take(again, page)
    assert again.authority.retagging() is None
    again.close()


def test_a_pass_ends_when_its_articles_are_removed(store: DatabaseArticles) -> None:
    article = put(store, "a", "of the OIT")
    store.authority.keep(ORGANIZATION, [ILO])
    store.remove([article.id])

    assert retag(store) == 0


def test_where_too_many_names_changed_every_article_is_read(store: DatabaseArticles) -> None:
    put(store, "a", "of the N4999")
    store.authority.keep(ORGANIZATION, (Entry(id=f"n{number}", name=f"N{number}") for number in range(6_000)))

    page = store.authority.retag_page(9)

    assert page is not None
    assert page.names == frozenset()
    assert retag(store) == 1
    assert organizations(store) == {"a": ["n4999"]}


def test_what_a_merge_makes_of_recognized_organizations_stays_when_they_are_read(store: DatabaseArticles) -> None:
    store.authority.keep(ORGANIZATION, [ILO, Entry(id="bit", name="BIT")])
    put(store, "a", "of the BIT")
    put(store, "b", "of none")
    store.authority.merge(ORGANIZATION, "bit", "ilo")
    before = store.version()
    assert organizations(store) == {"a": ["ilo"], "b": []}

    assert retag(store) == 0

    assert store.version() == before
    store.authority.remove(ORGANIZATION, "ilo")
    assert retag(store) == 1
    assert organizations(store) == {"a": [], "b": []}


WORDS = ("ILO", "OIT", "WHO", "OMS", "none")
texts = st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join)
files = st.lists(
    st.builds(
        lambda name, aliases: Entry(id=name.lower(), name=name, aliases=aliases),
        st.sampled_from(WORDS[:4]),
        st.lists(st.sampled_from(WORDS[:4]), max_size=2).map(tuple),
    ),
    max_size=3,
    unique_by=lambda entry: entry.id,
)
happenings = st.lists(
    st.one_of(
        st.tuples(st.just("file"), files),
        st.tuples(st.just("text"), st.tuples(st.sampled_from("abcd"), texts)),
        st.tuples(st.just("page"), st.integers(1, 3)),
        st.tuples(st.just("stale"), st.integers(1, 3)),
    ),
    max_size=12,
)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(happenings=happenings)
def test_in_the_end_every_article_shows_what_the_newest_file_finds_in_it(
    another_store: Callable[[], AbstractContextManager[DatabaseArticles]], happenings: list[tuple[str, object]]
) -> None:
    with another_store() as store:
        ids: dict[str, ArticleId] = {}
        held: RetagPage | None = None
        for what, told in happenings:
            if what == "file":
                store.authority.keep(ORGANIZATION, told, is_whole=True)  # type: ignore[arg-type]  # as drawn
            elif what == "text":
                name, text = told  # type: ignore[misc]  # as drawn
                ids[name] = put(store, name, text, known_as=ids.get(name, "")).id
            elif what == "page":
                page = store.authority.retag_page(told)  # type: ignore[arg-type]  # as drawn
                if page is not None:
                    take(store, page)
            else:
                if held is not None:
                    take(store, held)
                held = store.authority.retag_page(told)  # type: ignore[arg-type]  # as drawn
        retag(store)

        for article in store.articles():
            wanted: Mapping[str, None] = {it.organization.slug: None for it in read(store, article).assignments}
            assert {name.slug for name in article.all_organizations} == wanted.keys()
        before = store.version()
        assert retag(store) == 0
        assert store.version() == before


@pytest.mark.parametrize("count", [0, 1, 4, 5])
def test_every_article_is_looked_at_once(store: DatabaseArticles, count: int) -> None:
    for number in range(count):
        put(store, f"n{number}", "of the OIT")
    store.authority.keep(ORGANIZATION, [ILO])
    seen: list[str] = []

    while (page := store.authority.retag_page(2)) is not None:
        seen += (one.article.id for one in page.articles)
        store.authority.record(page, {})

    assert sorted(seen) == sorted(article.id for article in store.articles())
