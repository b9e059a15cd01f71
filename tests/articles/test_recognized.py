"""What the text of an article names is kept with its words, and an editor's word stands above it."""

from dataclasses import replace
from pathlib import Path

import pytest

from portal.articles.article import Article, Named
from portal.articles.assignments import Assignment, Mention, Origin, Part, Reading, Rule, Sighting
from portal.articles.authority import Entry
from portal.articles.backup import backup, restore
from portal.articles.database import DatabaseArticles
from portal.articles.store import NameKind, Outcome, Stored
from tests.articles.arrivals import an_arrival

ORGANIZATION = NameKind.ORGANIZATION

ILO, BIMCO, CREW = Named("ilo", "ILO"), Named("bimco", "BIMCO"), Named("crew", "Crew")
MENTION = Mention(Part.BODY, 4, 7, Rule.SUPPORTED, "ILO Child Labour Platform", "its full name stands nearby")
TITLE = Mention(Part.TITLE, 0, 3, Rule.DEFINED)


def reading(*names: Named, start: int = 4, authority: int = 0) -> Reading:
    mention = MENTION._replace(start=start)
    return Reading(tuple(Assignment(name, (TITLE, mention), 7) for name in names), authority=authority)


def put(store: DatabaseArticles, read: Reading | None, *, known_as: str = "", **given: object) -> Stored:
    arrival = an_arrival("one", known_as=known_as, **given)
    (stored,) = store.put([replace(arrival, reading=read)])
    return stored


def seen(store: DatabaseArticles, article: Article) -> Article:
    found = store.get(article.id)
    assert found is not None
    return found


def slugs(article: Article) -> list[str]:
    return [name.slug for name in article.all_organizations]


def due(store: DatabaseArticles) -> int:
    state = store.authority.retagging()
    return state.articles if state else 0


def test_what_was_found_comes_back_with_its_words(store: DatabaseArticles) -> None:
    stored = put(store, reading(ILO, BIMCO), organizations=("Crew", "BIMCO"))

    article = seen(store, stored.article)

    assert article.recognized == stored.article.recognized == reading(ILO, BIMCO).assignments
    assert article.organizations == (CREW, BIMCO)
    assert article.all_organizations == (CREW, BIMCO, ILO)
    assert [(one.origin, one.count) for one in article.assigned] == [
        (Origin.GIVEN, 0),
        (Origin.GIVEN, 7),
        (Origin.RECOGNIZED, 7),
    ]
    assert due(store) == 0


def test_other_organizations_in_a_text_are_a_change_of_its_article(store: DatabaseArticles) -> None:
    one = put(store, reading(ILO)).article.id
    before = store.version()

    added = put(store, reading(ILO, BIMCO), known_as=one)
    gone = put(store, reading(), known_as=one)

    assert [added.outcome, gone.outcome] == [Outcome.CHANGED, Outcome.CHANGED]
    assert (slugs(added.article), slugs(gone.article)) == (["ilo", "bimco"], [])
    assert store.version() == before + 2
    assert seen(store, gone.article).recognized == ()


def test_other_words_for_the_same_organizations_are_written_and_no_change(store: DatabaseArticles) -> None:
    one = put(store, reading(ILO)).article
    before = store.version(), store.pending(9)

    again = put(store, reading(ILO, start=5), known_as=one.id)

    assert again.outcome is Outcome.UNCHANGED
    assert (store.version(), store.pending(9)) == before
    assert seen(store, one).recognized == again.article.recognized == reading(ILO, start=5).assignments


def test_what_nobody_read_keeps_what_was_found_and_is_read_later(store: DatabaseArticles) -> None:
    one = put(store, reading(ILO)).article

    unchanged = put(store, None, known_as=one.id)
    assert (unchanged.outcome, due(store)) == (Outcome.UNCHANGED, 0)
    changed = put(store, None, known_as=one.id, body_text="Another text.")

    assert (changed.outcome, due(store)) == (Outcome.CHANGED, 1)
    assert slugs(seen(store, one)) == ["ilo"]
    put(store, reading(ILO), known_as=one.id, body_text="Another text.")
    assert due(store) == 0


def test_what_was_read_with_an_older_file_is_kept_and_read_again(store: DatabaseArticles) -> None:
    store.authority.keep(ORGANIZATION, [Entry(id="ilo", name="ILO")])

    stored = put(store, reading(ILO, authority=0))

    assert slugs(stored.article) == ["ilo"]
    assert due(store) == 1
    put(store, reading(ILO, authority=store.authority.revision()), known_as=stored.article.id)
    assert due(store) == 0


def test_organizations_are_found_under_the_names_that_lead(store: DatabaseArticles) -> None:
    store.authority.keep(ORGANIZATION, [Entry(id="ilo", name="International Labour Organization", aliases=("OIT",))])

    stored = put(store, reading(Named("oit", "OIT"), ILO))

    (found,) = seen(store, stored.article).recognized
    assert found.organization == Named("ilo", "International Labour Organization")
    assert (found.count, len(found.mentions)) == (14, 2)
    assert stored.article.recognized == (found,)


def test_to_what_an_editor_settled_its_text_adds_nothing(store: DatabaseArticles) -> None:
    one = put(store, reading(ILO, BIMCO), organizations=("Crew",)).article

    settled = store.retag(one.id, organizations=(ILO,))
    later = put(store, reading(BIMCO, ILO), known_as=one.id, organizations=("Crew",), body_text="Another text.")

    assert settled is not None
    assert slugs(settled) == slugs(later.article) == slugs(seen(store, one)) == ["ilo"]
    (ilo,) = seen(store, one).assigned
    assert (ilo.origin, ilo.count) == (Origin.EDITOR, 7)


def test_choosing_what_it_has_already_is_a_change_where_its_text_gave_more(store: DatabaseArticles) -> None:
    one = put(store, reading(ILO), organizations=("Crew",)).article
    before = store.version()

    store.retag(one.id, organizations=(CREW,))

    assert store.version() == before + 1
    assert slugs(seen(store, one)) == ["crew"]
    assert seen(store, one).chosen == {"crew"}


def test_other_tags_of_an_editor_leave_the_organizations_to_its_text_and_have_it_read(store: DatabaseArticles) -> None:
    one = put(store, reading(ILO)).article

    store.retag(one.id, tags=(Named("pay", "Pay"),))

    assert slugs(seen(store, one)) == ["ilo"]
    assert due(store) == 1


def test_an_editor_adds_and_takes_away_single_organizations_for_good(store: DatabaseArticles) -> None:
    one = put(store, reading(ILO, BIMCO), organizations=("Crew",)).article

    corrected = store.correct(one.id, add=(Named("port", "Port"),), drop=("ilo", "crew", "never-there"))

    assert corrected is not None
    assert corrected == seen(store, one)
    assert slugs(corrected) == ["port", "bimco"]
    assert due(store) == 1
    text = "Another text of it."
    later = put(store, reading(ILO, CREW, BIMCO), known_as=one.id, organizations=("Crew", "ILO"), body_text=text)
    assert slugs(later.article) == slugs(seen(store, one)) == ["port", "bimco"]
    again = put(store, reading(ILO, CREW, BIMCO), known_as=one.id, organizations=("Crew", "ILO"), body_text=text)
    assert again.outcome is Outcome.UNCHANGED
    assert store.correct(one.id, add=(ILO,)) == seen(store, one)
    assert set(slugs(seen(store, one))) == {"port", "ilo", "bimco"}
    assert [one.origin for one in seen(store, one).assigned if one.organization == ILO] == [Origin.EDITOR]


def test_correcting_twice_changes_nothing_more(store: DatabaseArticles) -> None:
    one = put(store, reading(ILO, BIMCO)).article
    store.correct(one.id, add=(CREW,), drop=("ilo",))
    before = store.version()

    store.correct(one.id, add=(CREW,), drop=("ilo",))

    assert store.version() == before
    assert store.correct(replace(one, id="unknown").id, add=(CREW,)) is None  # type: ignore[arg-type]  # an id


def test_what_an_editor_took_away_stays_away_under_another_name(store: DatabaseArticles) -> None:
    one = put(store, reading(ILO), organizations=("OIT",)).article
    store.correct(one.id, drop=("ilo",))
    assert slugs(seen(store, one)) == ["oit"]

    merged = store.authority.merge(ORGANIZATION, "oit", "ilo")

    assert merged.touched == 1
    assert slugs(seen(store, one)) == []


def test_what_was_found_goes_with_its_article(store: DatabaseArticles) -> None:
    read = replace(reading(ILO), sightings=(Sighting("Elvish Information Service", "EIS", Part.BODY, 0, 3),))
    one = put(store, read).article
    store.correct(one.id, drop=("bimco",))

    store.remove([one.id])

    with store._engine.connect() as connection:
        for table in ("recognized_organizations", "rejected_organizations", "sightings", "unread"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0
    assert due(store) == 0


@pytest.mark.parametrize("is_newer", [False, True])
def test_a_restore_brings_back_names_and_findings_and_never_a_revision_twice(
    store: DatabaseArticles, url: str, tmp_path: Path, *, is_newer: bool
) -> None:
    """Whoever keeps what was made of a revision would take another file for it."""
    store.authority.keep(ORGANIZATION, [Entry(id="ilo", name="ILO", aliases=("OIT",))])
    one = put(store, reading(ILO, authority=store.authority.revision())).article
    store.correct(one.id, add=(CREW,))
    target = tmp_path / "backup.db"
    backup(url, target)
    before = seen(store, one), store.authority.entries(ORGANIZATION), store.authority.redirects(ORGANIZATION)
    if is_newer:
        for number in range(3):
            store.authority.keep(ORGANIZATION, [Entry(id="ilo", name=f"ILO {number}")])
    revision = store.authority.revision()

    restore(url, target)

    assert seen(store, one).assigned == before[0].assigned
    assert store.authority.entries(ORGANIZATION) == before[1]
    assert store.authority.redirects(ORGANIZATION) == before[2]
    assert store.authority.revision() > revision


def test_what_no_name_is_called_is_taken_away_from_nobody(store: DatabaseArticles) -> None:
    """Else a name that an entry is given later would take that entry from the article."""
    one = put(store, reading(ILO)).article
    store.correct(one.id, drop=("oit",))

    store.authority.keep(ORGANIZATION, [Entry(id="ilo", name="ILO", aliases=("OIT",))])

    assert slugs(seen(store, one)) == ["ilo"]
