"""The migrations make the tables that the code is written for."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from portal.articles import upgrading
from portal.articles.database import DatabaseArticles, open_store
from portal.articles.errors import StoreTooNew
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
