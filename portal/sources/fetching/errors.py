"""Everything that fetching raises on purpose: all are `SourceUnreadable`, each with one sentence for the operator.

FetchError
├── AddressRefused     it is never asked: no web address, or one that leads into a private network
│   └── NotAllowed     it is, unless the operator allows its host by name
├── RobotsRefused      its host asks robots to stay away from it
├── NotYet             its host asked to be left alone until later, or waiting for its turn would take too long
├── NotAnswering       no answer came: no such name, no connection, no valid certificate, out of time, broken off
├── StatusRefused      an answer came, and says no: 404, 410, 429, 503, …
├── TooMuch            an answer came, and is over a limit: bytes, unpacked bytes, headers, redirects
└── WrongContent       an answer came, and is nothing that articles are read from: a picture, a film, a program
"""

from datetime import datetime

from portal.sources.errors import SourceUnreadable


class FetchError(SourceUnreadable):
    """Nothing could be fetched."""

    def __init__(self, sentence: str, *, status: int = 0, not_before: datetime | None = None) -> None:
        super().__init__(sentence)
        self.status = status
        """What the host answered; 0 if it did not."""

        self.not_before = not_before
        """When the host may be asked again, if it said so; aware, UTC."""


class AddressRefused(FetchError):
    """The address is never asked."""


class NotAllowed(AddressRefused):
    """The address is never asked, unless the operator allows its host by name."""


class RobotsRefused(FetchError):
    """The host asks robots to stay away from the address."""


class NotYet(FetchError):
    """The host is not asked before `not_before`."""


class NotAnswering(FetchError):
    """No answer came, or not all of it."""


class StatusRefused(FetchError):
    """The host answered that it will not give the address."""

    @property
    def is_gone(self) -> bool:
        """Say whether the address will not come back."""
        return self.status == 410


class TooMuch(FetchError):
    """The answer is over a limit."""


class WrongContent(FetchError):
    """The answer is nothing that articles are read from."""
