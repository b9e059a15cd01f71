"""A column file gives back what was written, or says that it is damaged."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from index.engines.whoosh.columns import ALIGNMENT, Array, ColumnFile, DamagedFile, encode
from index.engines.whoosh.postings import pack_tf, unpack_tf

kinds = st.sampled_from(["u1", "u2", "u4", "u8", "i4", "i8", "f8", "S3"])
some_arrays = kinds.flatmap(lambda kind: arrays_of.arrays(kind, st.integers(0, 40)))
named_arrays = st.dictionaries(st.text("abc.", min_size=1, max_size=8), some_arrays, max_size=6)


def written(folder: Path, arrays: dict[str, Array]) -> Path:
    path = folder / "columns"
    path.write_bytes(b"".join(bytes(chunk) for chunk in encode(arrays)))
    return path


@given(arrays=named_arrays)
def test_arrays_come_back_aligned(tmp_path_factory: pytest.TempPathFactory, arrays: dict[str, Array]) -> None:
    file = ColumnFile(written(tmp_path_factory.mktemp("columns"), arrays))

    assert set(file) == set(arrays)
    for name, array in arrays.items():
        assert file[name].dtype == array.dtype
        assert file[name].tobytes() == array.tobytes()
        assert file[name].ctypes.data % ALIGNMENT == 0 or not len(array)
    file.check()


@given(arrays=named_arrays, data=st.data())
def test_any_changed_byte_that_is_read_is_noticed(
    tmp_path_factory: pytest.TempPathFactory, arrays: dict[str, Array], data: st.DataObject
) -> None:
    path = written(tmp_path_factory.mktemp("columns"), arrays)
    content = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)

    try:
        file = ColumnFile(path)
        file.check()
    except DamagedFile:
        return
    # Only padding can change unnoticed, and nobody reads it.
    assert {name: file[name].tobytes() for name in file} == {name: array.tobytes() for name, array in arrays.items()}


@given(arrays=named_arrays, data=st.data())
def test_a_file_cut_off_is_not_opened_as_whole(
    tmp_path_factory: pytest.TempPathFactory, arrays: dict[str, Array], data: st.DataObject
) -> None:
    path = written(tmp_path_factory.mktemp("columns"), arrays | {"last": np.arange(5)})
    content = path.read_bytes()
    path.write_bytes(content[: data.draw(st.integers(0, len(content) - 1))])

    with pytest.raises(DamagedFile):
        ColumnFile(path)


@pytest.mark.parametrize(
    ("title", "body", "is_wide"),
    [
        (3, 63, False),
        (4, 0, True),
        (0, 64, True),
        (255, 255, True),
        (16, 1, True),
        (1, 65_536, True),
        (70_000, 1, True),
    ],
)
def test_frequencies_take_a_byte_and_those_that_do_not_fit_stand_apart(title: int, body: int, is_wide: bool) -> None:
    packed, wide_at, wide = pack_tf(np.array([1, title, 0]), np.array([0, body, 1]))

    assert packed.dtype == np.uint8
    assert wide_at.tolist() == [1] * is_wide
    unpacked = unpack_tf(packed, wide_at, wide)
    assert [part.tolist() for part in unpacked] == [[1, title, 0], [0, body, 1]]
