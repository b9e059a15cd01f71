"""Long work says how far it has come, on standard error."""

import sys

import pytest

from portal.cli import progress as module
from portal.cli.progress import progress


def test_a_terminal_gets_one_line_that_grows_and_goes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    with progress("Articles indexed", 200) as shown:
        shown(50)
        shown(200)

    written = capsys.readouterr()
    assert written.out == ""
    assert "[#######                       ] 50 of 200 (25%)" in written.err
    assert "200 of 200 (100%)" in written.err
    assert "\n" not in written.err
    assert written.err.endswith("\r\x1b[K")


def test_elsewhere_there_are_plain_lines_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = iter([0.0, 1.0, 11.0, 11.0, 12.0])
    monkeypatch.setattr(module.time, "monotonic", lambda: next(seconds))

    with progress("Articles read") as shown:
        shown(500)
        shown(1_500)
        shown(2_000)

    assert capsys.readouterr().err == "Articles read: 1,500\n"
