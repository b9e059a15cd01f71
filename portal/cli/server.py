"""Granian and a supervised worker process, from a checked start to a clean end."""

import errno
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from contextlib import closing, suppress

import structlog

from portal.articles.errors import StoreUnavailable
from portal.cli.indexing import bring_up_to_date
from portal.cli.numbers import shared_numbers
from portal.cli.running import opened_services
from portal.config import Settings
from portal.indexing.rebuild import rebuild
from portal.parent import VARIABLE
from portal.wiring import Services

THREADS = 8
"""Per process: the engine searches two at once, and the others wait for clients or for their turn."""

STOP_SECONDS = 5
"""After which a process that does not stop is killed; the index and the store stand that."""

RESTART_SECONDS = 1.0
READY_SECONDS = 60.0

log = structlog.get_logger("portal.server")


class PortTaken(StoreUnavailable):
    """Something else listens there already, or we may not."""


def serve_until_stopped(
    settings: Settings, host: str, port: int, workers: int, *, has_worker: bool, on_ready: Callable[[str], None]
) -> None:
    """Serve until SIGTERM or SIGINT.

    Raises:
        PortTaken: it cannot listen there.
        StoreUnavailable: the articles cannot be read.
        EngineUnavailable: the index cannot be used, nor made anew.
    """
    # Imported here: it takes a while, and the other commands do without.
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    check_port(host, port)
    with opened_services(settings) as services:
        check_index(services)
    server = Granian(
        "portal.wsgi:app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        websockets=False,
        log_level=LogLevels.error,
        log_dictconfig={"loggers": {"_granian": {"propagate": True}}},
    )
    os.environ[VARIABLE] = str(os.getpid())
    worker = Worker() if has_worker else None
    if worker is not None:
        server.on_startup(worker.start)
    server.on_startup(_Announcement(address_of(host, port), on_ready).start)
    try:
        with shared_numbers():
            server.serve()
    finally:
        if worker is not None:
            worker.stop()


def check_port(host: str, port: int) -> None:
    """Raise unless *port* is free: the server shares ports between its processes, and would share it with others too.

    Raises:
        PortTaken: says what to do.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with closing(socket.socket(family, kind)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            reason = f"port {port} is taken: stop what listens there, or choose another with --port"
        else:
            reason = f"cannot listen at {host} port {port}: {error.strerror or error}"
        raise PortTaken(reason) from error


def check_index(services: Services) -> None:
    """Read the index once, every file of it, and make it anew where it is not what was written."""
    found = services.engine.check()
    if found:
        log.warning("index.damaged", findings=len(found), first=found[0])
        rebuild(services.store, services.engine)
    bring_up_to_date(services)


def address_of(host: str, port: int) -> str:
    """Return the address at which a browser on this machine finds the server."""
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # read, not listened at
    return f"http://[{local}]:{port}/" if ":" in local else f"http://{local}:{port}/"


class Worker:
    """One ``portal worker`` process, started again when it ends by itself."""

    def __init__(self, command: tuple[str, ...] = (sys.executable, "-m", "portal", "worker")) -> None:
        self._command = command
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process, and watch it."""
        self._spawn()
        threading.Thread(target=self._watch, name="worker-watch", daemon=True).start()

    def stop(self) -> None:
        """End the process, and wait until it has ended."""
        self._stopping.set()
        with self._lock:
            process = self._process
        if process is None:
            return
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _spawn(self) -> None:
        with self._lock:
            if not self._stopping.is_set():
                # In a group of its own, so that Ctrl-C reaches it through us; it ends by itself when we are killed.
                command = [*self._command, "--parent", str(os.getpid())]
                self._process = subprocess.Popen(command, process_group=0)  # noqa: S603  # our own command

    def _watch(self) -> None:
        while not self._stopping.is_set():
            process = self._process
            assert process is not None
            status = process.wait()
            if self._stopping.wait(RESTART_SECONDS):
                return
            log.warning("worker.restarted", status=status)
            self._spawn()


class _Announcement:
    """Says once that the server can be searched."""

    def __init__(self, address: str, on_ready: Callable[[str], None]) -> None:
        self._address = address
        self._on_ready = on_ready

    def start(self) -> None:
        threading.Thread(target=self._announce, name="announcement", daemon=True).start()

    def _announce(self) -> None:
        end = time.monotonic() + READY_SECONDS
        while time.monotonic() < end:
            if self._is_ready():
                self._on_ready(self._address)
                return
            time.sleep(0.1)

    def _is_ready(self) -> bool:
        with suppress(OSError):
            urllib.request.urlopen(f"{self._address}readyz", timeout=5).close()  # noqa: S310  # http, and our own
            return True
        return False
