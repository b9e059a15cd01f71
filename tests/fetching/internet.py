"""Sites on loopback that behave as they are told, and a small Internet of names and numbers that leads to them."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from portal.sources.fetching.fetcher import Fetcher


@dataclass
class Request:
    """What a site was asked."""

    path: str
    headers: dict[str, str]


Answer = bytes | Iterable[bytes]
"""Raw bytes of an answer, at once or bit by bit."""


def answer(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """Return an answer; ``Content_Type="text/html"`` names a header."""
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    if "Transfer_Encoding" not in headers and "Content_Length" not in headers:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


MISSING = answer(b"not here", "404 Not Found", Content_Type="text/plain")


class Site:
    """A server on loopback; `pages` says what it answers at each path, or `page` for all others."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer | Callable[[Request], Answer]] = {"/robots.txt": MISSING}
        self.page: Callable[[Request], Answer] = lambda _request: MISSING
        self.requests: list[Request] = []
        self.tls: ssl.SSLContext | None = None
        self.most_at_once = 0
        self._open = 0
        self._lock = threading.Lock()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def asked(self) -> list[str]:
        """The paths it was asked for, robots.txt left out."""
        return [request.path for request in self.requests if request.path != "/robots.txt"]

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                connected, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connected,), daemon=True).start()

    def _talk(self, connected: socket.socket) -> None:
        with self._lock:
            self._open += 1
            self.most_at_once = max(self.most_at_once, self._open)
        try:
            connected.settimeout(20)
            with connected if self.tls is None else self.tls.wrap_socket(connected, server_side=True) as talking:
                request = self._read(talking)
                if request is None:
                    return
                given = self.pages.get(request.path, self.page)
                given = given(request) if callable(given) else given
                for piece in [given] if isinstance(given, bytes) else given:
                    talking.sendall(piece)
        except OSError:
            pass  # the client has had enough: what many of these tests are about
        finally:
            with self._lock:
                self._open -= 1

    def _read(self, connected: socket.socket) -> Request | None:
        received = b""
        while b"\r\n\r\n" not in received:
            more = connected.recv(65536)
            if not more:
                return None
            received += more
        first, *lines = received.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
        request = Request(first.split(" ")[1], headers)
        self.requests.append(request)
        return request


class FakeClock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self._passed = 0.0
        self._lock = threading.Lock()

    def now(self) -> datetime:
        return datetime(2026, 3, 5, 12, tzinfo=UTC) + timedelta(seconds=self._passed)

    def monotonic(self) -> float:
        return self._passed

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)
            self._passed += seconds

    def pass_by(self, seconds: float) -> None:
        self._passed += seconds


@dataclass
class Internet:
    """Names, the numbers they lead to, and the sites behind the numbers; port 80 and 443 lead to a site's own port."""

    sites: dict[str, Site] = field(default_factory=dict)
    numbers: dict[str, list[list[str]]] = field(default_factory=dict)
    """What a name leads to, the first time, the second time, …; the last stays."""

    resolved: list[str] = field(default_factory=list)
    dialed: list[str] = field(default_factory=list)
    opened: list[Site] = field(default_factory=list)

    def site(self, name: str, *, number: str = "") -> Site:
        """Make a site called *name*."""
        number = number or f"93.184.216.{len(self.opened) + 1}"
        site = Site()
        self.opened.append(site)
        self.sites[number] = site
        self.numbers[name] = [[number]]
        return site

    def resolve(self, host: str, port: int) -> list[str]:
        self.resolved.append(host)
        if host not in self.numbers:
            try:
                return [str(found[4][0]) for found in socket.getaddrinfo(host, port, flags=socket.AI_NUMERICHOST)]
            except OSError as error:
                raise OSError(f"no such name: {host}") from error
        turns = self.numbers[host]
        return turns.pop(0) if len(turns) > 1 else turns[0]

    def dial(self, number: str, port: int, seconds: float) -> socket.socket:
        self.dialed.append(number)
        if number not in self.sites:
            raise OSError(111, "Connection refused")
        return socket.create_connection(("127.0.0.1", self.sites[number].port), timeout=seconds)

    def fetcher(self, **options: object) -> Fetcher:
        """Return a fetcher that lives in this Internet, and does not wait between requests."""
        given: dict[str, object] = {"delay": 0.0, "resolve": self.resolve, "dial": self.dial, **options}
        return Fetcher(**given)  # type: ignore[arg-type]

    def close(self) -> None:
        for site in self.opened:
            site.close()
