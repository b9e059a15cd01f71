"""The long runs of bench/: a sample of each in every test run, all of it in `make long`, and proof that each can fail.

Each prints its seed and its result; docs/benchmarks.md keeps those of runs that were made.
"""

import gc
import secrets
from collections.abc import Callable, Iterator

import pytest

from bench import fuzz, hostile, readers
from index import Document

Run = Callable[[list[str]], int]


def a_seed() -> str:
    """Another one every time: a failure says the command that repeats it."""
    return str(secrets.randbelow(1_000_000))


SAMPLES = [
    pytest.param(fuzz.main, ["--cases", "200"], id="fuzz"),
    pytest.param(readers.main, ["--minutes", "0.1", "--pause", "0.2"], id="readers"),
    pytest.param(hostile.main, ["--cases", "200", "--documents", "300"], id="hostile"),
]

WHOLE = [
    pytest.param(fuzz.main, ["--cases", "20000"], id="fuzz"),
    pytest.param(readers.main, ["--minutes", "10"], id="readers"),
    pytest.param(hostile.main, ["--cases", "100000"], id="hostile"),
]


@pytest.mark.parametrize(("run", "arguments"), SAMPLES)
def test_a_sample_of_it_finds_nothing(run: Run, arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "DOCUMENTS", 200)
    gc.collect()
    gc.freeze()  # what other tests left is none of the garbage of a search, which is held to its time
    assert run([*arguments, "--seed", a_seed()]) == 0


@pytest.mark.long
@pytest.mark.timeout(7_200)
@pytest.mark.parametrize(("run", "arguments"), WHOLE)
def test_all_of_it_finds_nothing(run: Run, arguments: list[str]) -> None:
    assert run([*arguments, "--seed", a_seed()]) == 0


def test_the_fuzz_finds_a_score_that_is_off_by_a_hair(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from index.engines.whoosh import leaves

    real = leaves.factor
    monkeypatch.setattr(leaves, "factor", lambda *given: real(*given) * (1 + 1e-12))
    monkeypatch.setattr(fuzz, "smallest", lambda steps, _searches, error: (steps, error))

    assert fuzz.main(["--cases", "200", "--seed", "1"]) == 1

    assert "python -m bench.fuzz --seed 1 --story 0" in capsys.readouterr().out


def test_the_fuzz_leaves_the_smallest_story(monkeypatch: pytest.MonkeyPatch) -> None:
    steps, searches = fuzz.drawn(1, 0)
    culprit = steps[0].documents[0].id

    def told(story: list[fuzz.Step], _searches: fuzz.Searches) -> Iterator[None]:
        if any(document.id == culprit for step in story for document in step.documents):
            raise fuzz.Difference("it", "is", "here")
        yield

    monkeypatch.setattr(fuzz, "told", told)

    (step,), _ = fuzz.smallest(steps, searches, ValueError())

    assert [document.id for document in step.documents] == [culprit]


def test_a_story_is_the_same_every_time() -> None:
    assert fuzz.drawn(7, 3) == fuzz.drawn(7, 3)
    assert fuzz.drawn(7, 3) != fuzz.drawn(7, 4)


def test_the_readers_notice_half_a_commit(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def commit(engine: object, _documents: list[Document], number: int) -> None:
        engine.write(list(readers._round(number))[::2])  # type: ignore[attr-defined]

    monkeypatch.setattr(readers, "_commit", commit)
    monkeypatch.setattr(readers, "DOCUMENTS", 200)

    assert readers.main(["--minutes", "0.1", "--pause", "0.2"]) == 1

    assert "half a commit" in capsys.readouterr().out


def test_hostile_queries_that_take_too_long_are_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(hostile, "MOST_SECONDS", 0.0)

    assert hostile.main(["--cases", "1", "--documents", "50"]) == 1

    assert "TOO SLOW: one common word" in capsys.readouterr().out
