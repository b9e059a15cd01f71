"""The two commands of the README do what it says."""

import re
from pathlib import Path

import pytest

from tests.packaging.conftest import StartServer


def test_the_readme_names_two_commands_first(project: Path) -> None:
    first = re.findall(r"^make [a-z-]+", (project / "README.md").read_text(encoding="utf-8"), re.MULTILINE)[:2]

    assert first == ["make demo", "make test"]


def test_make_demo_answers_and_prints_its_address(project: Path, start_server: StartServer, tmp_path: Path) -> None:
    if not list((project / ".venv").glob(".*-key")):
        pytest.skip("needs the environment that make keeps: run `make test`")

    server = start_server("make", "demo", "PORT={port}", folder=project, PORTAL_DATA_DIR=str(tmp_path / "data"))

    assert server.says(server.address), server.said
    assert "<h1" in server.get("/")
    assert (tmp_path / "data").is_dir()
