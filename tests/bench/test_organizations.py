"""What is asked of recognition can be missed, and what is printed is what was found: on a handful of sentences."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.converters.reuters import organization_names
from bench.organizations import labelled, retagging, reuters
from bench.organizations.articles import Text
from bench.organizations.labelled import Listed
from bench.organizations.retagging import Edit, Made
from bench.organizations.scoring import Pair, Score
from bench.organizations.vocabulary import ACRONYMS, ALIASES, entries
from portal.articles.article import ArticleId
from portal.articles.authority import Entry
from portal.articles.store import NameKind

ENTRIES = (
    Entry(id="world-bank", name="World Bank", acronym="WB"),
    Entry(
        id="ilo", name="International Labour Organization", acronym="ILO", aliases=("Bureau international du Travail",)
    ),
    Entry(id="coffee", name="International Coffee Organization", acronym="ICO"),
    Entry(id="islam", name="Islamic Conference Organization", acronym="ICO"),
)
BODIES = (
    "The World Bank lent money for a road.",
    "A report of the International Labour Organization says so.",
    "It rained in Ruritania, and nobody went out.",
    "The International Labour Organization met the World Bank in the spring.",
)

pairs = st.frozensets(st.builds(Pair, st.sampled_from("abc"), st.sampled_from(("ilo", "un"))))


def a_text(number: int) -> Text:
    return Text("tiny", str(number), f"Report {number}", BODIES[number], "en", "The Desk")


def a_line(number: int, *names: str, is_wanted: bool = True) -> Mapping[str, Any]:
    given = [{"name": name, "words": [name], "mentions": 1, "wanted": is_wanted} for name in names]
    return {"set": "tiny", "key": str(number), "half": "tuning", "organizations": given, "not": []}


def a_record(number: int, *organizations: str) -> dict[str, object]:
    return {
        "id": str(number), "title": f"Report {number}", "body": BODIES[number % len(BODIES)], "language": "en",
        "source": "The Desk", "tags": ["roads"], "organizations": list(organizations),
    }  # fmt: skip


@given(found=pairs, wanted=pairs)
def test_f1_is_the_harmonic_mean_of_precision_and_recall(found: frozenset[Pair], wanted: frozenset[Pair]) -> None:
    score = Score(found, wanted)

    assert len(score.right) + len(score.false) == len(found)
    assert len(score.right) + len(score.missed) == len(wanted)
    if score.precision + score.recall and (found or wanted):
        harmonic = 2 * score.precision * score.recall / (score.precision + score.recall)
        assert score.f1 == pytest.approx(harmonic) or not (found and wanted)


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        pytest.param(a_line(0, "World Bank"), 0, "", id="found"),
        pytest.param(a_line(2, "World Bank"), 1, "missed: tiny 2: world-bank, as “World Bank”", id="missed"),
        pytest.param(a_line(0), 1, "false: tiny 0: world-bank\n", id="false"),
        pytest.param(
            a_line(0, "World Bank", is_wanted=False),
            1,
            "false: tiny 0: world-bank (named, but not meant)",
            id="not meant",
        ),
        pytest.param(a_line(2, "Bank of Spain"), 0, "", id="not in the list"),
    ],
)
def test_a_pair_that_is_false_or_missed_is_a_figure_that_is_missed(
    capsys: pytest.CaptureFixture[str], line: Mapping[str, Any], status: int, said: str
) -> None:
    lines, texts = [a_line(1, "Bureau international du Travail"), line], [a_text(1), a_text(int(line["key"]))]

    assert labelled.measure(lines, texts, ENTRIES, "tiny", names_wrong=True) == status

    printed = capsys.readouterr().out
    assert said in printed
    assert ("missed: " in printed or "false: " in printed) == bool(said)


def test_bodies_that_the_list_lacks_are_counted_apart(capsys: pytest.CaptureFixture[str]) -> None:
    labelled.measure([a_line(0, "World Bank", "Bank of Spain")], [a_text(0)], ENTRIES, "tiny")

    printed = capsys.readouterr().out
    assert "| recall, of 1 pairs of bodies in the list | 1.000 |" in printed
    assert "| recall, of all 2 labelled pairs | 0.500 |" in printed
    assert "| of them not in the list | 1 |" in printed


def test_a_label_means_the_body_of_that_label_and_never_one_of_two() -> None:
    listed = Listed((*ENTRIES, Entry(id="other", name="The Bank", aliases=("World Bank",))))

    assert listed.entry("world bank") == "world-bank"
    assert listed.entry("Bank of Spain") is None
    with pytest.raises(ValueError, match="coffee, islam"):
        listed.entry("ICO")


def test_the_half_that_is_measured_is_the_one_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(labelled, "SHARED", tmp_path)
    lines = [a_line(0, "World Bank"), {**a_line(1, "World Bank"), "half": "held-out"}]
    monkeypatch.setattr(labelled, "labels", lambda: lines)
    monkeypatch.setattr(labelled, "articles", lambda: {("tiny", str(n)): a_text(n) for n in (0, 1)})
    monkeypatch.setattr(labelled, "starter_entries", lambda: ENTRIES)

    assert labelled.main(["--wrong"]) == 0
    assert "tiny 1" not in capsys.readouterr().out
    assert labelled.main(["--half", "held-out"]) == 1
    assert "tiny 1" not in capsys.readouterr().out


def test_the_vocabulary_has_an_entry_for_each_code_and_no_name_twice_but_acronyms(shared_data: Path) -> None:
    made = entries(shared_data / "reuters21578")
    names = Counter(name for entry in made for name in entry.all_names)

    assert len({entry.id for entry in made}) == len(made) == 56
    assert set(ALIASES) | set(ACRONYMS) <= set(organization_names(shared_data / "reuters21578"))
    assert {name for name, count in names.items() if count > 1} == {"ADB", "ICO", "IWC"}


def test_the_organizations_that_a_document_was_given_are_not_shown_to_the_recognizer() -> None:
    records = [a_record(0, "World Bank"), a_record(1, "World Bank"), a_record(2, "World Bank")]

    read = reuters.compare(records, ENTRIES)

    assert read.score.found == {Pair("0", "world-bank"), Pair("1", "ilo")}
    assert read.score.missed == [Pair("1", "world-bank"), Pair("2", "world-bank")]


def test_disagreements_are_drawn_alike_and_shown_with_their_words(capsys: pytest.CaptureFixture[str]) -> None:
    records = [a_record(number, *(["World Bank"] if number % 4 == 2 else [])) for number in range(40)]
    read = reuters.compare(records, ENTRIES)

    told = list(reuters.disagreements(read, 3))
    reuters.print_tables(read)

    assert told == list(reuters.disagreements(read, 3))
    assert [line.split(":")[0].strip() for line in told if line.startswith("\n")] == ["false"] * 3 + ["missed"] * 3
    assert all("[World Bank]" in line or "[International Labour Organization]" in line for line in told[1:6:2])
    assert "| all, micro | 10 | 40 | 0 | 0.000 | 0.000 | 0.000 |" in capsys.readouterr().out


def test_only_what_a_change_touches_is_written_and_searches_see_all_of_it_or_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    records = [a_record(number, *(["ilo"] if number % 8 == 2 else [])) for number in range(120)]
    edits = (
        Edit(
            "a merge",
            lambda authority: authority.merge(NameKind.ORGANIZATION, "ilo", "world-bank"),
            ("ilo", "world-bank"),
        ),
        Edit(
            "an alias",
            lambda authority: authority.keep(NameKind.ORGANIZATION, [replace(ENTRIES[2], aliases=("Ruritania",))]),
            ("coffee", "world-bank"),
        ),
    )

    status = retagging.measure(tmp_path, records, ENTRIES, edits)

    rows = re.findall(r"^\| (a merge|an alias) \| (\d+) \| (\d+) \| (\d+) \|", capsys.readouterr().out, re.MULTILINE)
    assert status == 0
    assert rows == [("a merge", "75", "75", "75"), ("an alias", "30", "30", "30")]


@pytest.mark.parametrize(
    "changed",
    [
        {"stored": frozenset(map(ArticleId, "ab"))},
        {"stored": frozenset()},
        {"indexed": 2},
        {"states": Counter({(3, 0, 3): 4, (2, 1, 3): 1})},
    ],
    ids=["too much is stored", "too little is stored", "too much is indexed", "half of it was seen"],
)
def test_half_a_change_and_needless_writes_are_noticed(changed: dict[str, Any]) -> None:
    before, after = (3, 0, 3), (0, 3, 3)
    touched = frozenset((ArticleId("a"),))
    made = Made(touched, touched, 1, (0.1, 0.1, 0.1), 0.3, Counter({before: 5, after: 2}), (before, after))

    assert made.is_right
    assert not replace(made, **changed).is_right
