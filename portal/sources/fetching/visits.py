"""What walks over the web remember of the addresses they asked, from one run to the next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from portal.sources.fetching.fetched import NO_VALIDATORS, Validators


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What is remembered of an address."""

    asked_at: datetime
    """Aware, UTC."""

    validators: Validators = NO_VALIDATORS
    not_before: datetime | None = None
    """When the host wants to be asked again at the earliest; aware, UTC."""

    moved_to: str = ""
    """Where the host said, for good, that the address has moved."""

    mark: str = ""
    """What led there looked like, as a digest: the card or the line of the sitemap that linked it."""


class Memory(Protocol):
    """What earlier runs of one source remembered.

    What a run keeps must become durable only after everything that the run
    yielded before is stored: else what a killed run has not stored is never
    asked for again.
    """

    def recall(self, address: str) -> Visit | None: ...

    def keep(self, address: str, visit: Visit) -> None: ...


class Visits:
    """A memory in a dict: what was loaded, and beside it what is fresh, for whoever stores it."""

    def __init__(self, kept: Mapping[str, Visit] | None = None) -> None:
        self._kept = kept or {}
        self.fresh: dict[str, Visit] = {}
        """What this run has kept: to be stored when its items are."""

    def recall(self, address: str) -> Visit | None:
        return self.fresh.get(address) or self._kept.get(address)

    def keep(self, address: str, visit: Visit) -> None:
        self.fresh[address] = visit
