"""ETag, Cache-Control and 304: what an answer depends on decides, never its body."""

import hashlib
from collections.abc import Callable

from flask import Response, request

REVALIDATE = "no-cache"
"""Keep it, but ask before showing it again: a 304 costs nothing, and an article removed is gone at once."""

IMMUTABLE = "public, max-age=31536000, immutable"


def etag_of(*parts: str) -> str:
    """Return a weak ETag that differs for any two lists of *parts*.

    Shape: the opaque part, without ``W/`` and quotes. Weak, because answers
    name the milliseconds they took.
    """
    digest = hashlib.blake2s(digest_size=12)
    for part in parts:
        text = part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(text) + text)
    return digest.hexdigest()


def conditional(depends_on: tuple[str, ...], answer: Callable[[], Response]) -> Response:
    """Return *answer*'s response with an ETag made of *depends_on*, or a 304 without asking *answer*.

    Only a 200 gets the ETag: what was not found may be there the next time.
    """
    etag = etag_of(*depends_on)
    if request.if_none_match.contains_weak(etag):
        return _marked(Response(status=304), etag)
    response = answer()
    return _marked(response, etag) if response.status_code == 200 else response


def _marked(response: Response, etag: str) -> Response:
    response.set_etag(etag, weak=True)
    response.headers["Cache-Control"] = REVALIDATE
    return response
