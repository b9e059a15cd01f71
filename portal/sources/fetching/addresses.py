"""The spelling of an address: what may be asked at all, and its one plain form."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from portal.sources.fetching.errors import AddressRefused, NotAllowed

MAX_CHARACTERS = 4_000
DEFAULT_PORTS = {"http": 80, "https": 443}
PORTS = frozenset((80, 443, 8000, 8008, 8080, 8443, 8888))
"""Where web sites are; other ports belong to other services, unless the operator allows the host by name."""

_UNPRINTABLE = re.compile(r"[\0-\x20\x7f-\x9f\\\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_NUMBER = re.compile(r"(?:[0-9]+|0[xX][0-9a-fA-F]*)\Z")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\Z")


@dataclass(frozen=True, slots=True)
class Address:
    """An address of the web, in its plain form."""

    scheme: str
    host: str
    """In ASCII and lower case, without a trailing dot; IPv6 without its brackets."""

    port: int
    target: str
    """Path and query."""

    def __str__(self) -> str:
        return f"{self.origin}{self.target}"

    @property
    def origin(self) -> str:
        """Scheme, host and port, as they begin an address."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}"

    @property
    def literal(self) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
        """The host, if it is a number and no name."""
        try:
            return ipaddress.ip_address(self.host)
        except ValueError:
            return None


def address_of(text: str, *, allowed: frozenset[str] = frozenset()) -> Address:
    """Return *text* in its plain form; hosts in *allowed* may use any port.

    Raises:
        AddressRefused: it is no address of the web, or written as none ever is.
    """
    text = text.strip(" \t\r\n")
    if len(text) > MAX_CHARACTERS:
        raise AddressRefused(f"the address has more than {MAX_CHARACTERS:,} characters")
    if _UNPRINTABLE.search(text):
        raise AddressRefused("the address holds a space, a backslash or a character that cannot be seen")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise AddressRefused(f"the address cannot be read: {error}") from error
    if parts.scheme not in DEFAULT_PORTS:
        raise AddressRefused(f"only addresses that begin with http:// or https:// are asked, not {_scheme(text)}")
    if "@" in parts.netloc:
        raise AddressRefused("the address carries a name or a password, which is never sent")
    host = host_of(parts.hostname or "")
    port = DEFAULT_PORTS[parts.scheme] if port is None else port
    if port not in PORTS and host not in allowed:
        raise NotAllowed(f"port {port} of {host} is none that web sites are served on")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Address(parts.scheme, host, port, _quoted(target))


def joined(base: Address, location: str, *, allowed: frozenset[str] = frozenset()) -> Address:
    """Return where *location*, in a redirect of *base*, leads.

    Raises:
        AddressRefused: as `address_of`.
    """
    try:
        absolute = urljoin(str(base), location.strip(" \t\r\n").replace(" ", "%20"))
    except ValueError as error:
        raise AddressRefused(f"it cannot be read: {error}") from error
    return address_of(absolute, allowed=allowed)


def host_of(text: str) -> str:
    """Return the host *text* in ASCII, in its one plain form.

    Raises:
        AddressRefused: it is none, or a number in another form than 192.0.2.1 or 2001:db8::1.
    """
    if ":" in text:
        return _ipv6(text)
    host = _ascii(text).lower().removesuffix(".")
    labels = host.split(".")
    if _NUMBER.match(labels[-1]):
        try:
            return str(ipaddress.IPv4Address(host))
        except ValueError as error:
            raise AddressRefused(f"{text!r} is a number, but not written as one is (192.0.2.1)") from error
    if not host or len(host) > 253 or not all(_LABEL.match(label) for label in labels):
        raise AddressRefused(f"{text!r} is no name of a host" if text else "the address names no host")
    return host


def _ipv6(text: str) -> str:
    try:
        address = ipaddress.IPv6Address(text)
    except ValueError as error:
        raise AddressRefused(f"[{text}] is no IPv6 address") from error
    if address.scope_id is not None:
        raise AddressRefused(f"[{text}] belongs to one machine's own network")
    return str(address)


def _ascii(text: str) -> str:
    if text.isascii():
        return text
    import idna  # its tables take a while to load, and few hosts need them

    try:
        return idna.encode(text, uts46=True, transitional=False).decode("ascii")
    except (idna.IDNAError, UnicodeError) as error:
        raise AddressRefused(f"{text!r} is no name of a host") from error


def _quoted(target: str) -> str:
    return quote(target, safe="%/?:@!$&'()*+,;=~[]")


def _scheme(text: str) -> str:
    head, colon, _ = text.partition(":")
    return f"{head[:20]}:" if colon and head.isascii() and head.isalnum() else f"{text[:40]!r}"
