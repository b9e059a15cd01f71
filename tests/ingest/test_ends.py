"""However a run ends, what it acknowledged is kept, and running it again completes it and doubles nothing."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal.articles.database import DatabaseArticles
from portal.articles.errors import StoreFull
from portal.ingest.pipeline import ingest

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
WHOLE = 1_800


@pytest.fixture
def source(tmp_path: Path) -> str:
    """A file of articles, a third of which are copies of others, in several batches."""
    path = tmp_path / "in.jsonl"
    records = [
        {"url": f"https://e.org/{number}", "title": f"T{number % 1_200}", "body": f"Text {number % 1_200}. " * 20}
        for number in range(WHOLE)
    ]
    path.write_text("\n".join(map(json.dumps, records)))
    return str(path)


KILLED = """
import os, signal, sys
from portal.articles.database import open_store
from portal.ingest.pipeline import ingest

def told(read):
    print(read, flush=True)
    if read >= int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)

ingest([sys.argv[1]], open_store(sys.argv[2]), on_progress=told)
"""


@pytest.mark.parametrize("after", [500, 1_000, 1_500])
def test_a_run_that_is_killed_between_batches_is_completed_by_the_next(
    source: str, store: DatabaseArticles, tmp_path: Path, after: int
) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, source, f"sqlite:///{tmp_path}/portal.sqlite", str(after)],
        check=False,
        capture_output=True,
        text=True,
    )
    acknowledged = min(after, 1_200)

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert store.counts().articles == acknowledged
    second, third = (ingest([source], store, now=NOW) for _ in range(2))
    assert (second.added, second.changed, second.refused_total) == (1_200 - acknowledged, 0, 0)
    assert (third.added, third.changed, third.unchanged, third.duplicate) == (0, 0, 1_200, 600)
    assert store.counts().articles == len({change.article_id for change in store.pending(9_999)}) == 1_200


def test_a_run_that_is_killed_at_any_moment_is_completed_by_the_next(
    source: str, store: DatabaseArticles, tmp_path: Path
) -> None:
    """Within a batch too: it is kept whole, or not at all."""
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, source, f"sqlite:///{tmp_path}/portal.sqlite", "99999"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    acknowledged = int(process.stdout.readline())
    process.kill()
    process.wait()
    process.stdout.close()

    assert store.counts().articles >= acknowledged
    assert store.counts().articles in (500, 1_000, 1_200)
    ingest([source], store, now=NOW)
    assert store.counts().articles == 1_200


@pytest.fixture
def full(store: DatabaseArticles) -> Iterator[DatabaseArticles]:
    """A store that may grow by 300 kB and no further, which SQLite takes for a full disk."""
    with store._engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 300}")
    return store


def test_a_store_that_is_full_says_so_keeps_what_it_told_and_goes_on_later(source: str, full: DatabaseArticles) -> None:
    told: list[int] = []

    with pytest.raises(StoreFull, match="no room"):
        ingest([source], full, now=NOW, on_progress=told.append)

    assert told, "some of it fitted"
    assert full.counts().articles == full.counts().pending == told[-1]
    with full._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    report = ingest([source], full, now=NOW)
    assert (report.added, report.changed) == (1_200 - told[-1], 0)
    assert full.counts().articles == 1_200


def test_a_changed_article_is_not_half_changed_on_a_full_disk(
    source: str, store: DatabaseArticles, tmp_path: Path
) -> None:
    """Neither its text, nor its versions."""
    ingest([source], store, now=NOW)
    before = store.version()
    with store._engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    changed = tmp_path / "changed.jsonl"
    records = [
        {"url": f"https://e.org/{number}", "title": "Other", "body": f"Other {number}. " * 400} for number in range(400)
    ]
    changed.write_text("\n".join(map(json.dumps, records)))

    with pytest.raises(StoreFull):
        ingest([str(changed)], store, now=NOW)

    assert store.version() == before
    assert not any(article.versions or article.title == "Other" for article in store.articles())


def test_ten_megabytes_of_nested_tags_cost_one_item(store: DatabaseArticles, tmp_path: Path) -> None:
    path = tmp_path / "bomb.jsonl"
    bombs = ["<div><b>" * 1_250_000, "<b>" * 600_000 + "</b>", "<blockquote>" * 150_000 + "</p>"]
    records = [{"title": "Bomb", "body": body} for body in bombs] + [{"title": "Fine", "body": "<p>Fine.</p>"}]
    path.write_text("\n".join(map(json.dumps, records)))

    report = ingest([str(path)], store, now=NOW)

    assert (report.added, report.refused_total) == (1, 3)
    assert all("characters" in refusal.reason or "deeper" in refusal.reason for refusal in report.refused)


def test_what_sources_get_wrong_costs_the_field_and_harms_nobody(store: DatabaseArticles, tmp_path: Path) -> None:
    path = tmp_path / "wrong.jsonl"
    record = {
        "url": "javascript:alert(1)",
        "title": "A <b onmouseover=alert(1)>title</b><script>alert(2)</script> &amp; more",
        "body": '<p>See <a href="java&#10;script:alert(3)">this</a> and <a href="/relative">that</a>.</p>',
        "published": "0000-00-00T00:00:00Z",
    }
    path.write_text(json.dumps(record))

    ingest([str(path)], store, now=NOW)

    (article,) = store.articles()
    assert (article.title, article.url, article.published) == ("A title & more", None, None)
    assert article.body_html == "<p>See this and that.</p>"
    assert article.flags == ("bad-date", "bad-url")
