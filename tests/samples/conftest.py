"""The sample articles as they lie in the package, read once."""

import json
from pathlib import Path
from typing import Any

import pytest

SAMPLES = Path(__file__).parents[2] / "portal" / "data" / "samples.jsonl"


@pytest.fixture(scope="session")
def samples_path() -> Path:
    return SAMPLES


@pytest.fixture(scope="session")
def samples(samples_path: Path) -> list[dict[str, Any]]:
    """Return every sample article, in file order."""
    return [json.loads(line) for line in samples_path.read_text(encoding="utf-8").splitlines()]
