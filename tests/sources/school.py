"""A whole WordPress site, mirrored: its pages, feeds and REST answers by their paths."""

import functools
import gzip
import json
import tarfile
from pathlib import Path
from typing import Any


@functools.cache
def files_of_site(shared_data: Path) -> dict[str, bytes]:
    """Return the files of the mirror by path, such as ``tag/unesco/index.html``."""
    with tarfile.open(shared_data / "wordpress-site-schoolofopen" / "site.tar.xz") as archive:
        members = [member for member in archive.getmembers() if member.isfile()]
        read = {member.name: archive.extractfile(member) for member in members}
        return {name.removeprefix("./"): file.read() for name, file in read.items() if file is not None}


def feeds_of_site(shared_data: Path) -> dict[str, Any]:
    """Return the feeds of its tags, parsed, by the tag's slug."""
    packed = (shared_data / "wordpress-site-schoolofopen" / "tag-feeds-parsed.json.gz").read_bytes()
    feeds: dict[str, Any] = json.loads(gzip.decompress(packed))
    return feeds
