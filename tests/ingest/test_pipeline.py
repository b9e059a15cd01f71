"""Sources in, stored articles and an honest report out; the same run twice changes nothing."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.articles.article import Article, Completeness, Named
from portal.articles.copies import copies_of
from portal.articles.database import DatabaseArticles, open_store
from portal.articles.store import NameKind
from portal.ingest.making import Given
from portal.ingest.pipeline import ingest
from portal.ingest.report import IngestReport

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)

Run = Callable[..., IngestReport]


@pytest.fixture
def run(tmp_path: Path, store: DatabaseArticles) -> Run:
    """Ingest records, or lines as they are, from a file of JSON Lines."""

    def run(*records: dict[str, Any] | str, **options: Any) -> IngestReport:
        path = tmp_path / "in.jsonl"
        lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
        path.write_text("\n".join(lines), encoding="utf-8", errors="surrogatepass")
        return ingest([str(path)], store, now=NOW, **options)

    return run


def _counts(report: IngestReport) -> tuple[int, int, int, int, int]:
    return report.added, report.changed, report.unchanged, report.duplicate, report.refused_total


def _only(store: DatabaseArticles) -> Article:
    (article,) = store.articles()
    return article


def test_an_article_is_stored_with_every_field_cleaned(run: Run, store: DatabaseArticles) -> None:
    report = run(
        {
            "id": "7",
            "url": "https://E.org/a?utm_source=x#top",
            "title": "A <b>title</b>",
            "body": "<p onclick=x>Body <a href='/b'>link</a><script>x</script></p>",
            "excerpt": "In <i>short</i>",
            "tags": ["Child labour", "child  LABOUR"],
            "organizations": ["ILO"],
            "published": "2026-03-05T09:30:00+02:00",
            "source": "Wire",
            "author": "A. Author",
            "language": "EN",
            "views": 3,
        }
    )

    assert _counts(report) == (1, 0, 0, 0, 0)
    article = _only(store)
    assert article.url == "https://e.org/a"
    assert article.title == "A title"
    assert article.body_html == ('<p>Body <a href="https://e.org/b" rel="nofollow noopener ugc">link</a></p>')
    assert (article.body_text, article.excerpt) == ("Body link", "In short")
    assert article.tags == (Named("child-labour", "Child labour"),)
    assert article.organizations == (Named("ilo", "ILO"),)
    assert article.published == "2026-03-05T07:30:00Z"
    assert article.source == Named("wire", "Wire")
    assert (article.source_key, article.author, article.language) == ("7", "A. Author", "en")
    assert (article.completeness, article.flags, article.extra) == (Completeness.FULL, (), {"views": 3})


def test_the_report_is_the_document_that_is_promised(run: Run) -> None:
    report = run({"title": "A", "url": "https://e.org/a", "tags": ["T"], "organizations": ["O"]}, "not json")

    document: Any = report.as_json()

    (item,) = document["items"]
    assert item == {
        "action": "added",
        "id": item["id"],
        "title": "A",
        "url": "https://e.org/a",
        "tags": ["T"],
        "organizations": ["O"],
    }
    assert item["id"]
    (refused,) = document["refused"]
    assert refused["where"].endswith("in.jsonl:2")
    assert "not JSON" in refused["reason"]
    assert {name: document[name] for name in ("added", "changed", "unchanged", "duplicate")} == {
        "added": 1,
        "changed": 0,
        "unchanged": 0,
        "duplicate": 0,
    }
    assert report.exit_status == 1


def test_what_is_wrong_with_a_field_costs_the_field_and_a_flag(run: Run, store: DatabaseArticles) -> None:
    run({"body": "Words.", "url": "javascript:alert(1)", "published": "yesterday", "language": "<b>"})

    article = _only(store)
    assert article.flags == ("bad-date", "bad-language", "bad-url", "no-title")
    assert (article.url, article.published, article.language) == (None, None, "und")


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({"url": "https://e.org/"}, "neither a title nor a body"),
        ({"title": "<img src=x>", "body": "<script>x</script>"}, "neither a title nor a body"),
        ({"title": "Bomb", "body": "<b>" * 20_000 + "</b>"}, "nests its elements deeper than 256"),
        ({"title": "Big", "body": "x" * 2_000_001}, "2,000,001 characters"),
    ],
)
def test_an_item_that_cannot_be_an_article_is_refused(run: Run, record: dict[str, str], reason: str) -> None:
    report = run(record, {"title": "Fine"})

    assert _counts(report) == (1, 0, 0, 0, 1)
    assert report.refused[0].where.endswith(":1")
    assert reason in report.refused[0].reason


def test_a_changed_article_keeps_its_id_and_sequence(run: Run, store: DatabaseArticles) -> None:
    run({"url": "https://e.org/a", "title": "Old", "body": "Old body.", "author": "A"})
    before = _only(store)

    report = run({"url": "https://e.org/a#x", "title": "New", "body": "New body."})

    after = _only(store)
    assert _counts(report) == (0, 1, 0, 0, 0)
    assert (after.title, after.body_text, after.author) == ("New", "New body.", "A")
    assert (after.id, after.sequence) == (before.id, before.sequence)


@pytest.mark.parametrize(
    "identity",
    [
        pytest.param({"url": "https://e.org/a"}, id="address"),
        pytest.param({"id": "1", "source": "S"}, id="the source's key"),
        pytest.param({"id": "1"}, id="a key alone"),
        pytest.param({"title": "The  TITLE!", "published": "2026-03-05", "source": "S"}, id="source, title and date"),
    ],
)
def test_an_article_is_recognized_by(run: Run, store: DatabaseArticles, identity: dict[str, str]) -> None:
    run({"title": "The title", "body": "One.", **identity})

    report = run({"title": "the title", "body": "Another.", **identity})

    assert _counts(report) == (0, 1, 0, 0, 0)
    assert _only(store).body_text == "Another."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param({"url": "https://e.org/a"}, {"url": "https://e.org/b"}, id="addresses"),
        pytest.param({"id": "1", "source": "S"}, {"id": "2", "source": "S"}, id="keys"),
        pytest.param(
            {"id": "1", "url": "https://e.org/a"}, {"id": "1", "url": "https://e.org/b"}, id="files that count"
        ),
        pytest.param({"published": "2026-03-05"}, {"published": "2026-03-06"}, id="days"),
        pytest.param({"source": "S"}, {"source": "T"}, id="sources"),
    ],
)
def test_articles_of_one_title_are_told_apart_by(
    run: Run, store: DatabaseArticles, one: dict[str, str], other: dict[str, str]
) -> None:
    report = run({"title": "Weekly report", "body": "One.", **one}, {"title": "Weekly report", "body": "Two.", **other})

    assert _counts(report) == (2, 0, 0, 0, 0)
    assert store.counts().articles == 2


def test_the_same_text_elsewhere_is_a_duplicate_and_fills_what_is_missing(run: Run, store: DatabaseArticles) -> None:
    records = (
        {"url": "https://e.org/a", "title": "T", "body": "The same text.", "source": "S", "published": "2026-03-05"},
        {"url": "https://copy.example/", "title": "T", "body": "<p>The same text.</p>", "source": "C", "author": "A"},
    )

    first, second = run(*records), run(*records)

    assert _counts(first) == (1, 0, 0, 1, 0)
    assert _counts(second) == (0, 0, 1, 1, 0)
    article = _only(store)
    assert (article.url, article.author, article.source) == ("https://e.org/a", "A", Named("s", "S"))
    assert [(copy.source, copy.url) for copy in copies_of(article)] == [
        ("s", "https://e.org/a"),
        ("c", "https://copy.example/"),
    ]
    assert store.labels(NameKind.SOURCE, ["c"]) == {"c": "C"}


def test_a_copy_with_an_address_gives_it_to_an_article_that_had_none(run: Run, store: DatabaseArticles) -> None:
    without = {"title": "T", "body": "The same text.", "source": "S", "tags": ["one"]}
    addressed = {"url": "https://e.org/a", "title": "T", "body": "The same text.", "source": "C", "tags": ["two"]}

    counts = [_counts(run(record)) for record in (without, addressed, addressed)]

    assert counts == [(1, 0, 0, 0, 0), (0, 1, 0, 0, 0), (0, 0, 1, 0, 0)]
    assert _only(store).url == "https://e.org/a"


def test_an_excerpt_is_upgraded_and_never_comes_back(run: Run, store: DatabaseArticles) -> None:
    excerpt = {"url": "https://e.org/a", "title": "T", "excerpt": "It begins…", "tags": ["x"]}
    whole = {"url": "https://e.org/a", "title": "T", "body": "It begins and ends."}

    counts = [_counts(run(record)) for record in (excerpt, whole, excerpt, whole)]

    assert counts == [(1, 0, 0, 0, 0), (0, 1, 0, 0, 0), (0, 0, 1, 0, 0), (0, 0, 1, 0, 0)]
    article = _only(store)
    assert (article.body_text, article.completeness) == ("It begins and ends.", Completeness.FULL)
    assert (article.excerpt, article.tags) == ("It begins…", (Named("x", "x"),))


def test_a_card_without_title_or_address_finds_its_whole_article(
    run: Run, store: DatabaseArticles, shared_data: Path
) -> None:
    (seed,) = (shared_data / "seed").glob("*.txt")
    first = ingest([str(seed)], store, now=NOW)
    card = next(article for article in store.articles() if not article.title)
    whole = card.excerpt.rstrip("…") + " it was agreed, will lead. And more."

    report = run({"url": "https://e.org/a", "title": "A partnership", "body": whole, "published": "2026-03-05"})

    assert _counts(first) == (5, 0, 0, 0, 0)
    assert _counts(report) == (0, 1, 0, 0, 0)
    upgraded = store.get(card.id)
    assert upgraded is not None
    assert (upgraded.title, upgraded.completeness, upgraded.flags) == ("A partnership", Completeness.FULL, ())
    assert upgraded.tags == (Named("ilo", "ILO"),)
    assert _counts(ingest([str(seed)], store, now=NOW)) == (0, 0, 5, 0, 0)


def test_the_fullest_of_several_versions_in_one_run_is_kept(run: Run, store: DatabaseArticles) -> None:
    versions = [{"url": "https://e.org/a", "title": "T", "body": "Word. " * n} for n in (3, 9, 6)]

    first, second = run(*versions), run(*versions)

    assert _counts(first) == (1, 0, 0, 2, 0)
    assert _counts(second) == (0, 0, 1, 2, 0)
    assert len(_only(store).body_text.split()) == 9


def test_a_removed_article_is_not_taken_in_again(run: Run, store: DatabaseArticles) -> None:
    records = ({"url": "https://e.org/a", "title": "T", "body": "B."}, {"title": "No address", "body": "C."})
    run(*records)
    store.remove([article.id for article in store.articles()])

    report = run(*records)

    assert _counts(report) == (0, 0, 0, 0, 2)
    assert {refusal.reason for refusal in report.refused} == {"removed by an editor"}
    assert store.counts().articles == 0


def test_what_an_editor_retagged_stays(run: Run, store: DatabaseArticles) -> None:
    record = {"url": "https://e.org/a", "title": "T", "body": "B.", "tags": ["wrong"]}
    run(record)
    store.retag(_only(store).id, tags=(Named("right", "Right"),))

    report = run(record)

    assert _counts(report) == (0, 0, 1, 0, 0)
    assert _only(store).tags == (Named("right", "Right"),)


def test_what_the_operator_gives_is_on_every_article(run: Run, store: DatabaseArticles) -> None:
    given_to_all = Given(tags=("Run",), organizations=("ILO",), source="Operator", language="fr")

    run({"title": "T", "tags": ["Own"], "source": "Item", "language": "en"}, given=given_to_all)

    article = _only(store)
    assert [tag.slug for tag in article.tags] == ["own", "run"]
    assert (article.organizations, article.source) == ((Named("ilo", "ILO"),), Named("operator", "Operator"))
    assert article.language == "fr"


def test_a_dry_run_reports_the_same_and_stores_nothing(run: Run, store: DatabaseArticles) -> None:
    run({"url": "https://e.org/a", "title": "A", "body": "A."})
    records = [
        {"url": "https://e.org/a", "title": "A", "body": "Changed."},
        {"url": "https://e.org/b", "title": "B", "body": "B."},
        {"url": "https://e.org/c", "title": "B", "body": "B."},
        "not json",
        {"url": "https://e.org/b", "title": "B", "body": "B."},
    ]
    before = store.version()

    dry = run(*records, dry_run=True)

    assert store.version() == before
    real = run(*records)
    assert _counts(dry) == _counts(real) == (1, 1, 0, 2, 1)
    assert dry.items is not None
    assert [item.id == "" for item in dry.items] == [False, True, True, True]


def test_a_long_run_is_the_same_in_many_batches(run: Run, store: DatabaseArticles) -> None:
    records = [{"id": str(n), "source": "S", "title": f"T{n % 700}", "body": f"B{n % 700}."} for n in range(1_500)]
    seen: list[int] = []

    first = run(*records, on_progress=seen.append)
    second = run(*records)
    dry = run(*records, dry_run=True)

    assert seen == [500, 1_000, 1_500]
    assert _counts(first) == (700, 0, 0, 800, 0)
    assert _counts(second) == _counts(dry) == (0, 0, 700, 800, 0)


def test_what_cannot_be_read_is_reported_and_the_rest_goes_on(tmp_path: Path, store: DatabaseArticles) -> None:
    good = tmp_path / "good.jsonl"
    good.write_text('{"title": "Fine"}')
    (tmp_path / "empty.jsonl").touch()
    sources = [str(tmp_path / "missing"), str(tmp_path), str(tmp_path / "empty.jsonl"), str(good)]

    report = ingest(sources, store)

    assert (report.added, report.exit_status) == (1, 1)
    assert [refusal.where for refusal in report.refused] == sources[:3]
    assert ingest(sources[:3], store).exit_status == 3


def test_a_killed_run_keeps_what_it_reported(tmp_path: Path, run: Run, store: DatabaseArticles) -> None:
    class Killed(BaseException):
        pass

    def kill(read: int) -> None:
        if read == 1_000:
            raise Killed

    records = [{"id": str(n), "title": f"T{n}"} for n in range(1_500)]

    with pytest.raises(Killed):
        run(*records, on_progress=kill)

    reopened = open_store(f"sqlite:///{tmp_path}/portal.sqlite")
    assert reopened.counts().articles == 1_000
    reopened.close()
    assert _counts(run(*records)) == (500, 0, 1_000, 0, 0)


def test_naughty_strings_go_through_the_whole_pipeline(run: Run, store: DatabaseArticles, shared_data: Path) -> None:
    strings = json.loads((shared_data / "naughty-strings" / "blns.json").read_text())
    strings += ["\ud800", "a\0b", "\ud83d\ude00", "\u202e\u2066"]
    records = [
        {
            "id": f"{number} {text}",
            "title": text,
            "body": f"{text} and words",
            "excerpt": text,
            "tags": [text],
            "organizations": [text],
            "author": text,
            "source": text,
            "published": text,
            "language": text,
            "url": text,
            text: text,
        }
        for number, text in enumerate(strings)
    ]

    first, second = run(*records), run(*records)

    # Three are scripts that never end: they swallow all the words after them, as in a browser.
    assert [refusal.reason for refusal in first.refused] == ["it has neither a title nor a body"] * 3
    assert (second.added, second.changed) == (0, 0)
    for article in store.articles():
        json.dumps(article.extra, ensure_ascii=False).encode()
        assert "\n" not in article.title


VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
RECORDS = st.dictionaries(
    st.sampled_from(["id", "url", "title", "body", "excerpt", "completeness", "tags", "published", "source", "x"]),
    VALUES | st.lists(VALUES, max_size=3) | st.sampled_from(["https://e.org/a", "<p>a", "full", "excerpt", "2026"]),
    max_size=6,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(RECORDS, max_size=12))
def test_any_run_twice_changes_nothing(run: Run, records: list[dict[str, Any]]) -> None:
    run(*records)

    again = run(*records)

    assert (again.added, again.changed) == (0, 0)
