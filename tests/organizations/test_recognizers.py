"""The recognizer of a store's authority file: built when the file has changed, else kept."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal.articles.authority import Entry
from portal.articles.database import DatabaseArticles, open_store
from portal.articles.store import NameKind
from portal.organizations.recognizers import recognizer_of
from tests.organizations.bodies import ILO, an_article, slugs


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DatabaseArticles]:
    opened = open_store(f"sqlite:///{tmp_path}/portal.db", clock=lambda: datetime(2026, 3, 5, tzinfo=UTC))
    yield opened
    opened.close()


def test_it_knows_the_file_of_the_store(store: DatabaseArticles) -> None:
    store.authority.keep(NameKind.ORGANIZATION, [ILO])
    recognizer = recognizer_of(store.authority)

    assert slugs(recognizer.read(an_article("The ILO met."))) == ["ilo"]
    assert recognizer.revision == store.authority.revision()


def test_it_is_built_once_for_each_revision(store: DatabaseArticles) -> None:
    store.authority.keep(NameKind.ORGANIZATION, [ILO])
    before = recognizer_of(store.authority)

    assert recognizer_of(store.authority) is before

    store.authority.keep(NameKind.ORGANIZATION, [Entry(id="oxfam", name="Oxfam")])

    assert slugs(recognizer_of(store.authority).read(an_article("Oxfam met."))) == ["oxfam"]
