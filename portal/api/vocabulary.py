"""``/api/v1/tags`` and ``/api/v1/organizations``: the values of a facet, paged."""

from dataclasses import dataclass
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from index import NONE_VALUE, Facet
from portal.api.serialize import Json
from portal.search.addresses import topic_href
from portal.search.names import NOTHING_CALLED, Book
from portal.search.service import page_count
from portal.search.state import MAX_LIMIT, MAX_PAGE, clean
from portal.search.words import folded
from portal.serving.problems import ParameterError, Refused

DEFAULT_LIMIT = 50


@dataclass(frozen=True, slots=True)
class ListAsked:
    """Which part of a list is wanted."""

    find: str = ""
    page: int = 1
    limit: int = DEFAULT_LIMIT

    def href(self, path: str, page: int) -> str:
        """Return the canonical address of another page of this list."""
        given = (("find", self.find, ""), ("page", page, 1), ("limit", self.limit, DEFAULT_LIMIT))
        query = urlencode([(name, value) for name, value, default in given if value != default])
        return f"{path}?{query}" if query else path


def read_list(args: MultiDict[str, str]) -> ListAsked:
    """Return which part of a list is wanted.

    Raises:
        Refused: a parameter is unknown or malformed.
    """
    errors = [
        ParameterError(clean(name, 40), "There is no such parameter; there are find, page and limit.")
        for name in args
        if name not in ("find", "page", "limit")
    ]
    page = _number(args, "page", 1, MAX_PAGE, errors)
    limit = _number(args, "limit", DEFAULT_LIMIT, MAX_LIMIT, errors)
    if errors:
        raise Refused(errors)
    return ListAsked(clean(args.get("find", ""), 100), page, limit)


def value_list(
    facet: Facet, asked: ListAsked, path: str, book: Book = NOTHING_CALLED
) -> tuple[dict[str, Json], dict[str, str | None]]:
    """Return one page of the values of *facet*, most frequent first, and the links around it.

    They are found by their labels, or by other names in *book*.
    """
    wanted = folded(asked.find)
    named = book.containing(asked.find)
    found = [
        one for one in facet.values if one.value != NONE_VALUE and (one.value in named or wanted in folded(one.label))
    ]
    last = page_count(len(found), asked.limit)
    links = {
        "self": asked.href(path, asked.page),
        "next": asked.href(path, asked.page + 1) if asked.page < last else None,
        "prev": asked.href(path, asked.page - 1) if asked.page > 1 else None,
    }
    shown = found[(asked.page - 1) * asked.limit : asked.page * asked.limit]
    items: list[Json] = [
        {"value": one.value, "label": one.label, "count": one.count, "href": topic_href(facet.field, one.value)}
        for one in shown
    ]
    return {"total": len(found), "items": items, "links": links}, links


def _number(args: MultiDict[str, str], name: str, default: int, most: int, errors: list[ParameterError]) -> int:
    text = args.get(name, "")
    if not text:
        return default
    if text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= most:
        return int(text)
    errors.append(ParameterError(name, f"Expected a whole number from 1 to {most}."))
    return default
