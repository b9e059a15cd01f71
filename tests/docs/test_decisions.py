"""The list of decisions names every record."""

import re
from pathlib import Path


def test_every_record_is_listed(project: Path) -> None:
    folder = project / "docs" / "decisions"
    listed = re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8"))

    assert listed == sorted(path.name for path in folder.glob("0*.md"))
