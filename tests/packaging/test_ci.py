"""`.ci/run` calls what the README calls, fails when anything fails, and ends with pytest's closing line."""

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

CLOSING = "===== 12 passed, 3 skipped in 4.56s ====="

FAKE_MAKE = f"""#!/bin/sh
for last; do :; done
echo "$last" >>calls
if [ "$last" = test ]; then echo "{CLOSING}"; else echo "output of $last"; fi
if read -r line; then echo "somebody was asked"; fi
[ "$last" != "$FAILING" ]
"""

Run = Callable[[str], subprocess.CompletedProcess[str]]


@pytest.fixture
def run(project: Path, tmp_path: Path) -> Run:
    """Run a copy of `.ci/run` with a `make` that only notes what it was called for, one target failing."""
    (tmp_path / ".ci").mkdir()
    script = tmp_path / ".ci" / "run"
    script.write_bytes((project / ".ci" / "run").read_bytes())
    script.chmod(0o755)
    make = tmp_path / "bin" / "make"
    make.parent.mkdir()
    make.write_text(FAKE_MAKE, encoding="utf-8")
    make.chmod(0o755)

    def started(failing: str) -> subprocess.CompletedProcess[str]:
        variables = {**os.environ, "PATH": f"{make.parent}:{os.environ['PATH']}", "FAILING": failing}
        return subprocess.run([script], cwd="/", env=variables, capture_output=True, text=True, check=False)

    return started


def test_everything_is_run_and_the_closing_line_is_last(run: Run, tmp_path: Path) -> None:
    result = run("nothing")

    assert result.returncode == 0
    assert (tmp_path / "calls").read_text().split() == ["check", "test-reloaded", "test"]
    assert result.stdout.splitlines()[-1] == CLOSING
    assert "somebody was asked" not in result.stdout


@pytest.mark.parametrize("failing", ["check", "test-reloaded", "test"])
def test_one_failure_fails_all_and_the_rest_still_runs(run: Run, tmp_path: Path, failing: str) -> None:
    result = run(failing)

    assert result.returncode == 1
    assert (tmp_path / "calls").read_text().split() == ["check", "test-reloaded", "test"]
    assert result.stdout.splitlines()[-1] == CLOSING


def test_it_calls_the_test_command_of_the_readme(project: Path) -> None:
    _, command = re.findall(r"^make [a-z-]+", (project / "README.md").read_text(encoding="utf-8"), re.MULTILINE)[:2]

    assert command.replace("make", "make --no-print-directory") in (project / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize("script", ["demo", "test", "run", "environment"])
def test_scripts_can_be_run_and_are_sound(project: Path, script: str) -> None:
    path = project / ".ci" / script

    assert os.access(path, os.X_OK)
    assert subprocess.run(["bash", "-n", path], check=False).returncode == 0


def test_every_command_of_the_makefile_is_explained(project: Path) -> None:
    targets = set(
        re.findall(r"^\.PHONY: (.*)$", (project / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)[0].split()
    )
    shown = subprocess.run([project / ".ci" / "help"], capture_output=True, text=True, check=True).stdout

    assert set(re.findall(r"^\s*make ([a-z-]+) +\S", shown, re.MULTILINE)) == targets
