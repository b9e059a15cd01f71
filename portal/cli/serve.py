"""``portal serve``: the web server, and one worker beside it."""

import ipaddress
import os
from collections.abc import Callable

import click

from portal.cli.exits import DONE
from portal.cli.running import read_settings
from portal.cli.server import serve_until_stopped
from portal.config import ConfigError, Settings
from portal.secret_key import secret_key_of

MOST_WORKERS = 4
"""By default; each holds the whole index in view."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that answer; by default one per core, up to 4.")
@click.option("--no-worker", is_flag=True, help="Start no `portal worker`: one runs elsewhere.")
def serve(host: str, port: int, workers: int | None, *, no_worker: bool) -> int:
    """Serve the portal, until stopped, and index what changes meanwhile.

    Beyond this machine only with a PORTAL_SECRET_KEY.

    \b
    Example:
        portal serve --port 8123
    """
    return serve_portal(host, port, workers, has_worker=not no_worker)


def serve_portal(
    host: str,
    port: int,
    workers: int | None = None,
    *,
    has_worker: bool = True,
    on_ready: Callable[[str], None] | None = None,
) -> int:
    """Serve until stopped; *on_ready* is called with the address once it can be searched.

    Raises:
        ConfigError: the portal may not be served at *host* as it is set up.
    """
    settings = read_settings(level="info")
    check_host(host, settings)
    os.environ["PORTAL_SECRET_KEY"] = secret_key_of(settings)  # for the processes that answer
    count = workers or min(os.cpu_count() or 1, MOST_WORKERS)
    serve_until_stopped(settings, host, port, count, has_worker=has_worker, on_ready=on_ready or _say)
    return DONE


def check_host(host: str, settings: Settings) -> None:
    """Raise unless the portal may be served at *host*.

    Raises:
        ConfigError: others could reach it, and its secret key is only a local one.
    """
    if not _is_loopback(host) and not settings.secret_key:
        raise ConfigError(
            f"--host {host} lets other machines in: set PORTAL_SECRET_KEY first, such as to the output of "
            "`python -c 'import secrets; print(secrets.token_urlsafe(32))'`"
        )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _say(address: str) -> None:
    click.echo(f"Serving at {address} (Ctrl-C stops it)")
