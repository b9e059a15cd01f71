"""The migrations make the tables that the code is written for."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from portal.articles import upgrading
from portal.articles.article import Named
from portal.articles.assignments import Assignment, Mention, Part, Reading, Rule
from portal.articles.database import DatabaseArticles, open_store
from portal.articles.errors import StoreTooNew
from portal.articles.opening import open_database
from portal.articles.store import NameKind
from portal.articles.tables import metadata
from tests.articles.arrivals import an_arrival


def test_the_migrations_make_the_tables_as_they_are_declared(store: DatabaseArticles) -> None:
    with store._engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, metadata) == []


def test_the_newest_step_is_the_one_that_is_looked_for() -> None:
    steps = ScriptDirectory(str(Path(upgrading.__file__).parent / "migrations"))

    assert steps.get_heads() == [upgrading.HEAD]


def test_a_store_of_a_newer_version_is_left_alone(store: DatabaseArticles, url: str) -> None:
    with store._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(StoreTooNew, match=rf"9999.*{upgrading.HEAD}"):
        open_store(url)


OLD_ROWS = """
INSERT INTO sources (slug, label, is_excerpt_only) VALUES ('desk', 'Desk', 0);
INSERT INTO tags (slug, label) VALUES ('pay', 'Pay');
INSERT INTO organizations (slug, label) VALUES ('ilo', 'ILO'), ('crew', 'Crew');
INSERT INTO articles (id, sequence, revision, title, body_html, body_text, excerpt, author, language, completeness,
  source_slug, flags, extra, is_retagged, first_seen_at, changed_at) VALUES
  ('a', 1, 1, 'One', '<p>One</p>', 'One', '', '', 'en', 'full', 'desk', '[]', '{}', 0, '2026-01-01', '2026-01-01'),
  ('b', 2, 2, 'Two', '<p>Two</p>', 'Two', '', '', 'en', 'full', 'desk', '[]', '{}', 1, '2026-01-01', '2026-01-01');
INSERT INTO article_tags (article_id, slug, position) VALUES ('a', 'pay', 0);
INSERT INTO article_organizations (article_id, slug, position) VALUES
  ('a', 'ilo', 0), ('b', 'crew', 0), ('b', 'ilo', 1);
INSERT INTO changes (number, article_id, made_at) VALUES (2, 'b', '2026-01-01');
UPDATE numbers SET last = 2 WHERE name = 'change';
"""


def test_a_store_without_authority_files_keeps_its_articles_and_what_editors_chose(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    engine = open_database(url)
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        upgrading.upgrade(connection, to="0004")
        for statement in OLD_ROWS.split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement)
    engine.dispose()

    store = open_store(url)

    first, second = store.articles()
    assert first.all_organizations == (Named("ilo", "ILO"),)
    assert (first.chosen, first.tags) == (frozenset(), (Named("pay", "Pay"),))
    assert second.chosen == {"crew", "ilo"}
    assert [change.article_id for change in store.pending(9)] == ["b"]
    assert (store.authority.revision(), store.authority.starter_version()) == (0, 0)
    page = store.authority.retag_page(9)
    assert page is not None
    assert [one.article for one in page.articles] == [first, second]
    found = Assignment(Named("bimco", "BIMCO"), (Mention(Part.BODY, 0, 3, Rule.NAME),), 1)
    assert store.authority.record(page, {one: Reading((found,)) for one in (first.id, second.id)}) == 1
    assert [len(article.all_organizations) for article in store.articles()] == [2, 2]
    assert store.authority.retagging() is None
    store.authority.merge(NameKind.ORGANIZATION, "crew", "ilo")
    assert [len(article.all_organizations) for article in store.articles()] == [2, 1]
    store.close()


def test_what_a_removed_article_linked_to_goes_with_it(store: DatabaseArticles) -> None:
    """Only its keys and its tombstone stay."""
    (stored,) = store.put([an_arrival("one", tags=("Ships",), organizations=("ILO",))])
    store.remove([stored.article.id])

    with store._engine.connect() as connection:
        counts = {
            name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar()
            for name in (
                "articles",
                "article_tags",
                "article_organizations",
                "raw_bodies",
                "versions",
                "article_keys",
                "tombstones",
            )
        }
    assert counts == {
        "articles": 0,
        "article_tags": 0,
        "article_organizations": 0,
        "raw_bodies": 0,
        "versions": 0,
        "article_keys": 1,
        "tombstones": 1,
    }
