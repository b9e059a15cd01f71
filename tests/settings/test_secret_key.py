"""A local portal makes its own secret key once, and tells nobody."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from portal.config import MIN_SECRET, ConfigError, Settings
from portal.secret_key import FILE, secret_key_of


def test_a_key_is_made_once_and_kept(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var")

    key = secret_key_of(settings)

    assert len(key) >= MIN_SECRET
    assert secret_key_of(settings) == key
    assert [path.name for path in (tmp_path / "var").iterdir()] == [FILE]


def test_only_its_owner_reads_a_key(tmp_path: Path) -> None:
    secret_key_of(Settings(data_dir=tmp_path / "var"))

    assert (tmp_path / "var" / FILE).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "var").stat().st_mode & 0o077 == 0


def test_every_portal_has_a_key_of_its_own(tmp_path: Path) -> None:
    keys = {secret_key_of(Settings(data_dir=tmp_path / name)) for name in "abc"}

    assert len(keys) == 3


def test_a_key_that_is_given_is_taken_and_not_written_down(tmp_path: Path) -> None:
    assert secret_key_of(Settings(data_dir=tmp_path / "var", secret_key="k" * 43)) == "k" * 43
    assert not (tmp_path / "var").exists()


def test_a_key_that_was_cut_short_is_not_used(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("abc")

    with pytest.raises(ConfigError, match="3 characters") as caught:
        secret_key_of(Settings(data_dir=tmp_path))

    assert "abc" not in str(caught.value)


def test_processes_that_start_at_once_agree(tmp_path: Path, project: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from portal.config import Settings;"
        "from portal.secret_key import secret_key_of; print(secret_key_of(Settings(data_dir=Path(sys.argv[1]))))"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path / "var")],
            stdout=subprocess.PIPE,
            cwd=project,
            env=os.environ | {"PYTHONPATH": str(project)},
            text=True,
        )
        for _ in range(4)
    ]

    keys = {process.communicate(timeout=60)[0] for process in started}

    assert len(keys) == 1
    assert keys != {""}
