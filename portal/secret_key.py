"""The secret key of a local portal, made once and kept in its data directory."""

import os
import secrets

from portal.config import MIN_SECRET, ConfigError, Settings

FILE = "secret_key"


def secret_key_of(settings: Settings) -> str:
    """Return the key that *settings* give, or the one kept in the data directory, made on the first start.

    Raises:
        ConfigError: the key that is kept was cut short.
    """
    if settings.secret_key:
        return settings.secret_key
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = settings.data_dir / FILE
    if not path.exists():
        _keep(path.with_name(f"{FILE}.{os.getpid()}"), path)
    kept = path.read_text("ascii").strip()
    if len(kept) < MIN_SECRET:
        raise ConfigError(f"{path} holds {len(kept)} characters: delete it, and a new key is made")
    return kept


def _keep(partial: os.PathLike[str], path: os.PathLike[str]) -> None:
    """Write a new key, unless another process is quicker."""
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(MIN_SECRET) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(partial, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(partial)
