"""Every command explains itself."""

import click
import pytest

from portal.cli import portal as group
from tests.cli.conftest import Command


def commands(command: click.Command = group, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if not isinstance(command, click.Group):
        return [path]
    ctx = click.Context(command)
    found = [path] if path else []
    for name in command.list_commands(ctx):
        child = command.get_command(ctx, name)
        assert child is not None
        found += commands(child, (*path, name))
    return found


def test_the_promised_commands_exist() -> None:
    promised = "ingest serve worker search export backup restore doctor demo"
    promised += " articles.show articles.remove articles.retag index.sync index.rebuild index.check index.stats"
    promised += (
        " sources.add sources.list sources.show sources.set sources.run sources.pause sources.resume sources.remove"
    )
    verbs = "import export list show merge candidates remove".split()
    promised += "".join(f" {group}.{verb}" for group in ("organizations", "tags") for verb in verbs)

    assert {".".join(path) for path in commands()} >= set(promised.split())


@pytest.mark.parametrize("path", commands(), ids=" ".join)
def test_help_has_an_example_that_names_the_command(portal: Command, path: tuple[str, ...]) -> None:
    ran = portal(*path, "--help")

    assert ran.status == 0
    assert "Example" in ran.out
    assert f"portal {' '.join(path)}" in ran.out.partition("Example")[2]


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("nonsense",), id="unknown command"),
        pytest.param(("ingest",), id="missing argument"),
        pytest.param(("search", "--limit", "1000"), id="out of range"),
        pytest.param(("articles", "retag", "a1"), id="nothing to do"),
        pytest.param(("articles", "retag", "a1", "--tag", "x", "--no-tags"), id="contradiction"),
    ],
)
def test_wrong_usage_exits_with_2(portal: Command, arguments: tuple[str, ...]) -> None:
    ran = portal(*arguments)

    assert ran.status == 2
    assert "Error:" in ran.err
    assert ran.out == ""


def test_a_bad_setting_stops_the_start_with_a_sentence(portal: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_SEARCH_TIMEOUT", "fast")

    ran = portal("search", "cobalt")

    assert ran.status == 2
    assert ran.err == "Error: PORTAL_SEARCH_TIMEOUT='fast': expected seconds, such as 2.5, and at most 60\n"


def test_a_file_in_place_of_the_data_directory_is_named(portal: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_DATA_DIR", "/dev/null/var")

    ran = portal("search", "cobalt")

    assert ran.status == 3
    assert "/dev/null" in ran.err
    assert "Traceback" not in ran.err
