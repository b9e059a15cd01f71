"""docs/settings.md describes every variable that is read, and no other."""

import re

from portal.config import VARIABLES, Settings
from tests.docs.conftest import Page


def test_every_setting_has_a_section(docs: dict[str, Page]) -> None:
    described = [heading.strip("`") for heading in docs["settings"].headings if heading.startswith("`PORTAL_")]

    assert sorted(described) == sorted(VARIABLES)


def test_every_section_says_its_default(docs: dict[str, Page]) -> None:
    settings = Settings.from_environment({})

    for variable, field in VARIABLES.items():
        section = docs["settings"].section(f"`{variable}`")
        default = getattr(settings, field)
        said = re.search(r"^Default: (.+)\.$", section, re.MULTILINE)
        assert said, f"{variable}: no line `Default: …`"
        if default not in ("", ()):
            assert said[1].split("`")[1] == f"{default:g}" if isinstance(default, float) else str(default), variable


def test_every_example_of_a_setting_is_accepted(docs: dict[str, Page]) -> None:
    examples = re.findall(r"^(PORTAL_\w+)=(.+)$", docs["settings"].text, re.MULTILINE)

    assert {name for name, _ in examples} <= set(VARIABLES)
    for name, value in examples:
        Settings.from_environment({name: value})


def test_no_page_names_a_setting_that_is_not_read(pages: list[Page]) -> None:
    named = {name for page in pages for name in re.findall(r"\bPORTAL_[A-Z_]+\b", page.text)}

    assert named - set(VARIABLES) - {"PORTAL_TEST_CHROMIUM"} == set()
