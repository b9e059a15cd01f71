"""An authority file is read row by row, and what is written is read back as it was."""

import csv
import io
from collections.abc import Mapping

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from portal.articles.authority import Entry
from portal.articles.naming import MAX_LABEL
from portal.articles.store import NameKind
from portal.organizations.authority_file import (
    AuthorityFile,
    csv_lines,
    jsonl_lines,
    read_entries,
    table_cells,
)
from portal.organizations.entry_fields import joined_names, split_names
from portal.sources.raw import Refusal
from portal.sources.records import Record, Row, column_names, json_records, table_rows

ORGANIZATION = NameKind.ORGANIZATION


def read(*records: Mapping[str, object], kind: NameKind = ORGANIZATION) -> AuthorityFile:
    return read_entries(((f"file:{number}", record) for number, record in enumerate(records, 1)), kind)


def only(record: Mapping[str, object]) -> Entry:
    (entry,) = read(record).entries
    return entry


ILO: dict[str, object] = {
    "id": "ilo",
    "name": "International Labour Organization",
    "acronym": "ILO",
    "aliases": "International Labour Office|ILO Office",
    "names:fr": "Organisation internationale du Travail|OIT",
    "names:zh_hant": "國際勞工組織",
    "homepage": "https://www.ilo.org/",
    "wikidata": "https://www.wikidata.org/wiki/Q54129",
    "ror": "https://ror.org/00xb6aw94",
    "description": "A UN agency\nfor labour.",
}


def test_every_column_is_read() -> None:
    assert only(ILO) == Entry(
        id="ilo",
        name="International Labour Organization",
        acronym="ILO",
        aliases=("International Labour Office", "ILO Office"),
        names={"fr": ("Organisation internationale du Travail", "OIT"), "zh-Hant": ("國際勞工組織",)},
        homepage="https://www.ilo.org/",
        wikidata="Q54129",
        ror="00xb6aw94",
        description="A UN agency for labour.",
    )


def test_lists_and_one_string_say_the_same() -> None:
    listed = {"aliases": ["A Name", "B Name"], "names:es": ["OIT"]}

    assert only({"name": "Body", **listed}) == only({"name": "Body", "aliases": "A Name|B Name", "names:es": "OIT"})


def test_an_id_is_made_from_the_name() -> None:
    assert only({"name": "Médecins Sans Frontières"}).id == "medecins-sans-frontieres"


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        pytest.param({}, "it has no name", id="no name"),
        pytest.param({"id": "ilo", "name": " \u200b "}, "it has no name", id="an invisible name"),
        pytest.param({"name": "X"}, "its name “X” has only one letter", id="one letter"),
        pytest.param({"name": "!?"}, "its name “!?” has no letter", id="no letter"),
        pytest.param({"name": "x" * (MAX_LABEL + 1)}, f"has more than {MAX_LABEL} characters", id="over the limit"),
        pytest.param({"id": "ILO Geneva", "name": "Body"}, "such as “ilo-geneva”", id="no slug"),
        pytest.param({"id": "_none", "name": "Body"}, "is no slug", id="a word of addresses"),
        pytest.param({"name": ["Body"]}, "the field 'name' should be text", id="a list"),
        pytest.param({"name": "Body", "aliases": {"a": "b"}}, "the field 'aliases' should be text", id="an object"),
    ],
)
def test_a_record_that_is_no_entry_is_refused_alone(record: dict[str, object], reason: str) -> None:
    found = read({"name": "Before"}, record, {"name": "After"})

    assert [entry.name for entry in found.entries] == ["Before", "After"]
    ((where, said),) = found.refused
    assert where == "file:2"
    assert reason in said


@pytest.mark.parametrize(
    ("fields", "note"),
    [
        pytest.param({"aliases": "A Name|X"}, "the alias “X” has only one letter", id="one letter"),
        pytest.param({"aliases": ["A Name", "y" * 400]}, "has more than 300 characters", id="over the limit"),
        pytest.param({"acronym": "Q", "aliases": "A Name"}, "the acronym “Q” has only one letter", id="acronym"),
        pytest.param({"names:fr": "É", "aliases": "A Name"}, "the name in 'fr' “É” has only one", id="a language"),
        pytest.param({"homepage": "javascript:alert(1)", "aliases": "A Name"}, "the homepage", id="no homepage"),
        pytest.param({"homepage": "http://[", "aliases": "A Name"}, "the homepage", id="no address"),
        pytest.param({"wikidata": "L99", "aliases": "A Name"}, "such as Q54129", id="no Wikidata id"),
        pytest.param({"ror": "12345", "aliases": "A Name"}, "the ror “12345”", id="no ROR id"),
        pytest.param({"founded": "1919", "aliases": "A Name"}, "the column “founded” is not known", id="a column"),
        pytest.param({"names:": "B Name", "aliases": "A Name"}, "the column “names:”", id="no language"),
    ],
)
def test_a_field_that_cannot_be_used_is_left_out_and_noted(fields: dict[str, object], note: str) -> None:
    found = read({"name": "Body", **fields})

    assert found.entries == (Entry(id="body", name="Body", aliases=("A Name",)),)
    ((where, said),) = found.notes
    assert where == "file:1"
    assert note in said


def test_an_unknown_column_is_noted_once() -> None:
    assert len(read({"name": "One", "x": 1}, {"name": "Two", "x": 2}).notes) == 1


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ({"id": "body", "name": "Other"}, "its id body stands at file:1 already"),
        ({"name": "Body"}, "its id body, made from its name, stands at file:1 already; give it an id of its own"),
    ],
    ids=["given", "made"],
)
def test_the_second_of_an_id_is_refused(second: dict[str, object], said: str) -> None:
    found = read({"name": "Body"}, second)

    assert found.entries == (Entry(id="body", name="Body"),)
    assert found.refused == (("file:2", said),)


def test_entries_that_are_each_others_alias_keep_their_labels_alone() -> None:
    found = read(
        {"name": "North Body", "aliases": "South body|Old Body", "names:fr": "South-Body"},
        {"name": "South Body", "aliases": ["North  body"]},
    )

    assert [(entry.aliases, entry.names) for entry in found.entries] == [(("Old Body",), {}), ((), {})]
    assert [where for where, _ in found.notes] == ["file:1", "file:1", "file:2"]
    assert "“South body” is what south-body is called" in found.notes[0].reason


def test_two_entries_of_one_label_and_a_shared_acronym_are_kept() -> None:
    found = read(
        {"id": "a", "name": "Ministry of Labour", "acronym": "MOL"},
        {"id": "b", "name": "Ministry of Labour", "acronym": "MOL"},
    )

    assert len(found.entries) == 2
    assert found.refused == found.notes == ()


@pytest.mark.parametrize("acronym", ["(a+)+b$", "[A-Z]{2,}", ".*AB", "\\AC", "A|B", "C++ 20"])
def test_an_acronym_that_is_a_regular_expression_is_text(acronym: str) -> None:
    assert only({"name": "Body", "acronym": acronym}).acronym == acronym


def test_a_tag_may_be_one_letter_and_has_no_acronym() -> None:
    found = read({"name": "C", "acronym": "CC"}, kind=NameKind.TAG)

    assert found.entries == (Entry(id="c", name="C"),)
    assert "the column “acronym” is not known" in found.notes[0].reason


@given(st.lists(st.text()))
def test_names_in_one_cell_are_told_apart_again(names: list[str]) -> None:
    assume(names)

    assert list(split_names(joined_names(names))) == names


# ---- There and back --------------------------------------------------------------------------------------------------

UGLY = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=20)
NAMES = st.one_of(
    UGLY,
    st.sampled_from(
        ["=SUM(A1)", "'=x", "''+y", "-Minus", "@home", "＝full", "a|b", "a\\|b", "tail\\", "Ağ ", '"q"', "a,b;c\td"]
    ),
    st.text(alphabet="ab'=|\\ -", min_size=1, max_size=6),
)
RECORDS = st.fixed_dictionaries(
    {"name": NAMES},
    optional={
        "acronym": NAMES,
        "aliases": st.lists(NAMES, max_size=3),
        "names:fr": st.lists(NAMES, max_size=2),
        "names:zh-Hant": st.lists(NAMES, max_size=2),
        "homepage": st.sampled_from(["https://www.ilo.org/", "ftp://x", "https://a.example/?q='=1"]),
        "wikidata": st.sampled_from(["Q1", "Q0", "q54129"]),
        "ror": st.sampled_from(["00xb6aw94", "nothing"]),
        "description": NAMES,
    },
)


def from_csv(text: str, kind: NameKind) -> AuthorityFile:
    return from_rows(table_rows([text.removeprefix("\ufeff").encode()], "file", ("id", "name", "aliases")), kind)


def from_rows(rows: object, kind: NameKind) -> AuthorityFile:
    header, *body = [row for row in rows if isinstance(row, Row)]  # type: ignore[attr-defined]  # an iterator
    columns = column_names(header.cells)
    fields = ((row.where, table_cells(dict(zip(columns, row.cells, strict=True)))) for row in body)
    return read_entries(fields, kind)


def from_jsonl(text: str, kind: NameKind) -> AuthorityFile:
    found = list(json_records([text.encode()], "file", example="…"))
    assert not [one for one in found if isinstance(one, Refusal)]
    return read_entries([one for one in found if isinstance(one, Record)], kind)


@given(st.lists(RECORDS, max_size=6), st.sampled_from([NameKind.ORGANIZATION, NameKind.TAG]))
@example([{"name": "'=cmd", "aliases": ["a|b", "=c|d"]}], NameKind.ORGANIZATION)
def test_what_is_exported_is_imported_as_it_was(records: list[dict[str, object]], kind: NameKind) -> None:
    entries = read(*records, kind=kind).entries

    assert from_csv("".join(csv_lines(entries, kind)), kind) == AuthorityFile(entries, (), ())
    assert from_jsonl("".join(jsonl_lines(entries)), kind) == AuthorityFile(entries, (), ())


@given(st.lists(RECORDS, min_size=1, max_size=4))
def test_no_cell_of_an_export_is_a_formula(records: list[dict[str, object]]) -> None:
    entries = read(*records).entries

    for row in csv.reader(io.StringIO("".join(csv_lines(entries, ORGANIZATION)))):
        assert not [cell for cell in row if cell.lstrip()[:1] in tuple("=+-@＝＋－＠")]
