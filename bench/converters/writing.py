"""Records → a JSON Lines file, plain or packed by its name."""

import gzip
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
"""Where the collections lie, beside the project."""


def write_jsonl(records: Iterable[Mapping[str, object]], path: str) -> int:
    """Write *records* to *path*, packed when it ends in ``.gz``, and return how many there were."""
    count = 0
    with (
        gzip.open(path, "wt", encoding="utf-8")
        if path.endswith(".gz")
        else Path(path).open("w", encoding="utf-8") as file
    ):
        for record in records:
            kept = {name: value for name, value in record.items() if value not in (None, "", [], {})}
            file.write(json.dumps(kept, ensure_ascii=False) + "\n")
            count += 1
    return count


def run(records: Iterable[Mapping[str, object]], arguments: list[str]) -> int:
    """Write to the one file that *arguments* name; return an exit status."""
    if len(arguments) != 2:
        print(f"usage: python -m {Path(arguments[0]).stem} OUT.jsonl", file=sys.stderr)
        return 2
    print(f"{write_jsonl(records, arguments[1])} articles written to {arguments[1]}")
    return 0
