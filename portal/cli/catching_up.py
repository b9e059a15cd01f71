"""What follows a change of the authority file: articles are read anew, and found under their new names."""

from dataclasses import dataclass, field

import click

from index import SearchError
from portal.articles.authority import RetagState
from portal.cli.exits import AWAY, DONE, INTERRUPTED
from portal.cli.indexing import bring_up_to_date
from portal.cli.progress import progress
from portal.cli.running import counted
from portal.organizations.retagging import Retagged, retag
from portal.wiring import Services


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """How far it came."""

    retagged: Retagged = field(default_factory=Retagged)
    due: int = 0
    """Articles that are still to be looked at."""

    pending: int = 0
    """Changes that cannot be found yet."""

    problem: str = ""
    """Why they cannot."""

    is_stopped: bool = False

    @property
    def status(self) -> int:
        """Return the exit status of a command that did nothing else wrong."""
        return AWAY if self.problem else INTERRUPTED if self.is_stopped else DONE

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        retagged = {"looked_at": self.retagged.looked_at, "written": self.retagged.written, "due": self.due}
        return {"retagged": retagged, "pending": self.pending}

    def tell(self) -> None:
        """Say it."""
        if self.retagged.looked_at:
            changed = f"{self.retagged.written:,} with other organizations than before"
            click.echo(f"{counted(self.retagged.looked_at, 'article')} looked at anew, {changed}")
        if self.is_stopped:
            click.echo("Stopped: what was changed is kept.", err=True)
        if self.due or (self.pending and not self.problem):
            left = [f"{counted(self.due, 'article')} to look at anew"] if self.due else []
            left += [f"{counted(self.pending, 'change')} to make findable"] if self.pending else []
            click.echo(f"{' and '.join(left)}: left to `portal worker`, or to that of `portal serve`", err=True)
        if self.problem:
            click.echo(f"Error: kept, but not findable yet: {self.problem}", err=True)


def catch_up(services: Services, *, waits: bool) -> CaughtUp:
    """Read anew what is due and make it findable, showing how far that is; unless it *waits*, leave it to the worker.

    Shape: Ctrl-C leaves the rest to the worker, too.
    """
    done, problem, is_stopped = Retagged(), "", False
    if waits:
        try:
            done = _retag(services)
            bring_up_to_date(services)
        except KeyboardInterrupt:
            is_stopped = True
        except SearchError as error:
            problem = str(error)
    state, pending = services.store.authority.retagging(), services.store.counts().pending
    due = max(state.articles - state.looked_at, 0) if state else 0
    return CaughtUp(done, due, pending, problem, is_stopped)


def _retag(services: Services) -> Retagged:
    from portal.organizations.recognizers import recognizer_of  # the automaton is loaded where there is work for it

    authority = services.store.authority
    state = authority.retagging()
    if state is None:
        return Retagged()
    with progress("Articles looked at anew", state.articles) as shown:

        def on_progress(state: RetagState) -> None:
            shown(state.looked_at)

        return retag(authority, recognizer_of, on_progress=on_progress)
