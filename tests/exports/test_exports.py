"""What is exported is all there is, can be ingested again, and harms no spreadsheet."""

import csv
import io
import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.articles.article import Article, ArticleId, Completeness, Named
from portal.articles.assignments import Assignment, Mention, Part, Rule
from portal.articles.database import open_store
from portal.exports.jsonl import jsonl_lines
from portal.exports.record import FIELDS, record_of
from portal.exports.table import csv_lines
from portal.ingest.pipeline import ingest
from portal.places import samples_file
from tests.builders import an_article


def rows_of(*articles: Article) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(csv_lines(articles)).removeprefix("\ufeff"), newline="")))


def stored_articles(folder: Path, *sources: Path) -> list[Article]:
    store = open_store(f"sqlite:///{folder / 'portal.db'}")
    try:
        assert ingest([str(source) for source in sources], store).exit_status == 0
        return sorted(store.articles(), key=lambda article: article.sequence)
    finally:
        store.close()


def test_an_export_ingested_elsewhere_gives_the_same_articles(tmp_path: Path) -> None:
    first = stored_articles(tmp_path / "one", samples_file())
    (tmp_path / "export.jsonl").write_text("".join(jsonl_lines(first)), encoding="utf-8")

    second = stored_articles(tmp_path / "two", tmp_path / "export.jsonl")

    assert len(first) > 100
    assert [record_of(article) for article in second] == [record_of(article) for article in first]
    assert [article.id for article in second] == [article.id for article in first]


def test_a_line_is_one_article_whatever_is_in_it() -> None:
    article = an_article(title='A "quoted"\u2028title', body_html="<p>one\ntwo</p>", extra={"section": ["a", 1]})

    (line,) = jsonl_lines([article])

    assert line.count("\n") == 1
    assert line.endswith("\n")
    assert json.loads(line)["section"] == ["a", 1]


def test_an_export_names_the_organizations_that_readers_see() -> None:
    found = Assignment(Named("imo", "IMO"), (Mention(Part.TITLE, 0, 5, Rule.NAME),), 1)
    article = an_article(organizations=("ILO",), recognized=(found,))

    assert record_of(article)["organizations"] == ["ILO", "IMO"]


def test_a_field_of_the_source_does_not_hide_one_of_ours() -> None:
    article = an_article(title="Ours", source_key=None, extra={"title": "theirs", "id": "theirs"})

    assert record_of(article)["title"] == "Ours"
    assert "id" not in record_of(article)


def test_a_record_has_every_field_in_order() -> None:
    article = an_article(
        source_key="k",
        excerpt="e",
        source=Named("desk", "The Desk"),
        author="Ada",
        tags=("Ships",),
        organizations=("ILO",),
        completeness=Completeness.EXCERPT,
    )

    assert tuple(record_of(article)) == FIELDS


def test_a_row_has_plain_text_and_parted_labels() -> None:
    (row,) = rows_of(an_article(tags=("Ships", "Pay"), body_html="<p>One</p><p>Two</p>", body_text="One\n\nTwo"))

    assert row["body"] == "One\n\nTwo"
    assert row["tags"] == "Ships|Pay"
    assert row["organizations"] == ""


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "＋1", "－1", "＠a"],
)
def test_a_formula_is_disarmed_in_every_column(text: str) -> None:
    article = an_article(
        title=text, author=text, body_text=text, excerpt=text, tags=(text,), source=Named("a", text), source_key=text
    )

    (row,) = rows_of(article)

    assert {row[name] for name in ("title", "author", "body", "excerpt", "tags", "source", "id")} == {f"'{text}"}


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_no_cell_begins_like_a_formula_and_none_loses_a_letter(text: str) -> None:
    (row,) = rows_of(an_article(title=text))

    assert unicodedata.normalize("NFKC", row["title"].lstrip())[:1] not in set("=+-@\t\r") - {""}
    assert row["title"] in (text, f"'{text}")


def test_an_export_holds_one_article_at_a_time() -> None:
    """The first line is there before the second article is asked for."""

    def articles() -> object:
        yield an_article("a1")
        raise AssertionError("asked for too early")

    assert json.loads(next(jsonl_lines(articles()))) == record_of(an_article("a1"))  # type: ignore[arg-type]
    lines = csv_lines(articles())  # type: ignore[arg-type]
    assert "title" in next(lines)
    assert "a1" in next(lines)


def test_nothing_exported_is_still_a_table() -> None:
    assert rows_of() == []
    assert "".join(csv_lines([])).count("\r\n") == 1


def test_the_id_of_the_portal_stays_here() -> None:
    """It follows from the address; the field ``id`` is what the source calls the article."""
    assert "id" not in record_of(an_article(str(ArticleId("abc"))))
