"""Servers of their own, started as a user would and stopped with everything they started."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

START_SECONDS = 60


class Server:
    """A portal on loopback, in a process group of its own."""

    def __init__(self, command: list[str], *, folder: Path, port: int, environment: dict[str, str], log: Path) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self._log = log
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    @property
    def said(self) -> str:
        """What it printed so far."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def wait(self) -> None:
        """Return when ``/readyz`` answers 200; fail with what was printed when it never does."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self._process.poll() is None:
            try:
                with urlopen(f"{self.address}/readyz", timeout=5):
                    return
            except (URLError, OSError):
                time.sleep(0.2)
        pytest.fail(f"no answer from {self.address}/readyz:\n{self.said}")

    def says(self, text: str) -> bool:
        """Say whether it prints *text*; it has a few seconds for that."""
        end = time.monotonic() + START_SECONDS
        while text not in self.said and time.monotonic() < end:
            time.sleep(0.1)
        return text in self.said

    def get(self, path: str) -> str:
        """Return the body of *path*, which answers 200."""
        with urlopen(self.address + path, timeout=20) as response:
            return response.read().decode()

    def stop(self) -> None:
        """End everything that was started."""
        with suppress(ProcessLookupError):  # it ended by itself
            os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(20)


StartServer = Callable[..., Server]


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[StartServer]:
    """Return a function that starts a command, ``{port}`` filled in, and waits until it can be searched."""
    started: list[Server] = []

    def start(*command: str, folder: Path, **variables: str) -> Server:
        port = _free_port()
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "PYTHON"))}
        server = Server(
            [part.format(port=port) for part in command],
            folder=folder,
            port=port,
            environment=inherited | variables,
            log=tmp_path / f"server-{port}.log",
        )
        started.append(server)
        server.wait()
        return server

    yield start
    for server in started:
        server.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
