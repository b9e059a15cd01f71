"""How often: ``30m`` ↔ seconds."""

import re
from datetime import timedelta

import click

from portal.watching.timing import LEAST

MOST = timedelta(days=30)

_PERIOD = re.compile(r"([0-9]{1,6})\s*(s|m|min|h|d|w)?")
_SECONDS = {"s": 1, "m": 60, "min": 60, "h": 3_600, "d": 86_400, "w": 604_800, None: 60}


class Period(click.ParamType[int]):
    """A pause between two runs: ``30m``, ``2h``, ``1d``; a number alone means minutes."""

    name = "period"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return its seconds."""
        if isinstance(value, int):
            return value
        found = _PERIOD.fullmatch(str(value).strip().lower())
        if found is None:
            self.fail(f"{value}: expected a pause between two runs, such as 30m, 2h or 1d.", param, ctx)
        seconds = int(found[1]) * _SECONDS[found[2]]
        if not LEAST.total_seconds() <= seconds <= MOST.total_seconds():
            self.fail(f"{value}: expected at least {words(LEAST.seconds)} and at most {MOST.days}d.", param, ctx)
        return seconds


def words(seconds: int | None) -> str:
    """Return *seconds* as `Period` reads them; ``auto`` where the source decides."""
    if seconds is None:
        return "auto"
    for unit in ("d", "h", "m"):
        if seconds % _SECONDS[unit] == 0:
            return f"{seconds // _SECONDS[unit]}{unit}"
    return f"{seconds}s"
