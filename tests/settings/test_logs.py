"""Logs are events, one line each."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from portal.logs import configure_logs


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_an_event_is_one_json_line_with_its_fields(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("info", "json")

    structlog.get_logger("portal").info("index.synced", written=3)
    logging.getLogger("portal.search").info("search.answered total=%d", 7)

    ours, theirs = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (ours["event"], ours["written"], ours["level"]) == ("index.synced", 3, "info")
    assert theirs["event"] == "search.answered total=7"


@pytest.mark.parametrize("style", ["json", "text"])
def test_no_text_forges_or_hides_a_line(capsys: pytest.CaptureFixture[str], style: str) -> None:
    configure_logs("info", style)

    logging.getLogger("portal").warning("bad value %s", "a\nERROR forged\x1b[2K\u202e\ud800")

    written = capsys.readouterr().err
    assert len(written.splitlines()) == 1
    assert "\x1b[2K" not in written
    assert "\u202e" not in written


def test_what_is_below_the_level_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("warning", "json")

    structlog.get_logger("portal").info("worker.started")

    assert capsys.readouterr().err == ""
