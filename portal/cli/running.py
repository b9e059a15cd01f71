"""What commands share: settings, services, and how they speak."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

import click

from portal.articles.database import DatabaseArticles, open_store
from portal.config import Settings
from portal.logs import configure_logs
from portal.organizations.starter import keep_starter
from portal.wiring import Services, open_services

_Command = TypeVar("_Command", bound=Callable[..., object])


def as_json(command: _Command) -> _Command:
    """Give *command* the option ``--json``."""
    option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document, and nothing else.")
    return option(command)


def read_settings(*, level: str = "warning") -> Settings:
    """Return the settings of the environment, with logs set up.

    *level* is that of a command which speaks for itself; ``PORTAL_LOG_LEVEL`` overrides it.

    Raises:
        ConfigError: a setting cannot be used.
    """
    settings = Settings.from_environment(os.environ)
    configure_logs(settings.log_level if "PORTAL_LOG_LEVEL" in os.environ else level, settings.log_format)
    return settings


@contextmanager
def opened_services(settings: Settings | None = None) -> Iterator[Services]:
    """Open the store and the index, and close them afterwards."""
    services = open_services(settings or read_settings())
    try:
        yield services
    finally:
        services.close()


@contextmanager
def opened_store(settings: Settings | None = None) -> Iterator[DatabaseArticles]:
    """Open the store alone, which begins with the starter list, and close it afterwards."""
    store = open_store((settings or read_settings()).database)
    try:
        keep_starter(store.authority)
        yield store
    finally:
        store.close()


def print_json(document: Mapping[str, object]) -> None:
    """Print *document* on standard output."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def counted(number: int, one: str) -> str:
    """Return *number* with its noun: ``1 article``, ``1,204 articles``."""
    return f"{number:,} {one}{'' if number == 1 else 's'}"
