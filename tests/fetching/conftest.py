"""What tests of fetching share: an Internet of their own, and a clock that only passes when somebody sleeps."""

from collections.abc import Iterator

import pytest

from tests.fetching.internet import FakeClock, Internet


@pytest.fixture
def internet() -> Iterator[Internet]:
    """An Internet of this test's own."""
    made = Internet()
    yield made
    made.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()
