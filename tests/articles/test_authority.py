"""The authority files are kept whole, each name leading to the one entry that is called so."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.articles.article import Named
from portal.articles.authority import Entry, Kept
from portal.articles.database import DatabaseArticles, open_store
from portal.articles.errors import MergeRefused
from portal.articles.naming import slug
from portal.articles.store import NameKind
from tests.articles.arrivals import an_arrival

ORGANIZATION, TAG = NameKind.ORGANIZATION, NameKind.TAG

ILO = Entry(
    id="ilo",
    name="International Labour Organization",
    acronym="ILO",
    aliases=("International Labor Organization",),
    names={"fr": ("Organisation internationale du Travail", "OIT"), "es": ("OIT",)},
    homepage="https://www.ilo.org/",
    wikidata="Q54129",
    ror="https://ror.org/00ykca847",
    description="A specialized agency of the United Nations.",
)
BIMCO = Entry(id="bimco", name="BIMCO", aliases=("Baltic and International Maritime Council",))


def test_an_entry_comes_back_as_it_was_kept(store: DatabaseArticles) -> None:
    kept = store.authority.keep(ORGANIZATION, [ILO, BIMCO])

    assert kept == Kept(added=("ilo", "bimco"))
    assert store.authority.entries(ORGANIZATION) == (BIMCO, ILO)
    assert store.authority.entry(ORGANIZATION, "oit") == ILO
    assert store.authority.entry(ORGANIZATION, "unknown") is None
    assert store.authority.entries(TAG) == ()


def test_keeping_it_again_changes_nothing(store: DatabaseArticles) -> None:
    store.authority.keep(ORGANIZATION, [ILO, BIMCO])
    before = store.authority.revision(), store.version()

    assert store.authority.keep(ORGANIZATION, [BIMCO, ILO], is_whole=True) == Kept(unchanged=2)
    assert (store.authority.revision(), store.version()) == before


def test_the_revision_rises_with_every_change_of_either_file_and_of_nothing_else(store: DatabaseArticles) -> None:
    authority, seen = store.authority, [store.authority.revision()]

    def noted() -> int:
        seen.append(authority.revision())
        return seen[-1] - seen[-2]

    authority.keep(ORGANIZATION, [ILO])
    assert noted() > 0
    authority.keep(TAG, [Entry(id="pay", name="Pay")])
    assert noted() > 0
    authority.keep(ORGANIZATION, [replace(ILO, description="")])
    assert noted() > 0
    store.put([an_arrival("one", organizations=("ILO", "Crew"), tags=("Pay",))])
    store.rename(ORGANIZATION, "crew", "The Crew")
    assert noted() == 0
    store.rename(ORGANIZATION, "ilo", "The ILO")
    assert noted() > 0
    authority.merge(ORGANIZATION, "crew", "ilo")
    assert noted() > 0
    authority.remove(ORGANIZATION, "ilo")
    assert noted() > 0
    assert not authority.remove(ORGANIZATION, "ilo")
    assert noted() == 0


def test_of_a_whole_file_what_is_missing_leaves(store: DatabaseArticles) -> None:
    store.authority.keep(ORGANIZATION, [ILO, BIMCO])

    assert store.authority.keep(ORGANIZATION, [BIMCO], is_whole=True) == Kept(removed=("ilo",), unchanged=1)
    assert store.authority.entries(ORGANIZATION) == (BIMCO,)
    assert store.authority.redirects(ORGANIZATION) == {slug(BIMCO.aliases[0]): "bimco"}


def test_a_name_of_several_entries_leads_nowhere(store: DatabaseArticles) -> None:
    authority = store.authority
    authority.keep(ORGANIZATION, [ILO])
    assert authority.redirects(ORGANIZATION)["oit"] == "ilo"

    authority.keep(ORGANIZATION, [Entry(id="tourism", name="Tourism", aliases=("OIT",))])
    assert "oit" not in authority.redirects(ORGANIZATION)

    authority.remove(ORGANIZATION, "tourism")
    assert authority.redirects(ORGANIZATION)["oit"] == "ilo"

    authority.keep(ORGANIZATION, [Entry(id="oit", name="Oit")])
    assert "oit" not in authority.redirects(ORGANIZATION)


def test_what_is_kept_is_clean_however_it_comes(store: DatabaseArticles) -> None:
    given = Entry(
        id="  Long Name ",
        name=" Long\n Name\0 ",
        aliases=("", "x" * 1_000, "twice", "twice", "(a+)+$", "\ud800"),
        names={"en": ("", "Name"), "fr": (" ",)},
    )

    store.authority.keep(ORGANIZATION, [given])

    (entry,) = store.authority.entries(ORGANIZATION)
    assert (entry.id, entry.name, dict(entry.names)) == ("long-name", "Long Name", {"en": ("Name",)})
    assert entry.aliases[0] == "x" * 319 + "…"
    assert entry.aliases[1:] == ("twice", "(a+)+$", "�")


def test_of_entries_with_one_id_the_last_is_kept(store: DatabaseArticles) -> None:
    store.authority.keep(ORGANIZATION, [BIMCO, replace(BIMCO, name="Other"), replace(BIMCO, name="Last")])

    assert [entry.name for entry in store.authority.entries(ORGANIZATION)] == ["Last"]


def test_a_tag_has_names_only(store: DatabaseArticles) -> None:
    store.authority.keep(TAG, [Entry(id="pay", name="Pay", acronym="P", homepage="https://x.example/")])

    assert store.authority.entries(TAG) == (Entry(id="pay", name="Pay", aliases=("P",)),)


def test_a_failure_keeps_nothing(store: DatabaseArticles) -> None:
    def broken() -> object:
        yield ILO
        raise RuntimeError("the file ends here")

    with pytest.raises(RuntimeError):
        store.authority.keep(ORGANIZATION, broken())  # type: ignore[arg-type]  # it is an iterator of entries

    assert store.authority.entries(ORGANIZATION) == ()
    assert store.authority.revision() == 0


def test_the_label_of_an_entry_wins_over_what_articles_brought(store: DatabaseArticles) -> None:
    store.put([an_arrival("one", organizations=("Ilo",))])

    kept = store.authority.keep(ORGANIZATION, [ILO])
    store.put([an_arrival("two", organizations=("I.L.O.", "ILO"))])

    assert kept.touched == 1
    by_title = {article.title: article.organizations for article in store.articles()}
    assert by_title["On one"] == (Named("ilo", ILO.name),)
    assert by_title["On two"][-1] == Named("ilo", ILO.name)


def test_what_is_listed_is_what_articles_carry_and_the_file_has(store: DatabaseArticles) -> None:
    store.put([an_arrival("one", organizations=("OIT", "Crew")), an_arrival("two", organizations=("Crew", "ILO"))])
    store.authority.keep(ORGANIZATION, [ILO, BIMCO])

    listed = [(one.name.slug, one.articles, one.is_entry) for one in store.authority.listed(ORGANIZATION)]

    assert listed == [("crew", 2, False), ("ilo", 2, True), ("bimco", 0, True)]


def test_the_starter_list_is_noted(store: DatabaseArticles) -> None:
    assert store.authority.starter_version() == 0
    store.authority.note_starter(3)
    assert store.authority.starter_version() == 3


NAMES = ("Ant", "Bee", "Cat", "Dog", "A", "B")
entries = st.builds(
    lambda name, aliases, french: Entry(id=slug(name), name=name, aliases=aliases, names={"fr": french}),
    st.sampled_from(NAMES),
    st.lists(st.sampled_from(NAMES), max_size=3).map(tuple),
    st.lists(st.sampled_from(NAMES), max_size=1).map(tuple),
)
changes = st.lists(
    st.one_of(
        st.tuples(st.just("keep"), st.lists(entries, max_size=3), st.booleans()),
        st.tuples(st.just("remove"), st.sampled_from(NAMES), st.none()),
        st.tuples(st.just("merge"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    ),
    max_size=8,
)


def change(store: DatabaseArticles, what: str, first: object, second: object) -> None:
    if what == "keep":
        store.authority.keep(ORGANIZATION, first, is_whole=second)  # type: ignore[arg-type]  # as drawn
    elif what == "remove":
        store.authority.remove(ORGANIZATION, slug(str(first)))
    else:
        with suppress(MergeRefused):
            store.authority.merge(ORGANIZATION, slug(str(first)), slug(str(second)))


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=changes)
def test_redirects_are_what_the_protocol_says_whatever_was_done(
    another_store: Callable[[], AbstractContextManager[DatabaseArticles]], changes: list[tuple[str, object, object]]
) -> None:
    with another_store() as store:
        merged = set[str]()
        for what, one, other in changes:
            led = store.authority.redirects(ORGANIZATION)
            change(store, what, one, other)
            if what == "merge":
                merged |= {led.get(slug(str(name)), slug(str(name))) for name in (one, other)}
        listed = store.authority.entries(ORGANIZATION)
        redirects = store.authority.redirects(ORGANIZATION)

        ids = {entry.id for entry in listed}
        assert not ids & redirects.keys()
        assert not set(redirects.values()) & redirects.keys()
        for name in NAMES:
            holders = {entry.id for entry in listed if name in entry.all_names}
            # What an editor merged, or merged into, stays where it was put.
            if len(holders) == 1 and slug(name) not in ids | merged:
                assert redirects[slug(name)] in holders
            if not holders and slug(name) not in merged:
                assert slug(name) not in redirects
        # An export kept again changes nothing.
        before = store.authority.revision()
        assert store.authority.keep(ORGANIZATION, listed, is_whole=True) == Kept(unchanged=len(listed))
        assert (store.authority.revision(), store.authority.redirects(ORGANIZATION)) == (before, redirects)


def test_two_editors_who_merge_into_each_other_at_once_are_told(url: str, store: DatabaseArticles) -> None:
    store.authority.keep(ORGANIZATION, [ILO, BIMCO])
    told: list[object] = []
    start = threading.Barrier(2)

    def edit(one: str, into: str) -> None:
        mine = open_store(url)
        start.wait()
        try:
            told.append(mine.authority.merge(ORGANIZATION, one, into).target.slug)
        except MergeRefused as error:
            told.append(error)
        finally:
            mine.close()

    editors = [threading.Thread(target=edit, args=pair) for pair in (("ilo", "bimco"), ("bimco", "ilo"))]
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join()

    (target,) = [one for one in told if isinstance(one, str)]
    (refused,) = [one for one in told if isinstance(one, MergeRefused)]
    assert f"into {target} already" in str(refused)
    assert [entry.id for entry in store.authority.entries(ORGANIZATION)] == [target]
