"""The index on disk: generations, manifests that name every live file, and the pointer to the current one.

    CURRENT                      names generation and manifest, with the manifest's SHA-256; replaced atomically, last
    WRITELOCK                    held by whoever writes
    gen-000001/
        manifest-000007.json     every live file with size and SHA-256
        _MAIN_7.toc              Whoosh's table of contents
        MAIN_….col MAIN_….doc MAIN_….7.del

Nothing is read before the file that names it was checked; nothing named is
ever changed. Every file and folder is synced before `CURRENT` is replaced.
"""

import errno
import fcntl
import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from index.engines.whoosh import columns
from index.engines.whoosh.columns import DamagedFile
from index.errors import EngineUnavailable, StorageFull
from index.schema import Schema

FORMAT = 1
_LOCK_POLL = 0.02
_DAMAGED = ".damaged"


def made_for(schema: Schema) -> str:
    """Return what a generation is made for: this schema, in this format of column files; any other is made anew."""
    return f"{schema.fingerprint}.{columns.FORMAT}"


class FileEntry(NamedTuple):
    """What a manifest says of one file."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """One commit: every file that it needs."""

    commit: int
    """Rises with every commit of a generation."""

    schema: str
    """What the generation was made for, see `made_for`."""

    toc: str
    """The name of Whoosh's table of contents."""

    documents: int
    files: Mapping[str, FileEntry]

    @property
    def name(self) -> str:
        """The name of its file."""
        return f"manifest-{self.commit:06d}.json"

    def to_json(self) -> bytes:
        """Return the text of its file."""
        return json.dumps(
            {
                "format": FORMAT,
                "commit": self.commit,
                "schema": self.schema,
                "toc": self.toc,
                "documents": self.documents,
                "files": {name: list(entry) for name, entry in sorted(self.files.items())},
            },
            indent=1,
        ).encode()

    @classmethod
    def from_json(cls, text: bytes) -> "Manifest":
        """Read the text of a manifest.

        Raises:
            DamagedFile: it is not one of this format.
        """
        try:
            values = json.loads(text)
            if values.pop("format") != FORMAT:
                raise DamagedFile("a manifest of another format")
            files = {name: FileEntry(*entry) for name, entry in values.pop("files").items()}
            return cls(files=files, **values)
        except (ValueError, KeyError, TypeError) as error:
            raise DamagedFile(f"a manifest cannot be read: {error}") from error


class Pointer(NamedTuple):
    """What `CURRENT` says."""

    generation: str
    manifest: str
    sha256: str


class Place(NamedTuple):
    """A commit found on disk, its manifest checked."""

    folder: Path
    manifest: Manifest

    @property
    def version(self) -> str:
        """Differs for any two commits of any two generations."""
        return f"{self.folder.name}.{self.manifest.commit}"


class Disk:
    """The folder of one index."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._current = root / "CURRENT"

    def stamp(self) -> tuple[int, int] | None:
        """Return what changes whenever another commit becomes current; cheap enough to ask before every search."""
        try:
            status = os.stat(self._current)
        except FileNotFoundError:
            return None
        return status.st_ino, status.st_mtime_ns

    def current(self) -> Place | None:
        """Return the current commit; None where there never was one.

        Raises:
            DamagedFile: the pointer or the manifest is not what was written.
            FileNotFoundError: the pointer's manifest is gone, or a writer just replaced it.
        """
        try:
            text = self._current.read_text("ascii", "replace")
        except FileNotFoundError:
            return None
        try:
            pointer = Pointer(*text.split())
        except TypeError as error:
            raise DamagedFile(f"CURRENT cannot be read: {text[:80]!r}") from error
        return self._checked(self.root / pointer.generation, pointer.manifest, pointer.sha256)

    @staticmethod
    def _checked(folder: Path, name: str, sha256: str) -> Place:
        text = (folder / name).read_bytes()
        if hashlib.sha256(text).hexdigest() != sha256:
            raise DamagedFile(f"{name} is not what CURRENT names")
        return Place(folder, Manifest.from_json(text))

    def is_current(self, place: Place) -> bool:
        """Say whether this is the current commit, and not an earlier one that serves in its stead."""
        try:
            return self.current() == place
        except (DamagedFile, OSError):
            return False

    def condemn(self, place: Place, names: Iterable[str]) -> None:
        """Set damaged files of a commit aside: no process opens a commit that names one, nor goes on with it."""
        for name in names:
            with suppress(FileNotFoundError):
                os.replace(place.folder / name, place.folder / f"{name}{_DAMAGED}")
        self.touch()

    def touch(self) -> None:
        """Let every process open anew what there is."""
        with suppress(FileNotFoundError):
            os.utime(self._current)

    def earlier(self) -> Iterator[Place]:
        """Yield every commit whose manifest can be read, newest first, current or not."""
        for folder in sorted(self.root.glob("gen-*"), reverse=True):
            for path in sorted(folder.glob("manifest-*.json"), reverse=True):
                try:
                    yield Place(folder, Manifest.from_json(path.read_bytes()))
                except (DamagedFile, OSError):
                    continue

    def new_generation(self) -> Path:
        """Make and return the folder of a new generation."""
        numbers = [int(folder.name[4:]) for folder in self.root.glob("gen-*") if folder.name[4:].isdigit()]
        folder = self.root / f"gen-{max(numbers, default=0) + 1:06d}"
        folder.mkdir(mode=0o700)
        sync_folder(self.root)
        return folder

    def publish(self, folder: Path, manifest: Manifest) -> Place:
        """Make *manifest*, whose files are all written and synced, the current commit."""
        sync_folder(folder)
        text = manifest.to_json()
        write_file(folder / manifest.name, [text])
        sync_folder(folder)
        pointer = f"{folder.name} {manifest.name} {hashlib.sha256(text).hexdigest()}\n"
        temporary = self.root / "CURRENT.new"
        write_file(temporary, [pointer.encode()])
        os.replace(temporary, self._current)
        sync_folder(self.root)
        return Place(folder, manifest)

    def clean(self, current: Place, previous: Place | None) -> None:
        """Remove what neither the current nor the previous commit names."""
        kept = {current.folder: self._names(current)}
        if previous is not None:
            kept[previous.folder] = kept.get(previous.folder, set()) | self._names(previous)
        for folder in self.root.glob("gen-*"):
            if folder not in kept:
                shutil.rmtree(folder, ignore_errors=True)
                continue
            for path in folder.iterdir():
                if path.name in kept[folder] or path.name.endswith("WRITELOCK"):
                    continue
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink(missing_ok=True)

    @staticmethod
    def _names(place: Place) -> set[str]:
        return {place.manifest.name, *place.manifest.files}

    @contextmanager
    def writing(self, timeout: float) -> Iterator[None]:
        """Hold the lock of the one writer, waiting up to *timeout* seconds for another.

        Raises:
            EngineUnavailable: another writer held it all that time.
        """
        with (self.root / "WRITELOCK").open("a") as file:
            end = time.monotonic() + timeout
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > end:
                        raise EngineUnavailable(f"another writer has held the index for {timeout:g} s") from None
                    time.sleep(_LOCK_POLL)
            yield


def verify(place: Place, names: Iterable[str] | None = None) -> dict[str, str]:
    """Return, by name, a sentence for every file of a commit whose size or SHA-256 differs; *names* limits them."""
    found: dict[str, str] = {}
    for name in place.manifest.files if names is None else names:
        entry = place.manifest.files[name]
        try:
            with (place.folder / name).open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                size = file.tell()
        except OSError as error:
            found[name] = f"{name}: {error.strerror}"
            continue
        if (size, digest) != entry:
            found[name] = f"{name}: not what was written ({size} of {entry.size} bytes)"
    return found


def check_sizes(place: Place) -> None:
    """Look at every file of a commit without reading it.

    Raises:
        DamagedFile: names the first that is missing or of another size.
    """
    for name, entry in place.manifest.files.items():
        try:
            size = os.stat(place.folder / name).st_size
        except FileNotFoundError:
            raise DamagedFile(f"{name} is missing") from None
        if size != entry.size:
            raise DamagedFile(f"{name} has {size} bytes instead of {entry.size}")


def write_file(path: Path, chunks: Iterable[bytes | memoryview]) -> FileEntry:
    """Write a new file and sync it; return its size and SHA-256."""
    digest = hashlib.sha256()
    size = 0
    with path.open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        file.flush()
        os.fsync(file.fileno())
    return FileEntry(size, digest.hexdigest())


def sync_file(path: Path) -> FileEntry:
    """Sync a file that others wrote; return its size and SHA-256."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return FileEntry(file.tell(), digest)


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def as_storage_full() -> Iterator[None]:
    """Re-raise an error of a full disk as `StorageFull`, keeping the cause."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull("the disk has no room for the index; nothing was changed") from error
        raise
