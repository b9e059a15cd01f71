"""now(), so that tests can say what time it is."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns an aware time in UTC."""


def now() -> datetime:
    """Return the time, aware, in UTC."""
    return datetime.now(UTC)
