"""A place in the order of a search ↔ an opaque token.

A place is a sort key with a document id; ascending places are the order of
hits. The token carries both exactly, and a digest over them with the search
they belong to: a damaged token, or one of another search, is refused.
"""

import base64
import binascii
import hashlib
import math
import struct
from collections.abc import Mapping
from typing import NamedTuple

from index.errors import InvalidCursor
from index.request import SearchRequest, Sort


class Place(NamedTuple):
    """Where a hit stands; places compare as hits are ordered."""

    key: float
    """From `sort_key`; lower comes first."""

    id: str


def sort_key(sort: Sort, *, score: float, published_at: int | None) -> float:
    """Return the key by which *sort* orders a document, ascending; undated documents get infinity."""
    match sort:
        case Sort.RELEVANCE:
            return 0.0 - score  # never a negative zero, whose token would differ
        case Sort.NEWEST:
            return math.inf if published_at is None else -float(published_at)
        case Sort.OLDEST:
            return math.inf if published_at is None else float(published_at)


def encode_cursor(request: SearchRequest, place: Place) -> str:
    """Return the token of *place* in the search that *request* is a part of.

    Shape: letters, digits, ``-`` and ``_``. Size, offset, facets and snippets
    of the request do not matter: they may change from one page to the next.
    """
    # Zero has two signs, which compare equal but pack differently: adding zero leaves one.
    body = struct.pack(">d", place.key + 0.0) + place.id.encode()
    return base64.urlsafe_b64encode(_digest(request, body) + body).rstrip(b"=").decode()


def decode_cursor(request: SearchRequest) -> Place | None:
    """Return the place that ``request.after`` names; None where there is none.

    Raises:
        InvalidCursor: the token is damaged, or was issued for another search.
    """
    token = request.after
    if token is None:
        return None
    try:
        packed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        place = Place(struct.unpack_from(">d", packed, _DIGEST_BYTES)[0], packed[_DIGEST_BYTES + 8 :].decode())
    except (binascii.Error, struct.error, ValueError) as error:
        raise InvalidCursor(f"cursor {token[:80]!r} is damaged: start again without it") from error
    # Comparing tokens, not bytes, also refuses other spellings of the same bytes.
    if encode_cursor(request, place) != token:
        raise InvalidCursor(f"cursor {token[:80]!r} belongs to another search: start again without it")
    return place


_DIGEST_BYTES = 12


def _digest(request: SearchRequest, body: bytes) -> bytes:
    search = (
        request.query,
        request.match.value,
        _sorted(request.refinements),
        _sorted(request.exclusions),
        request.dates,
        request.sort.value,
        request.group.value,
    )
    # The repr of frozen dataclasses, strings and dates names every value in full, and no two alike.
    return hashlib.blake2b(repr(search).encode() + b"\0" + body, digest_size=_DIGEST_BYTES).digest()


def _sorted(picked: Mapping[str, frozenset[str]]) -> list[tuple[str, list[str]]]:
    return sorted((field, sorted(values)) for field, values in picked.items() if values)
