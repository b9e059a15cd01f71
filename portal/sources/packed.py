"""What files and answers unpack alike: zstd in bounded steps, and a ratio that only bombs exceed."""

from collections.abc import Callable, Iterable, Iterator

import zstandard

Unpack = Callable[[Iterable[bytes]], Iterator[bytes]]
Error = Callable[[], Exception]
"""Made when it is raised: one that waits in a frame it is raised from would keep that frame, and its file, open."""

# trust.md §3: text packs 3 to 20 fold, bombs about 1000 fold; what is small is let through whole.
MAX_RATIO = 100
FREE_BYTES = 1024 * 1024

# Its decompressor has no limit on what one step gives: 32,000 times as much, from a bomb.
_ZSTD_STEP = 512


def within_ratio(packed: Iterable[bytes], unpack: Unpack, bomb: Error) -> Iterator[bytes]:
    """Yield *packed* as *unpack* gives it; raise a *bomb* once that is more than `MAX_RATIO` times as much."""
    read = given = 0

    def counted() -> Iterator[bytes]:
        nonlocal read
        for chunk in packed:
            read += len(chunk)
            yield chunk

    for chunk in unpack(counted()):
        given += len(chunk)
        if given > FREE_BYTES and given > read * MAX_RATIO:
            raise bomb()
        yield chunk


def unzstd(packed: Iterable[bytes], *, window_bytes: int, damaged: Error, cut: Error) -> Iterator[bytes]:
    """Yield what the frames of *packed* hold; raise *damaged* or *cut* where they break off, after all before that.

    Shape: a frame may ask for *window_bytes* of memory at most.
    """
    decompressor = zstandard.ZstdDecompressor(max_window_size=window_bytes)
    frame, is_begun = decompressor.decompressobj(), False
    for chunk in packed:
        for start in range(0, len(chunk), _ZSTD_STEP):
            rest = chunk[start : start + _ZSTD_STEP]
            while rest:
                is_begun = True
                try:
                    yield frame.decompress(rest)
                except zstandard.ZstdError as error:
                    raise damaged() from error
                rest = b""
                if frame.eof:
                    rest, frame, is_begun = frame.unused_data, decompressor.decompressobj(), False
    if is_begun:
        raise cut()
