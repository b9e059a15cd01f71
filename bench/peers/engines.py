"""Who is measured."""

from bench.peers import fts5, ours, stock, tantivy
from bench.peers.peer import Kind

PYTHON: dict[str, Kind] = {kind.name: kind for kind in (ours.KIND, stock.KIND, fts5.KIND, tantivy.KIND)}
"""Engines that are measured from Python; Lucene is measured from Java."""

OURS = ours.KIND.name
