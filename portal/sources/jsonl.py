"""Article JSON Lines: one article on a line → raw items."""

from collections.abc import Iterable, Iterator

from portal.sources.fields import raw_item
from portal.sources.raw import RawItem, Refusal
from portal.sources.records import json_records

EXAMPLE = '{"title": …, "body": …}'


def read_jsonl(chunks: Iterable[bytes], name: str) -> Iterator[RawItem | Refusal]:
    """Yield an item or a refusal for each line that is not blank.

    Raises:
        SourceCut: the file breaks off; what was yielded is good.
    """
    for record in json_records(chunks, name, example=EXAMPLE):
        yield record if isinstance(record, Refusal) else raw_item(record.fields, record.where)
