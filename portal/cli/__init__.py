"""The ``portal`` command."""

import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module

import click

from index import SearchError
from portal.articles.errors import StoreError
from portal.cli.exits import AWAY, INTERRUPTED, USAGE
from portal.config import ConfigError
from portal.sources.errors import SourceError

_COMMANDS = {
    "ingest": "portal.cli.ingest:ingest",
    "sources": "portal.cli.sources:sources",
    "search": "portal.cli.search:search",
    "export": "portal.cli.export:export",
    "serve": "portal.cli.serve:serve",
    "worker": "portal.cli.worker:worker",
    "articles": "portal.cli.articles:articles",
    "organizations": "portal.cli.organizations:organizations",
    "tags": "portal.cli.tags:tags",
    "index": "portal.cli.indexes:index",
    "backup": "portal.cli.backup:backup",
    "restore": "portal.cli.backup:restore",
    "doctor": "portal.cli.doctor:doctor",
    "demo": "portal.cli.demo:demo",
}


class _Commands(click.Group):
    """Imports a command when it is asked for: `portal search` need not wait for a server to load."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        module, _, attribute = _COMMANDS[name].partition(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="discovery-portal", prog_name="portal")
def portal() -> None:
    """Collect articles, and search them by words, tags and organizations.

    Settings come from the environment; `portal doctor` lists them.

    \b
    Exit status: 0 all done; 1 some items were refused, or something needs doing;
    2 wrong usage; 3 nothing could be read, or a service is away.

    \b
    Example:
        portal ingest articles.jsonl && portal search "child labour"
    """


def main() -> None:
    """Run the command that was typed, and exit."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run a command; return its exit status, having said on standard error what went wrong."""
    try:
        result = portal.main(args=list(arguments), prog_name="portal", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        return INTERRUPTED
    except ConfigError as error:
        return _failed(error, USAGE, arguments)
    except (StoreError, SearchError, SourceError) as error:
        return _failed(error, AWAY, arguments)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has gone; the interpreter would complain about it on exit
        return AWAY
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _failed(OSError(f"{where}{error.strerror or error}"), AWAY, arguments)


def _failed(error: Exception, status: int, arguments: Sequence[str]) -> int:
    click.echo(f"Error: {error}", err=True)
    if "--json" in arguments:
        with suppress(OSError):  # standard output itself may be what failed
            click.echo(json.dumps({"error": str(error)}, ensure_ascii=False))
    return status
