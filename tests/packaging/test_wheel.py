"""The built wheel is whole: installed elsewhere and run from an empty folder, it draws a page."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.timeout(300)

GET_A_PAGE = """
import sys
from pathlib import Path

import portal
from portal import create_app
from portal.config import Settings

home, = Path(portal.__file__).parents[:1]
assert home.is_relative_to(sys.prefix), f"the checkout was imported, not the wheel: {home}"
client = create_app(Settings(data_dir=Path("var"))).test_client()
page = client.get("/")
assert page.status_code == 200, page.status
text = page.get_data(as_text=True)
sheet = text.partition('rel="stylesheet" href="')[2].partition('"')[0]
styles = client.get(sheet)
assert styles.status_code == 200 and "text/css" in styles.content_type, (sheet, styles.status)
print(text)
"""


def run(*command: object, cwd: Path) -> str:
    """Run *command* without the settings and paths of this process, and return what it printed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "PYTHON", "PIP_"))}
    result = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env=kept,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert result.returncode == 0, f"{result.stdout}\n{result.stderr}"
    return result.stdout


@pytest.fixture(scope="module")
def wheel(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built with what is installed and without the network."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, project, cwd=folder)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a fresh environment that holds the wheel, and sees the libraries of this one."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    run(sys.executable, "-m", "venv", folder, cwd=folder.parent)
    interpreter = folder / "bin" / "python"
    # The libraries of this environment come last: its own portal must not win over the wheel.
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    run(interpreter, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=folder)
    return interpreter


def names_of(wheel: Path) -> set[str]:
    return set(zipfile.ZipFile(wheel).namelist())


def kept(project: Path, folder: str, suffix: str = "") -> set[str]:
    """Return the files of a folder as git knows them: what the wheel ought to hold."""
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard", folder, cwd=project).splitlines()
    return {name for name in listed if name.endswith(suffix) and (project / name).is_file()}


def test_the_wheel_holds_every_template(wheel: Path, project: Path) -> None:
    expected = {f"portal/{name}" for name in kept(project, "templates", ".html")}

    assert expected
    assert expected <= names_of(wheel)


@pytest.mark.parametrize("folder", ["portal/static", "portal/data", "portal/articles/migrations", "index", "portal"])
def test_the_wheel_holds_everything_of(wheel: Path, project: Path, folder: str) -> None:
    expected = kept(project, folder)

    assert expected
    assert expected <= names_of(wheel)


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in names_of(wheel)}

    assert {top for top in tops if not top.endswith(".dist-info")} == {"index", "portal"}


def test_the_wheel_draws_a_page_from_an_empty_folder(python: Path, tmp_path: Path) -> None:
    page = run(python, "-c", GET_A_PAGE, cwd=tmp_path)

    assert "<html" in page


def test_the_wheel_brings_the_command(python: Path, tmp_path: Path) -> None:
    shown = run(python.parent / "portal", "--help", cwd=tmp_path)

    assert "ingest" in shown
