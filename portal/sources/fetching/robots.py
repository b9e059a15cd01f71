"""What hosts ask of robots in their robots.txt, kept for a day."""

import math
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from protego import Protego

from portal.sources.fetching.addresses import Address
from portal.sources.fetching.clock import Clock
from portal.sources.fetching.errors import FetchError, NotYet, StatusRefused, TooMuch, WrongContent
from portal.sources.fetching.fetched import Fetched

MAX_BYTES = 512 * 1024
"""What stands after them is not read. Source: RFC 9309 §2.5, which asks for 500 KiB at least."""

ROBOT = "DiscoveryPortal"
"""The name by which a robots.txt can speak to us."""

_KEPT_FOR = timedelta(days=1)
_KEPT_AT_LEAST = timedelta(minutes=10)
_AGAIN_AFTER = timedelta(minutes=10)
_LONGEST_PAUSE = 86_400.0
_MOST_HOSTS = 1_000

Ask = Callable[[Address], Fetched]
"""Fetches a robots.txt, following its redirects, cut off at `MAX_BYTES`; raises a `FetchError`."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host asks."""

    until: datetime
    parsed: Protego | None = None
    """None where there are no rules."""

    problem: FetchError | None = None
    """Why the rules are not known; nothing is asked of the host meanwhile."""

    def allow(self, address: Address) -> bool:
        """Say whether *address* may be asked."""
        return self.parsed is None or bool(self.parsed.can_fetch(str(address), ROBOT))

    @property
    def pause(self) -> float:
        """Seconds that the host wants between two requests; 0 if it does not say."""
        stated = self.parsed.crawl_delay(ROBOT) if self.parsed is not None else None
        if stated is None or math.isnan(stated):
            return 0.0
        return min(max(stated, 0.0), _LONGEST_PAUSE)


@dataclass(slots=True)
class _Kept:
    lock: threading.Lock = field(default_factory=threading.Lock)
    rules: Rules | None = None


class Robots:
    """The rules of many hosts."""

    def __init__(self, ask: Ask, clock: Clock) -> None:
        self._ask = ask
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    def rules(self, address: Address) -> Rules:
        """Return the rules of the host of *address*.

        Shape: a host without a robots.txt (400 to 499 but 429) allows
        everything; one that has trouble with it is left alone.

        Raises:
            FetchError: the rules cannot be had now; asked again after ten minutes at the earliest.
        """
        kept = self._entry(address.origin)
        with kept.lock:
            if kept.rules is None or kept.rules.until <= self._clock.now():
                kept.rules = self._asked(address)
            rules = kept.rules
        if rules.problem is not None:
            problem = rules.problem
            raise type(problem)(str(problem), status=problem.status, not_before=problem.not_before)
        return rules

    def _entry(self, origin: str) -> _Kept:
        with self._lock:
            kept = self._kept.setdefault(origin, _Kept())
            self._kept.move_to_end(origin)
            while len(self._kept) > _MOST_HOSTS:
                self._kept.popitem(last=False)
            return kept

    def _asked(self, address: Address) -> Rules:
        try:
            with self._ask(Address(address.scheme, address.host, address.port, "/robots.txt")) as answer:
                return self._read(answer)
        except StatusRefused as error:
            if 400 <= error.status < 500 and error.status != 429:
                return Rules(self._clock.now() + _KEPT_FOR)
            again = max(error.not_before or self._clock.now(), self._clock.now() + _AGAIN_AFTER)
            why = f"the robots.txt of {address.host} cannot be had ({error}), so nothing of it is asked now"
            return Rules(again, problem=NotYet(why, status=error.status, not_before=again))
        except (TooMuch, WrongContent):  # circles of redirects, pictures: RFC 9309 takes them as none
            return Rules(self._clock.now() + _KEPT_FOR)
        except FetchError as error:
            return Rules(self._clock.now() + _AGAIN_AFTER, problem=error)

    def _read(self, answer: Fetched) -> Rules:
        now = self._clock.now()
        until = min(max(answer.not_before or now + _KEPT_FOR, now + _KEPT_AT_LEAST), now + _KEPT_FOR)
        raw = answer.content.head(MAX_BYTES)
        if len(raw) == MAX_BYTES:  # the last rule may be cut in two, and half a rule forbids too much
            raw = raw[: max(raw.rfind(b"\n"), raw.rfind(b"\r"))]
        text = raw.decode("utf-8-sig", errors="replace")
        return Rules(until, Protego.parse(text))
