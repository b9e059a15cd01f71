"""The only module that reads or writes HX- headers; written for htmx 4."""

from flask import Request, Response, make_response, render_template, request
from htmx_flask.requests import HtmxHeaders  # type: ignore[import-untyped]  # it ships no types

VARIES_BY = ("HX-Request", "HX-Request-Type", "HX-Boosted", "HX-History-Restore-Request")
"""Every header that decides between a page and an update."""

_VARY = ", ".join(VARIES_BY)


def is_htmx(asking: Request) -> bool:
    """Say whether htmx sent this request, for whatever it wants back."""
    return bool(HtmxHeaders(asking.headers))


def wants_update(asking: Request) -> bool:
    """Say whether htmx asked for one region rather than a whole page.

    Boosted links and history restores replace the whole body, so they get
    what a plain visit would get. htmx 4 also says so itself, in
    ``HX-Request-Type: full``. The truth of `HtmxHeaders` alone is not the
    answer: it holds for a history restore too.
    """
    headers = HtmxHeaders(asking.headers)
    return bool(headers) and not (
        headers.boosted
        or headers.history_restore_request
        or asking.headers.get("HX-Request-Type", "").lower() == "full"
    )


def kind_wanted() -> str:
    """Return ``updates`` or ``pages``: the folder of the template that this request wants, and part of its ETag."""
    return "updates" if wants_update(request) else "pages"


def page_or_update(name: str, *, status: int = 200, **context: object) -> Response:
    """Render ``pages/<name>.html``, or ``updates/<name>.html`` for htmx."""
    response = make_response(render_template(f"{kind_wanted()}/{name}.html", **context), status)
    return varied(response)


def whole_page(name: str, **context: object) -> Response:
    """Render ``pages/<name>.html`` for htmx too: nothing on it is ever updated in place."""
    return varied(make_response(render_template(f"pages/{name}.html", **context)))


def varied(response: Response) -> Response:
    """Return *response*, marked as depending on what htmx asked for."""
    if "Vary" not in response.headers:
        response.headers["Vary"] = _VARY
    elif response.headers["Vary"] != _VARY:
        response.vary.update(VARIES_BY)
    return response
