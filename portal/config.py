"""Settings, read once from the environment."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from portal.sources.fetching.addresses import host_of
from portal.sources.fetching.errors import AddressRefused

MIN_SECRET = 32
"""Characters of a secret key: `secrets.token_urlsafe(32)` gives 43."""

DATABASES = ("sqlite:///", "postgresql+psycopg://")


_HOST_OF_IMAGES = re.compile(r"(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,62}")

_Reader = Callable[[str, str], object]
"""Given the name and the value of a variable, returns what it means."""


class ConfigError(Exception):
    """A setting that cannot be used; the message names the variable, its value and what was expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything an operator can choose; listed for people in `docs/settings.md`."""

    data_dir: Path = Path("var")
    """Everything that the embedded default keeps lies in it."""

    database_url: str = ""
    """``sqlite:///PATH`` or ``postgresql+psycopg://…``; empty is SQLite in the data directory."""

    engine_url: str = ""
    """``whoosh:PATH`` or ``memory:``; empty is Whoosh in the data directory."""

    secret_key: str = ""
    """Signs what the portal hands out; empty until one is made and kept in the data directory."""

    base_url: str = ""
    """How readers reach the portal, such as ``https://news.example``; without a trailing slash. Empty: as asked."""

    title: str = "Discovery portal"

    embed_origins: tuple[str, ...] = ()
    """Sites that may show the widget, such as ``https://example.org``; ``*`` for any."""

    trusted_proxies: int = 0
    """How many proxies in front of the portal set ``X-Forwarded-*``."""

    search_timeout: float = 1.0
    """Seconds that one search may take."""

    contact: str = ""
    """Where the owners of fetched sites find who asks: a page or a mail address. Empty: `base_url`."""

    fetch_allow: tuple[str, ...] = ()
    """Hosts that may be fetched from although they are private, on any port."""

    fetch_delay: float = 1.0
    """Seconds between two requests to one host, where it asks for no more."""

    image_hosts: tuple[str, ...] = ()
    """Hosts whose images articles may show, such as ``images.example``, or ``*.example`` for all below it."""

    log_level: str = "info"
    log_format: str = "auto"
    """``text``, ``json``, or ``auto``: text on a terminal, JSON elsewhere."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read the ``PORTAL_*`` variables; an empty one counts as not given.

        Raises:
            ConfigError: names the variable, its value and what was expected.
        """
        given = {name: value.strip() for name, value in environment.items() if name in VARIABLES and value.strip()}
        read = {VARIABLES[name]: _READERS[name](name, value) for name, value in given.items()}
        return cls(**read)  # type: ignore[arg-type]  # each reader gives the type of its field

    @property
    def database(self) -> str:
        """The address of the store, the default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir / 'portal.db'}"

    @property
    def engine(self) -> str:
        """The address of the engine, the default filled in."""
        return self.engine_url or f"whoosh:{self.data_dir / 'index'}"


def _path(_name: str, value: str) -> Path:
    return Path(value).expanduser()


def _text(_name: str, value: str) -> str:
    return value


def _database(name: str, value: str) -> str:
    if value.startswith(DATABASES):
        return value
    raise ConfigError(
        f"{name}={without_password(value)!r}: expected sqlite:///PATH or postgresql+psycopg://USER@HOST/NAME"
    )


def _engine(name: str, value: str) -> str:
    if value == "memory:" or (value.startswith("whoosh:") and value != "whoosh:"):
        return value
    raise ConfigError(f"{name}={without_password(value)!r}: expected whoosh:PATH or memory:")


def _secret(name: str, value: str) -> str:
    if len(value) >= MIN_SECRET:
        return value
    raise ConfigError(
        f"{name} has {len(value)} characters: expected {MIN_SECRET} or more, such as those of "
        "`python -c 'import secrets; print(secrets.token_urlsafe(32))'`"
    )


def _origin(name: str, value: str) -> str:
    value = value.rstrip("/")
    parts = _split(value)
    if parts is None or value != f"{parts[0]}://{parts[1]}":
        raise ConfigError(
            f"{name}={without_password(value)!r}: expected an address without a path, such as https://news.example"
        )
    return value


def _origins(name: str, value: str) -> tuple[str, ...]:
    found = value.replace(",", " ").split()
    return ("*",) if found == ["*"] else tuple(_origin(name, one) for one in found)


def _split(value: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        return None
    is_web = parts.scheme in ("http", "https") and parts.hostname and not parts.username
    return (parts.scheme, parts.netloc) if is_web else None


def _proxies(name: str, value: str) -> int:
    if value.isascii() and value.isdigit() and len(value) < 3:
        return int(value)
    raise ConfigError(f"{name}={value!r}: expected how many proxies stand in front, such as 1")


def _seconds(name: str, value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= 60:
        raise ConfigError(f"{name}={value!r}: expected seconds, such as 2.5, and at most 60")
    return seconds


def _contact(name: str, value: str) -> str:
    is_address = _split(value) is not None or re.fullmatch(r"[^@\s/:]+@[^@\s/:]+\.[^@\s/:]+", value) is not None
    if is_address and value.isascii() and value.isprintable() and len(value) <= 200:
        return value
    raise ConfigError(
        f"{name}={without_password(value)!r}: expected a page or a mail address, such as https://news.example/about"
    )


def _hosts(name: str, value: str) -> tuple[str, ...]:
    return tuple(_host(name, one) for one in value.replace(",", " ").split())


def _image_hosts(name: str, value: str) -> tuple[str, ...]:
    return tuple(_image_host(name, one.lower()) for one in value.replace(",", " ").split())


def _image_host(name: str, value: str) -> str:
    # It stands in the content security policy, and in nothing that is looser.
    if _HOST_OF_IMAGES.fullmatch(value):
        return value
    raise ConfigError(f"{name}={value!r}: expected names of hosts, such as images.example or *.example.org")


def _host(name: str, value: str) -> str:
    try:
        return host_of(value.strip("[]"))
    except AddressRefused as error:
        raise ConfigError(f"{name}={value!r}: expected names of hosts, such as intranet.example; {error}") from error


def _pause(name: str, value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds <= 300:
        raise ConfigError(f"{name}={value!r}: expected seconds, such as 2.5, and at most 300")
    return seconds


def _one_of(*allowed: str) -> _Reader:
    def read(name: str, value: str) -> str:
        if value.lower() in allowed:
            return value.lower()
        raise ConfigError(f"{name}={value!r}: expected one of {', '.join(allowed)}")

    return read


def without_password(address: str) -> str:
    """Return *address* without the name and the password that may stand in it."""
    before, at, after = address.rpartition("@")
    return f"{before.partition('://')[0]}://…{at}{after}" if at else address


_READERS: Mapping[str, _Reader] = {
    "PORTAL_DATA_DIR": _path,
    "PORTAL_DATABASE_URL": _database,
    "PORTAL_ENGINE_URL": _engine,
    "PORTAL_SECRET_KEY": _secret,
    "PORTAL_BASE_URL": _origin,
    "PORTAL_TITLE": _text,
    "PORTAL_EMBED_ORIGINS": _origins,
    "PORTAL_TRUSTED_PROXIES": _proxies,
    "PORTAL_SEARCH_TIMEOUT": _seconds,
    "PORTAL_CONTACT": _contact,
    "PORTAL_FETCH_ALLOW": _hosts,
    "PORTAL_FETCH_DELAY": _pause,
    "PORTAL_IMAGE_HOSTS": _image_hosts,
    "PORTAL_LOG_LEVEL": _one_of("debug", "info", "warning", "error"),
    "PORTAL_LOG_FORMAT": _one_of("auto", "text", "json"),
}

VARIABLES: Mapping[str, str] = {name: name.removeprefix("PORTAL_").lower() for name in _READERS}
"""Every variable that is read, and the field of `Settings` that it fills."""
