"""Whatever a file is packed and encoded in, its lines come out; what is wrong with it is said."""

import gzip
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from portal.sources.errors import SourceCut, SourceUnreadable
from portal.sources.reading import MAX_LINE_BYTES, Bytes, decode, lines_of, open_bytes

Pack = Callable[[bytes], bytes]

TEXT = '{"title": "Zürich – naïve"}\n{"title": "العمل"}\n'


def _contents(path: Path) -> list[str]:
    return [decode(line.content) for line in lines_of(open_bytes(str(path)))]


def _written(folder: Path, content: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(TEXT.encode(), id="utf-8"),
        pytest.param(TEXT.encode("utf-8-sig"), id="utf-8 with a mark"),
        pytest.param(TEXT.encode("utf-16"), id="utf-16 with a mark"),
        pytest.param(b"\xfe\xff" + TEXT.encode("utf-16-be"), id="utf-16 big endian"),
        pytest.param(TEXT.encode("utf-16-le"), id="utf-16 without a mark"),
        pytest.param(TEXT.encode("utf-32"), id="utf-32"),
        pytest.param(gzip.compress(TEXT.encode()), id="gzip"),
        pytest.param(
            gzip.compress(TEXT[:20].encode()) + gzip.compress(TEXT[20:].encode()),
            id="gzip of two members",
        ),
        pytest.param(gzip.compress(TEXT.encode()) + b"\0" * 100, id="gzip padded with zeros"),
        pytest.param(zstandard.compress(TEXT.encode()), id="zstd"),
        pytest.param(
            zstandard.compress(TEXT[:20].encode()) + zstandard.compress(TEXT[20:].encode()),
            id="two frames",
        ),
        pytest.param(gzip.compress(TEXT.encode("utf-16")), id="gzip of utf-16"),
        pytest.param(TEXT.replace("\n", "\r\n").encode(), id="windows line ends"),
    ],
)
def test_lines_come_out_of_every_wrapping(tmp_path: Path, content: bytes) -> None:
    found = _contents(_written(tmp_path, content))

    assert [line.strip() for line in found] == TEXT.splitlines()


def test_bytes_that_are_not_utf8_are_read_as_windows_1252() -> None:
    assert decode("Café – “naïve”".encode("cp1252")) == "Café – “naïve”"


def test_one_wrong_byte_does_not_spoil_the_others() -> None:
    assert decode("Zürich ".encode() + b"caf\xe9" + " العمل".encode()) == "Zürich café العمل"


@given(st.binary())
def test_decoding_never_raises_and_keeps_every_character(raw: bytes) -> None:
    text = decode(raw)

    assert text.isascii() == raw.isascii()
    text.encode()


@given(st.lists(st.binary(max_size=40)))
def test_lines_do_not_depend_on_where_chunks_end(chunks: list[bytes]) -> None:
    whole = b"".join(chunks)

    assert list(lines_of(chunks)) == list(lines_of([whole]))
    expected = [line for line in whole.split(b"\n") if line and not line.isspace()]
    assert [line.content for line in lines_of(chunks)] == expected


def test_a_line_of_200_megabytes_is_skipped_without_being_held() -> None:
    chunk = b"a" * 1024 * 1024
    held = 0

    def chunks() -> Iterator[bytes]:
        yield b"before\n"
        for _ in range(200):
            yield chunk
        yield b"\nafter"

    for line in lines_of(chunks()):
        held = max(held, len(line.content))

    assert held < 10
    numbers = [(line.number, line.is_too_long) for line in lines_of(chunks())]
    assert numbers == [(1, False), (2, True), (3, False)]


def test_the_longest_line_allowed_is_read() -> None:
    lines = list(lines_of([b"a" * MAX_LINE_BYTES, b"\nb\n"]))

    assert [line.size for line in lines] == [MAX_LINE_BYTES, 1]
    assert not lines[0].is_too_long


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gzip", "zstd"])
def test_what_came_before_a_cut_is_kept(tmp_path: Path, pack: Pack) -> None:
    lines = [f"{number} {random.Random(number).random()}" for number in range(20_000)]
    packed = pack("\n".join(lines).encode())
    path = _written(tmp_path, packed[: len(packed) * 2 // 3])
    found: list[str] = []

    with pytest.raises(SourceCut, match="cut off in the middle"):
        found.extend(decode(line.content) for line in lines_of(open_bytes(str(path))))

    assert found == lines[: len(found)]
    assert len(found) > 5_000


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gzip", "zstd"])
def test_a_bomb_is_stopped_early(tmp_path: Path, pack: Pack) -> None:
    path = _written(tmp_path, pack(b"\0" * 200_000_000))
    sizes: list[int] = []

    with pytest.raises((SourceCut, SourceUnreadable), match="unpacks to more than 100 times"):
        sizes.extend(len(chunk) for chunk in open_bytes(str(path)))

    assert sum(sizes) < 80_000_000


def test_damage_inside_gzip_is_said(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(TEXT.encode() * 100))
    packed[40:60] = b"\xff" * 20

    with pytest.raises((SourceCut, SourceUnreadable), match="damaged"):
        list(open_bytes(str(_written(tmp_path, bytes(packed)))))


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing", "no such file"),
        ("", "folder"),
        ("nul\0name", "cannot be read"),
        ("empty", "empty"),
    ],
)
def test_what_cannot_be_opened_says_why(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "empty").touch()

    with pytest.raises(SourceUnreadable, match=reason):
        open_bytes(f"{tmp_path}/{name}")


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\xff\xfe", b"\xef\xbb\xbf"]),
)
def test_no_bytes_raise_anything_but_our_own_errors(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, magic: bytes
) -> None:
    path = _written(tmp_path_factory.getbasetemp(), magic + content)

    with suppress(SourceCut, SourceUnreadable):
        list(lines_of(open_bytes(str(path))))


def test_looking_at_the_beginning_loses_nothing() -> None:
    chunks = Bytes([b"ab", b"cd", b"ef"])

    assert chunks.peek(3) == b"abc"
    assert b"".join(chunks) == b"abcdef"
