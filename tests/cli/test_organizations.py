"""`portal organizations`: the authority file by hand, and the articles that follow it."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.articles.authority import Authority
from portal.articles.database import DatabaseArticles
from portal.articles.store import NameKind
from portal.cli import catching_up
from portal.organizations.starter import starter_entries
from tests.cli.conftest import Command, Ran

TEXTS = [
    "The Global Cobalt Alliance (GCA) met the Oru Mining Union on Monday.",
    "Miners of the Oru Mining Union were paid late again.",
    "Nothing was said by the Global Cobalt Alliance (GCA).",
    "Rain fell on the hills.",
]

UNION = {"id": "oru", "name": "Oru Mining Union", "acronym": "OMU", "names:fr": "Syndicat minier d'Oru|SMO"}


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def write(*records: dict[str, object] | str, name: str = "file.jsonl") -> Path:
        path = tmp_path / name
        lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def filled(portal: Command, write: Callable[..., Path]) -> Command:
    """A portal with four articles, and nothing else in its authority file."""
    articles = [
        {"id": f"n{number}", "title": f"Report {number}", "body": text, "source": "The Desk", "language": "en"}
        for number, text in enumerate(TEXTS)
    ]
    assert portal("ingest", write(*articles, name="articles.jsonl")).status == 0
    assert portal("organizations", "import", write({"name": "Nobody at All"}), "--whole").status == 0
    return portal


def found(portal: Command, organization: str) -> int:
    total = portal("search", "--organization", organization, "--json").json["total"]
    assert isinstance(total, int)
    return total


def reasons(ran: Ran) -> list[str]:
    refused = ran.json["refused"]
    assert isinstance(refused, list)
    return [f"{Path(one['where']).name} {one['reason']}" for one in refused]


def test_an_import_finds_the_articles_that_name_it(filled: Command, write: Callable[..., Path]) -> None:
    ran = filled("organizations", "import", write(UNION), "--json")

    assert ran.status == 0
    assert (ran.json["added"], ran.json["refused"], ran.json["notes"]) == (1, [], [])
    assert ran.json["retagged"]["written"] == 2  # type: ignore[call-overload, index]  # an object
    assert (ran.json["retagged"]["due"], ran.json["pending"]) == (0, 0)  # type: ignore[call-overload, index]  # an object
    assert found(filled, "oru") == 2


def test_importing_twice_changes_nothing(filled: Command, write: Callable[..., Path], store: DatabaseArticles) -> None:
    filled("organizations", "import", write(UNION))
    before = store.version(), store.authority.revision()

    ran = filled("organizations", "import", write(UNION), "--json")

    assert (ran.json["added"], ran.json["changed"], ran.json["unchanged"]) == (0, 0, 1)
    assert (store.version(), store.authority.revision()) == before


def test_bad_rows_are_named_and_the_others_are_kept(filled: Command, write: Callable[..., Path]) -> None:
    path = write(
        "id;name;aliases;founded",
        "one;First Body;Body One|X;1919",
        "one;Second Body;;",
        ";;;",
        "Not A Slug;Third Body;;",
        '"four;Fourth Body',
        name="bodies.csv",
    )

    ran = filled("organizations", "import", path, "--json")

    assert (ran.status, ran.json["added"]) == (1, 1)
    assert sorted(one.partition(" ")[0] for one in reasons(ran)) == [f"bodies.csv:{line}" for line in (3, 4, 5, 6)]
    notes = [note["reason"] for note in ran.json["notes"]]  # type: ignore[attr-defined, union-attr]  # a list
    assert len(notes) == 2
    assert "the column “founded” is not known" in notes[0]
    assert "“X” has only one letter" in notes[1]
    assert "refused" in filled("organizations", "import", path).out


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        pytest.param("no.csv", b"", "the file is empty", id="empty"),
        pytest.param("no.csv", b"title,body\na,b\n", "no column", id="another table"),
        pytest.param("no.csv", b"<html><p>hello</p></html>", "no column", id="a page"),
        pytest.param("no.csv", b"name,id\n", "there is no entry in it", id="a header alone"),
        pytest.param("no.csv", b"name,name\nA Body,B Body\n", "names name twice", id="a column twice"),
        pytest.param("no.csv", b"\x7fELF\0\0\1\2", "this is no text file", id="a program"),
        pytest.param("no.json", b'[{"name": "Body"}]', "one entry on a line", id="a JSON list"),
    ],
)
def test_a_file_of_which_nothing_can_be_read_exits_with_3(
    filled: Command, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    ran = filled("organizations", "import", path)

    assert ran.status == 3
    assert said in ran.err


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("f.csv", "id,name\noru,Oru Mining Union – Île\n".encode("utf-8-sig"), id="a mark"),
        pytest.param("f.csv", "id;name\noru;Oru Mining Union – Île\n".encode("cp1252"), id="western"),
        pytest.param("f.csv", "id\tname\r\noru\tOru Mining Union – Île\r\n".encode("utf-16"), id="UTF-16"),
        pytest.param("f.tsv.gz", gzip.compress("id\tname\noru\tOru Mining Union – Île\n".encode()), id="packed"),
        pytest.param("f.txt", '{"id": "oru", "name": "Oru Mining Union – Île"}'.encode(), id="lines"),
    ],
)
def test_a_file_is_read_however_it_is_encoded_and_packed(
    filled: Command, store: DatabaseArticles, tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    assert filled("organizations", "import", path).status == 0
    entry = store.authority.entry(NameKind.ORGANIZATION, "oru")
    assert entry is not None
    assert entry.name == "Oru Mining Union – Île"


def test_whole_takes_out_what_is_not_in_the_file(filled: Command, write: Callable[..., Path]) -> None:
    filled("organizations", "import", write(UNION))

    ran = filled("organizations", "import", write({"name": "Other Body"}), "--whole", "--json")

    assert (ran.json["added"], ran.json["removed"]) == (1, 2)
    assert found(filled, "oru") == 0


def test_whole_keeps_everything_where_a_row_was_refused(
    filled: Command, write: Callable[..., Path], store: DatabaseArticles
) -> None:
    before = store.authority.entries(NameKind.ORGANIZATION)

    ran = filled("organizations", "import", write({"name": "Other Body"}, {"name": ""}), "--whole")

    assert ran.status == 1
    assert "nothing was stored" in ran.err
    assert store.authority.entries(NameKind.ORGANIZATION) == before


def test_a_dry_run_says_what_an_import_does_and_stores_nothing(
    filled: Command, write: Callable[..., Path], store: DatabaseArticles
) -> None:
    file = write(UNION, {"name": "Nobody at All", "acronym": "NAA"})
    before = store.authority.revision()

    tried = filled("organizations", "import", file, "--whole", "--dry-run", "--json").json
    assert store.authority.revision() == before
    done = filled("organizations", "import", file, "--whole", "--json").json

    counts = ("added", "changed", "unchanged", "removed", "articles")
    assert [tried[name] for name in counts] == [done[name] for name in counts] == [1, 1, 0, 0, 0]


def test_the_starter_list_can_be_read_again(filled: Command, store: DatabaseArticles) -> None:
    ran = filled("organizations", "import", "--starter", "--json")

    assert ran.json["added"] == len(starter_entries())
    assert filled("organizations", "import", "--starter", "--json").json["unchanged"] == len(starter_entries())


@pytest.mark.parametrize("arguments", [(), ("--starter", "file.csv")], ids=["neither", "both"])
def test_an_import_takes_a_file_or_the_starter_list(portal: Command, arguments: tuple[str, ...]) -> None:
    assert portal("organizations", "import", *arguments).status == 2


@pytest.mark.parametrize("name", ["out.csv", "out.jsonl"])
def test_what_is_exported_is_imported_as_it_was(
    filled: Command, write: Callable[..., Path], tmp_path: Path, name: str, store: DatabaseArticles
) -> None:
    filled("organizations", "import", "--starter", "--no-wait")
    filled("organizations", "import", write({"name": "=Evil Body", "aliases": ["a|b", "-Evil"]}, UNION), "--no-wait")
    before, revision = store.authority.entries(NameKind.ORGANIZATION), store.authority.revision()

    exported = filled("organizations", "export", "-o", tmp_path / name)
    ran = filled("organizations", "import", tmp_path / name, "--whole", "--json")

    assert f"{len(before)} organizations written" in exported.out
    assert (ran.status, ran.json["unchanged"], ran.json["notes"]) == (0, len(before), [])
    assert store.authority.entries(NameKind.ORGANIZATION) == before
    assert store.authority.revision() == revision


def test_an_export_is_printed(filled: Command) -> None:
    assert filled("organizations", "export", "--format", "jsonl").out == (
        '{"id": "nobody-at-all", "name": "Nobody at All"}\n'
    )


def test_a_list_has_the_authority_file_and_what_articles_carry(filled: Command, write: Callable[..., Path]) -> None:
    filled("ingest", write({"id": "n9", "title": "T", "body": "B.", "organizations": ["Strange Body"]}, name="a.jsonl"))

    rows = filled("organizations", "list", "--json").json["organizations"]

    assert rows == [
        {"id": "strange-body", "name": "Strange Body", "articles": 1, "listed": False},
        {"id": "nobody-at-all", "name": "Nobody at All", "articles": 0, "listed": True},
    ]
    unlisted = filled("organizations", "list", "--unlisted").out
    assert "strange-body" in unlisted
    assert "nobody-at-all" not in unlisted


@pytest.mark.parametrize("name", ["oru", "OMU", "oru mining union", "Syndicat minier d’Oru", "SMO", "smo"])
def test_any_name_shows_the_organization(filled: Command, write: Callable[..., Path], name: str) -> None:
    filled("organizations", "import", write(UNION))

    shown = filled("organizations", "show", name, "--json").json

    assert (shown["id"], shown["articles"], shown["listed"]) == ("oru", 2, True)
    assert shown["names:fr"] == ["Syndicat minier d'Oru", "SMO"]
    assert "Syndicat minier d'Oru, SMO" in filled("organizations", "show", name).out


def test_a_shared_acronym_is_answered_with_the_ids(filled: Command, write: Callable[..., Path]) -> None:
    filled("organizations", "import", write(UNION, {"name": "Other Mining Union", "acronym": "OMU"}))

    ran = filled("organizations", "show", "OMU", "--json")

    assert ran.status == 1
    assert "oru (Oru Mining Union), other-mining-union (Other Mining Union)" in ran.err
    assert "name one by its id" in str(ran.json["error"])
    assert filled("organizations", "merge", "nobody-at-all", "OMU").status == 1


def test_a_merge_keeps_the_old_name_and_its_articles(filled: Command, write: Callable[..., Path]) -> None:
    filled("organizations", "import", write(UNION, {"name": "Global Cobalt Alliance", "acronym": "GCA"}))

    ran = filled("organizations", "merge", "GLOBAL-cobalt-alliance", "SMO", "--json")

    assert (ran.status, ran.json["merged"], ran.json["articles"]) == (0, "global-cobalt-alliance", 2)
    assert ran.json["into"] == {"id": "oru", "name": "Oru Mining Union"}
    assert found(filled, "oru") == 3
    shown = filled("organizations", "show", "GCA", "--json").json
    assert shown["id"] == "oru"
    assert "global-cobalt-alliance" in shown["leads_here"]  # type: ignore[operator]  # a list
    assert "leads to oru" in filled("organizations", "show", "GCA").out


@pytest.mark.parametrize(
    ("old", "into", "said"),
    [
        pytest.param("nosuch", "oru", "nosuch: there is no such organization", id="unknown"),
        pytest.param("oru", "nosuch", "nosuch: there is no such organization", id="unknown target"),
        pytest.param("oru", "OMU", "OMU is oru (Oru Mining Union) already", id="itself"),
        pytest.param("OMU", "nobody-at-all", "`portal organizations merge oru nobody-at-all`", id="another name"),
    ],
)
def test_a_merge_that_cannot_be_is_answered_with_a_sentence(
    filled: Command, write: Callable[..., Path], old: str, into: str, said: str
) -> None:
    filled("organizations", "import", write(UNION))

    ran = filled("organizations", "merge", old, into)

    assert ran.status == 1
    assert said in ran.err


def test_a_merge_of_a_merged_one_says_what_it_is_now(filled: Command, write: Callable[..., Path]) -> None:
    filled("organizations", "import", write(UNION, {"name": "Third Body"}))
    filled("organizations", "merge", "third-body", "oru")

    again = filled("organizations", "merge", "third-body", "oru")
    elsewhere = filled("organizations", "merge", "third-body", "nobody-at-all")

    assert "third-body is oru (Oru Mining Union) already" in again.err
    assert "another name of oru (Oru Mining Union)" in elsewhere.err
    assert again.status == elsewhere.status == 1


def test_an_import_says_what_is_no_entry_of_its_own_any_more(filled: Command, write: Callable[..., Path]) -> None:
    file = write(UNION, {"name": "Third Body"})
    filled("organizations", "import", file)
    filled("organizations", "merge", "third-body", "oru")

    trial = filled("organizations", "import", file, "--dry-run")
    again = filled("organizations", "import", file, "--json").json

    assert "note third-body: it was merged into oru" in trial.out
    assert again["notes"] == [
        {"where": "third-body", "reason": "it was merged into oru, and is kept as other names of that"}
    ]


def test_an_accepted_candidate_tags_the_past(filled: Command) -> None:
    listed = filled("organizations", "candidates", "--json").json["candidates"]
    assert [(one["name"], one["acronym"], one["articles"]) for one in listed] == [("Global Cobalt Alliance", "GCA", 2)]  # type: ignore[attr-defined, union-attr]  # a list
    assert "--accept 'Global Cobalt Alliance (GCA)'" in filled("organizations", "candidates").out

    ran = filled("organizations", "candidates", "--accept", "gca", "--id", "cobalt-alliance", "--json")

    assert (ran.status, ran.json["accepted"], ran.json["articles"]) == (0, "cobalt-alliance", 2)
    assert found(filled, "cobalt-alliance") == 2
    assert filled("organizations", "candidates", "--json").json == {"candidates": []}


def test_a_candidate_that_takes_an_id_in_use_is_refused(filled: Command) -> None:
    ran = filled("organizations", "candidates", "--accept", "GCA", "--id", "nobody-at-all")

    assert ran.status == 1
    assert "is the id of Nobody at All already" in ran.err


def test_a_dismissed_candidate_is_not_shown_again(filled: Command) -> None:
    assert filled("organizations", "candidates", "--dismiss", "Global Cobalt Alliance").status == 0

    assert filled("organizations", "candidates", "--json").json == {"candidates": []}
    assert filled("organizations", "candidates", "--dismiss", "GCA").status == 1


@pytest.mark.parametrize(
    "arguments",
    [("--accept", "a", "--dismiss", "b"), ("--id", "a"), ("--accept", "a", "--id", "No Slug")],
    ids=["both", "id alone", "no slug"],
)
def test_candidates_that_contradict_themselves_are_wrong_usage(portal: Command, arguments: tuple[str, ...]) -> None:
    assert portal("organizations", "candidates", *arguments).status == 2


def test_a_removed_entry_is_recognized_no_more(filled: Command, write: Callable[..., Path]) -> None:
    filled("organizations", "import", write(UNION))

    assert filled("organizations", "remove", "oru", "--json").json["removed"] == "oru"
    assert found(filled, "oru") == 0
    assert filled("organizations", "remove", "oru").status == 1


def test_removing_takes_an_id_and_says_which(filled: Command, write: Callable[..., Path]) -> None:
    filled("organizations", "import", write(UNION))

    assert "that of Oru Mining Union is oru" in filled("organizations", "remove", "SMO").err


def test_what_need_not_wait_is_left_to_the_worker(filled: Command, write: Callable[..., Path]) -> None:
    ran = filled("organizations", "import", write(UNION), "--no-wait", "--json")

    assert ran.json["retagged"]["due"] > 0  # type: ignore[call-overload, index, operator]  # an object
    assert found(filled, "oru") == 0
    assert "re-tagging" in filled("doctor").out


def test_ctrl_c_keeps_the_change_and_leaves_the_rest_to_the_worker(
    filled: Command, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_arguments: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(catching_up, "retag", interrupted)

    ran = filled("organizations", "import", write(UNION))

    assert ran.status == 130
    assert "left to `portal worker`" in ran.err
    assert filled("organizations", "show", "oru", "--json").json["listed"] is True


def test_the_doctor_tells_of_the_authority_file_and_of_candidates(filled: Command) -> None:
    said = filled("doctor").out

    assert "authority file: 1 organization, 0 tags, revision" in said
    assert "1 may be organizations" in said
    assert "re-tagging" not in said


def test_an_article_says_why_it_has_an_organization(
    filled: Command, write: Callable[..., Path], store: DatabaseArticles
) -> None:
    filled("organizations", "import", write(UNION))
    (one,) = (article.id for article in store.articles() if article.title == "Report 1")

    (evidence,) = filled("articles", "show", one, "--json").json["organizations_evidence"]  # type: ignore[misc]  # a list

    assert {name: evidence[name] for name in ("id", "origin", "count")} == {
        "id": "oru",
        "origin": "recognized",
        "count": 1,
    }
    (mention,) = evidence["mentions"]
    assert (mention["words"], mention["part"], mention["rule"]) == ("Oru Mining Union", "body", "name")
    assert mention["sentence"] == TEXTS[1]
    assert f"“Oru Mining Union” (body, name): {TEXTS[1]}" in filled("articles", "show", one).out


def test_an_editor_adds_and_drops_organizations_by_any_name(
    filled: Command, write: Callable[..., Path], store: DatabaseArticles
) -> None:
    filled("organizations", "import", write(UNION))
    (one,) = (article.id for article in store.articles() if article.title == "Report 1")

    dropped = filled("articles", "retag", one, "--drop-organization", "SMO", "--json")
    filled("organizations", "import", write(UNION | {"acronym": "OMWU"}))
    assert dropped.json["organizations_evidence"] == []
    assert found(filled, "oru") == 1, "what was dropped stays away"

    added = filled("articles", "retag", one, "--add-organization", "OMWU", "--add-organization", "New Body", "--json")
    evidence = added.json["organizations_evidence"]
    assert [(it["id"], it["origin"]) for it in evidence] == [("oru", "editor"), ("new-body", "editor")]  # type: ignore[attr-defined, union-attr]  # a list
    assert found(filled, "oru") == 2


@pytest.mark.parametrize(
    "arguments",
    [("--organization", "a", "--add-organization", "b"), ("--no-organizations", "--drop-organization", "b")],
    ids=["replaced and changed", "none and one less"],
)
def test_organizations_are_replaced_or_changed(portal: Command, arguments: tuple[str, ...]) -> None:
    assert portal("articles", "retag", "a1", *arguments).status == 2


def authority_of(store: DatabaseArticles) -> Authority:
    """Let mypy see that the store's authority keeps the protocol."""
    return store.authority
