"""docs/commands.md describes every command with every option, and no other."""

import re
from collections.abc import Iterator

import click
import pytest

from portal.cli import portal
from tests.docs.conftest import Page


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """Yield every command that can be run, with the words that run it."""
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=path)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None, f"{path} {name}"
            yield from commands(below, f"{path} {name}")
    else:
        yield path, command


COMMANDS = dict(commands(portal, "portal"))


def test_every_command_has_a_section(docs: dict[str, Page]) -> None:
    described = [heading.strip("`") for heading in docs["commands"].headings if heading.startswith("`portal ")]

    assert sorted(described) == sorted(COMMANDS)


@pytest.mark.parametrize("words", COMMANDS)
def test_every_option_is_named_in_its_section(docs: dict[str, Page], words: str) -> None:
    section = docs["commands"].section(f"`{words}`")
    options = {
        max(one.opts, key=len) for one in COMMANDS[words].params if isinstance(one, click.Option) and not one.hidden
    }

    named = set(re.findall(r"--[a-z][a-z-]*", section))

    assert options <= named
    assert named <= options | {flag for one in COMMANDS[words].params for flag in (*one.opts, *one.secondary_opts)}


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_has_an_example_in_its_help(words: str) -> None:
    help_text = COMMANDS[words].get_help(click.Context(COMMANDS[words], info_name=words))

    assert "portal " in help_text.partition("\n")[2]
