"""Processes that answer for a server, when it has gone."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

STUBBORN = """
import signal, time
from portal import parent
{handler}
parent.POLL_SECONDS, parent.GRACE_SECONDS = 0.1, {grace}
parent.end_with_parent("1")
time.sleep({deaf})
signal.signal(signal.SIGTERM, signal.SIG_DFL)
time.sleep(60)
"""
"""Process 1 did not start it, as if the one that did had been killed."""


@pytest.mark.parametrize(
    ("handler", "grace", "deaf"),
    [
        ("", 30, 60),
        ("signal.signal(signal.SIGTERM, lambda *_: None)", 30, 0.5),
        ("signal.signal(signal.SIGTERM, lambda *_: None)", 0.5, 60),
    ],
    ids=["one that listens", "one that listens a moment later", "one that never listens"],
)
def test_a_process_ends_with_its_parent_even_if_it_swallows_the_signal(
    project: Path, handler: str, grace: float, deaf: float
) -> None:
    code = STUBBORN.format(handler=handler, grace=grace, deaf=deaf)
    started = time.monotonic()

    process = subprocess.run([sys.executable, "-c", code], check=False, cwd=project, timeout=55)

    assert process.returncode < 0
    assert time.monotonic() - started < 25
