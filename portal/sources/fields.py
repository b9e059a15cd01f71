"""The article fields of interfaces.md §3: a record of any of our formats → RawItem."""

import re
from collections.abc import Mapping

from portal.sources.raw import RawItem, Refusal

TEXT_FIELDS = (
    "id",
    "url",
    "title",
    "body",
    "excerpt",
    "completeness",
    "published",
    "source",
    "author",
    "language",
)
LIST_FIELDS = ("tags", "organizations")
FIELDS = frozenset((*TEXT_FIELDS, *LIST_FIELDS))

_BETWEEN_LABELS = re.compile(r"[;|]")


def raw_item(record: Mapping[str, object], where: str) -> RawItem | Refusal:
    """Return *record* as a raw item, or a refusal that names the field of a wrong type.

    Shape: null is empty; numbers become text; one string where a list is
    expected is split at ``;`` and ``|``; an object stands for its ``label``
    or ``name``, as our own search JSON writes them.
    """
    try:
        texts = {name: _text(name, record.get(name)) for name in TEXT_FIELDS}
        lists = {name: _labels(name, record.get(name)) for name in LIST_FIELDS}
    except _WrongType as error:
        return Refusal(where, str(error))
    return RawItem(
        where=where,
        id=texts["id"],
        url=texts["url"],
        title=texts["title"],
        body=texts["body"],
        excerpt=texts["excerpt"],
        completeness=texts["completeness"],
        tags=lists["tags"],
        organizations=lists["organizations"],
        published=texts["published"],
        source=texts["source"],
        author=texts["author"],
        language=texts["language"],
        extra={name: value for name, value in record.items() if name not in FIELDS},
    )


class _WrongType(Exception):
    pass


def _text(name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if name == "author" and isinstance(value, list):
        return ", ".join(_text("authors", author) for author in value)
    if isinstance(value, Mapping) and name in ("source", "author", *LIST_FIELDS):
        label = value.get("label") or value.get("name")
        if isinstance(label, str):
            return label
    raise _WrongType(f"the field {name!r} should be text, but it is {_kind(value)}")


def _labels(name: str, value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str):
        return tuple(_BETWEEN_LABELS.split(value)) if value else ()
    if isinstance(value, list):
        return tuple(_text(name, label) for label in value)
    raise _WrongType(f"the field {name!r} should be a list of labels, but it is {_kind(value)}")


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    return "a list" if isinstance(value, list) else "an object"
