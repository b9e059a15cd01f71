"""``/healthz``: the process answers; ``/readyz``: it can be searched."""

import json
import logging
from collections.abc import Callable, Mapping

from flask import Flask, Response

from index.errors import SearchError

logger = logging.getLogger(__name__)

Probe = Callable[[], object]
"""Raises when what it looks at cannot be used."""


def report_health(app: Flask, probes: Mapping[str, Probe], *, away: tuple[type[Exception], ...]) -> None:
    """Answer ``/healthz`` and ``/readyz`` on *app*.

    *probes* say what readiness depends on, by name; they say no by raising
    one of *away*, a `SearchError` or an `OSError`.
    """

    def healthz() -> Response:
        return _plain("ok\n", 200, "text/plain; charset=utf-8")

    def readyz() -> Response:
        found = {name: _is_usable(name, probe, away) for name, probe in probes.items()}
        ready = all(found.values())
        document = {"ready": ready, "checks": {name: "ok" if usable else "away" for name, usable in found.items()}}
        return _plain(json.dumps(document), 200 if ready else 503, "application/json")

    app.add_url_rule("/healthz", "healthz", healthz)
    app.add_url_rule("/readyz", "readyz", readyz)


def _is_usable(name: str, probe: Probe, away: tuple[type[Exception], ...]) -> bool:
    expected: tuple[type[Exception], ...] = (SearchError, OSError, *away)
    try:
        probe()
    except expected as error:
        logger.warning("readiness.failed", extra={"check": name, "reason": str(error)})
        return False
    return True


def _plain(text: str, status: int, content_type: str) -> Response:
    response = Response(text, status, content_type=content_type)
    response.headers["Cache-Control"] = "no-store"
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response
