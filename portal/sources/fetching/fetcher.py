"""The one place that asks the web: `Fetcher.fetch`."""

import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version

import httpx

from portal.sources.fetching.addresses import Address, address_of, joined
from portal.sources.fetching.clock import Clock, RealClock
from portal.sources.fetching.connecting import Dial, Transport, dial_by_system
from portal.sources.fetching.errors import FetchError, NotAnswering, RobotsRefused, StatusRefused, TooMuch
from portal.sources.fetching.fetched import FEED, NO_VALIDATORS, Fetched, Limits, Validators
from portal.sources.fetching.guard import Resolve, checked_addresses, resolve_by_system
from portal.sources.fetching.pace import PATIENCE, Pace
from portal.sources.fetching.receiving import Deadlines, receive
from portal.sources.fetching.robots import MAX_BYTES, ROBOT, Robots
from portal.sources.fetching.unpacking import ACCEPTED

DELAY = 1.0
"""Seconds between two requests to one host, where it asks for no more."""

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, "
    "text/html;q=0.9, application/json;q=0.8, */*;q=0.5"
)

_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_PERMANENT = frozenset((301, 308))


@dataclass(frozen=True, slots=True)
class _Moved:
    location: str
    status: int


class Fetcher:
    """Asks addresses politely, and only public ones; one serves a whole process, from many threads."""

    def __init__(
        self,
        *,
        contact: str = "",
        allowed: Iterable[str] = (),
        delay: float = DELAY,
        patience: float = PATIENCE,
        robots_seconds: float = 15.0,
        clock: Clock | None = None,
        resolve: Resolve = resolve_by_system,
        dial: Dial = dial_by_system,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Make one.

        Args:
            contact: an address where the owners of sites find who asks.
            allowed: hosts that may be private, and on any port: the operator vouches for them.
            delay: seconds between two requests to one host.
            patience: the most seconds that a fetch waits for its turn.
            robots_seconds: what a robots.txt may take, in all.
            clock: what waiting and expiring go by.
            resolve: finds the addresses of a name.
            dial: connects to an address that was checked.
            tls: whom to trust; the usual authorities by default.
        """
        self._user_agent = user_agent(contact)
        self._allowed = frozenset(allowed)
        self._delay = delay
        self._clock = clock or RealClock()
        self._robots_limits = Limits(bytes=MAX_BYTES, page_bytes=MAX_BYTES, seconds=robots_seconds, is_cut=True)
        self._resolve = resolve
        self._dial = dial
        # Reads SSL_CERT_FILE, for those who have an authority of their own; never a proxy.
        self._tls = tls or httpx.create_ssl_context()
        self._pace = Pace(self._clock, patience=patience)
        self._robots = Robots(self._robots_txt, self._clock)

    def fetch(
        self,
        address: str,
        *,
        validators: Validators = NO_VALIDATORS,
        limits: Limits = FEED,
        accept: str = ACCEPT,
    ) -> Fetched:
        """Ask *address*; see `portal.sources.fetching.fetched.Fetch`."""
        headers = {"Accept": accept, **_conditions(validators)}
        return self._follow(address_of(address, allowed=self._allowed), headers, limits, obeying=True)

    def _robots_txt(self, address: Address) -> Fetched:
        return self._follow(address, {"Accept": "text/plain, */*;q=0.5"}, self._robots_limits, obeying=False)

    def _follow(self, asked: Address, headers: Mapping[str, str], limits: Limits, *, obeying: bool) -> Fetched:
        here, seen, moved_to, is_for_good = asked, {asked}, "", True
        deadlines = Deadlines(self._clock, limits.seconds)
        while True:
            try:
                answer = self._step(asked, here, headers, limits, deadlines, obeying=obeying)
            except FetchError as error:
                raise (error if here == asked else _after_redirect(error, here)) from error.__cause__
            if isinstance(answer, Fetched):
                return _with_move(answer, moved_to)
            try:
                here = joined(here, answer.location, allowed=self._allowed)
            except FetchError as error:
                raise type(error)(f"it redirects to {answer.location[:200]!r}: {error}") from error
            if here in seen:
                raise TooMuch(f"its redirects lead in a circle, back to {here}")
            if len(seen) > limits.redirects:
                raise TooMuch(f"it redirects more than {limits.redirects} times")
            seen.add(here)
            is_for_good = is_for_good and answer.status in _PERMANENT
            moved_to = str(here) if is_for_good else ""

    def _step(
        self,
        asked: Address,
        here: Address,
        headers: Mapping[str, str],
        limits: Limits,
        deadlines: Deadlines,
        *,
        obeying: bool,
    ) -> Fetched | _Moved:
        """Ask *here* once, when it is its turn."""
        pause = self._delay
        if obeying:
            rules = self._robots.rules(here)
            if not rules.allow(here):
                raise RobotsRefused(f"the robots.txt of {here.host} asks robots to stay away from it")
            pause = max(pause, rules.pause)
        with self._pace.turn(here.host, pause), deadlines.running() as deadline:
            transport = Transport(check=self._check, dial=self._dial, deadline=deadline, tls=self._tls)
            request = httpx.Request("GET", str(here), headers={**self._own_headers(), **headers})
            try:
                with transport:
                    response = transport.handle_request(request)
                    response.request = request
                    if response.status_code in _REDIRECTS and response.headers.get("location"):
                        return _Moved(response.headers["location"], response.status_code)
                    return receive(
                        response, asked=asked, here=here, limits=limits, deadline=deadline, clock=self._clock
                    )
            except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
                raise _told(error, here) from error
            except StatusRefused as refused:
                if refused.not_before is not None:
                    self._pace.rest(here.host, refused.not_before)
                raise

    def _check(self, host: str, port: int, seconds: float) -> tuple[str, ...]:
        return tuple(checked_addresses(host, port, resolve=self._resolve, allowed=self._allowed, seconds=seconds))

    def _own_headers(self) -> dict[str, str]:
        return {"User-Agent": self._user_agent, "Accept-Encoding": ACCEPTED, "Connection": "close"}


def user_agent(contact: str) -> str:
    """Return by which name sites see us: with *contact*, where their owners find who asks."""
    try:
        number = version("discovery-portal")
    except PackageNotFoundError:
        number = "0"
    return f"{ROBOT}/{number} ({f'+{contact}' if contact else 'feed and article reader'})"


def _conditions(validators: Validators) -> dict[str, str]:
    """Return the headers that ask for an answer only if something has changed."""
    found = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in found.items() if value and value.isascii() and value.isprintable()}


def _with_move(answer: Fetched, moved_to: str) -> Fetched:
    return replace(answer, moved_to=moved_to) if moved_to and moved_to == answer.final_address else answer


def _after_redirect(error: FetchError, here: Address) -> FetchError:
    return type(error)(f"it redirects to {here}: {error}", status=error.status, not_before=error.not_before)


def _told(error: Exception, here: Address) -> FetchError:
    """Return what httpx says, as an error of ours."""
    if isinstance(error, httpx.TimeoutException):
        return NotAnswering(f"{here.host} does not answer in time")
    if isinstance(error, httpx.RemoteProtocolError):
        if "too long" in str(error) or "too large" in str(error):
            return TooMuch(f"the headers of the answer of {here.host} are longer than is read")
        if "disconnected" in str(error) or "closed" in str(error):
            return NotAnswering(f"{here.host} closed the connection in the middle")
        return NotAnswering(f"what {here.host} answers is no valid HTTP: {error}")
    if isinstance(error, httpx.ConnectError):
        return NotAnswering(f"no secure connection to {here.host}: {error}")
    if isinstance(error, httpx.NetworkError):
        return NotAnswering(f"the connection to {here.host} broke off: {error}")
    return NotAnswering(f"{here.host} cannot be asked: {error}")
