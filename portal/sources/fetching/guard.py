"""Which addresses of machines are never asked: everything that is not a public place of the Internet."""

import ipaddress
import socket
import threading
from collections.abc import Callable, Sequence

from portal.sources.fetching.errors import NotAllowed, NotAnswering

Resolve = Callable[[str, int], Sequence[str]]
"""Given a host and a port, returns its addresses as text, best first; raises OSError when there are none."""

_IP = ipaddress.IPv4Address | ipaddress.IPv6Address

_DENIED_4 = {
    "0.0.0.0/8": "unspecified",
    "10.0.0.0/8": "private",
    "100.64.0.0/10": "a provider's own",
    "127.0.0.0/8": "this machine itself",
    "169.254.0.0/16": "link-local",
    "172.16.0.0/12": "private",
    "192.0.0.0/24": "reserved for protocols",
    "192.0.2.0/24": "reserved for documentation",
    "192.31.196.0/24": "reserved for protocols",
    "192.52.193.0/24": "reserved for protocols",
    "192.88.99.0/24": "a relay of 6to4",
    "192.168.0.0/16": "private",
    "192.175.48.0/24": "reserved for protocols",
    "198.18.0.0/15": "reserved for measurements",
    "198.51.100.0/24": "reserved for documentation",
    "203.0.113.0/24": "reserved for documentation",
    "224.0.0.0/4": "multicast",
    "240.0.0.0/4": "reserved",
}
_DENIED_6 = {
    "2001::/32": "Teredo, which leads to an IPv4 address",
    "2001::/23": "reserved for protocols",
    "2001:db8::/32": "reserved for documentation",
    "2002::/16": "6to4, which leads to an IPv4 address",
    "2620:4f:8000::/48": "reserved for protocols",
    "3fff::/20": "reserved for documentation",
    "::ffff:0:0/96": "an IPv4 address in disguise",
    "::/96": "this machine itself, or an IPv4 address in disguise",
    "64:ff9b:1::/48": "a translation to IPv4 of one network",
    "100::/64": "reserved",
    "fc00::/7": "private",
    "fe80::/10": "link-local",
    "fec0::/10": "private",
    "ff00::/8": "multicast",
}
# Python's own `is_global` and `is_private` differ by version, and call NAT64 and 6to4 public: trust.md §3.
_DENIED: Sequence[tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, str]] = tuple(
    (ipaddress.ip_network(network), reason) for network, reason in (_DENIED_4 | _DENIED_6).items()
)
_PUBLIC_6 = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def why_denied(address: str) -> str:
    """Return what *address* is that keeps it from being asked; empty for a public one."""
    try:
        ip: _IP = ipaddress.ip_address(address)
    except ValueError:
        return "no address of a machine"
    if isinstance(ip, ipaddress.IPv6Address) and ip.scope_id is None and ip in _NAT64:
        # Where a network has only IPv6, every host has such an address: it is what it leads to.
        inner = why_denied(str(ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)))
        return f"a translation to an IPv4 address that is {inner}" if inner else ""
    for network, reason in _DENIED:
        if ip.version == network.version and ip in network:
            return reason
    is_public = isinstance(ip, ipaddress.IPv4Address) or (ip.scope_id is None and ip in _PUBLIC_6)
    return "" if is_public else "no public address"


def checked_addresses(
    host: str, port: int, *, resolve: Resolve, allowed: frozenset[str], seconds: float
) -> Sequence[str]:
    """Return every address of *host*, each checked; a connection may go to these, and to no other.

    Shape: hosts in *allowed* go unchecked: the operator vouches for them.

    Raises:
        NotAllowed: one of them is no public address; the others are not asked either.
        NotAnswering: it has no address, or none within *seconds*.
    """
    found = _resolved(host, port, resolve, seconds)
    if not found:
        raise NotAnswering(f"no host is called {host}")
    if host not in allowed:
        for address in found:
            if reason := why_denied(address):
                raise NotAllowed(f"{_named(host, address)} is {reason}: only public addresses are asked")
    return tuple(dict.fromkeys(found))


def resolve_by_system(host: str, port: int) -> Sequence[str]:
    """Ask the system, which asks the DNS; see `Resolve`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(sockaddr[0]) for *_, sockaddr in found]


def _named(host: str, address: str) -> str:
    return address if host == address else f"{host} leads to {address}, which"


def _resolved(host: str, port: int, resolve: Resolve, seconds: float) -> Sequence[str]:
    """Resolve, but no longer than *seconds*: the system's resolver takes no limit."""
    found: list[Sequence[str]] = []
    errors: list[OSError | UnicodeError] = []

    def ask() -> None:
        try:
            found.append(resolve(host, port))
        except (OSError, UnicodeError) as error:
            errors.append(error)

    asking = threading.Thread(target=ask, daemon=True, name="resolving")
    asking.start()
    asking.join(seconds)
    if errors:
        raise NotAnswering(f"no host is called {host}") from errors[0]
    if not found:
        raise NotAnswering(f"the address of {host} was not found within {seconds:.0f} seconds")
    return found[0]
