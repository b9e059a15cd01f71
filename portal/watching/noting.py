"""NotingFetch: a fetch that notes what the first answer of a run said about the next."""

from datetime import datetime

from portal.sources.fetching.errors import FetchError
from portal.sources.fetching.fetched import FEED, NO_VALIDATORS, Fetch, Fetched, Limits, Validators
from portal.sources.fetching.fetcher import ACCEPT

HEAD_BYTES = 64 * 1024


class NotingFetch:
    """Keeps `portal.sources.fetching.fetched.Fetch`, by asking another."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._is_first = True
        self.not_before: datetime | None = None
        """Until when the host of the first address says that it stays as it is, or will not answer."""

        self.moved_to = ""
        """Where it said, for good, that it has moved."""

        self.final_address = ""
        self.head = b""
        """How its answer begins."""

    def __call__(
        self, address: str, *, validators: Validators = NO_VALIDATORS, limits: Limits = FEED, accept: str = ACCEPT
    ) -> Fetched:
        """Return the answer; see `Fetch`."""
        is_first, self._is_first = self._is_first, False
        try:
            fetched = self._fetch(address, validators=validators, limits=limits, accept=accept)
        except FetchError as error:
            if is_first:
                self.not_before = error.not_before
            raise
        if is_first:
            self._note(fetched)
        return fetched

    def _note(self, fetched: Fetched) -> None:
        self.not_before = fetched.not_before
        self.moved_to = fetched.moved_to
        self.final_address = fetched.final_address
        self.head = fetched.content.head(HEAD_BYTES)
