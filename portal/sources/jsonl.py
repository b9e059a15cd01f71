"""Article JSON Lines: one article on a line → raw items."""

import json
from collections.abc import Iterable, Iterator

from portal.sources.fields import raw_item
from portal.sources.raw import RawItem, Refusal
from portal.sources.reading import MAX_LINE_BYTES, Line, decode, lines_of


def read_jsonl(chunks: Iterable[bytes], name: str) -> Iterator[RawItem | Refusal]:
    """Yield an item or a refusal for each line that is not blank.

    Raises:
        SourceCut: the file breaks off; what was yielded is good.
    """
    for line in lines_of(chunks):
        yield _item(line, f"{name}:{line.number}")


def _item(line: Line, where: str) -> RawItem | Refusal:
    if line.is_too_long:
        return Refusal(where, too_long(line))
    try:
        record = json.loads(decode(line.content), parse_constant=_nothing)
    except RecursionError:
        return Refusal(where, "this line is nested too deeply to be an article")
    except ValueError as error:
        return Refusal(where, _not_json(line, error))
    if not isinstance(record, dict):
        return Refusal(where, 'this line is JSON, but no object; expected {"title": …, "body": …}')
    return raw_item(record, where)


def too_long(line: Line) -> str:
    """Return the reason for which a line over the limit is skipped."""
    return f"this line has {line.size:,} bytes; the most that is read is {MAX_LINE_BYTES:,}"


def _not_json(line: Line, error: ValueError) -> str:
    if not isinstance(error, json.JSONDecodeError):
        return "this line holds a number that is too long to be read"
    if line.is_last and line.content.lstrip().startswith(b"{"):
        return (
            f"this line is not whole JSON ({error.msg} at character {error.pos + 1}); the file seems to be cut off here"
        )
    return f"this line is not JSON: {error.msg} at character {error.pos + 1}"


def _nothing(_constant: str) -> None:
    """Read NaN and Infinity, which are not JSON but come out of many exports, as null."""
