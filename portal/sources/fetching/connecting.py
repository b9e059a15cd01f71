"""Connections that go only to checked addresses, and end when their time is up."""

import socket
import ssl
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import httpcore
import httpx

from portal.sources.fetching.clock import Clock
from portal.sources.fetching.errors import NotAnswering

CONNECT_SECONDS = 10.0
"""For one address of a host; the next is tried then."""

Check = Callable[[str, int, float], Sequence[str]]
"""Given a host, a port and seconds, returns its checked addresses; raises a `FetchError`."""

Dial = Callable[[str, int, float], socket.socket]
"""Given an address of a machine, a port and seconds, returns a connected socket; raises OSError."""


class Deadline:
    """The time by which everything must be done, however the host behaves."""

    def __init__(self, clock: Clock, seconds: float, *, used: float = 0.0) -> None:
        self._clock = clock
        self._end = clock.monotonic() + seconds - used
        self.seconds = seconds

    def left(self) -> float:
        """Return how many seconds are left.

        Raises:
            NotAnswering: none.
        """
        left = self._end - self._clock.monotonic()
        if left <= 0:
            raise NotAnswering(f"the answer was not whole within {self.seconds:.0f} seconds")
        return left

    def extend(self, seconds: float) -> None:
        """Allow *seconds* in all, if that is more."""
        longer = max(seconds, self.seconds)
        self._end += longer - self.seconds
        self.seconds = longer


class Transport(httpx.HTTPTransport):
    """What httpx sends a request with: no proxies, one connection, opened by `_Network`."""

    def __init__(self, *, check: Check, dial: Dial, deadline: Deadline, tls: ssl.SSLContext) -> None:
        super().__init__(verify=tls, trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls,
            max_connections=1,
            http1=True,
            http2=False,
            retries=0,
            network_backend=_Network(check, dial, deadline),
        )


def dial_by_system(address: str, port: int, seconds: float) -> socket.socket:
    """Connect to *address*, a number, so that no name is resolved again."""
    return socket.create_connection((address, port), timeout=seconds)


class _Network(httpcore.NetworkBackend):
    """The httpcore backend that connects to what was checked, never to what a name means by now."""

    def __init__(self, check: Check, dial: Dial, deadline: Deadline) -> None:
        self._check = check
        self._dial = dial
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        problem: OSError | None = None
        for address in self._check(host, port, min(CONNECT_SECONDS, self._deadline.left())):
            try:
                dialed = self._dial(address, port, min(CONNECT_SECONDS, self._deadline.left()))
            except OSError as error:
                problem = error
                continue
            dialed.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return _Stream(dialed, self._deadline)
        why = "it does not answer in time" if isinstance(problem, TimeoutError) else getattr(problem, "strerror", "")
        raise NotAnswering(f"no connection to {host}: {why or problem}")


class _Stream(httpcore.NetworkStream):
    """A socket whose every wait ends with the deadline: a host that sends a byte a second gains nothing by it."""

    def __init__(self, connected: socket.socket, deadline: Deadline) -> None:
        self._socket = connected
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._socket.settimeout(self._deadline.left())
        try:
            return self._socket.recv(max_bytes)
        except TimeoutError as error:
            self._deadline.left()
            raise httpcore.ReadTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.ReadError(str(error)) from error

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        while buffer:
            self._socket.settimeout(self._deadline.left())
            try:
                buffer = buffer[self._socket.send(buffer) :]
            except TimeoutError as error:
                raise httpcore.WriteTimeout(str(error)) from error
            except OSError as error:
                raise httpcore.WriteError(str(error)) from error

    def close(self) -> None:
        self._socket.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Encrypt; the certificate must be of *server_hostname*, not of the number that was dialed."""
        self._socket.settimeout(self._deadline.left())
        try:
            return _Stream(ssl_context.wrap_socket(self._socket, server_hostname=server_hostname), self._deadline)
        except ssl.SSLCertVerificationError as error:
            self.close()
            why = error.verify_message or "it cannot be verified"
            raise NotAnswering(f"the certificate of {server_hostname} is not valid: {why}") from error
        except OSError as error:
            self.close()
            raise httpcore.ConnectError(str(error)) from error

    def get_extra_info(self, info: str) -> Any:
        """Return what httpcore asks about the socket; nothing that a fetch depends on."""
        if info == "socket":
            return self._socket
        return None
