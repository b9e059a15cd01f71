"""An index that is damaged again and again is repaired; bench.damage does it a thousand times in `make long`."""

import secrets

import pytest

from bench import damage
from portal.indexing.scrubbing import Scrubbed


@pytest.mark.parametrize(
    "cases", [12, pytest.param(1_000, marks=[pytest.mark.long, pytest.mark.timeout(7_200)])], ids=["some", "all"]
)
def test_damages_are_found_and_repaired(cases: int) -> None:
    assert damage.main(["--cases", str(cases), "--seed", str(secrets.randbelow(1_000_000))]) == 0


def test_a_scrub_that_sees_nothing_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(damage, "scrub", lambda _store, _engine: Scrubbed())

    assert damage.main(["--cases", "20", "--seed", "1"]) == 1

    assert "python -m bench.damage --seed 1 --case" in capsys.readouterr().out
