"""The reference engine: slow and obvious, it reads every document for every search.

What it answers is what a search means. It keeps the words of each document
and nothing else: no index, no cache, no shortcut that would have to be
believed. Where another engine disagrees with it, the other one is wrong.
"""

from index.engines.memory.engine import MemoryEngine

__all__ = ["MemoryEngine"]
