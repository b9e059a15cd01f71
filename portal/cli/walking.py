"""The web as commands ask it: one polite fetcher, and the walk over what stands at an address."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from portal.config import Settings
from portal.sources.fetching.addresses import address_of
from portal.sources.fetching.errors import NotAllowed
from portal.sources.fetching.fetched import Fetch
from portal.sources.fetching.fetcher import Fetcher
from portal.sources.following import read_address
from portal.watching.running import Walk

HOW_TO_ALLOW = "hosts named in PORTAL_FETCH_ALLOW may be private, and on any port"


@dataclass(frozen=True, slots=True)
class Web:
    """What commands need of the web."""

    fetch: Fetch
    walk: Walk
    allowed: frozenset[str]

    def plain(self, address: str) -> str:
        """Return *address* in its one plain form.

        Raises:
            AddressRefused: it is no address of the web.
        """
        return str(address_of(address, allowed=self.allowed))


@contextmanager
def web_of(settings: Settings) -> Iterator[Web]:
    """Open the web as *settings* let it be asked."""
    allowed = frozenset(settings.fetch_allow)
    fetcher = Fetcher(contact=settings.contact or settings.base_url, allowed=allowed, delay=settings.fetch_delay)
    yield Web(fetcher.fetch, read_address, allowed)


@contextmanager
def saying_how_to_allow() -> Iterator[None]:
    """Let a refusal that the operator can lift say how.

    Raises:
        NotAllowed: as it was raised within, with that sentence.
    """
    try:
        yield
    except NotAllowed as refused:
        raise NotAllowed(f"{refused}; {HOW_TO_ALLOW}") from refused
