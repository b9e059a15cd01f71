"""RememberedVisits: what the runs of one source remember of the addresses they asked, kept in the store."""

from portal.articles.watched import KeptVisit, WatchedSources
from portal.sources.fetching.fetched import Validators
from portal.sources.fetching.visits import Visit


class RememberedVisits:
    """Keeps `portal.sources.fetching.visits.Memory`; what is fresh is durable only once it is flushed."""

    def __init__(self, watched: WatchedSources, slug: str) -> None:
        self._watched = watched
        self._slug = slug
        self._fresh: dict[str, Visit] = {}

    def recall(self, address: str) -> Visit | None:
        """Return what is remembered of *address*."""
        if address in self._fresh:
            return self._fresh[address]
        kept = self._watched.visit(self._slug, address)
        if kept is None:
            return None
        return Visit(
            asked_at=kept.asked_at,
            validators=Validators(kept.etag, kept.last_modified),
            not_before=kept.not_before,
            moved_to=kept.moved_to,
            mark=kept.mark,
        )

    def keep(self, address: str, visit: Visit) -> None:
        """Remember *visit*, for good with the next flush."""
        self._fresh[address] = visit

    def flush(self) -> None:
        """Store what is fresh: to be called once everything that was yielded before is stored."""
        if self._fresh:
            kept = {address: _kept(visit) for address, visit in self._fresh.items()}
            self._watched.keep_visits(self._slug, kept)
            self._fresh.clear()


def _kept(visit: Visit) -> KeptVisit:
    return KeptVisit(
        asked_at=visit.asked_at,
        etag=visit.validators.etag,
        last_modified=visit.validators.last_modified,
        not_before=visit.not_before,
        moved_to=visit.moved_to,
        mark=visit.mark,
    )
