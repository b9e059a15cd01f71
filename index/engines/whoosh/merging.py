"""Several segments, or pieces of one that is being built, to one: live documents only, in the order of their ids."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.engines.whoosh import facets
from index.engines.whoosh.columns import Array, lengths, smallest_unsigned, spread
from index.engines.whoosh.facets import FacetTerm
from index.engines.whoosh.fields import TEXT_FIELDS
from index.engines.whoosh.postings import PostingsField
from index.engines.whoosh.runs import Run, join, kept_of
from index.schema import Schema

Ints = npt.NDArray[np.int64]

Terms = Callable[[Sequence[int]], list[bytes]]
"""Gives the terms of numbers."""

GONE = -1


@dataclass(frozen=True, slots=True)
class Part:
    """One segment that goes into a merge."""

    columns: Mapping[str, Array]
    stored: Mapping[str, Array]
    live: Array
    """True for documents that are not deleted."""


Fields = Callable[[str], tuple[Sequence[Run], Terms]]
"""Gives, for a text field, the postings of each part by numbers of terms, and the terms of numbers."""


def merge(parts: Sequence[Part], schema: Schema) -> tuple[dict[str, Array], dict[str, Array]]:
    """Return the columns and the stored columns of the live documents of *parts*, which are whole segments."""
    return merge_by(parts, schema, lambda name: _runs(name, parts))


def merge_by(parts: Sequence[Part], schema: Schema, fields: Fields) -> tuple[dict[str, Array], dict[str, Array]]:
    """Return the columns and the stored columns of the live documents of *parts*, whose text *fields* gives."""
    numbers = _new_numbers(parts)
    order = _order(numbers)
    columns = _document_columns(parts, order)
    columns |= _mark_columns(parts, order)
    columns |= _facet_columns(parts, numbers, schema, size=len(order))
    for name in TEXT_FIELDS:
        runs, terms = fields(name)
        kept = [kept_of(run, part.live) for run, part in zip(runs, parts, strict=True)]
        columns |= join(name, kept, numbers, terms)
    stored: dict[str, Array] = {}
    for name in ("meta", "body"):
        stored |= _texts(name, parts, order)
    return columns, stored


def _runs(name: str, parts: Sequence[Part]) -> tuple[list[Run], Terms]:
    """Return the postings of one field of whole segments, their terms numbered in common."""
    number: dict[bytes, int] = {}
    runs: list[Run] = []
    for part in parts:
        named = PostingsField(name, part.columns).terms()
        terms = np.array([number.setdefault(term, len(number)) for term in named], np.int64)
        counts, sizes = (lengths(part.columns[f"{name}.{column}"]) for column in ("indptr", "position_start"))
        docs, tf, wide_at, wide, positions = (
            part.columns[f"{name}.{column}"] for column in ("docs", "tf", "wide_at", "wide", "positions")
        )
        runs.append(Run(terms, counts, sizes, docs, tf, wide_at.astype(np.int64), wide, positions))
    every = list(number)
    return runs, lambda wanted: [every[one] for one in wanted]


def _new_numbers(parts: Sequence[Part]) -> list[Ints]:
    """Return each document's number in the merged segment, `GONE` where it is deleted, part by part."""
    live = [np.flatnonzero(part.live) for part in parts]
    ids = np.concatenate([part.columns["ids"][kept] for part, kept in zip(parts, live, strict=True)])
    rank = np.empty(len(ids), np.int64)
    rank[np.argsort(ids, kind="stable")] = np.arange(len(ids))
    numbers: list[Ints] = []
    done = 0
    for part, kept in zip(parts, live, strict=True):
        mine = np.full(len(part.live), GONE, np.int64)
        mine[kept] = rank[done : done + len(kept)]
        numbers.append(mine)
        done += len(kept)
    return numbers


def _order(numbers: Sequence[Ints]) -> Ints:
    """Return, for every merged document, where it stands when the parts' documents are laid end to end."""
    flat = np.concatenate(numbers)
    order = np.empty(int((flat != GONE).sum()), np.int64)
    there = np.flatnonzero(flat != GONE)
    order[flat[there]] = there
    return order


def _document_columns(parts: Sequence[Part], order: Ints) -> dict[str, Array]:
    taken = {
        name: np.concatenate([part.columns[name] for part in parts])[order]
        for name in ("ids", "title_length", "body_length", "published", "sequence", "story")
    }
    names = np.concatenate([_languages(part) for part in parts])[order]
    languages, ordinals = np.unique(names, return_inverse=True)
    taken["language"] = ordinals.astype(np.uint16)
    taken["language.vocabulary"] = np.frombuffer(json.dumps(languages.tolist()).encode(), np.uint8)
    return taken


def _mark_columns(parts: Sequence[Part], order: Ints) -> dict[str, Array]:
    counts = np.concatenate([lengths(part.columns["mark.indptr"]) for part in parts])
    moved = (
        slice(None) if _is_as_before(order, len(counts)) else spread((np.cumsum(counts) - counts)[order], counts[order])
    )
    taken: dict[str, Array] = {"mark.indptr": np.concatenate(([0], np.cumsum(counts[order]))).astype(np.uint32)}
    for name in ("mark.position", "mark.offset"):
        values = np.concatenate([part.columns[name].astype(np.int64) for part in parts])[moved]
        taken[name] = values.astype(smallest_unsigned(int(values.max(initial=0))))
    return taken


def _languages(part: Part) -> Array:
    names = np.array(json.loads(part.columns["language.vocabulary"].tobytes()), np.str_)
    return names[part.columns["language"]]


def _facet_columns(parts: Sequence[Part], numbers: Sequence[Ints], schema: Schema, *, size: int) -> dict[str, Array]:
    terms: dict[tuple[str, str], FacetTerm] = {}
    for part in parts:
        facets.join(terms, _used_terms(part))
    vocabulary, ordinal = facets.numbered(terms, schema)
    docs, ordinals = [], []
    for part, mine in zip(parts, numbers, strict=True):
        renamed = [ordinal.get((term.field, term.value), GONE) for term in facets.vocabulary_of(part.columns)]
        docs.append(mine[part.columns["facet.inverse_docs"]])
        ordinals.append(np.repeat(np.array(renamed, np.int64), lengths(part.columns["facet.inverse_indptr"])))
    doc, value = np.concatenate(docs), np.concatenate(ordinals)
    kept = doc != GONE
    return facets.columns_of(vocabulary, doc[kept], value[kept], size=size)


def _used_terms(part: Part) -> list[FacetTerm]:
    """The terms of a part that some live document carries."""
    vocabulary = facets.vocabulary_of(part.columns)
    numbers = np.repeat(np.arange(len(vocabulary)), lengths(part.columns["facet.inverse_indptr"]))
    used = np.unique(numbers[part.live[part.columns["facet.inverse_docs"]]])
    return [vocabulary[number] for number in used.tolist()]


def _texts(name: str, parts: Sequence[Part], order: Ints) -> dict[str, Array]:
    everything = [part.stored[name] for part in parts]
    sizes = np.concatenate([lengths(part.stored[f"{name}.offsets"]) for part in parts])
    offsets = np.concatenate(([0], np.cumsum(sizes[order])))
    if _is_as_before(order, len(sizes)):
        return {name: np.concatenate(everything), f"{name}.offsets": offsets}
    texts: list[memoryview] = []
    for part in parts:
        text = part.stored[name].data
        texts.extend(text[start:end] for start, end in pairwise(part.stored[f"{name}.offsets"].tolist()))
    kept = b"".join([texts[number] for number in order.tolist()])
    return {name: np.frombuffer(kept, np.uint8), f"{name}.offsets": offsets}


def _is_as_before(order: Ints, size: int) -> bool:
    """Say whether all of *size* documents are kept where they stand."""
    return len(order) == size and bool((order == np.arange(size)).all())
