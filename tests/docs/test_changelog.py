"""CHANGELOG.md tells of the version that is built."""

import re
import tomllib
from pathlib import Path


def test_the_newest_heading_is_the_version_of_the_package(project: Path) -> None:
    newest = re.search(r"^## (\S+)", (project / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    settings = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))

    assert newest
    assert newest[1] == settings["project"]["version"]
