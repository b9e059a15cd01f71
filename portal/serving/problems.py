"""Our errors → status codes and problem documents (RFC 9457), or a drawn apology."""

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from index.errors import InvalidCursor, InvalidRequest, SearchError
from portal.serving.headers import open_to_all
from portal.serving.htmx import varied

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 5


@dataclass(frozen=True, slots=True)
class ParameterError:
    """One parameter that a program got wrong."""

    param: str
    detail: str


class Refused(Exception):
    """A program's request that cannot be answered as it stands: 422."""

    def __init__(self, errors: Sequence[ParameterError]) -> None:
        super().__init__(" ".join(error.detail for error in errors))
        self.errors = tuple(errors)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong, for whoever tells people or programs of it."""

    status: int
    title: str
    detail: str
    errors: tuple[ParameterError, ...] = ()
    retry_after_seconds: int | None = None


Draw = Callable[[Trouble], Response]
"""Tells a person: a whole page, or the region for htmx."""


def tell_of_errors(app: Flask, draw: Draw, *, away: tuple[type[Exception], ...]) -> None:
    """Answer every error of *app*: programs with a problem document, people with what *draw* makes of it.

    Errors of *away*, like a `SearchError` that no request is to blame for, mean: try again later.
    """

    def told(error: Exception) -> Response:
        trouble = trouble_of(error, away=away)
        response = problem_response(trouble) if wants_problem() else draw(trouble)
        if isinstance(error, HTTPException):
            for name, value in error.get_headers():
                if name in ("Allow", "Retry-After"):
                    response.headers[name] = value
        if trouble.retry_after_seconds is not None:
            response.headers["Retry-After"] = str(trouble.retry_after_seconds)
        response.headers["Cache-Control"] = "no-store"
        return varied(response)

    app.register_error_handler(Exception, told)


def trouble_of(error: Exception, *, away: tuple[type[Exception], ...] = ()) -> Trouble:
    """Return what *error* means outside; one that nobody foresaw is logged with its traceback."""
    match error:
        case Refused():
            return Trouble(422, "Some parameters cannot be used", str(error), error.errors)
        case InvalidCursor():
            detail = "This cursor is damaged, or belongs to another search."
            return Trouble(422, "Some parameters cannot be used", detail, (ParameterError("cursor", detail),))
        case InvalidRequest():
            return Trouble(422, "This search is not offered", str(error))
        case _ if isinstance(error, (SearchError, *away)):
            logger.warning("request.unavailable", extra={"reason": str(error)})
            detail = "The portal cannot answer this at the moment. It usually can within a few seconds."
            return Trouble(503, "Please try again in a moment", detail, retry_after_seconds=RETRY_AFTER_SECONDS)
        case HTTPException() if error.code is not None:
            return Trouble(error.code, HTTPStatus(error.code).phrase, error.description or "")
        case _:
            logger.error("request.failed", extra={"path": request.path}, exc_info=error)
            return Trouble(500, "Something went wrong", "The fault is ours, and has been written down.")


def wants_problem() -> bool:
    """Say whether a program is asking."""
    return request.path.startswith("/api/") or request.path.endswith(".json")


def problem_response(trouble: Trouble) -> Response:
    """Return *trouble* as ``application/problem+json``."""
    document: dict[str, object] = {
        "type": "about:blank",
        "title": trouble.title,
        "status": trouble.status,
        "detail": trouble.detail,
    }
    if trouble.errors:
        document["errors"] = [{"param": error.param, "detail": error.detail} for error in trouble.errors]
    response = Response(json.dumps(document), trouble.status, content_type="application/problem+json")
    return open_to_all(response)
