"""An article as the index shall hold it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from index import Label
from portal.articles.article import Completeness, Named
from portal.articles.assignments import Assignment, Mention, Part, Rule
from portal.indexing.document import document_of, published_at
from tests.builders import an_article


@pytest.mark.parametrize(
    ("published", "moment"),
    [
        pytest.param(None, None, id="undated"),
        pytest.param("2026", datetime(2026, 1, 1, tzinfo=UTC), id="year"),
        pytest.param("2026-03", datetime(2026, 3, 1, tzinfo=UTC), id="month"),
        pytest.param("2026-03-05", datetime(2026, 3, 5, tzinfo=UTC), id="day"),
        pytest.param("2026-03-05T09:30:00Z", datetime(2026, 3, 5, 9, 30, tzinfo=UTC), id="time"),
        pytest.param("0001", datetime(1, 1, 1, tzinfo=UTC), id="the first year"),
    ],
)
def test_a_document_is_dated_by_the_start_of_its_period(published: str | None, moment: datetime | None) -> None:
    assert published_at(published) == moment


def test_a_document_has_the_facets_with_their_labels() -> None:
    article = an_article(
        tags=("Ships",), organizations=("ILO", "IMO"), source=Named("desk", "The Desk"), language="pt-BR"
    )

    assert document_of(article).facets == {
        "tag": (Label("ships", "Ships"),),
        "org": (Label("ilo", "ILO"), Label("imo", "IMO")),
        "source": (Label("desk", "The Desk"),),
        "lang": (Label("pt-BR", "pt-BR"),),
    }


def test_a_document_has_the_organizations_that_its_text_names_too() -> None:
    mention = Mention(Part.TITLE, 0, 5, Rule.NAME)
    found = tuple(Assignment(Named(*one), (mention,), 1) for one in (("imo", "IMO"), ("oecd", "OECD")))
    article = replace(an_article(organizations=("IMO",)), recognized=found)

    assert document_of(article).facets["org"] == (Label("imo", "IMO"), Label("oecd", "OECD"))


def test_what_is_unknown_is_no_facet_value() -> None:
    article = an_article(language="und")

    assert document_of(article).facets == {}


def test_a_document_keeps_what_a_list_shows() -> None:
    article = an_article(completeness=Completeness.EXCERPT, published="2026")

    assert document_of(article).stored == {
        "url": "https://news.example/a1",
        "published": "2026",
        "completeness": "excerpt",
    }


def test_markup_does_not_get_into_the_index() -> None:
    article = an_article(body_html="<p><b>Bold</b></p>", body_text="Bold")

    assert "<" not in document_of(article).body
