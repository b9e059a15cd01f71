"""The rooms are stacked as docs/architecture.md draws them, and the contracts that say so can fail."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

CONTRACTS = 6


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts of *folder*'s pyproject.toml on the packages beside it."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as main; main()", "--no-cache"]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(folder)}
    )


@pytest.fixture
def house(project: Path, tmp_path: Path) -> Path:
    """A copy of both packages, to break in."""
    for package in "index", "portal":
        for path in (project / package).rglob("*.py"):
            copy = tmp_path / path.relative_to(project)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    (tmp_path / "pyproject.toml").write_bytes((project / "pyproject.toml").read_bytes())
    return tmp_path


def test_every_contract_is_kept(project: Path) -> None:
    result = lint(project)

    assert result.returncode == 0, result.stdout
    assert f"Contracts: {CONTRACTS} kept, 0 broken." in result.stdout


@pytest.mark.parametrize(
    ("room", "forbidden", "contract"),
    [
        ("index/query.py", "portal.clock", "index knows neither the portal nor the web"),
        ("portal/articles/article.py", "portal.search.state", "rooms are stacked"),
        ("portal/search/state.py", "flask", "only doors and serving know Flask"),
        ("portal/api/routes.py", "portal.ingest.report", "doors only read, or put into an inbox"),
        ("portal/wiring.py", "index.engines.memory", "engines are opened, never imported"),
        ("portal/ingest/report.py", "index", "articles are made without the index"),
    ],
    ids=lambda value: value.replace(" ", "-"),
)
def test_an_import_that_goes_the_wrong_way_is_found(house: Path, room: str, forbidden: str, contract: str) -> None:
    with (house / room).open("a", encoding="utf-8") as module:
        module.write(f"\n\ndef _trespass() -> None:\n    import {forbidden}\n")

    result = lint(house)

    assert result.returncode == 1, result.stdout
    assert f"{contract} BROKEN" in result.stdout


def test_every_ignored_lint_rule_has_its_reason_beside_it(project: Path) -> None:
    text = (project / "pyproject.toml").read_text(encoding="utf-8")
    ruff = tomllib.loads(text)["tool"]["ruff"]["lint"]
    rules = {*ruff["ignore"], *(rule for ignored in ruff["per-file-ignores"].values() for rule in ignored)}

    unexplained = [
        line.strip()
        for line in text.splitlines()
        if line.strip().strip('",').split('"')[0] in rules and "#" not in line
    ]

    assert unexplained == []
