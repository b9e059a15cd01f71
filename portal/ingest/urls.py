"""Addresses → the one spelling under which they are kept and linked."""

import re
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string

from portal.ingest.errors import InvalidUrl
from portal.ingest.trackers import is_tracker, kept_parameters

MAX_CHARACTERS = 2_000
"""What proxies, browsers and database indexes all carry."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[\w.~:\[\]-]+\Z")
_IGNORED_BY_BROWSERS = str.maketrans("", "", "\t\r\n")
_CONTROLS = re.compile("[\0-\x1f\x7f-\x9f\ud800-\udfff]")
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def canonical_url(url: str) -> str:
    """Return the one spelling of *url* under which we store an article.

    Shape: absolute, lower-case scheme and host, no default port, no
    fragment, no dot segments, tracking parameters removed, the rest of the
    query sorted, escapes in upper case and only where needed, never an empty
    path.
    A trailing slash is kept: whether it matters is the site's choice.
    Applying it twice changes nothing.

    Raises:
        InvalidUrl: *url* is relative, not http(s), carries a password, has no
            proper host, or is too long.

    Source: RFC 3986 §6.2.2 and §6.2.3.
    """
    parts = _split(_without_noise(url))
    query = "&".join(sorted(kept_parameters(parts.query)))
    spelled = urlunsplit((parts.scheme, parts.netloc, _without_dots(parts.path), query, ""))
    if len(spelled) > MAX_CHARACTERS:
        raise InvalidUrl(f"the address has {len(spelled):,} characters; the most that is kept is {MAX_CHARACTERS:,}")
    return spelled


def safe_link(url: str, base_url: str | None) -> str | None:
    """Return the absolute http(s) address that a link in a body leads to, or None if it leads nowhere safe.

    Shape: without the parameters that count readers. A link to a place within
    its own page leads nowhere, because bodies keep no ids, and so does one to
    a counter.
    """
    url = _without_noise(url)
    if not url or url.startswith("#"):
        return None
    try:
        parts = _split(urljoin(base_url, url) if base_url else url)
    except (InvalidUrl, ValueError):
        return None
    if is_tracker(parts):
        return None
    if parts.query:
        parts = parts._replace(query="&".join(kept_parameters(parts.query)))
    if parts.fragment.startswith("utm_"):
        parts = parts._replace(fragment="")
    link = urlunsplit(parts)
    return link if len(link) <= MAX_CHARACTERS else None


def leads_to_counter(url: str, base_url: str | None) -> bool:
    """Say whether *url*, as it stands in a body, leads to something that only counts readers."""
    try:
        return is_tracker(_split(urljoin(base_url or "", _without_noise(url))))
    except (InvalidUrl, ValueError):
        return False


def _without_dots(path: str) -> str:
    if "/." not in path:
        return path or "/"
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _without_noise(url: str) -> str:
    return url.strip("".join(map(chr, range(33)))).translate(_IGNORED_BY_BROWSERS)


def _split(url: str) -> SplitResult:
    """Take *url* apart into checked parts, every one spelled as it is kept."""
    if len(url) > MAX_CHARACTERS * 4:
        raise InvalidUrl("the address is far too long")
    if _CONTROLS.search(url):
        raise InvalidUrl("the address holds control characters")
    try:
        given = urlsplit(url)
        port = given.port
    except ValueError as error:
        raise InvalidUrl(f"the address is malformed: {error}") from error
    if given.scheme not in _DEFAULT_PORTS:
        raise InvalidUrl("the address does not begin with http:// or https://")
    if "@" in given.netloc:
        raise InvalidUrl("the address carries a user name or password")
    if not given.hostname or not _HOST.match(given.netloc):
        raise InvalidUrl("the address names no proper host")
    return _spelled(given, port)


def _spelled(given: SplitResult, port: int | None) -> SplitResult:
    host = _ascii_host(given.hostname or "")
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port != _DEFAULT_PORTS[given.scheme]:
        netloc += f":{port}"
    bare = SplitResult(given.scheme, netloc, given.path, given.query, given.fragment)
    try:
        safe = urlsplit(safe_url_string(urlunsplit(bare)))
    except ValueError as error:
        raise InvalidUrl(f"the address is malformed: {error}") from error
    return safe._replace(
        path=_ESCAPE.sub(_shortest, safe.path),
        query=_ESCAPE.sub(_shortest, safe.query),
        fragment=_ESCAPE.sub(_shortest, safe.fragment),
    )


def _ascii_host(host: str) -> str:
    if host.isascii():
        return host.lower()
    try:
        return host.encode("idna").decode().lower()
    except UnicodeError as error:
        raise InvalidUrl("the address names no proper host") from error


def _shortest(escape: re.Match[str]) -> str:
    character = chr(int(escape[0][1:], 16))
    return character if character in _UNRESERVED else escape[0].upper()
