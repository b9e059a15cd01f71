"""running_alone(): a source is run by one process of this machine at a time; the system lets go for one that dies."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.sources.errors import SourceError

FOLDER = "runs"


class BusyElsewhere(SourceError):
    """Another process is running the source."""


@contextmanager
def running_alone(data_dir: Path, slug: str) -> Iterator[None]:
    """Hold the only right to run the source *slug* on this machine.

    Raises:
        BusyElsewhere: another process holds it.
    """
    folder = data_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # A slug may be longer than a file name.
    name = hashlib.blake2s(slug.encode(), digest_size=16).hexdigest()
    with (folder / name).open("w", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyElsewhere(f"{slug} is being run already, by the worker or another command") from error
        yield
