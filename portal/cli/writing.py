"""What commands write to a file, or print."""

import io
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

STANDARD_OUTPUT = "-"


@contextmanager
def written(output: str) -> Iterator[TextIO]:
    """Open what is to be written; a file appears, or is replaced, only once it is whole and on disk."""
    if output == STANDARD_OUTPUT:
        printed = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
        try:
            yield printed
            printed.flush()
        finally:
            printed.detach()  # or it would close standard output
        return
    target = Path(output).resolve()  # a link stays, and what it leads to is replaced
    if target.exists() and not target.is_file():
        # A pipe or a device: written to as it stands, never put another file in place of.
        with target.open("w", encoding="utf-8", newline="") as file:
            yield file
        return
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise OSError(error.errno, error.strerror, output) from error
    partial = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.chmod(0o666 & ~_umask())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _umask() -> int:
    umask = os.umask(0)
    os.umask(umask)
    return umask
