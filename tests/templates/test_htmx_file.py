"""The pinned htmx: the very file that was reviewed, and settings that it really knows."""

import hashlib
import json
import re
from pathlib import Path

from jinja2 import Environment

STATIC = Path(__file__).parents[2] / "portal" / "static"

SHA256 = "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130"
"""Of dist/htmx.min.js in the npm package htmx.org 4.0.1."""

HTMX = (STATIC / "htmx.min.js").read_text()


def test_htmx_is_the_file_that_was_reviewed() -> None:
    assert hashlib.sha256((STATIC / "htmx.min.js").read_bytes()).hexdigest() == SHA256
    assert 'this.version="4.0.1"' in HTMX


def test_htmx_comes_with_its_licence() -> None:
    assert "Zero-Clause BSD" in (STATIC / "htmx.LICENSE").read_text()


def test_every_setting_is_one_that_htmx_knows(environment: Environment) -> None:
    """A misspelt key is ignored silently."""
    markup = environment.from_string('{% import "macros/live.html" as live %}{{ live.config() }}').render()
    content = re.search(r"content='([^']*)'", markup)
    known = re.search(r"this\.config=\{(.*?)\}", HTMX)

    assert content
    assert known
    for key, value in json.loads(content[1]).items():
        assert re.search(rf"(?:^|,){key}:", known[1]), key
        assert not isinstance(value, str) or value == "same-origin"


def test_every_attribute_is_one_that_htmx_reads(environment: Environment) -> None:
    source = (STATIC.parents[1] / "templates" / "macros" / "live.html").read_text()
    used = set(re.findall(r"\b(hx-[a-z-]+)(?::inherited)?[=\"]", source)) | {"hx-ignore"}
    verbs = {f"hx-{verb}" for verb in re.findall(r'"(get|post|put|patch|delete)"', HTMX)}

    assert {"hx-get", "hx-target", "hx-swap", "hx-sync", "hx-swap-oob"} <= used
    assert all(attribute in HTMX or attribute in verbs for attribute in used)


def test_every_event_the_script_listens_to_is_one_that_htmx_sends() -> None:
    script = (STATIC / "portal.js").read_text()

    assert all(f'"{event}"' in HTMX or f"'{event}'" in HTMX for event in re.findall(r'"(htmx:[a-z:]+)"', script))
