"""Which fields are searched, faceted, sorted and stored: declared once, read by every engine."""

import hashlib
import json
from dataclasses import asdict, dataclass

NONE_VALUE = "_none"
"""The facet value that stands for documents that carry no value of the field."""

DATE_FACET = "date"


@dataclass(frozen=True, slots=True)
class Schema:
    """What an index can do; an index built for one schema is never read with another."""

    facets: tuple[str, ...] = ("tag", "org", "source", "lang")
    """Facet fields whose values a document carries, in the order of the page; ``date`` comes after them."""

    missing: tuple[str, ...] = ("tag", "org")
    """Facet fields that also count and accept ``_none``."""

    title_weight: int = 3
    """How many times an occurrence in the title counts; tf = title_weight · tf_title + tf_body."""

    k1: float = 1.2
    b: float = 0.75
    """BM25's saturation and length normalization."""

    analysis: int = 1
    """Raised by hand whenever `index.analysis` gives other terms than before for some text."""

    @property
    def all_facets(self) -> tuple[str, ...]:
        """Every field that can be counted, in the order of the page."""
        return (*self.facets, DATE_FACET)

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that differ for any two schemas."""
        text = json.dumps(asdict(self), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]
