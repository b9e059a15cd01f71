"""Trouble → a page that says so kindly and leads on; for htmx, the region with the true status."""

from urllib.parse import quote

from flask import Response, request

from portal.search.page import LinkView
from portal.search.present import hidden_fields
from portal.search.reading import read
from portal.search.state import Refinement, SearchState
from portal.search.words import FIELD_LABELS, FIELD_PLURALS, shortened
from portal.serving.htmx import page_or_update
from portal.serving.problems import Trouble
from portal.web.pages import ErrorPage, Site

WAYS_ON = (LinkView("Search all articles", "/search"), LinkView("Go to the front page", "/"))

_SENTENCES = {
    400: ("This request could not be read", "Something in the address is malformed. A new search usually helps."),
    404: ("There is nothing here", "The address may be mistyped, or what was here has moved."),
    405: ("That cannot be done here", "This address can be read, and nothing else."),
    410: ("This article was removed", "Its source withdrew it, or it was taken down here. It is not kept."),
    413: ("That is too much", "The request is larger than what is taken here."),
    414: ("That address is too long", "A search with fewer words or filters will do."),
    429: ("That was a little fast", "Please wait a moment before the next search."),
}


def error_response(page: ErrorPage, site: Site) -> Response:
    """Return *page* drawn for a person, with its true status."""
    return page_or_update("error", status=page.status, page=page, site=site)


def error_page(trouble: Trouble) -> ErrorPage:
    """Return what a page says about *trouble*; whatever was searched stays in the box."""
    title, text = _SENTENCES.get(trouble.status, (trouble.title, trouble.detail))
    state = read(request.args.items(multi=True)).state if request.path.startswith("/search") else None
    return ErrorPage(
        status=trouble.status,
        title=title,
        text=text,
        query=state.text if state else "",
        hidden_fields=hidden_fields(state) if state else (),
        retry_href=_this_address() if trouble.status in (500, 503) else None,
        links=WAYS_ON,
    )


def unknown_topic_page(refinement: Refinement) -> ErrorPage:
    """Return what is said where a tag or an organization is asked for that no article carries."""
    kind = FIELD_LABELS[refinement.field].lower()
    words = refinement.value.replace("-", " ")
    search = SearchState(text=words)
    return ErrorPage(
        status=404,
        title=f"There is no {kind} “{shortened(words, 60)}”",
        text=f"No article carries this {kind}. It may be spelled otherwise, or have been renamed.",
        query=search.text,
        hidden_fields=(),
        retry_href=None,
        links=(
            LinkView(f"Search for {shortened(words, 60)}", search.href()),
            LinkView(f"All {FIELD_PLURALS[refinement.field]}", f"/search/facets/{refinement.field}"),
            *WAYS_ON,
        ),
    )


def _this_address() -> str:
    # One slash only: what begins with two would lead to another host.
    path = "/" + quote(request.path.lstrip("/"))
    query = request.query_string.decode("latin-1")
    return f"{path}?{query}" if query else path
