"""The command, run in this process or in one of its own, over a data directory of its own."""

import json
import logging
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest

from portal.articles.database import DatabaseArticles, open_store
from portal.cli import run


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, object]:
        document = json.loads(self.out)
        assert isinstance(document, dict)
        return document


Command = Callable[..., Ran]


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("PORTAL_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "var"
    monkeypatch.setenv("PORTAL_DATA_DIR", str(folder))
    return folder


@pytest.fixture
def portal(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Command]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level

    def command(*arguments: str | Path) -> Ran:
        capsys.readouterr()
        status = run([str(argument) for argument in arguments])
        written = capsys.readouterr()
        return Ran(status, written.out, written.err)

    yield command
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def store(data_dir: Path) -> Iterator[DatabaseArticles]:
    opened = open_store(f"sqlite:///{data_dir / 'portal.db'}")
    yield opened
    opened.close()


@pytest.fixture
def articles_file(tmp_path: Path) -> Callable[..., Path]:
    """Write a file of articles, numbered from 0."""

    def write(count: int = 3, name: str = "articles.jsonl", *, longer: int = 0, **fields: object) -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8") as file:
            for number in range(count):
                file.write(json.dumps(_record(number, longer) | fields) + "\n")
        return path

    return write


def _record(number: int, longer: int) -> dict[str, object]:
    return {
        "id": f"n{number}",
        "url": f"https://news.example/{number}",
        "title": f"Report {number} on cobalt",
        "body": f"<p>Miners of pit {number} were paid late again.{' And again.' * longer}</p>",
        "tags": ["Cobalt", f"Pit {number % 3}"],
        "organizations": ["ILO"],
        "published": f"2026-03-{number % 28 + 1:02}",
        "source": "The Desk",
        "language": "en",
    }


@pytest.fixture
def started(data_dir: Path, project: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start ``portal`` as a process of its own; whatever still runs at the end is killed."""
    processes: list[subprocess.Popen[str]] = []

    def start(*arguments: str | Path, stdout: int | IO[str] = subprocess.PIPE) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "portal", *map(str, arguments)],
            cwd=project,
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
