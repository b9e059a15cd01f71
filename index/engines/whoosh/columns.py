"""A file of named arrays: memory-mapped, aligned, checksummed.

Layout, little-endian::

    magic "PCOL", format version (uint32), directory length (uint64), CRC-32 of the directory (uint32), 4 zero bytes
    directory: JSON, one entry per array: name, dtype, length, offset, CRC-32
    padding to 64 bytes, then each array's bytes, each at a multiple of 64

The directory is checked whenever a file is opened; bodies are checked by
`ColumnFile.check`, which reads everything once.
"""

import json
import mmap
import os
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Ints = npt.NDArray[np.int64]

MAGIC = b"PCOL"
FORMAT = 3
ALIGNMENT = 64
_HEADER = struct.Struct("<4sIQI4x")


class DamagedFile(Exception):
    """A file of the index is not what was written; the message says which and how."""


def smallest_unsigned(largest: int) -> np.dtype[Any]:
    """Return the narrowest unsigned type that holds 0 to *largest*."""
    for dtype in (np.uint8, np.uint16, np.uint32):
        if largest <= np.iinfo(dtype).max:
            return np.dtype(dtype)
    return np.dtype(np.uint64)


def encode(arrays: Mapping[str, Array]) -> list[bytes | memoryview]:
    """Return the chunks of a file that holds *arrays*, in order."""
    prepared = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    directory = _directory(prepared)
    header = _HEADER.pack(MAGIC, FORMAT, len(directory), zlib.crc32(directory))
    chunks: list[bytes | memoryview] = [header, directory]
    at = len(header) + len(directory)
    for array in prepared.values():
        chunks.append(bytes(-at % ALIGNMENT))
        at += -at % ALIGNMENT
        if array.nbytes:
            chunks.append(array.data.cast("B") if array.dtype.kind != "S" else array.tobytes())
        at += array.nbytes
    return chunks


def _directory(arrays: Mapping[str, Array]) -> bytes:
    """Offsets depend on the directory's length and the other way round; padding it with spaces breaks the circle."""
    entries = [
        {"name": name, "dtype": array.dtype.str, "length": len(array), "crc32": _crc32(array)}
        for name, array in arrays.items()
    ]
    room = len(json.dumps(entries)) + 32 * len(entries) + 64
    at = _HEADER.size + room
    for entry, array in zip(entries, arrays.values(), strict=True):
        at += -at % ALIGNMENT
        entry["offset"] = at
        at += array.nbytes
    return json.dumps(entries).encode().ljust(room)


def _crc32(array: Array) -> int:
    return zlib.crc32(array.tobytes() if array.dtype.kind == "S" else array.data.cast("B")) if array.nbytes else 0


def lengths(offsets: Array) -> Ints:
    """Return how long each of the runs is that *offsets* part."""
    ends = offsets.astype(np.int64)
    return ends[1:] - ends[:-1]


def edges_of(lengths: Ints) -> Ints:
    """Return where runs of these lengths begin, laid end to end, and where the last ends."""
    edges = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=edges[1:])
    return edges


def spread(starts: Ints, lengths: Ints) -> Ints:
    """Return the numbers from each of *starts* on, as many as *lengths* says."""
    ends = np.cumsum(lengths)
    numbers = np.repeat(starts - (ends - lengths), lengths)
    numbers += np.arange(len(numbers))
    return numbers


class ColumnFile(Mapping[str, Array]):
    """The arrays of one file, mapped read-only; they stay valid after the file is unlinked."""

    def __init__(self, path: Path) -> None:
        """Open *path*.

        Raises:
            DamagedFile: the header or the directory is not what was written, or the file is too short.
            FileNotFoundError: there is none.
        """
        self.path = path
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < _HEADER.size:
                raise DamagedFile(f"{path.name}: {size} bytes, shorter than a header")
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._entries = self._read_directory(size)
        self._arrays: dict[str, Array] = {}

    def _read_directory(self, size: int) -> dict[str, dict[str, Any]]:
        magic, version, length, crc32 = _HEADER.unpack_from(self._map)
        if magic != MAGIC or version != FORMAT:
            raise DamagedFile(f"{self.path.name}: not a column file of format {FORMAT}")
        directory = self._map[_HEADER.size : _HEADER.size + length]
        if len(directory) != length or zlib.crc32(directory) != crc32:
            raise DamagedFile(f"{self.path.name}: its directory is damaged")
        entries = {entry["name"]: entry for entry in json.loads(directory)}
        for name, entry in entries.items():
            if entry["offset"] + entry["length"] * np.dtype(entry["dtype"]).itemsize > size:
                raise DamagedFile(f"{self.path.name}: cut off in {name}")
        return entries

    def __getitem__(self, name: str) -> Array:
        array = self._arrays.get(name)
        if array is None:
            entry = self._entries[name]
            array = np.frombuffer(self._map, dtype=entry["dtype"], count=entry["length"], offset=entry["offset"])
            self._arrays[name] = array
        return array

    def __iter__(self) -> Any:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def nbytes(self) -> int:
        """The size of the file."""
        return len(self._map)

    def check(self) -> None:
        """Read every body once.

        Raises:
            DamagedFile: names the first array whose checksum differs.
        """
        for name, entry in self._entries.items():
            if _crc32(self[name]) != entry["crc32"]:
                raise DamagedFile(f"{self.path.name}: {name} is damaged")
