"""The inner loops of the evaluator: in C where that could be compiled from the source that is here, else in NumPy."""

from importlib import import_module

from index.engines.whoosh.kernels import plain
from index.engines.whoosh.kernels.building import digest
from index.engines.whoosh.kernels.contract import Kernels


def _best() -> Kernels:
    try:
        # Compiled from another source, it may give other results, read other arguments, or lack what is asked for.
        made = import_module("index.engines.whoosh.kernels._kernels")
        if getattr(made, "source", None) == digest():
            return import_module("index.engines.whoosh.kernels.compiled")
    except ImportError:
        pass
    return plain


BEST: Kernels = _best()
"""The fastest that there is on this machine."""
