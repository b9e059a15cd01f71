"""The kernels are compiled where that works; where it does not, a sentence says why, and NumPy runs."""

import stat
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from index.engines.whoosh import kernels
from index.engines.whoosh.kernels import building, plain


def a_compiler(folder: Path, script: str) -> str:
    path = folder / "compiler"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo 'no such luck' >&2; exit 1", "no such luck"),
        ("printf '\\377\\376' >&2; exit 1", "failed"),
        ("exit 0", "could not be used"),
    ],
    ids=["fails", "fails in no encoding", "makes nothing"],
)
def test_a_compiler_that_makes_nothing_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str
) -> None:
    if not Path("/bin/sh").exists():
        pytest.skip("the compilers of this test are scripts of /bin/sh")
    monkeypatch.setenv("CC", a_compiler(tmp_path, script))
    made = building.build(tmp_path)
    assert isinstance(made, str)
    assert said in made or "headers of Python" in made
    assert not list(tmp_path.glob("*.so"))


@pytest.mark.parametrize("compiler", ["/nowhere/cc", "cc 'unfinished"], ids=["is not there", "cannot be read"])
def test_a_compiler_that_is_none_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compiler: str) -> None:
    monkeypatch.setenv("CC", compiler)
    assert isinstance(building.build(tmp_path), str)


def test_no_compiler_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert building.build(tmp_path) == "there is no C compiler"


def test_no_headers_of_python_are_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "cc")
    monkeypatch.setattr("sysconfig.get_path", lambda _name: str(tmp_path))
    assert building.build(tmp_path) == "the headers of Python are not installed"


def test_a_folder_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    assert isinstance(building.build(tmp_path / "nowhere"), str)


def test_an_older_library_that_lacks_a_function_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, f"{kernels.__name__}._kernels", SimpleNamespace(source="0123456789abcdef"))
    monkeypatch.delitem(sys.modules, f"{kernels.__name__}.compiled", raising=False)
    assert kernels._best() is plain


def test_a_library_that_does_not_say_where_it_comes_from_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, f"{kernels.__name__}._kernels", SimpleNamespace())
    assert kernels._best() is plain


def test_where_a_compiler_is_the_compiled_kernels_run(tmp_path: Path) -> None:
    """Else everything would pass in NumPy, the tests of the compiled ones skipped, and nobody would know."""
    built = building.build(tmp_path)
    if not isinstance(built, Path):
        pytest.skip(f"nothing can be compiled here: {built}")

    assert kernels.BEST is not plain, "kernels.c changed since it was compiled: install the checkout again"
