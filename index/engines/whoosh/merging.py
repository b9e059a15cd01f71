"""Several segments to one: live documents only, in the order of their ids."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.engines.whoosh import facets
from index.engines.whoosh.columns import Array, lengths, smallest_unsigned
from index.engines.whoosh.facets import FacetTerm
from index.engines.whoosh.fields import TEXT_FIELDS
from index.engines.whoosh.postings import PostingsField, columns_of
from index.schema import Schema

Ints = npt.NDArray[np.int64]

GONE = -1


@dataclass(frozen=True, slots=True)
class Part:
    """One segment that goes into a merge."""

    columns: Mapping[str, Array]
    stored: Mapping[str, Array]
    live: Array
    """True for documents that are not deleted."""


def merge(parts: Sequence[Part], schema: Schema) -> tuple[dict[str, Array], dict[str, Array]]:
    """Return the columns and the stored columns of the live documents of *parts*."""
    numbers = _new_numbers(parts)
    order = _order(numbers)
    columns = _document_columns(parts, order)
    columns |= _mark_columns(parts, order)
    columns |= _facet_columns(parts, numbers, schema, size=len(order))
    for name in TEXT_FIELDS:
        columns |= _field_columns(name, parts, numbers)
    stored: dict[str, Array] = {}
    for name in ("meta", "body"):
        stored |= _texts(name, parts, order)
    return columns, stored


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
    moved = _moved(counts, order)
    taken: dict[str, Array] = {"mark.indptr": np.concatenate(([0], np.cumsum(counts[order]))).astype(np.uint32)}
    for name in ("mark.position", "mark.offset"):
        values = np.concatenate([part.columns[name].astype(np.int64) for part in parts])[moved]
        taken[name] = values.astype(smallest_unsigned(int(values.max(initial=0))))
    return taken


def _moved(sizes: Ints, order: Ints) -> Ints:
    """Return where the items of runs of *sizes*, laid end to end, stand when the runs are put in *order*."""
    starts = np.cumsum(sizes) - sizes
    taken = sizes[order]
    ends = np.cumsum(taken)
    return np.repeat(starts[order] - (ends - taken), taken) + np.arange(int(taken.sum()))


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


def _field_columns(name: str, parts: Sequence[Part], numbers: Sequence[Ints]) -> dict[str, Array]:
    fields = [PostingsField(name, part.columns) for part in parts]
    words = sorted({field.term(number) for field in fields for number in range(len(field))})
    rank = {word: number for number, word in enumerate(words)}
    terms, docs, titles, bodies, sizes, positions = [], [], [], [], [], []
    for field, mine in zip(fields, numbers, strict=True):
        renamed = np.array([rank[field.term(number)] for number in range(len(field))], np.int64)
        everything = field.everything()
        title, body = everything.title.astype(np.int64), everything.body.astype(np.int64)
        doc = mine[everything.docs]
        kept = doc != GONE
        terms.append(renamed[field.posting_terms()][kept])
        docs.append(doc[kept])
        titles.append(title[kept])
        bodies.append(body[kept])
        sizes.append((title + body)[kept])
        positions.append(everything.positions[np.repeat(kept, title + body)])
    term, doc, size = (np.concatenate(pieces) for pieces in (terms, docs, sizes))
    # Each part is sorted by term, then by document: a stable sort only merges these runs.
    order = np.argsort((term << 32) | doc, kind="stable")
    moved = _moved(size, order)
    used, local = np.unique(term[order], return_inverse=True)
    return columns_of(
        name,
        terms=[words[number] for number in used.tolist()],
        posting_terms=local.astype(np.int64),
        docs=doc[order],
        title=np.concatenate(titles)[order],
        body=np.concatenate(bodies)[order],
        positions=np.concatenate(positions)[moved],
    )


def _texts(name: str, parts: Sequence[Part], order: Ints) -> dict[str, Array]:
    texts: list[memoryview] = []
    for part in parts:
        everything = part.stored[name].data
        offsets = part.stored[f"{name}.offsets"].tolist()
        texts.extend(everything[start:end] for start, end in pairwise(offsets))
    kept = [texts[number] for number in order.tolist()]
    offsets = np.concatenate(([0], np.cumsum([len(text) for text in kept], dtype=np.int64)))
    return {name: np.frombuffer(b"".join(kept), np.uint8), f"{name}.offsets": offsets.astype(np.int64)}
