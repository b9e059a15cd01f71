from collections.abc import Sequence

from index.engines.whoosh.columns import Array

source: str

def lower_bound(term_bytes: Array, offsets: Array, term: bytes, /) -> int: ...
def count_live(docs: Array, live: Array, /) -> int: ...
def score_packed(
    docs: Array,
    packed: Array | None,
    saturation: Array,
    live: Array | None,
    weight: int,
    factor: float,
    out_docs: Array,
    out_scores: Array,
    /,
) -> int: ...
def words(text: str, start: int, skip: int, most: int, /) -> list[tuple[int, int]] | None: ...
def occurrences(packed: Array, count: int, /) -> int: ...
def mark(docs: Array, mask: Array, /) -> int: ...
def unite(
    parts: list[tuple[Array, Array | None, Array | None, float]],
    saturation: Array,
    live: Array | None,
    weight: int,
    out_docs: Array,
    out_scores: Array | None,
    /,
) -> int: ...
def intersect(
    parts: list[tuple[Array, Array | None, Array | None, float]],
    saturation: Array,
    live: Array | None,
    weight: int,
    out_docs: Array,
    out_scores: Array | None,
    /,
) -> int: ...
def phrase(
    slots: list[tuple[Array, Array, Array]], title_length: Array, docs: Array, title: Array, body: Array, /
) -> int: ...
def add_up(docs: Array, packed: Array, size: int, out_docs: Array, title: Array, body: Array, /) -> int: ...
def collect(
    docs: Array,
    size: int,
    scores: Array | None,
    masks: list[Array],
    always: Array | None,
    indptr: Array,
    ordinals: Array,
    fields: Sequence[tuple[int, int, int, Array | None, Array, Array | None]],
    out_docs: Array | None,
    out_scores: Array | None,
    /,
) -> int: ...
def first_places(keys: Array, sign: float, places: Array, /) -> int: ...
def largest(counts: Array, ranked: Array, places: Array, /) -> tuple[int, int]: ...
