"""What an article shows is what a small model says, whatever was kept, merged, put and retagged before it."""

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.articles.article import Article, ArticleId, Named
from portal.articles.assignments import Assignment, Mention, Part, Reading, Rule
from portal.articles.authority import Entry
from portal.articles.database import DatabaseArticles
from portal.articles.errors import MergeRefused
from portal.articles.provenance import Copy, Provenance
from portal.articles.store import NameKind
from tests.articles.arrivals import an_arrival

ORGANIZATION, TAG = NameKind.ORGANIZATION, NameKind.TAG
Stores = Callable[[], AbstractContextManager[DatabaseArticles]]

ILO = Entry(id="ilo", name="International Labour Organization", acronym="ILO", aliases=("OIT",))


def found(*slugs: str, start: int = 0) -> tuple[Assignment, ...]:
    """Return what a text names, each once."""
    return tuple(
        Assignment(Named(slug, slug.title()), (Mention(Part.BODY, start, start + 3, Rule.NAME),), 1) for slug in slugs
    )


def put(store: DatabaseArticles, name: str, *, known_as: str = "", **given: object) -> Article:
    (stored,) = store.put([an_arrival(name, known_as=known_as, **given)])
    return stored.article


def shows(store: DatabaseArticles, article: Article) -> list[str]:
    (now,) = store.get_many([article.id])
    return [name.slug for name in now.all_organizations]


def test_a_merge_is_one_row_and_a_change_of_each_carrier_that_belongs_together(store: DatabaseArticles) -> None:
    carriers = [put(store, f"n{number}", organizations=("Ant",)) for number in range(3)]
    both = put(store, "both", organizations=("Bee", "Ant"))
    other = put(store, "other", organizations=("Bee",))
    before = store.version()

    merged = store.authority.merge(ORGANIZATION, "ant", "bee")

    assert (merged.target, merged.touched) == (Named("bee", "Bee"), 4)
    new = [change for change in store.pending(100) if change.number > before]
    assert {change.article_id for change in new} == {one.id for one in (*carriers, both)}
    assert len({change.together for change in new}) == 1
    assert new[0].together is not None
    assert [shows(store, one) for one in (*carriers, both, other)] == [["bee"]] * 5
    assert store.labels(ORGANIZATION, ["ant", "bee"]) == {"ant": "Bee", "bee": "Bee"}
    with store._engine.connect() as connection:
        links = connection.exec_driver_sql("SELECT count(*) FROM article_organizations WHERE slug = 'ant'").scalar()
    assert links == 4


def test_merging_again_changes_nothing(store: DatabaseArticles) -> None:
    put(store, "one", organizations=("Ant", "Bee"))
    store.authority.merge(ORGANIZATION, "ant", "bee")
    before = store.version(), store.authority.revision(), store.authority.entries(ORGANIZATION)

    assert store.authority.merge(ORGANIZATION, "ant", "bee").touched == 0
    assert (store.version(), store.authority.revision(), store.authority.entries(ORGANIZATION)) == before


def test_a_merge_of_what_was_merged_into_leads_everything_to_the_last(store: DatabaseArticles) -> None:
    article = put(store, "one", organizations=("Ant", "Bee", "Cat"))
    store.authority.merge(ORGANIZATION, "ant", "bee")
    store.authority.merge(ORGANIZATION, "bee", "cat")

    assert store.authority.redirects(ORGANIZATION) == {"ant": "cat", "bee": "cat"}
    assert shows(store, article) == ["cat"]
    (entry,) = store.authority.entries(ORGANIZATION)
    assert set(entry.all_names) == {"Ant", "Bee", "Cat"}
    assert store.authority.merge(ORGANIZATION, "ant", "cat").touched == 0


@pytest.mark.parametrize(("one", "into"), [("unknown", "ant"), ("ant", "unknown"), ("ant", "ant")])
def test_what_cannot_be_merged_is_refused(store: DatabaseArticles, one: str, into: str) -> None:
    put(store, "one", organizations=("Ant",))
    before = store.version(), store.authority.revision()

    with pytest.raises(MergeRefused):
        store.authority.merge(ORGANIZATION, one, into)

    assert (store.version(), store.authority.revision()) == before


def test_the_names_of_what_was_merged_stay_when_a_file_without_them_is_kept(store: DatabaseArticles) -> None:
    old = Entry(id="bee", name="Bee Board", acronym="BB", names={"fr": ("Abeille",)}, homepage="https://bee.example/")
    store.authority.keep(ORGANIZATION, [ILO, old])
    store.authority.merge(ORGANIZATION, "bee", "ilo")

    kept = store.authority.keep(ORGANIZATION, [ILO], is_whole=True)

    (entry,) = store.authority.entries(ORGANIZATION)
    assert entry.aliases == ("OIT", "Bee Board", "BB")
    assert dict(entry.names) == {"fr": ("Abeille",)}
    assert kept.removed == ()
    assert store.authority.entry(ORGANIZATION, "abeille") == entry


def test_an_entry_that_was_merged_away_is_kept_with_what_it_was_merged_into(store: DatabaseArticles) -> None:
    store.authority.keep(ORGANIZATION, [ILO, Entry(id="bee", name="Bee")])
    store.authority.merge(ORGANIZATION, "bee", "ilo")

    kept = store.authority.keep(ORGANIZATION, [Entry(id="bee", name="Bee", aliases=("Apis",))])

    assert kept.changed == ("ilo",)
    (entry,) = store.authority.entries(ORGANIZATION)
    assert entry.id == "ilo"
    assert "Apis" in entry.aliases
    assert store.authority.redirects(ORGANIZATION)["bee"] == "ilo"


def test_what_an_entry_does_not_say_of_itself_it_takes_from_what_is_merged_into_it(store: DatabaseArticles) -> None:
    put(store, "one", organizations=("The ILO",))
    store.authority.keep(ORGANIZATION, [ILO, Entry(id="x", name="X", wikidata="Q1", description="What it is.")])

    store.authority.merge(ORGANIZATION, "x", "the-ilo")

    (entry,) = [one for one in store.authority.entries(ORGANIZATION) if one.id == "the-ilo"]
    assert (entry.wikidata, entry.description, entry.aliases) == ("Q1", "What it is.", ("X",))


def test_arrivals_are_met_under_the_names_that_lead(store: DatabaseArticles) -> None:
    store.authority.keep(ORGANIZATION, [ILO])
    store.authority.keep(TAG, [Entry(id="pay", name="Pay", aliases=("Wages",))])
    told = Provenance(copies=(Copy(tags=("wages",), organizations=("oit", "ilo")), Copy(origin="card")))
    given = {"tags": ("Wages", "Pay"), "organizations": ("OIT", "Crew"), "provenance": told}
    first = put(store, "one", **given)
    before = store.version()

    again = put(store, "one", known_as=first.id, **given)

    assert (again, store.version()) == (first, before)
    assert store.get(first.id) == first
    assert first.tags == (Named("pay", "Pay"),)
    assert first.organizations == (Named("ilo", ILO.name), Named("crew", "Crew"))
    assert first.provenance.copies[0].organizations == ("ilo",)
    assert first.provenance.copies[0].tags == ("pay",)


def test_copies_are_read_as_they_are_called_by_now(store: DatabaseArticles) -> None:
    told = Provenance(copies=(Copy(tags=("wages",), organizations=("ant",)), Copy(origin="card")))
    article = put(store, "one", tags=("Wages", "Pay"), organizations=("Ant", "Bee"), provenance=told)

    store.authority.merge(ORGANIZATION, "ant", "bee")
    store.authority.merge(TAG, "wages", "pay")

    (now,) = store.get_many([article.id])
    assert now.provenance.copies[0] == Copy(tags=("pay",), organizations=("bee",))
    assert (now.tags, now.organizations) == ((Named("pay", "Pay"),), (Named("bee", "Bee"),))


def test_what_an_editor_gives_under_an_old_name_is_what_it_leads_to(store: DatabaseArticles) -> None:
    store.authority.keep(ORGANIZATION, [ILO])
    article = put(store, "one")

    retagged = store.retag(article.id, organizations=(Named("oit", "OIT"), Named("ilo", "ILO")))

    assert retagged is not None
    assert retagged.organizations == (Named("ilo", ILO.name),)
    assert store.rename(ORGANIZATION, "oit", "The ILO") == 1
    (entry,) = store.authority.entries(ORGANIZATION)
    assert (entry.name, entry.aliases) == ("The ILO", (ILO.name, "OIT"))


def test_removing_an_entry_leaves_it_to_those_that_were_given_it(store: DatabaseArticles) -> None:
    store.authority.keep(ORGANIZATION, [ILO])
    given, old = put(store, "one", organizations=("ILO",)), put(store, "two", organizations=("OIT",))

    assert store.authority.remove(ORGANIZATION, "oit")

    assert store.authority.redirects(ORGANIZATION) == {}
    assert shows(store, given) == shows(store, old) == ["ilo"]


def test_a_merge_of_tags_has_its_articles_read_anew(store: DatabaseArticles) -> None:
    first, other = put(store, "one", tags=("Wages",)), put(store, "two", tags=("Pay",))
    assert store.authority.retagging() is not None
    page = store.authority.retag_page(10)
    assert page is not None
    store.authority.record(page, {one.id: Reading() for one in (first, other)})
    assert store.authority.retagging() is None

    store.authority.merge(TAG, "wages", "pay")

    page = store.authority.retag_page(10)
    assert page is not None
    assert [one.article.id for one in page.articles] == [first.id]
    assert page.names == frozenset()


SLUGS = ("ant", "bee", "cat", "dog")
some = st.lists(st.sampled_from(SLUGS), max_size=3, unique=True)


@dataclass
class Model:
    """What of each article was said, by slugs as they were said; what leads where."""

    leads: dict[str, str] = field(default_factory=dict)
    given: dict[str, list[str]] = field(default_factory=dict)
    chosen: dict[str, list[str]] = field(default_factory=dict)
    rejected: dict[str, set[str]] = field(default_factory=dict)
    found: dict[str, list[str]] = field(default_factory=dict)
    retagged: set[str] = field(default_factory=set)

    def root(self, slug: str) -> str:
        return self.leads.get(slug, slug)

    def shown(self, one: str) -> set[str]:
        chosen = {self.root(slug) for slug in self.chosen[one]}
        rejected = {self.root(slug) for slug in self.rejected[one]} - chosen
        given = chosen | ({self.root(slug) for slug in self.given[one]} - rejected)
        if one in self.retagged:
            return chosen
        return given | ({self.root(slug) for slug in self.found[one]} - rejected)


steps = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.sampled_from("xyz"), some, some),
        st.tuples(st.just("merge"), st.sampled_from(SLUGS), st.sampled_from(SLUGS), st.none()),
        st.tuples(st.just("retag"), st.sampled_from("xyz"), some, st.none()),
        st.tuples(st.just("correct"), st.sampled_from("xyz"), some, some),
        st.tuples(st.just("record"), st.sampled_from("xyz"), some, st.none()),
    ),
    min_size=1,
    max_size=14,
)


class Story:
    """Does to a store and to a model of it the same."""

    def __init__(self, store: DatabaseArticles) -> None:
        self.store = store
        self.model = Model()
        self.ids: dict[str, ArticleId] = {}
        self.count = 0

    def put(self, one: str, given: list[str], its: list[str]) -> None:
        self.count += 1
        reading = Reading(found(*its), authority=self.store.authority.revision())
        text = f"The text that came {self.count}th."
        arrival = an_arrival(one, known_as=self.ids.get(one, ""), organizations=tuple(given), body_text=text)
        (stored,) = self.store.put([replace(arrival, reading=reading)])
        self.ids[one] = stored.article.id
        self.model.found[one] = its
        self.model.given[one] = given
        self.model.chosen.setdefault(one, [])
        self.model.rejected.setdefault(one, set())

    def merge(self, one: str, into: str, _: None) -> None:
        with suppress(MergeRefused):
            self.store.authority.merge(ORGANIZATION, one, into)
        old = [slug for slug in SLUGS if self.model.root(slug) == self.model.root(one)]
        known = self.store.labels(ORGANIZATION, SLUGS)
        if one in known and into in known and one != into:
            target = self.model.root(into)
            self.model.leads |= {slug: target for slug in old if slug != target}

    def retag(self, one: str, names: list[str], _: None) -> None:
        if one in self.ids:
            self.store.retag(self.ids[one], organizations=tuple(Named(slug, slug.title()) for slug in names))
            self.model.retagged.add(one)
            self.model.chosen[one] = names
            roots = {self.model.root(slug) for slug in names}
            self.model.rejected[one] = {s for s in self.model.rejected[one] if self.model.root(s) not in roots}

    def correct(self, one: str, add: list[str], drop: list[str]) -> None:
        if one not in self.ids:
            return
        names = tuple(Named(slug, slug.title()) for slug in add)
        # What nothing is called yet is taken from nobody.
        drop = [slug for slug in drop if slug in self.store.labels(ORGANIZATION, SLUGS)]
        self.store.correct(self.ids[one], add=names, drop=tuple(drop))
        root = self.model.root
        added = {root(slug) for slug in add}
        gone = {root(slug) for slug in drop} - added
        self.model.chosen[one] = [s for s in self.model.chosen[one] if root(s) not in gone] + add
        self.model.rejected[one] = {s for s in self.model.rejected[one] if root(s) not in added} | gone

    def record(self, one: str, its: list[str], _: None) -> None:
        """Read every article anew, *one* so that it names *its*."""
        if one not in self.ids:
            return
        self.model.found[one] = its
        self.count += 1
        self.store.authority.keep(ORGANIZATION, [Entry(id="other", name=f"Other {self.count}")])
        names = {self.ids[name]: slugs for name, slugs in self.model.found.items()}
        while (page := self.store.authority.retag_page(2)) is not None:
            articles = [it.article.id for it in page.articles]
            self.store.authority.record(page, {it: Reading(found(*names[it])) for it in articles})


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_an_article_shows_what_the_model_says_whatever_was_done(
    another_store: Stores, steps: list[tuple[str, str, list[str], list[str]]]
) -> None:
    with another_store() as store:
        story = Story(store)
        for what, *told in steps:
            getattr(story, what)(*told)
            for one, article_id in story.ids.items():
                (article,) = store.get_many([article_id])
                names = [name.slug for name in article.all_organizations]
                assert len(names) == len(set(names))
                assert set(names) == story.model.shown(one)
                assert article.chosen == {story.model.root(slug) for slug in story.model.chosen[one]}
        listed = {one.name.slug: one.articles for one in store.authority.listed(ORGANIZATION) if one.articles}
        shown = [slug for one in story.ids for slug in story.model.shown(one)]
        assert listed == {slug: shown.count(slug) for slug in shown}
        assert all(article == store.get(article.id) for article in store.articles())
